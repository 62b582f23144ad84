"""The forms of a report: the validation report of SHACL §3.6 as RDF, its exact terms, and what is cut."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from pyshacl import validate as pyshacl_validate
from rdflib import RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic

from ess_graph.errors import EXIT_NOT_CONFORM, EXIT_OK
from tests.conftest import CommandLine
from tests.shacl_random import PREFIXES

EX = Namespace("http://example.org/")
SH = Namespace("http://www.w3.org/ns/shacl#")
SHAPES = """
ex:S sh:targetClass ex:C ; sh:property ex:P , ex:Q ; sh:severity ex:Grave ; sh:sparql ex:Asked .
ex:P sh:path ex:p ; sh:minCount 1 ; sh:datatype xsd:integer ; sh:message "non"@fr , "no"@en , "0" .
ex:Q sh:path ( [ sh:inversePath ex:q ] [ sh:alternativePath ( ex:r [ sh:zeroOrMorePath ex:s ] ) ] ) ;
  sh:node ex:N ; sh:severity sh:Warning .
ex:N sh:property [ sh:path ex:name ; sh:minCount 1 ] ; sh:nodeKind sh:IRI .
ex:Asked sh:select "SELECT $this ?value WHERE { $this <http://example.org/bad> ?value }" .
"""
DATA = """
ex:a a ex:C ; ex:p "1.50"@fr-ca , "01"^^ex:t ; ex:bad "+1"^^ex:t .
_:b a ex:C ; ex:p 1 .
ex:x ex:q ex:a ; ex:r ex:y , _:y .
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str | Path]:
    (tmp_path / "data.ttl").write_text(PREFIXES + DATA, "utf-8")
    (tmp_path / "shapes.ttl").write_text(PREFIXES + SHAPES, "utf-8")
    return [tmp_path / "data.ttl", "--shapes", tmp_path / "shapes.ttl"]


def graph(text: str, form: str = "ttl") -> Any:
    """Return a document as rdflib reads it."""
    return Graph().parse(data=text, format={"ttl": "turtle", "jsonld": "json-ld"}[form])


def results(report: Graph) -> list[Any]:
    """Return the results of the one report."""
    (node,) = report.subjects(RDF.type, SH.ValidationReport)
    return list(report.objects(node, SH.result))


@pytest.mark.parametrize("engine", ["store", "pyshacl"])
def test_a_report_has_what_the_recommendation_asks_for(
    cli: CommandLine, files: list[Any], engine: str
) -> None:
    ran = cli("shacl", *files, "-f", "ttl", "--engine", engine)
    assert ran.code == EXIT_NOT_CONFORM
    report = graph(ran.out)
    (node,) = report.subjects(RDF.type, SH.ValidationReport)
    assert list(report.objects(node, SH.conforms)) == [Literal(False)]
    for one in report.subjects(RDF.type, SH.ValidationResult):
        for name in ("focusNode", "resultSeverity", "sourceConstraintComponent", "sourceShape"):
            assert len(list(report.objects(one, SH[name]))) == 1, name
        assert isinstance(one, URIRef)
    said = {
        (
            str(report.value(one, SH.sourceConstraintComponent)).removeprefix(str(SH)),
            report.value(one, SH.value),
            report.value(one, SH.resultSeverity),
            report.value(one, SH.sourceConstraint),
        )
        for one in results(report)
        if report.value(one, SH.focusNode) == EX.a and not isinstance(report.value(one, SH.value), BNode)
    }
    assert said == {
        ("DatatypeConstraintComponent", Literal("1.50", lang="fr-ca"), SH.Violation, None),
        ("DatatypeConstraintComponent", Literal("01", datatype=EX.t), SH.Violation, None),
        ("NodeConstraintComponent", EX.x, SH.Warning, None),
        ("NodeConstraintComponent", EX.y, SH.Warning, None),
        ("SPARQLConstraintComponent", Literal("+1", datatype=EX.t), EX.Grave, EX.Asked),
    }
    assert {one.language for one in report.objects(None, SH.resultMessage) if one.value in ("no", "non")} == {
        "fr",
        "en",
    }


def test_the_report_says_what_that_of_pyshacl_says(cli: CommandLine, files: list[Any]) -> None:
    _, theirs, _ = pyshacl_validate(str(files[0]), shacl_graph=str(files[2]), inference="none")
    ours = graph(cli("shacl", *files, "-f", "ttl").out)
    names = ("focusNode", "value", "resultSeverity", "sourceConstraintComponent", "sourceShape")

    def rows(report: Graph) -> list[tuple[str, ...]]:
        def text(term: Any) -> str:
            return "[]" if isinstance(term, BNode) else "" if term is None else term.n3()

        return sorted(
            (
                *(text(report.value(one, SH[name])) for name in names),
                str(len(list(report.objects(one, SH.detail)))),
            )
            for one in report.subjects(RDF.type, SH.ValidationResult)
        )

    assert len(rows(ours)) == 10
    assert rows(ours) == rows(theirs)


def test_a_path_that_is_no_predicate_is_rdf(cli: CommandLine, files: list[Any]) -> None:
    report = graph(cli("shacl", *files, "-f", "ttl").out)
    (path,) = {report.value(one, SH.resultPath) for one in report.subjects(SH.sourceShape, EX.Q)}
    first, second = Collection(report, path)
    assert report.value(first, SH.inversePath) == EX.q
    third, fourth = Collection(report, report.value(second, SH.alternativePath))
    assert (third, report.value(fourth, SH.zeroOrMorePath)) == (EX.r, EX.s)


def test_a_result_tells_those_of_the_nested_shapes(cli: CommandLine, files: list[Any]) -> None:
    report = graph(cli("shacl", *files, "-f", "ttl").out)
    (one,) = report.subjects(SH.value, EX.x)
    (detail,) = report.objects(one, SH.detail)
    assert report.value(detail, SH.focusNode) == EX.x
    assert report.value(detail, SH.resultPath) == EX.name
    assert detail not in results(report), "a cause is no result of its own"


def test_json_ld_says_the_same_as_turtle(cli: CommandLine, files: list[Any]) -> None:
    turtle, json_ld = (graph(cli("shacl", *files, "-f", form).out, form) for form in ("ttl", "jsonld"))
    assert len(turtle) > 80
    assert isomorphic(turtle, json_ld)


@pytest.mark.parametrize("form", ["ttl", "jsonld"])
def test_two_runs_write_the_same_document(cli: CommandLine, files: list[Any], form: str) -> None:
    first, second = (cli("shacl", *files, "-f", form).out for _ in range(2))
    assert first == second


def test_equal_results_are_told_apart(cli: CommandLine, files: list[Any]) -> None:
    files[2].write_text(PREFIXES + "ex:S sh:targetClass ex:C ; sh:path ex:no ; sh:minCount 1 .", "utf-8")
    files[0].write_text(PREFIXES + "[] a ex:C . [] a ex:C . [] a ex:C .", "utf-8")
    report = graph(cli("shacl", *files, "-f", "ttl").out)
    assert len(results(report)) == 3
    assert len(set(report.objects(None, SH.focusNode))) == 3


@pytest.mark.parametrize("command", ["shacl", "validate"])
def test_a_report_of_no_result_conforms(cli: CommandLine, files: list[Any], command: str) -> None:
    files[0].write_text(PREFIXES + "ex:a ex:p 1 .", "utf-8")
    ran = cli(command, *files, "-f", "ttl")
    assert ran.code == EXIT_OK
    report = graph(ran.out)
    assert list(report.objects(None, SH.conforms)) == [Literal(True)]
    assert results(report) == []


def test_a_warning_makes_the_report_not_conform_and_the_command_succeed(
    cli: CommandLine, files: list[Any]
) -> None:
    files[2].write_text(
        PREFIXES + "ex:S sh:targetClass ex:C ; sh:severity sh:Warning ; sh:class ex:D .", "utf-8"
    )
    ran = cli("shacl", *files, "-f", "ttl")
    assert ran.code == EXIT_OK
    assert list(graph(ran.out).objects(None, SH.conforms)) == [Literal(False)], "SHACL §3.6.1.1"


def test_a_component_of_the_shapes_keeps_its_iri(cli: CommandLine, files: list[Any]) -> None:
    files[2].write_text(
        PREFIXES
        + """ex:OddConstraintComponent a sh:ConstraintComponent ; sh:parameter [ sh:path ex:odd ] ;
          sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER($value = $odd) }" ] .
        ex:S a sh:NodeShape ; sh:targetClass ex:C ; ex:odd 1 .""",
        "utf-8",
    )
    for engine in ("store", "pyshacl"):
        report = graph(cli("shacl", *files, "-f", "ttl", "--engine", engine).out)
        assert set(report.objects(None, SH.sourceConstraintComponent)) == {EX.OddConstraintComponent}


@pytest.mark.parametrize("form", ["table", "json", "csv", "ttl"])
def test_every_form_has_every_finding(cli: CommandLine, files: list[Any], form: str) -> None:
    out = cli("shacl", *files, "-f", form).out
    if form == "json":
        assert len(json.loads(out)["findings"]) == 6
    elif form == "csv":
        assert len(list(csv.DictReader(io.StringIO(out)))) == 6
    elif form == "ttl":
        assert len(results(graph(out))) == 6
    else:
        assert len(re.findall("Violation|Warning|Grave", out)) == 6


# What is cut


def test_what_is_cut_is_counted_and_the_verdict_is_that_of_all(cli: CommandLine, files: list[Any]) -> None:
    whole = json.loads(cli("shacl", *files, "-f", "json").out)
    for most in (0, 1, 3, 5):
        ran = cli("shacl", *files, "-f", "json", "--max-findings", str(most))
        found = json.loads(ran.out)
        assert ran.code == EXIT_NOT_CONFORM
        assert found["findings"] == whole["findings"][:most]
        assert sum(found["leftOut"].values()) == 6 - most
    ran = cli("shacl", *files, "-f", "csv", "--max-findings", "2", "--lang", "en")
    assert len(ran.out.splitlines()) == 3
    assert "4 more findings" in ran.err
    assert "3 violations, 3 warnings" in ran.err


def test_a_report_that_is_cut_says_so_and_does_not_conform(cli: CommandLine, files: list[Any]) -> None:
    ran = cli("shacl", *files, "-f", "ttl", "--max-findings", "0")
    report = graph(ran.out)
    assert list(report.objects(None, SH.conforms)) == [Literal(False)]
    assert results(report) == []
    assert any("6" in text for text in report.objects(None, RDFS.comment))
