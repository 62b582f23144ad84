"""The SHACL engine of our own: what it decides, what it refuses with the clause, what it hands over with a notice."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from ess_graph.errors import EXIT_FAILURE, EXIT_INPUT, EXIT_NOT_CONFORM, EXIT_OK, InputProblem
from ess_graph.report.finding import Finding
from ess_graph.shacl.compare import key
from ess_graph.shacl.engines import ENGINES, AutoEngine
from ess_graph.shacl.plan.problem import BeyondEngine
from ess_graph.shacl.pyshacl_engine import PyShaclEngine
from ess_graph.shacl.store_engine import StoreEngine
from ess_graph.text import LANGUAGES, catalogue
from tests.conftest import CommandLine
from tests.shacl_random import PREFIXES


def triples(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(PREFIXES + text, format=RdfFormat.TURTLE)]


def validate(data: str, shapes: str) -> list[Finding]:
    return StoreEngine().validate(triples(data), triples(shapes))


def components(data: str, body: str) -> Counter[str]:
    """Return how often each component is violated by ex:a, whose values of ex:p a shape looks at."""
    found = validate(data, f"ex:S sh:targetNode ex:a ; sh:path ex:p ; {body} .")
    return Counter(one.component for one in found)


# Literals as they were read: the store of Oxigraph would rewrite each of these


@pytest.mark.parametrize(
    "literal", ["1.50", '"007"^^xsd:int', '"1"^^xsd:boolean', '"12"^^xsd:nonNegativeInteger']
)
def test_a_literal_is_the_term_that_was_read(literal: str) -> None:
    data = f"ex:a ex:p {literal} ; ex:q {literal} ."
    for body in ("sh:hasValue {}", "sh:in ( {} )", "sh:equals ex:q"):
        assert components(data, body.format(literal)) == Counter(), body
    assert components(data, "sh:disjoint ex:q") == Counter({"Disjoint": 1})


@pytest.mark.parametrize(
    ("literal", "body", "violated"),
    [
        ("1.50", "sh:in ( 1.5 )", "In"),
        ('"1"^^xsd:boolean', "sh:hasValue true", "HasValue"),
        ('"01"^^xsd:integer', "sh:hasValue 1", "HasValue"),
        ('"1"^^xsd:int', "sh:datatype xsd:integer", "Datatype"),
        ("1.50", "sh:maxLength 3", "MaxLength"),
        ("1.50", 'sh:pattern "^1[.]5$"', "Pattern"),
        ('"2023-02-31"^^xsd:date', "sh:datatype xsd:date", "Datatype"),
        ('"1900-02-29"^^xsd:date', "sh:datatype xsd:date", "Datatype"),
        ('"300"^^xsd:byte', "sh:datatype xsd:byte", "Datatype"),
        ('"300"^^xsd:byte', "sh:minInclusive 1", "MinInclusive"),
        ('"٣"^^xsd:integer', "sh:datatype xsd:integer", "Datatype"),
        ('"2023-01-01T10:00:00"^^xsd:dateTime', "sh:maxInclusive '2023-01-01T10:00:00Z'^^xsd:dateTime", "MaxInclusive"),
        ('"NaN"^^xsd:double', "sh:minInclusive 1", "MinInclusive"),
    ],
)  # fmt: skip
def test_a_trap_is_seen(literal: str, body: str, violated: str) -> None:
    assert components(f"ex:a ex:p {literal} .", body) == Counter({violated: 1})


@pytest.mark.parametrize(
    ("literal", "body"),
    [
        ("1.50", "sh:maxInclusive 1.5"),
        ('"007"^^xsd:unsignedByte', "sh:datatype xsd:unsignedByte ; sh:minInclusive 7.0"),
        ('"2000-02-29"^^xsd:date', "sh:datatype xsd:date"),
        ('"24:00:00"^^xsd:time', "sh:datatype xsd:time"),
        ('"a"@FR-ca', 'sh:languageIn ( "fr" )'),
        ('"INF"^^xsd:double', "sh:datatype xsd:double ; sh:minInclusive 1"),
        ("<http://example.org/é>", 'sh:pattern "/é$" ; sh:maxLength 20'),
        ('"AB"', 'sh:pattern "^ab" ; sh:flags "i"'),
    ],
)
def test_what_is_right_is_let_through(literal: str, body: str) -> None:
    assert components(f"ex:a ex:p {literal} .", body) == Counter()


def test_a_catastrophic_pattern_ends() -> None:
    data = f'ex:a ex:p "{"a" * 5000}!" .'
    assert components(data, 'sh:pattern "^(a+)+$"') == Counter({"Pattern": 1})


# Queries

DECLARED = 'ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] .\n'


def asked(query: str, target: str = "sh:targetNode ex:a", more: str = "") -> str:
    """Return a shape with one query."""
    constraint = f'sh:prefixes ex:prefixes ; {more} sh:select """{query}"""'
    return f"{DECLARED}ex:S {target} ; sh:sparql [ {constraint} ] ."


QUERIES = {
    "one group": "SELECT $this ?value WHERE { $this ex:p ?value FILTER(?value > 1) }",
    "groups": "SELECT $this ?value WHERE { { $this ex:p ?value } UNION { $this ex:q ?value FILTER(bound($this)) } }",
    "filter alone": "SELECT $this WHERE { FILTER NOT EXISTS { $this ex:q ?any } }",
    "filter in exists": "SELECT $this WHERE { FILTER NOT EXISTS { ?any ex:q ?q FILTER(?any = $this) } }",
    "group by": "SELECT $this (COUNT(?v) AS ?n) WHERE { $this ex:p ?v } GROUP BY $this HAVING (COUNT(?v) > 1)",
    "subquery": "SELECT $this ?value WHERE { { SELECT $this ?value WHERE { $this ex:p ?value } LIMIT 5 } }",
    "optional": "SELECT $this ?value WHERE { $this ex:p ?value OPTIONAL { $this ex:q ?q } FILTER(!bound(?q)) }",
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_finds_the_same_as_with_pyshacl_for_blank_nodes_too(name: str) -> None:
    data = triples(
        "ex:a ex:p 1, 2 ; a ex:C . _:b ex:p 3 ; ex:q 4 ; a ex:C . ex:c ex:q 5 ; a ex:C . ex:d ex:p 9 ."
    )
    shapes = triples(asked(QUERIES[name], "sh:targetClass ex:C"))
    ours, theirs = (Counter(map(key, one.validate(data, shapes))) for one in (StoreEngine(), PyShaclEngine()))
    assert ours == theirs
    assert ours, "the query must find something"


def test_more_focus_nodes_than_one_batch_are_asked_about() -> None:
    data = "".join(f"ex:n{number} a ex:C ; ex:p {number} .\n" for number in range(4500))
    shapes = asked(QUERIES["one group"], "sh:targetClass ex:C")
    assert len(validate(data, shapes)) == 4498


def test_what_a_query_says_is_filled_in_by_language() -> None:
    said = 'sh:message "{?value} de trop"@fr , "{$value} too many"@en ;'
    shapes = asked("SELECT $this ?value WHERE { $this ex:p ?value }", more=said)
    (one,) = validate("ex:a ex:p 7 .", shapes)
    assert one.messages == {"fr": "7 de trop", "en": "7 too many"}
    assert (one.component, one.value) == ("SPARQL", "7")


# What is refused, with the clause

REFUSED = {
    "4.2.1": "ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:minCount 1 , 2 .",
    "4.2.2": "ex:S sh:targetNode ex:a ; sh:maxCount 1 .",
    "4.1.3": "ex:S sh:targetNode ex:a ; sh:nodeKind ex:Kind .",
    "4.6.2": "ex:S sh:targetNode ex:a ; sh:and ( ) .",
    "4.6.3": "ex:S sh:targetNode ex:a ; sh:or ex:T .",
    "4.7.2": "ex:S sh:targetNode ex:a ; sh:property [ sh:minLength 1 ] .",
    "2.1.3.1": "ex:S sh:targetNode [] ; sh:class ex:C .",
    "2.2": "ex:S a sh:NodeShape ; sh:path ex:p .",
    "2.3": "ex:S a sh:PropertyShape ; sh:minCount 1 .",
    "2.3.1": "ex:S sh:targetNode ex:a ; sh:path [ sh:inversePath ex:p ; sh:zeroOrMorePath ex:p ] ; sh:minCount 1 .",
    "2.3.1.2": "ex:S sh:targetNode ex:a ; sh:path ( ex:p ) ; sh:minCount 1 .",
    "1.3": "ex:S sh:targetNode ex:a ; sh:js [ sh:jsFunctionName 'f' ] ; sh:class ex:C .",
    "5.2": "ex:S sh:targetNode ex:a ; sh:sparql [ sh:select 'SELECT ?x WHERE { ?x ?p ?o }' ] .",
    "A": "ex:S sh:targetNode ex:a ; sh:sparql [ sh:select 'SELECT $this WHERE { VALUES ?x { 1 } $this ?p ?x }' ] .",
    "6.2.1": "ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ; sh:optional true ] .",
}


@pytest.mark.parametrize("clause", REFUSED)
def test_ill_formed_shapes_are_refused_with_the_clause(clause: str) -> None:
    with pytest.raises(InputProblem) as refused:
        validate("ex:a ex:p 1 .", REFUSED[clause])
    assert not isinstance(refused.value, BeyondEngine)
    assert refused.value.fields["clause"] == clause
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    "shapes",
    [
        "ex:S sh:targetNode ex:a ; sh:not " + "[ sh:not " * 600 + "ex:T" + " ]" * 600 + " .",
        "ex:S sh:targetNode ex:a ; sh:minCount 1 ; sh:path "
        + "[ sh:inversePath " * 1500
        + "ex:p"
        + " ]" * 1500
        + " .",
    ],
    ids=["shapes", "paths"],
)
def test_shapes_nested_beyond_measure_are_one_line(shapes: str) -> None:
    with pytest.raises(InputProblem, match="SHACL"):
        validate("ex:a ex:p 1 .", shapes)


def test_a_triple_term_is_refused_where_the_shapes_look_at_it() -> None:
    star = "ex:a ex:p <<( ex:a ex:b ex:c )>> ."
    with pytest.raises(InputProblem, match="SHACL"):
        validate(star, "ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:minLength 1 .")
    with pytest.raises(InputProblem, match="SHACL"):
        validate("ex:a ex:p 1 .", star)
    assert validate(star, "ex:S sh:targetNode ex:a ; sh:path ex:q ; sh:minLength 1 .") == []


def test_a_count_of_thousands_of_digits_is_a_count() -> None:
    assert components("ex:a ex:p 1 .", f"sh:minCount {'9' * 5000}") == Counter({"MinCount": 1})
    assert components("ex:a ex:p 1 .", f"sh:maxCount {'9' * 5000}") == Counter()


def test_every_reason_is_worded_in_every_language() -> None:
    folder = Path(StoreEngine.validate.__code__.co_filename).parent
    named = {
        found
        for file in folder.rglob("*.py")
        for found in re.findall(r'"(shacl\.[a-z_]+)"', file.read_text("utf-8"))
    }
    assert len(named) > 30
    for lang in LANGUAGES:
        assert named <= set(catalogue(lang))


# What is handed over whole, and said

BEYOND = {
    "recursive": "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:node ex:S ] .",
    "look-ahead": 'ex:S sh:targetNode ex:a ; sh:pattern "(?=z)z" .',
    "rewritten": asked("SELECT $this WHERE { $this ex:p ?x }"),
}


@pytest.mark.parametrize("name", BEYOND)
def test_shapes_beyond_the_engine_go_to_pyshacl_whole_and_it_is_said(name: str) -> None:
    data, shapes = triples("ex:a ex:p 1.50 ."), triples(BEYOND[name])
    with pytest.raises(BeyondEngine):
        StoreEngine().validate(data, shapes)
    engine = AutoEngine()
    assert Counter(map(key, engine.validate(data, shapes))) == Counter(
        map(key, PyShaclEngine().validate(data, shapes))
    )
    assert engine.name == "pyshacl"
    assert "ex" in str(engine.notice)


# The command line


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Write a Turtle file and return its path."""

    def _write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(PREFIXES + text, encoding="utf-8")
        return path

    return _write


SHAPE = 'ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:pattern "^a" ] .'


@pytest.mark.parametrize("engine", ENGINES)
def test_any_data_are_validated_by_any_shapes(cli: CommandLine, write: Any, engine: str) -> None:
    data = write("data.ttl", 'ex:a a ex:C . ex:b a ex:C ; ex:p "b" .')
    ran = cli("shacl", data, "--shapes", write("shapes.ttl", SHAPE), "--engine", engine, "-f", "json")
    report = json.loads(ran.out)
    assert ran.code == EXIT_NOT_CONFORM
    assert report["engine"] == ("store" if engine == "auto" else engine)
    assert [one["component"] for one in report["findings"]] == ["MinCount", "Pattern"]
    assert all(one["messages"] for one in report["findings"])


def test_two_engines_that_find_the_same_are_said_to(cli: CommandLine, write: Any) -> None:
    data = write("data.ttl", "ex:a a ex:C ; ex:p [] . [] a ex:C .")
    ran = cli("--lang", "en", "shacl", data, "--shapes", write("shapes.ttl", SHAPE), "--compare", "pyshacl")
    assert (ran.code, ran.out) == (EXIT_OK, "")
    assert "same 2 findings" in ran.err


def test_a_difference_of_two_engines_is_listed_and_is_a_failure(cli: CommandLine, write: Any) -> None:
    data = write("data.ttl", "ex:a a ex:C ; ex:p 2.5 .")
    shapes = write(
        "shapes.ttl",
        'ex:S sh:targetClass ex:C ; sh:property ex:P . ex:P sh:path ex:p ; sh:minInclusive "2023-01-01"^^xsd:date .',
    )
    ran = cli("shacl", data, "--shapes", shapes, "--compare", "pyshacl")
    assert ran.code == EXIT_FAILURE
    (line,) = ran.out.splitlines()
    assert line.split("\t")[:2] == ["store", "1"]
    assert "MinInclusive" in line


def test_the_notice_of_another_engine_is_one_line(cli: CommandLine, write: Any) -> None:
    data, shapes = write("data.ttl", "ex:a ex:p 1 ."), write("shapes.ttl", BEYOND["look-ahead"])
    ran = cli("shacl", data, "--shapes", shapes)
    assert ran.code == EXIT_NOT_CONFORM
    assert [line for line in ran.err.splitlines() if "pyshacl" in line and "4.4.3" in line]
    assert cli("shacl", data, "--shapes", shapes, "--engine", "store").code == EXIT_INPUT
