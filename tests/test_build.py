"""Building the store: the same input gives the same store, and a build that fails changes nothing."""

from __future__ import annotations

import json
import os
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
from filelock import FileLock

from ess_graph.errors import EXIT_FAILURE, EXIT_INPUT, EXIT_OK, StoreProblem, SystemProblem, TableProblem
from ess_graph.store.build import KEPT_GENERATIONS, build
from ess_graph.store.generation import open_store
from tests.conftest import CommandLine, run_process

RULE = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
CONSTRUCT { ?b skos:narrower ?a } WHERE { ?a skos:broader ?b }
"""
ROWS = 300


def tiny_source(folder: Path, word: str = "mot", rows: int = ROWS) -> Path:
    """Write a source of one table, one ontology file and one rule."""
    for name in ("data", "ontology", "queries/rules"):
        (folder / name).mkdir(parents=True)
    columns = [
        {"name": "id", "required": True, "propertyUrl": "skos:notation"},
        {"name": "label", "lang": "fr", "propertyUrl": "skos:prefLabel"},
        {"name": "broader", "propertyUrl": "skos:broader", "valueUrl": "../concept/{broader}"},
    ]
    schema = {
        "aboutUrl": "../concept/{id}",
        "columns": columns,
        "primaryKey": "id",
        "foreignKeys": [
            {"columnReference": "broader", "reference": {"resource": "t.csv", "columnReference": "id"}}
        ],
    }
    metadata = {"tables": [{"url": "t.csv", "tableSchema": schema}]}
    (folder / "data" / "csv-metadata.json").write_text(json.dumps(metadata), "utf-8")
    lines = ["id,label,broader", f"a0,{word},", *(f"a{i},{word} {i},a{i // 2}" for i in range(1, rows))]
    (folder / "data" / "t.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "ontology" / "o.ttl").write_text(
        '<def#T> <http://www.w3.org/2000/01/rdf-schema#label> "T"@fr .', "utf-8"
    )
    (folder / "queries" / "rules" / "10-narrower.rq").write_text(RULE, "utf-8")
    return folder


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return tiny_source(tmp_path / "tiny")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return tiny_source(tmp_path / "other", "autre")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store built from the tiny source, to be copied."""
    folder = tmp_path_factory.mktemp("built")
    build(folder / "store", source=tiny_source(folder / "tiny"))
    return folder / "store"


@pytest.fixture
def store(tmp_path: Path, built: Path) -> Path:
    """A store of one's own, built from the tiny source."""
    return shutil.copytree(built, tmp_path / "store")


def manifest(store: Path) -> bytes:
    return (open_store(store).folder / "manifest.json").read_bytes()


def leftovers(store: Path) -> list[str]:
    return [path.name for path in store.rglob(".*")]


def generations(store: Path) -> list[str]:
    return sorted(path.name for path in (store / "generations").iterdir())


def assert_answers(store: Path, before: bytes, cli: CommandLine) -> None:
    """Check that the store is the one of ``before`` and answers whole."""
    opened = open_store(store)
    assert (opened.folder / "manifest.json").read_bytes() == before
    counted = json.loads(before)
    assert sum(1 for _ in opened.store) == counted["asserted"] + counted["inferred"]
    ran = cli("search", "mot", "-f", "json", "-n", "3", store=store)
    assert (ran.code, ran.err) == (EXIT_OK, "")
    assert [row["label"] for row in json.loads(ran.out)][:1] == ["mot"]


# The same input, the same store.


def test_a_second_build_gives_the_same_hash_and_manifest(store: Path, tiny: Path, tmp_path: Path) -> None:
    first = manifest(store)
    summary = build(store, source=tiny)
    assert manifest(store) == first
    assert summary.hash == json.loads(first)["hash"]
    build(tmp_path / "elsewhere", source=tiny)
    assert manifest(tmp_path / "elsewhere") == first


def test_hash_seed_time_zone_locale_and_folder_do_not_matter(
    small_source: Path, small_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    environment = {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "tr_TR.UTF-8"}
    source = os.path.relpath(small_source, tmp_path)
    ran = run_process("build", "--store", "here", "--source", source, "-f", "json", env=environment)
    assert (ran.code, ran.err) == (EXIT_OK, "")
    assert manifest(tmp_path / "here") == manifest(small_path)
    assert json.loads(ran.out)["hash"] == json.loads(manifest(small_path))["hash"]
    assert (open_store("here").folder / "labels.sqlite").stat().st_size == (
        open_store(small_path).folder / "labels.sqlite"
    ).stat().st_size


def test_the_order_of_rows_and_columns_does_not_matter(store: Path, tiny: Path) -> None:
    before = manifest(store)
    table = tiny / "data" / "t.csv"
    rows = [line.split(",") for line in table.read_text("utf-8").splitlines()]
    turned = [rows[0], *reversed(rows[1:])]
    table.write_text("".join(",".join(reversed(row)) + "\r\n" for row in turned), "utf-8", newline="")
    build(store, source=tiny)
    assert manifest(store) == before


@pytest.mark.parametrize("file", ["data/t.csv", "ontology/o.ttl"])
def test_one_changed_value_changes_the_hash(store: Path, tiny: Path, file: str) -> None:
    before = json.loads(manifest(store))
    path = tiny / file
    path.write_text(path.read_text("utf-8").replace("mot 7,", "mot sept,").replace('"T"', '"U"'), "utf-8")
    build(store, source=tiny)
    after = json.loads(manifest(store))
    assert after["hash"] != before["hash"]
    assert (after["asserted"], after["inferred"]) == (before["asserted"], before["inferred"])


def test_a_rule_that_goes_changes_the_hash_and_what_is_inferred(store: Path, tiny: Path) -> None:
    before = json.loads(manifest(store))
    assert before["inferred"] == ROWS - 1
    next((tiny / "queries" / "rules").iterdir()).unlink()
    summary = build(store, source=tiny)
    assert (summary.hash == before["hash"], summary.inferred) == (False, 0)


def test_another_base_gives_another_hash_and_as_many_statements(
    store: Path, tiny: Path, tmp_path: Path
) -> None:
    summary = build(tmp_path / "based", source=tiny, base="http://localhost:8000/")
    before = json.loads(manifest(store))
    assert (summary.asserted, summary.inferred) == (before["asserted"], before["inferred"])
    assert summary.hash != before["hash"]
    assert open_store(tmp_path / "based").base == "http://localhost:8000/"


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
from ess_graph.store import build as module
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
    module._sync_tree = stop
elif where == "current":
    module._sync_folder = stop
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


# One writer, many readers.


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
