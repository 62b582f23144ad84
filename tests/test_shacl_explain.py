"""``--explain``: what each constraint was asked, what it found and how long it took."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from ess_graph.errors import EXIT_NOT_CONFORM
from ess_graph.shacl.trace import Trace
from tests.conftest import CommandLine

PREFIXES = "PREFIX ex: <http://example.org/>\nPREFIX sh: <http://www.w3.org/ns/shacl#>\n"
SHAPES = """
ex:S sh:targetClass ex:C ; sh:property ex:P ;
  sh:sparql [ sh:select "SELECT $this { $this <http://example.org/q> 2 }" ] .
ex:P sh:path ex:p ; sh:minCount 1 ; sh:node ex:N .
ex:N sh:nodeKind sh:IRI .
"""
DATA = "ex:a a ex:C ; ex:p ex:x , 1 , 2 . ex:b a ex:C ; ex:q 2 . ex:d a ex:C ; ex:p ex:x ."


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data.write_text(PREFIXES + DATA, "utf-8")
    shapes.write_text(PREFIXES + SHAPES, "utf-8")
    return data, shapes


@pytest.mark.parametrize("engine", ["store", "columns"])
def test_each_constraint_says_what_it_was_asked_and_found(
    cli: CommandLine, files: tuple[Path, Path], engine: str
) -> None:
    data, shapes = files
    ran = cli("shacl", data, "--shapes", shapes, "--engine", engine, "--explain", "-f", "json")
    assert ran.code == EXIT_NOT_CONFORM
    document = json.loads(ran.out)
    said = document["explain"]
    steps = {
        (one["shape"].rpartition("/")[2].rstrip(">"), one["constraint"]): (
            one["focusNodes"],
            one["values"],
            one["findings"],
        )
        for one in said["steps"]
    }
    assert steps == {
        ("S", "targets"): (3, 0, 0),
        ("S", "SPARQL"): (3, 3, 1),
        ("P", "path"): (3, 4, 0),
        ("P", "MinCount"): (3, 4, 1),
        ("P", "Node"): (3, 4, 2),
        ("N", "NodeKind"): (3, 3, 2),
    }
    assert len(document["findings"]) == 4
    (query,) = (one["query"] for one in said["steps"] if "query" in one)
    assert "SELECT $this" in query
    assert said["engine"] == engine
    assert said["reason"]
    assert set(said["seconds"]) == {"plan", "data", "check"}
    times = [one["seconds"] for one in said["steps"]]
    assert times == sorted(times, reverse=True), "what took longest comes first"
    spent = sum(one["seconds"] for one in said["steps"])
    assert 0 < spent <= said["seconds"]["check"] + 0.001


@pytest.mark.parametrize(
    ("lang", "words"),
    [("fr", ("Contrainte", "lecture des données")), ("en", ("Constraint", "reading the data"))],
)
def test_a_person_reads_a_table_beside_the_findings(
    cli: CommandLine, files: tuple[Path, Path], lang: str, words: tuple[str, ...]
) -> None:
    data, shapes = files
    plain = cli("shacl", data, "--shapes", shapes, "--lang", lang)
    ran = cli("shacl", data, "--shapes", shapes, "--explain", "--lang", lang)
    assert ran.out == plain.out, "standard output holds the findings and nothing else"
    assert all(word in ran.err for word in words)
    assert "SELECT $this" in ran.err
    assert "SELECT $this" not in plain.err


def test_the_reason_for_another_engine_is_said(cli: CommandLine, files: tuple[Path, Path]) -> None:
    data, shapes = files
    shapes.write_text(
        PREFIXES + "ex:S sh:targetClass ex:C ; sh:property ex:P . ex:P sh:path ex:p ; sh:node ex:S ."
    )
    ran = cli("shacl", data, "--shapes", shapes, "--explain", "-f", "json", "--lang", "en")
    said = json.loads(ran.out)["explain"]
    assert said["engine"] == "pyshacl"
    assert "3.4.3" in said["reason"]
    assert said["steps"] == []


def test_the_time_of_a_step_is_not_counted_for_the_one_around_it() -> None:
    trace = Trace()
    outer, inner = trace.step(1, "outer", "Node"), trace.step(2, "inner", "Class")
    with trace.timing(outer), trace.timing(inner):
        time.sleep(0.05)
    assert inner.seconds >= 0.05
    assert outer.seconds < 0.02
