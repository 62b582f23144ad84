"""One writer, many readers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from ess_graph.errors import EXIT_INPUT, EXIT_OK, StoreProblem
from ess_graph.store.build import KEPT_GENERATIONS, build
from tests.building.tiny import assert_answers, generations, manifest
from tests.conftest import CommandLine


def test_a_second_build_is_refused_while_one_is_at_work(store: Path, other: Path, cli: CommandLine) -> None:
    before = manifest(store)
    with FileLock(store / "lock", timeout=0):
        ran = cli("build", "--source", other, store=store)
        assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_INPUT, "", 1)
        with pytest.raises(StoreProblem) as caught:
            build(store, source=other)
        assert caught.value.key == "store.locked"
        assert_answers(store, before, cli)
    assert cli("build", "--source", other, store=store).code == EXIT_OK
    assert manifest(store) != before


_READER = """
import sys
from pathlib import Path
from ess_graph.store.generation import open_store
store, stop = sys.argv[1], Path(sys.argv[2])
seen, rounds, last = set(), 0, False
while not last:
    last = stop.exists()
    opened = open_store(store)
    assert len(opened.store) == opened.manifest.asserted + opened.manifest.inferred
    assert opened.store.query("ASK { ?s ?p 'T'@fr }")
    seen.add(opened.manifest.hash)
    rounds += 1
    if rounds == 1:
        print("reading", flush=True)
print(rounds, len(seen))
"""


def test_readers_never_fail_while_builds_replace_the_store(
    store: Path, tiny: Path, other: Path, tmp_path: Path
) -> None:
    stop = tmp_path / "stop"
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", _READER, str(store), str(stop)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
    try:
        for source in (other, tiny, other):
            build(store, source=source)
    finally:
        stop.touch()
    for reader in readers:
        out, err = reader.communicate(timeout=120)
        assert (reader.returncode, err) == (0, "")
        rounds, seen = map(int, out.split())
        assert rounds > 1
        assert seen == 2


def test_no_more_than_two_generations_stay(store: Path, tiny: Path, other: Path) -> None:
    for source in (other, tiny, tiny, other):
        build(store, source=source)
        assert len(generations(store)) <= KEPT_GENERATIONS
        assert (store / "CURRENT").read_text().strip() in generations(store)
    assert sorted(path.name for path in store.iterdir()) == ["CURRENT", "generations", "lock"]
