"""An import, a withdrawal or a replacement that is killed at any step leaves the state before or the one after."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from ess_graph.errors import EXIT_INPUT
from ess_graph.store.build import build
from tests.conftest import CommandLine
from tests.contributing.some import TERMS, imported, listed, store_hash, turtle

#: Runs a command line on copies of a store, in a process of its own for each step at which it is killed: the n-th time
#: that Python is about to rename or remove what may be read, as its own audit tells. Between two of these nothing
#: changes for anybody; a folder that is removed counts once, one that nobody reads yet not at all. Prints how many
#: steps there were.
CHILD = """
import os, shutil, signal, sys
import ess_graph.cli.import_, ess_graph.cli.withdraw, ess_graph.shacl.in_context, rdflib.plugins.sparql
from ess_graph.cli.main import main
folder, *command = sys.argv[1:]
def run(last, name):
    for part in ("", "-contributions"):
        shutil.copytree(f"{folder}/store{part}", f"{folder}/{name}{part}")
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    seen = 0
    def watch(event, arguments):
        nonlocal seen
        path = str(arguments[0]) if arguments else ""
        if event in ("os.rename", "os.remove", "shutil.rmtree") and "/" in path and ".building-" not in path:
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(watch)
    code = main([*command, "--store", f"{folder}/{name}"])
    print(code, seen, flush=True)
    os._exit(0)
assert run(0, "whole") == 0
steps = 0
while run(steps + 1, f"killed-{steps + 1}") == signal.SIGKILL:
    steps += 1
print(steps, flush=True)
"""


def killed_at_each_step(folder: Path, *command: str | Path) -> int:
    """Run a command line on copies of ``store``: ``whole``, ``killed-1``, ``killed-2``… and return how many."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), *map(str, command)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout.splitlines()[-1])


@pytest.fixture
def one(tiny_store: Path, tmp_path: Path, cli: CommandLine) -> str:
    """The identifier of a contribution that is in the tiny store."""
    file = turtle(tmp_path / "a.ttl", "<concept/b> skos:broader <concept/a1> .")
    return str(imported(cli, tiny_store, file)["id"])


def state(store: Path, cli: CommandLine) -> tuple[str, list[str]]:
    """Return what a reader sees: the hash, and which contributions there are."""
    return store_hash(store), sorted(str(row["id"]) for row in listed(cli, store))


@pytest.mark.parametrize("change", ["replace", "withdraw"])
def test_a_change_killed_at_any_step_leaves_the_state_before_or_after(
    tiny_store: Path, tiny: Path, tmp_path: Path, cli: CommandLine, one: str, change: str
) -> None:
    new = turtle(tmp_path / "b.ttl", "<concept/c> skos:broader <concept/a2> .")
    command: tuple[str | Path, ...] = {
        "replace": ("import", new, *TERMS, "--replaces", one),
        "withdraw": ("withdraw", one),
    }[change]
    before = state(tiny_store, cli)
    steps = killed_at_each_step(tmp_path, *command)
    after = state(tmp_path / "whole", cli)
    assert after != before
    assert steps > 5
    seen = []
    for number in range(1, steps + 1):
        killed = tmp_path / f"killed-{number}"
        now = state(killed, cli)
        seen.append(now)
        if change == "replace" and number % 2:
            # Made again, it does what is left to do.
            again = cli(*(command if now == before else command[:-2]), store=killed)
            assert (again.code, state(killed, cli)) == (0, after), again.err
            now = after
        else:
            # A build makes the same of the files: what the store holds is what is kept, no more and no less.
            built = build(killed, source=tiny)
            assert (built.hash, list(built.contributions)) == now
        left = sorted(path.name for path in killed.with_name(f"{killed.name}-contributions").iterdir())
        assert left == [*now[1], "lock"]
        assert not list(killed.rglob(".building-*"))
    changed = seen.index(after)
    assert seen == [before] * changed + [after] * (steps - changed)
    assert changed > 0


def test_one_command_writes_at_a_time(tiny_store: Path, tmp_path: Path, cli: CommandLine, one: str) -> None:
    new = turtle(tmp_path / "b.ttl", "<concept/c> skos:broader <concept/a2> .")
    before = store_hash(tiny_store)
    for lock in (tiny_store / "lock", tmp_path / "store-contributions" / "lock"):
        with FileLock(lock, timeout=0):
            for command in (("import", new, *TERMS), ("withdraw", one)):
                ran = cli(*command, store=tiny_store)
                assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_INPUT, "", 1)
    assert store_hash(tiny_store) == before


#: Without the search for cycles, what a cycle holds stays: it would be chance whether it has gone.
_CLOSED = """
import gc, sys
gc.disable()
from pathlib import Path
from pyoxigraph import Store
from ess_graph.store.contributions import import_contribution
def conforms(proposed):
    del proposed
    (made,) = Path(sys.argv[1]).glob("generations/.building-*/generation/oxigraph")
    Store(str(made))
    print("closed")
    return False
import_contribution([Path(sys.argv[2])], organisation="a", licence="https://a.org/", created="2026-11-27",
                    conforms=conforms, store=sys.argv[1])
"""


def test_nobody_reads_a_generation_that_is_still_open_for_writing(tiny_store: Path, tmp_path: Path) -> None:
    new = turtle(tmp_path / "b.ttl", "<concept/c> skos:broader <concept/a2> .")
    command = [sys.executable, "-c", _CLOSED, str(tiny_store), str(new)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    # Oxigraph refuses to open a store for writing that is open for writing.
    assert (done.returncode, done.stdout) == (0, "closed\n"), done.stderr
