"""An import, a withdrawal or a replacement that is killed at any step leaves the state before or the one after."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from ess_graph.errors import EXIT_INPUT
from ess_graph.store.build import build
from ess_graph.store.generation import open_store
from tests.conftest import CommandLine
from tests.contributing.some import TERMS, imported, listed, store_hash, turtle

#: Dies at the n-th time that it is about to rename or remove something, as Python's own audit tells; prints how many
#: there were when it lives. What comes between two of these is not seen by anybody.
CHILD = """
import os, signal, sys
from ess_graph.cli.main import main
last, seen = int(sys.argv[1]), 0
def watch(event, arguments):
    global seen
    if event in ("os.rename", "os.remove", "os.rmdir", "shutil.rmtree") and "__pycache__" not in str(arguments):
        seen += 1
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
code = main(sys.argv[2:])
print(seen, file=sys.stderr)
sys.exit(code)
"""


def run(last: int, *arguments: str | Path) -> tuple[int, str]:
    """Run a command line that is killed at its ``last`` step, 0 for none; return its code and what it said last."""
    command = [sys.executable, "-c", CHILD, str(last), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    return done.returncode, (done.stderr.splitlines() or [""])[-1]


@pytest.fixture
def one(tiny_store: Path, tmp_path: Path, cli: CommandLine) -> str:
    """The identifier of a contribution that is in the tiny store."""
    file = turtle(tmp_path / "a.ttl", "<concept/b> skos:broader <concept/a1> .")
    return str(imported(cli, tiny_store, file)["id"])


@pytest.mark.parametrize("change", ["import", "replace", "withdraw"])
def test_a_change_killed_at_any_step_leaves_the_state_before_or_after(
    tiny_store: Path, tiny: Path, tmp_path: Path, cli: CommandLine, one: str, change: str
) -> None:
    new = turtle(tmp_path / "b.ttl", "<concept/c> skos:broader <concept/a2> .")
    command: tuple[str | Path, ...] = {
        "import": ("import", new, *TERMS),
        "replace": ("import", new, *TERMS, "--replaces", one),
        "withdraw": ("withdraw", one),
    }[change]
    kept = tmp_path / "store-contributions"
    before = store_hash(tiny_store), [str(row["id"]) for row in listed(cli, tiny_store)]
    shutil.copytree(tiny_store, tmp_path / "try")
    shutil.copytree(kept, tmp_path / "try-contributions")
    code, steps = run(0, *command, "--store", tmp_path / "try")
    assert code == 0, steps
    after = store_hash(tmp_path / "try"), [str(row["id"]) for row in listed(cli, tmp_path / "try")]
    assert after[0] != before[0]
    seen = set()
    for last in range(1, int(steps) + 1):
        for name in ("try", "try-contributions"):
            shutil.rmtree(tmp_path / name)
        shutil.copytree(tiny_store, tmp_path / "try")
        shutil.copytree(kept, tmp_path / "try-contributions")
        code, _ = run(last, *command, "--store", tmp_path / "try")
        assert code == -signal.SIGKILL
        state = store_hash(tmp_path / "try"), [str(row["id"]) for row in listed(cli, tmp_path / "try")]
        assert state in (before, after)
        seen.add(state == after)
        # A build makes the same of the files: what the store holds is what is kept.
        again = build(tmp_path / "try", source=tiny)
        assert (again.hash, sorted(again.contributions)) == (state[0], sorted(state[1]))
        left = sorted(path.name for path in (tmp_path / "try-contributions").iterdir())
        assert left == sorted([*state[1], "lock"])
        assert not list((tmp_path / "try").rglob(".building-*"))
    assert seen == {True, False}


def test_an_import_that_was_killed_can_be_made_again(
    tiny_store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    file = turtle(tmp_path / "a.ttl", "<concept/b> skos:broader <concept/a1> .")
    code, _ = run(3, "import", file, *TERMS, "--store", tiny_store)
    assert code == -signal.SIGKILL
    done = imported(cli, tiny_store, file)
    assert [row["id"] for row in listed(cli, tiny_store)] == [done["id"]]
    assert open_store(tiny_store).manifest.hash == done["hash"]


def test_one_command_writes_at_a_time(tiny_store: Path, tmp_path: Path, cli: CommandLine, one: str) -> None:
    new = turtle(tmp_path / "b.ttl", "<concept/c> skos:broader <concept/a2> .")
    before = store_hash(tiny_store)
    for lock in (tiny_store / "lock", tmp_path / "store-contributions" / "lock"):
        with FileLock(lock, timeout=0):
            for command in (("import", new, *TERMS), ("withdraw", one)):
                ran = cli(*command, store=tiny_store)
                assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_INPUT, "", 1)
    assert store_hash(tiny_store) == before
