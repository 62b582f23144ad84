"""A build that fails or is killed, or that the disk does not take, changes nothing."""

from __future__ import annotations

import json
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ess_graph.errors import EXIT_FAILURE, EXIT_INPUT, StoreProblem, SystemProblem, TableProblem
from ess_graph.store.build import KEPT_GENERATIONS, build
from ess_graph.store.generation import open_store
from tests.building.tiny import assert_answers, generations, leftovers, manifest, tiny_source
from tests.conftest import CommandLine

# A build that fails.


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("a7,mot 7,a3", "a7,mot 7", "9"),
        ("a7,mot 7,a3", "a7,mot 7,b3", "9"),
        ("a7,mot 7,a3", ",mot 7,a3", "9"),
        ("a7,mot 7,a3", 'a7,"mot 7,a3', "9"),
        ("broader", "brodaer", "C"),
    ],
)
def test_a_bad_table_is_one_line_and_the_store_before_still_answers(
    store: Path, tiny: Path, cli: CommandLine, old: str, new: str, place: str
) -> None:
    before = manifest(store)
    table = tiny / "data" / "t.csv"
    table.write_text(table.read_text("utf-8").replace(old, new, 1), "utf-8")
    ran = cli("build", "--source", tiny, store=store)
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_INPUT, "", 1)
    assert "t.csv" in ran.err
    assert place in ran.err
    assert leftovers(store) == []
    assert_answers(store, before, cli)


@pytest.mark.parametrize(
    ("file", "text", "code"),
    [
        ("ontology/o.ttl", "<a> oops", EXIT_INPUT),
        ("data/csv-metadata.json", "{", EXIT_INPUT),
        ("queries/rules/10-narrower.rq", "CONSTRUCT {", EXIT_FAILURE),
        ("queries/rules/10-narrower.rq", "SELECT * WHERE { ?s ?p ?o }", EXIT_FAILURE),
        ("ontology/o.ttl", "[] <http://e/p> 1 .", EXIT_FAILURE),
    ],
)
def test_any_other_bad_file_is_one_line_too(
    store: Path, tiny: Path, cli: CommandLine, file: str, text: str, code: int
) -> None:
    before = manifest(store)
    (tiny / file).write_text(text, "utf-8")
    ran = cli("build", "--source", tiny, store=store)
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1)
    assert leftovers(store) == []
    assert_answers(store, before, cli)


def test_an_absent_source_is_an_input_error_and_makes_no_store(tmp_path: Path, cli: CommandLine) -> None:
    ran = cli("build", "--source", tmp_path / "nowhere", store=tmp_path / "s")
    assert (ran.code, ran.err.count("\n")) == (EXIT_INPUT, 1)
    with pytest.raises(StoreProblem):
        open_store(tmp_path / "s")


def test_a_failed_build_is_an_exception_for_a_program(store: Path, tiny: Path) -> None:
    (tiny / "data" / "t.csv").write_text("id,label,broader\na,b,c\n", "utf-8")
    with pytest.raises(TableProblem) as caught:
        build(store, source=tiny)
    assert caught.value.key == "table.foreign"


# A build that is killed.


_CHILD = """
import os, signal, sys
from ess_graph.store import build as module, placing
store, source, where = sys.argv[1:]
def stop(*_):
    os.kill(os.getpid(), signal.SIGKILL)
def progress(stage, detail):
    print(stage, flush=True)
    if stage == where:
        stop()
if where == "manifest":
    module.write_manifest = stop
elif where == "rename":
    placing.sync_tree = stop
elif where == "current":
    placing.sync_folder = stop
module.build(store, source=source, progress=progress)
"""


def child(store: Path, source: Path, where: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(store), str(source), where], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("stage", ["tables", "load", "rule", "labels", "manifest", "rename", "current"])
def test_a_build_killed_at_any_stage_leaves_the_store_before(
    store: Path, other: Path, cli: CommandLine, stage: str
) -> None:
    before = manifest(store)
    with child(store, other, stage) as killed:
        killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert_answers(store, before, cli)
    summary = build(store, source=other)
    assert leftovers(store) == []
    assert len(generations(store)) <= KEPT_GENERATIONS
    assert json.loads(manifest(store))["hash"] == summary.hash != json.loads(before)["hash"]


def test_a_build_killed_at_random_moments_leaves_the_store_before(
    store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    source = tiny_source(tmp_path / "longer", rows=8000)
    before = manifest(store)
    moments = random.Random(20240930)
    for _ in range(3):
        with child(store, source, "never") as killed:
            assert killed.stdout is not None
            # The first stage is announced: from here on the build is at work.
            assert killed.stdout.readline() == "tables\n"
            time.sleep(moments.uniform(0, 0.4))
            killed.kill()
        if manifest(store) == before:
            assert_answers(store, before, cli)
        else:
            # A machine so fast that the build had ended: then it must have ended whole.
            assert sum(1 for _ in open_store(store).store) > 8000
    build(store, source=source)
    assert leftovers(store) == []
    assert len(generations(store)) <= KEPT_GENERATIONS


# A disk that does not take it.


@pytest.mark.parametrize("most", [10_000, 1 << 20, 4 << 20])
def test_a_full_disk_is_one_line_and_the_store_before_stays(
    store: Path, small_source: Path, cli: CommandLine, most: int
) -> None:
    before = manifest(store)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    done = subprocess.run(
        [sys.executable, "-m", "ess_graph", "build", "--store", str(store), "--source", str(small_source)],
        capture_output=True,
        text=True,
        preexec_fn=limit,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (EXIT_FAILURE, "", 1)
    assert str(store) in done.stderr
    assert leftovers(store) == []
    assert_answers(store, before, cli)


def test_a_disk_that_is_full_for_the_label_index_is_said_too(
    store: Path, other: Path, cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = manifest(store)

    def full(*_: object) -> int:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("ess_graph.store.build.write_labels", full)
    with pytest.raises(SystemProblem) as caught:
        build(store, source=other)
    assert caught.value.key == "system.write"
    assert leftovers(store) == []
    assert_answers(store, before, cli)


@pytest.mark.parametrize("name", ["file", "file/store"])
def test_a_store_that_cannot_be_written_is_one_line(
    tmp_path: Path, tiny: Path, cli: CommandLine, name: str
) -> None:
    (tmp_path / "file").write_text("a regular file")
    ran = cli("build", "--source", tiny, store=tmp_path / name)
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_FAILURE, "", 1)
    assert str(tmp_path / name) in ran.err
    assert (tmp_path / "file").read_text() == "a regular file"


def test_a_store_may_be_moved_once_built(store: Path, tmp_path: Path, cli: CommandLine) -> None:
    before = manifest(store)
    moved = tmp_path / "été #1 %41?"
    shutil.move(store, moved)
    assert_answers(moved, before, cli)
