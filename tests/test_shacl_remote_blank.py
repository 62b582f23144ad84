"""Blank nodes of an endpoint, and statements that it gives twice: what is found is what is found in the store."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Store

from ess_graph.errors import InputProblem
from ess_graph.report.finding import Finding
from ess_graph.shacl.remote.engine import run, validate_endpoint
from ess_graph.shacl.remote.pages import Pages
from ess_graph.shacl.store_engine import StoreEngine
from ess_graph.shacl.validate import read_rules
from ess_graph.store.endpoint import EndpointSource
from tests.sparql_server import JSON, Handler, Server
from tests.test_shacl_remote import EX, NAMED, TARGET, answer_of, holding, keys, shapes_file


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(Store()) as running:
        yield running


BLANK_VALUE = 'ex:a a ex:C ; ex:name "n" ; ex:part [ ex:name "p" ] .'
FOLLOWED = {
    "by a path": "sh:targetClass ex:C ; sh:property [ sh:path ( ex:part ex:name ) ; sh:minCount 1 ]",
    "by a shape": "sh:targetClass ex:C ; sh:property [ sh:path ex:part ; sh:node [ sh:nodeKind sh:IRI ] ]",
    "by a class": "sh:targetClass ex:C ; sh:property [ sh:path ex:part ; sh:class ex:Part ]",
    "as a target": "sh:targetObjectsOf ex:part ; sh:nodeKind sh:IRI",
    "back": "sh:targetClass ex:C ; sh:property [ sh:path [ sh:inversePath ex:name ] ; sh:maxCount 0 ]",
    "by the other of a pair": "sh:targetClass ex:C ; sh:property [ sh:path ex:name ; sh:disjoint ex:part ]",
}


def embedded(source: EndpointSource, server: Server, shapes: Path) -> tuple[list[Finding], list[Finding]]:
    """Return what is found through an endpoint, and by the same engine on its statements."""
    plan = StoreEngine().plan(read_rules([shapes], source.base))
    return run(plan, Pages(source)), StoreEngine().run(plan, {quad.triple for quad in server.store})


def alike(findings: list[Finding]) -> Counter[tuple[str, ...]]:
    """Return findings in which a blank node has no label."""
    return keys(
        [
            replace(
                one,
                focus="_:" if isinstance(one.terms.focus, BlankNode) else one.focus,
                value="_:" if isinstance(one.terms.value, BlankNode) else one.value,
            )
            for one in findings
            if one.terms is not None
        ]
    )


@pytest.mark.parametrize("how", FOLLOWED)
def test_a_blank_node_is_followed(how: str, server: Server, tmp_path: Path) -> None:
    source = holding(server, BLANK_VALUE + 'ex:b a ex:C ; ex:part [ a ex:Part ] . [] ex:name ex:b , "q" .')
    found, expected = embedded(
        source, server, shapes_file(tmp_path, f"ex:S a sh:NodeShape ; {FOLLOWED[how]} .")
    )
    assert alike(found) == alike(expected)
    assert found or how == "by the other of a pair"


@pytest.mark.parametrize("how", FOLLOWED)
def test_a_blank_node_is_refused_when_no_answer_holds_all(how: str, server: Server, tmp_path: Path) -> None:
    source = holding(server, BLANK_VALUE)
    plan = StoreEngine().plan(
        read_rules([shapes_file(tmp_path, f"ex:S a sh:NodeShape ; {FOLLOWED[how]} .")], source.base)
    )
    with pytest.raises(InputProblem) as caught:
        run(plan, Pages(source, at_once=0))
    assert caught.value.key == "endpoint.blank"


BLANK_CLASSES = """ex:D rdfs:subClassOf ex:C . [] a ex:D . ex:named a _:e . _:e rdfs:subClassOf ex:D .
_:anonymous a _:f ; ex:name "nn" . _:f rdfs:subClassOf _:e . _:other a _:g . _:g rdfs:subClassOf ex:Z ."""


def test_instances_without_a_name_and_of_classes_without_one_are_focus_nodes(
    server: Server, tmp_path: Path
) -> None:
    found, expected = embedded(holding(server, BLANK_CLASSES), server, shapes_file(tmp_path, NAMED))
    assert alike(found) == alike(expected)
    assert sorted(one.focus.rpartition("/")[2][:5] for one in found if "/" in one.focus) == ["named"]
    assert len(found) == 2


def test_a_value_of_a_class_under_one_without_a_name_is_of_the_class_above(
    server: Server, tmp_path: Path
) -> None:
    source = holding(server, BLANK_CLASSES + "ex:x ex:to ex:named , _:anonymous , _:other .")
    shapes = "ex:S a sh:NodeShape ; sh:targetNode ex:x ; sh:property [ sh:path ex:to ; sh:class ex:C ] ."
    found, expected = embedded(source, server, shapes_file(tmp_path, shapes))
    assert alike(found) == alike(expected)
    assert len(found) == 1


def test_a_blank_instance_of_a_target_class_is_refused_when_no_answer_holds_all(
    server: Server, tmp_path: Path
) -> None:
    source = holding(server, "ex:D rdfs:subClassOf ex:C . [] a ex:D .")
    plan = StoreEngine().plan(read_rules([shapes_file(tmp_path, NAMED)], source.base))
    with pytest.raises(InputProblem) as caught:
        run(plan, Pages(source, at_once=0))
    assert caught.value.fields["where"] == EX + "D"


@pytest.mark.parametrize(
    ("data", "target"),
    [
        ("[] ex:part ex:x .", "sh:targetObjectsOf ex:part"),
        ("ex:x a ex:D . ex:D rdfs:subClassOf _:b . _:b rdfs:subClassOf ex:C .", "sh:targetClass ex:C"),
        ("ex:x a _:b . _:b rdfs:subClassOf ex:C .", "sh:targetClass ex:C"),
    ],
)
def test_what_a_blank_node_leads_to_is_found_or_refused(
    data: str, target: str, server: Server, tmp_path: Path
) -> None:
    source = holding(server, data)
    path = shapes_file(tmp_path, f"ex:S a sh:NodeShape ; {target} ; sh:nodeKind sh:Literal .")
    found, expected = embedded(source, server, path)
    assert keys(found) == keys(expected)
    assert [one.focus for one in found] == [EX + "x"]
    with pytest.raises(InputProblem) as caught:
        run(StoreEngine().plan(read_rules([path], source.base)), Pages(source, at_once=0))
    assert caught.value.key == "endpoint.blank"


ABOUT_BLANK = (
    "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ a sh:SPARQLConstraint ; sh:select "
    '"SELECT $this ?value WHERE {{ $this {predicate} ?value }}" ] .'
)


@pytest.mark.parametrize("predicate", [f"<{EX}part>", "?p"])
def test_a_query_about_a_blank_node_is_evaluated_here(predicate: str, server: Server, tmp_path: Path) -> None:
    source = holding(server, "_:a a ex:C ; ex:part _:b . ex:c a ex:C ; ex:part _:b, ex:d .")
    shapes = shapes_file(tmp_path, ABOUT_BLANK.format(predicate=predicate))
    found, expected = embedded(source, server, shapes)
    assert alike(found) == alike(expected)
    assert len(found) >= 3
    assert not any("_:" in one.query for one in server.asked)


COUNTING = {
    "COUNT": "SELECT $this (COUNT(?p) AS ?n) WHERE { $this ex:part ?p } GROUP BY $this HAVING (COUNT(?p) > 1)",
    "SUM": "SELECT $this (SUM(?p) AS ?n) WHERE { $this ex:part ?p } GROUP BY $this HAVING (SUM(?p) > 2)",
    "a subquery": "SELECT $this WHERE { { SELECT $this ?p WHERE { $this ex:part ?p } ORDER BY ?p OFFSET 1 } }",
}


def twice(handler: Handler) -> None:
    """Give a statement as often as it is in a graph, as Virtuoso does."""
    query = handler.server.asked[-1].query
    many = re.sub(r"([?$]\w+ (?:ex:part|<http://example.org/part>) \?\w+)", r"GRAPH ?in { \1 }", query)
    handler.reply(200, json.dumps(answer_of(handler, many)).encode(), JSON)


@pytest.mark.parametrize("how", COUNTING)
def test_a_statement_in_two_graphs_counts_once(how: str, server: Server, tmp_path: Path) -> None:
    holding(server, "ex:a a ex:C ; ex:part 2 . ex:b a ex:C ; ex:part 2 , 3 .", EX + "g1")
    source = holding(server, "ex:a a ex:C ; ex:part 2 .", EX + "g2")
    query = f"PREFIX ex: <{EX}> {COUNTING[how]}"
    shapes = shapes_file(tmp_path, TARGET + f'sh:sparql [ a sh:SPARQLConstraint ; sh:select "{query}" ] .')
    with server.doing(twice):
        assert Pages(source).count(f"?s <{EX}part> ?o") == 4  # three, one of them twice
        report = validate_endpoint(source, shapes=[shapes])
    assert [one.focus for one in report.findings] == [EX + "b"]
