"""Validation: what conforms, what does not and why, in two languages, twice the same."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from ess_graph.errors import EXIT_INPUT, EXIT_NOT_CONFORM, EXIT_OK, EXIT_USAGE
from ess_graph.rdf.namespaces import RDF_TYPE
from ess_graph.report.finding import SEVERITIES, VIOLATION
from ess_graph.shacl.scope import editorial_triples, reference_prefixes
from ess_graph.shacl.validate import shape_files, validate
from ess_graph.store.generation import OpenStore
from tests.conftest import BASE, CommandLine

PREFIXES = """
@prefix ess: <https://w3id.org/ess-graph/def#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NO_TITLE = '<https://w3id.org/ess-graph/id/pratique/x> a ess:Practice ; dct:identifier "x" .'
#: A shape of somebody else's, with its own rule code and messages.
OWN_SHAPES = """
ex:Shape a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:Flag , ex:Name .
ex:Flag sh:path ex:flag ; sh:maxCount 1 ; sh:datatype xsd:boolean ; sh:in ( true false ) ;
  dct:identifier "EX-1" ; sh:message "Ni vrai ni faux."@fr , "Neither true nor false."@en .
ex:Name sh:path ex:name ; sh:minCount 1 ; sh:severity sh:Warning ; sh:message "Sans nom."@fr , "No name."@en .
"""
THINGS = 'ex:a a ex:Thing ; ex:flag "1"^^xsd:boolean . ex:b a ex:Thing ; ex:flag true ; ex:name "b" .'


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Write a Turtle file with the usual prefixes and return its path."""

    def _write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(PREFIXES + text, encoding="utf-8")
        return path

    return _write


def _one_line(text: str) -> str:
    lines = text.splitlines()
    assert len(lines) == 1, text
    return lines[0]


# The published data


def test_the_shapes_are_there() -> None:
    assert {path.name for path in shape_files()} >= {"core.ttl", "recommended.ttl", "codelists.ttl"}


def test_the_small_graph_conforms(cli: CommandLine, small_path: Path) -> None:
    ran = cli("validate", "-f", "json", store=small_path)
    report = json.loads(ran.out)
    assert [one for one in report["findings"] if one["severity"] == VIOLATION] == []
    assert (ran.code, report["conforms"]) == (EXIT_OK, True)
    assert report["checked"] > 40_000


def test_reference_nodes_that_are_mentioned_are_whole_and_the_others_left_out(small: OpenStore) -> None:
    prefixes = reference_prefixes(small.base)
    triples = editorial_triples(small)
    assert len(triples) == len(set(triples))
    described = {str(t.subject).strip("<>") for t in triples}
    typed = {str(t.subject).strip("<>") for t in triples if t.predicate.value == RDF_TYPE}
    mentioned = {str(t.object).strip("<>") for t in triples}
    in_store = {str(quad.subject).strip("<>") for quad in small.store}
    for iri in mentioned:
        if iri.startswith(prefixes):
            assert iri in typed, iri
    left_out = {iri for iri in in_store - described if not iri.startswith(prefixes)}
    assert left_out == set()
    assert {iri for iri in in_store - described if "/affectation/" in iri}


# Files


def test_a_practice_without_a_title_is_found_in_both_languages(cli: CommandLine, write: Any) -> None:
    path = write("practice.ttl", NO_TITLE)
    codes = set()
    messages = {}
    for lang in ("fr", "en"):
        ran = cli("--lang", lang, "validate", path, "-f", "csv")
        assert ran.code == EXIT_NOT_CONFORM
        found = [
            row
            for row in csv.DictReader(io.StringIO(ran.out))
            if row["path"] == "http://purl.org/dc/terms/title"
        ]
        assert len(found) == 1
        assert found[0]["focus"] == f"{BASE}id/pratique/x"
        assert found[0]["severity"] == VIOLATION
        codes.add(found[0]["code"])
        messages[lang] = found[0]["message"]
    assert len(codes) == 1
    assert codes.pop().startswith("ESS-")
    assert "Title" in messages["en"]
    assert "Titre" in messages["fr"]


def test_the_verdict_goes_to_people_and_the_findings_to_programs(cli: CommandLine, write: Any) -> None:
    ran = cli("--lang", "en", "validate", write("practice.ttl", NO_TITLE))
    assert _one_line(ran.err).startswith("Does not conform") or "violations" in _one_line(ran.err)
    header, *rows = ran.out.splitlines()
    assert header == "severity\tcode\tfocus\tpath\tvalue\tmessage\tshape"
    assert len(rows) > 1
    assert {len(row.split("\t")) for row in rows} == {7}


def test_json_holds_everything_a_program_needs(cli: CommandLine, write: Any) -> None:
    ran = cli("validate", write("practice.ttl", NO_TITLE), "-f", "json")
    assert (ran.code, ran.err) == (EXIT_NOT_CONFORM, "")
    report = json.loads(ran.out)
    assert set(report) == {"conforms", "engine", "checked", "findings"}
    assert (report["conforms"], report["engine"], report["checked"]) == (False, "store", 2)
    for one in report["findings"]:
        assert set(one) == {"severity", "focus", "path", "value", "component", "shape", "code", "messages"}
        assert one["severity"] in SEVERITIES
        assert one["code"].startswith("ESS-")
        assert set(one["messages"]) == {"fr", "en"}
        assert one["shape"].startswith(f"{BASE}shapes#")


def test_two_runs_find_the_same_in_the_same_order(cli: CommandLine, write: Any) -> None:
    text = NO_TITLE + "\n" + "".join(NO_TITLE.replace("pratique/x", f"pratique/{c}") for c in "dcab")
    path = write("practices.ttl", text)
    first, second = (cli("validate", path, "-f", "json").out for _ in range(2))
    assert first == second
    keys = [
        (SEVERITIES.index(one["severity"]), one["focus"], one["path"], one["shape"], one["value"])
        for one in json.loads(first)["findings"]
    ]
    assert keys == sorted(keys)
    assert len({focus for _, focus, *_ in keys}) == 5


def test_files_are_checked_together(write: Any) -> None:
    own = write("shapes.ttl", OWN_SHAPES)
    apart = [write("a.ttl", "ex:a a ex:Thing ."), write("b.ttl", 'ex:a ex:name "a" .')]
    assert [one.component for one in validate(files=apart[:1], shapes=[own]).findings] == ["MinCount"]
    assert validate(files=apart, shapes=[own]).findings == ()


@pytest.mark.parametrize("name", ["x.nt", "x.nq", "x.jsonld", "x.rdf", "x.trig", "x.ttl.gz"])
def test_a_file_of_any_syntax_is_validated(cli: CommandLine, write: Any, tmp_path: Path, name: str) -> None:
    assert cli("convert", write("practice.ttl", NO_TITLE), tmp_path / name).code == EXIT_OK
    expected = cli("validate", tmp_path / "practice.ttl", "-f", "json")
    assert cli("validate", tmp_path / name, "-f", "json").out == expected.out


def test_a_file_that_says_nothing_wrong_conforms(cli: CommandLine, write: Any) -> None:
    ran = cli("validate", write("other.ttl", 'ex:a ex:name "a" .'), "-f", "json")
    assert ran.code == EXIT_OK
    assert json.loads(ran.out)["findings"] == []


def test_a_syntax_error_is_one_line_with_its_place(cli: CommandLine, write: Any) -> None:
    path = write("broken.ttl", "ex:a ex:b\n")
    ran = cli("validate", path)
    assert (ran.code, ran.out) == (EXIT_INPUT, "")
    line = _one_line(ran.err)
    assert str(path) in line
    assert "ligne 8" in line


def test_a_file_that_is_not_there_is_one_line(cli: CommandLine, tmp_path: Path) -> None:
    ran = cli("validate", tmp_path / "none.ttl")
    assert (ran.code, ran.out) == (EXIT_INPUT, "")
    assert "none.ttl" in _one_line(ran.err)


def test_an_extension_that_tells_no_syntax_is_refused(cli: CommandLine, write: Any) -> None:
    ran = cli("validate", write("practice.doc", NO_TITLE))
    assert (ran.code, ran.out) == (EXIT_USAGE, "")
    assert "ttl, jsonld" in _one_line(ran.err)
    assert "csv" in ran.err


def test_a_store_that_is_not_there_is_one_line(cli: CommandLine, tmp_path: Path) -> None:
    ran = cli("validate", store=tmp_path / "none")
    assert (ran.code, ran.out) == (EXIT_INPUT, "")
    assert "ess-graph build" in _one_line(ran.err)


# Shapes


def test_other_shapes_stand_in_place_of_ours(cli: CommandLine, write: Any) -> None:
    own = write("shapes.ttl", OWN_SHAPES)
    assert cli("validate", write("practice.ttl", NO_TITLE), "--shapes", own).code == EXIT_OK
    wrong = write("things.ttl", 'ex:a a ex:Thing ; ex:name "a" ; ex:flag "maybe" .')
    ran = cli("--lang", "en", "validate", wrong, "--shapes", own, "-f", "csv")
    assert ran.code == EXIT_NOT_CONFORM
    found = list(csv.DictReader(io.StringIO(ran.out)))
    assert {row["code"] for row in found} == {"EX-1"}
    assert {row["message"] for row in found} == {"Neither true nor false."}
    assert {row["value"] for row in found} == {"maybe"}


def test_a_warning_does_not_make_data_fail(cli: CommandLine, write: Any) -> None:
    ran = cli(
        "validate",
        write("a.ttl", "ex:a a ex:Thing ."),
        "--shapes",
        write("shapes.ttl", OWN_SHAPES),
        "-f",
        "json",
    )
    report = json.loads(ran.out)
    assert (ran.code, report["conforms"]) == (EXIT_OK, True)
    assert [one["severity"] for one in report["findings"]] == ["Warning"]


def test_shapes_may_come_from_several_files(write: Any) -> None:
    first = write("s1.ttl", "ex:Shape a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:P .")
    second = write("s2.ttl", "ex:P sh:path ex:name ; sh:minCount 1 .")
    report = validate(files=[write("a.ttl", "ex:a a ex:Thing .")], shapes=[first, second])
    assert [(one.component, one.focus) for one in report.findings] == [("MinCount", "http://example.org/a")]


def test_a_literal_is_checked_as_it_is_written(write: Any) -> None:
    # "1" and "true" are one truth value and two literals: sh:in compares literals.
    report = validate(files=[write("things.ttl", THINGS)], shapes=[write("shapes.ttl", OWN_SHAPES)])
    flags = [one for one in report.findings if one.path == "http://example.org/flag"]
    assert [(one.focus, one.component, one.value) for one in flags] == [("http://example.org/a", "In", "1")]


def test_a_literal_that_its_datatype_forbids_is_found(write: Any) -> None:
    shapes = write(
        "shapes.ttl",
        "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:flag ; sh:datatype xsd:boolean ] .",
    )
    data = 'ex:good a ex:T ; ex:flag "1"^^xsd:boolean . ex:bad a ex:T ; ex:flag "oui"^^xsd:boolean .'
    report = validate(files=[write("data.ttl", data)], shapes=[shapes])
    assert [(one.focus, one.value) for one in report.findings] == [("http://example.org/bad", "oui")]


SPARQL = (
    "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:sparql"
    ' [ sh:prefixes ex:none ; sh:select "SELECT $this WHERE {{ {} }}" ] .'
)


@pytest.mark.parametrize(
    "shapes",
    [
        "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:p ; sh:minCount 1 , 2 ] .",
        "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:minCount 1 ] .",
        'ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:p ; sh:pattern "(" ] .',
        'ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:p ; sh:minCount "x" ] .',
        "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ( ex:p ) .",
        SPARQL.format("?this ex:p ?x"),
        SPARQL.format("$this ex:p ?x MINUS { ?x ex:q ?y }"),
        SPARQL.format("$this <http://e/p> "),
    ],
    ids=["two counts", "no path", "bad pattern", "bad count", "no shape", "prefix", "minus", "query"],
)
def test_broken_shapes_are_one_line(cli: CommandLine, write: Any, shapes: str) -> None:
    data = write("data.ttl", 'ex:a a ex:T ; ex:p "x" .')
    ran = cli("validate", data, "--shapes", write("shapes.ttl", shapes))
    assert (ran.code, ran.out) == (EXIT_INPUT, "")
    assert "SHACL" in _one_line(ran.err)


def test_shapes_that_are_no_turtle_are_one_line_with_its_place(cli: CommandLine, write: Any) -> None:
    broken = write("shapes.ttl", "ex:S a sh:NodeShape ;;; [\n")
    ran = cli("validate", write("data.ttl", "ex:a a ex:T ."), "--shapes", broken)
    assert (ran.code, ran.out) == (EXIT_INPUT, "")
    assert str(broken) in _one_line(ran.err)


def test_a_value_is_shown_and_does_not_drive_the_terminal(cli: CommandLine, write: Any) -> None:
    data = write("data.ttl", 'ex:a a ex:Thing ; ex:name "a" ; ex:flag "\\u001B[31mred" .')
    ran = cli("validate", data, "--shapes", write("shapes.ttl", OWN_SHAPES), "-f", "table")
    assert ran.code == EXIT_NOT_CONFORM
    assert "\x1b" not in ran.out
    assert "\\x1b[31" in ran.out.replace("\n", "")


def test_validating_nothing_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="store or files"):
        validate()
