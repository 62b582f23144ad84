"""The data of the validation benchmark: the same each time, and what is planted is what is found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from benchmarks.validation.faults import FAULTS, Expected
from benchmarks.validation.files import SHAPES, SIZES, expected, made
from ess_graph.shacl.engines import ENGINES, engine_named
from ess_graph.shacl.validate import validate


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made("small", tmp_path_factory.mktemp("benchmark"))


def test_the_generator_writes_the_same_bytes_twice(place: Path, tmp_path: Path) -> None:
    again = made("small", tmp_path)
    for name in ("data.nt", "expected.tsv"):
        assert (again / name).read_bytes() == (place / name).read_bytes()


def test_no_statement_comes_twice_and_none_has_a_blank_node(place: Path) -> None:
    lines = (place / "data.nt").read_text("utf-8").splitlines()
    assert (
        len(lines)
        == len(set(lines))
        == sum(1 for _ in parse(path=str(place / "data.nt"), format=RdfFormat.N_TRIPLES))
    )
    assert not [line for line in lines if "_:" in line]
    assert 9_000 < len(lines) < 11_000


def test_every_kind_of_fault_is_in_every_size() -> None:
    for size in SIZES.values():
        assert size.organisations // size.every >= len(FAULTS)


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "pyshacl"])
def test_every_planted_fault_is_found_and_nothing_else(place: Path, engine: str) -> None:
    report = validate(files=[place / "data.nt"], shapes=[SHAPES], engine=engine_named(engine))
    found = Counter(
        Expected(one.shape.split("#")[-1], one.component, one.focus, one.value) for one in report.findings
    )
    assert found == Counter(expected(place))
    assert report.notice == ""
