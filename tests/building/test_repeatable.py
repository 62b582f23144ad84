"""The same input gives the same store, whatever else differs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ess_graph.errors import EXIT_OK
from ess_graph.store.build import build
from ess_graph.store.generation import open_store
from tests.building.tiny import ROWS, manifest
from tests.conftest import run_process


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
