"""Validation on a SPARQL endpoint: the findings of the embedded engine, all rows, and one line for each failure."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, NamedNode, QueryResultsFormat, RdfFormat, Store

from ess_graph.errors import EndpointProblem, InputProblem
from ess_graph.report.finding import Finding
from ess_graph.shacl.remote import here
from ess_graph.shacl.remote.engine import run, validate_endpoint
from ess_graph.shacl.remote.pages import Pages, statements
from ess_graph.shacl.store_engine import StoreEngine
from ess_graph.shacl.validate import read_rules, validate
from ess_graph.store.endpoint import EndpointSource, open_endpoint
from ess_graph.store.generation import OpenStore
from tests.conftest import CommandLine
from tests.sparql_server import JSON, Handler, Misbehaviour, Server

EX = "http://example.org/"
HEAD = f"""@prefix ex: <{EX}> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(Store()) as running:
        yield running


def holding(server: Server, turtle: str, graph: str = "") -> EndpointSource:
    server.store.load(
        (HEAD + turtle).encode(), format=RdfFormat.TURTLE, to_graph=NamedNode(graph) if graph else None
    )
    return replace(open_endpoint(server.address, timeout=5), sleep=lambda _: None)


def shapes_file(folder: Path, turtle: str) -> Path:
    path = folder / "shapes.ttl"
    path.write_text(HEAD + turtle, "utf-8")
    return path


def keys(findings: tuple[Finding, ...] | list[Finding]) -> Counter[tuple[str, ...]]:
    """Return findings to compare; a shape without a name has another label each time that it is read."""
    return Counter(
        (f.severity, f.focus, f.path, f.value, f.component, f.shape if ":" in f.shape else "")
        for f in findings
    )


def test_our_shapes_find_on_an_endpoint_what_they_find_embedded(small: OpenStore) -> None:
    with Server(small.store) as running:
        report = validate_endpoint(open_endpoint(running.address))
    embedded = validate(small)
    assert report.findings
    assert keys(report.findings) == keys(embedded.findings)
    assert report.checked > 0


TARGET = "ex:S a sh:NodeShape ; sh:targetClass ex:C ; "
NAMED = TARGET + "sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:maxCount 2 ; sh:minLength 2 ] ."


def many(count: int) -> str:
    """Write subjects of which every tenth has no name, and one has fifty."""
    lines = [
        f"ex:s{i:05} a ex:C {'' if i % 10 == 0 else f'; ex:name {chr(34)}n{i}{chr(34)}'} ."
        for i in range(count)
    ]
    return "\n".join(lines) + "ex:s00001 ex:name " + ", ".join(f'"m{i}"' for i in range(50)) + " ."


def answer_of(handler: Handler, query: str) -> Any:
    """Return what the store answers, as JSON."""
    found: Any = handler.server.store.query(query, use_default_graph_as_union=True)
    return json.loads(found.serialize(format=QueryResultsFormat.JSON) or b"")


def cutting(most: int, *, silent: bool) -> Misbehaviour:
    """Answer with so many rows at most, and tell or not, as Virtuoso does with ResultSetMaxRows."""

    def answer(handler: Handler) -> None:
        document = answer_of(handler, handler.server.asked[-1].query)
        rows = document["results"]["bindings"]
        told = {} if silent else {"X_SPARQL_MaxRows": str(most)}
        document["results"]["bindings"] = rows[:most]
        handler.reply(200, json.dumps(document).encode(), JSON, **told)

    return answer


@pytest.mark.parametrize("silent", [True, False], ids=["and says nothing", "and says so"])
def test_a_server_that_cuts_its_answers_is_read_by_page(
    server: Server, tmp_path: Path, *, silent: bool
) -> None:
    source = holding(server, many(1000))
    shapes = shapes_file(tmp_path, NAMED)
    whole = validate_endpoint(source, shapes=[shapes])
    assert len(whole.findings) == 101
    with server.doing(cutting(210, silent=silent)):
        paged = validate_endpoint(source, shapes=[shapes])
        asked = sum("LIMIT" in one.query for one in server.asked)
    assert keys(paged.findings) == keys(whole.findings)
    assert asked >= 8


def test_the_values_of_one_subject_that_do_not_fit_in_an_answer_come_by_offset(server: Server) -> None:
    source = holding(server, many(30))
    with server.doing(cutting(20, silent=True)):
        rows = list(Pages(source, page=20).pairs(statements(EX + "name")))
    assert len(set(rows)) == len(rows) == 27 + 50


def test_blank_values_of_one_subject_that_do_not_fit_in_an_answer_are_an_error(server: Server) -> None:
    source = holding(server, many(30) + "ex:s00001 ex:name [] .")
    with server.doing(cutting(20, silent=True)), pytest.raises(EndpointProblem) as caught:
        list(Pages(source, page=20).pairs(statements(EX + "name")))
    assert caught.value.key == "endpoint.missing_rows"
    assert caught.value.fields["expected"] == 52


def turning(handler: Handler) -> None:
    """Begin the rows elsewhere for each request that does not ask for an order, as SPARQL allows."""
    query = handler.server.asked[-1].query
    asked = re.search(r" OFFSET (\d+) LIMIT (\d+)$", query)
    whole = query if asked is None else query[: asked.start()]
    document = answer_of(handler, whole)
    if asked is not None:
        start, size = map(int, asked.groups())
        rows = document["results"]["bindings"]
        turn = 7 * len(handler.server.asked) % len(rows)
        document["results"]["bindings"] = (rows[turn:] + rows[:turn])[start : start + size]
    handler.reply(200, json.dumps(document).encode(), JSON)


def test_a_server_without_an_order_of_its_own_is_read_by_key(server: Server) -> None:
    source = holding(server, many(300))
    wanted = {
        (q.subject, q.object) for q in server.store.quads_for_pattern(None, NamedNode(EX + "name"), None)
    }
    with server.doing(turning):
        rows = list(Pages(source, at_once=0, page=77).pairs(statements(EX + "name")))
        assert any("ORDER BY" in one.query for one in server.asked)
    assert len(rows) == len(wanted)
    assert set(rows) == wanted


def test_all_pages_together_are_all_statements_each_once(server: Server) -> None:
    source = holding(server, many(300))
    wanted = {
        (q.subject, q.object) for q in server.store.quads_for_pattern(None, NamedNode(EX + "name"), None)
    }
    for page in (60, 77, 319, 320, 1000):
        for found in (
            list(Pages(source, at_once=0, page=page).pairs(statements(EX + "name"))),
            list(Pages(source, page=page)._by_key(statements(EX + "name"), len(wanted))),
        ):
            assert len(found) == len(wanted)
            assert set(found) == wanted


def test_a_query_of_a_shape_whose_rows_are_cut_is_an_error(server: Server, tmp_path: Path) -> None:
    shapes = shapes_file(
        tmp_path,
        'ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ a sh:SPARQLConstraint ; sh:select "SELECT $this WHERE '
        f'{{ $this a <{EX}C> . FILTER NOT EXISTS {{ $this <{EX}no> ?x }} }}" ] .',
    )
    source = holding(server, many(1000))
    assert len(validate_endpoint(source, shapes=[shapes]).findings) == 1000
    with server.doing(cutting(150, silent=True)), pytest.raises(EndpointProblem) as caught:
        validate_endpoint(source, shapes=[shapes])
    assert caught.value.key == "endpoint.missing_rows"


def test_more_statements_than_the_cap_are_refused_before_they_are_read(server: Server) -> None:
    pages = Pages(holding(server, many(300)), most_rows=100)
    with pytest.raises(EndpointProblem) as caught:
        next(pages.pairs(statements(EX + "name")))
    assert caught.value.key == "endpoint.too_much"
    assert len(server.asked) == 1
    with pytest.raises(EndpointProblem) as caught:
        list(Pages(pages.source, most_text=1000).pairs(statements(EX + "name")))
    assert caught.value.key == "endpoint.too_much_text"


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


def test_a_blank_value_is_judged_for_what_it_is(server: Server, tmp_path: Path) -> None:
    source = holding(server, BLANK_VALUE + "ex:b ex:part [ ex:name ex:x ] .")
    shapes = shapes_file(
        tmp_path,
        TARGET + "sh:property [ sh:path ex:part ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] .",
    )
    (finding,) = validate_endpoint(source, shapes=[shapes]).findings
    assert (finding.focus, finding.component) == (EX + "a", "NodeKind")


def test_only_what_the_shapes_mention_is_fetched(server: Server, tmp_path: Path) -> None:
    source = holding(server, 'ex:a a ex:C ; ex:name "nn" ; ex:other "o" . ex:z a ex:Z .')
    report = validate_endpoint(source, shapes=[shapes_file(tmp_path, NAMED)])
    assert (report.checked, report.findings) == (2, ())
    assert not any("other" in one.query or "Z>" in one.query for one in server.asked)


def test_a_closed_shape_sees_every_predicate(server: Server, tmp_path: Path) -> None:
    source = holding(server, 'ex:a a ex:C ; ex:name "nn" ; ex:other [] .')
    closed = "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:closed true ; sh:ignoredProperties ( ex:name ) ."
    found = validate_endpoint(source, shapes=[shapes_file(tmp_path, closed)]).findings
    assert {one.path.rpartition("/")[2].rpartition("#")[2] for one in found} == {"other", "type"}


SHAPES_GRAPH = "SELECT $this WHERE { $this ?any ?thing . GRAPH $shapesGraph { $currentShape ?p ?o } }"


def test_a_query_for_the_shapes_graph_is_refused_when_there_is_much(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = holding(server, "ex:a a ex:C .")
    turtle = f'{HEAD} ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ sh:select "{SHAPES_GRAPH}" ] .'
    store = Store()
    store.load(turtle.encode(), format=RdfFormat.TURTLE)
    plan = StoreEngine().plan([quad.triple for quad in store])
    assert [one.focus for one in run(plan, Pages(source))] == [EX + "a"]
    monkeypatch.setattr(here, "FEW", 0)
    with pytest.raises(InputProblem, match="shapesGraph"):
        run(plan, Pages(source))


def test_the_command_validates_a_graph_of_an_endpoint(
    server: Server, tmp_path: Path, cli: CommandLine
) -> None:
    holding(server, "ex:a a ex:C .", EX + "bad")
    holding(server, 'ex:b a ex:C ; ex:name "nn" .', EX + "good")
    shapes = str(shapes_file(tmp_path, NAMED))
    given = ("shacl", "--endpoint", server.address, "--shapes", shapes, "-f", "json")
    assert json.loads(cli(*given).out)["engine"] == "endpoint"
    assert cli(*given).code == 1
    assert cli(*given, "--graph", EX + "good").code == 0
    ran = cli(*given, "--graph", EX + "good", "--graph", EX + "bad")
    assert ran.code == 1
    assert [one["focus"] for one in json.loads(ran.out)["findings"]] == [EX + "a"]


def test_validate_takes_our_shapes_to_an_endpoint(small: OpenStore, cli: CommandLine) -> None:
    with Server(small.store) as running:
        ran = cli("validate", "--endpoint", running.address, "-f", "json")
    assert json.loads(ran.out)["conforms"] is (ran.code == 0)
    assert json.loads(ran.out)["findings"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--endpoint", "http://127.0.0.1:9/", "data.ttl"], "--endpoint"),
        (["--endpoint", "http://127.0.0.1:9/", "--engine", "pyshacl"], "pyshacl"),
        (["--endpoint", "http://127.0.0.1:9/", "--compare", "pyshacl"], "--compare"),
        (["--endpoint", "http://127.0.0.1:9/", "--graph", "not an iri"], "not an iri"),
        (["--endpoint", "nowhere"], "nowhere"),
        (["--graph", EX, "data.ttl"], "--graph"),
        ([], "DATA"),
    ],
)
def test_options_that_do_not_go_together_are_a_usage_error(
    arguments: list[str], said: str, tmp_path: Path, cli: CommandLine
) -> None:
    ran = cli("shacl", "--shapes", str(shapes_file(tmp_path, NAMED)), *arguments)
    assert ran.code == 2, ran
    assert said in ran.err
    assert ran.err.count("\n") == 1


def html(handler: Handler) -> None:
    handler.reply(200, b"<html>", "text/html")


def login(handler: Handler) -> None:
    handler.reply(401)


def broken(handler: Handler) -> None:
    handler.reply(500, b"SQL", "text/plain")


def elsewhere(handler: Handler) -> None:
    handler.reply(302, Location="http://example.org/sparql")


def slow(handler: Handler) -> None:
    handler.server.over.wait(5)


def words(handler: Handler) -> None:
    row = b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"many"}}]}}'
    handler.reply(200, row)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (html, "text/html"),
        (login, "401"),
        (broken, "500"),
        (elsewhere, "example.org"),
        (slow, "0.3"),
        (words, "COUNT"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_failure_of_the_endpoint_is_one_line_and_code_4(
    wrong: Misbehaviour, said: str, server: Server, tmp_path: Path, cli: CommandLine
) -> None:
    holding(server, many(3))
    shapes = shapes_file(tmp_path, NAMED)
    with server.doing(wrong):
        ran = cli("shacl", "--shapes", str(shapes), "--endpoint", server.address, "--timeout", "0.3")
    assert (ran.code, ran.out) == (4, "")
    assert re.fullmatch(rf"[^\n]*{said}[^\n]*\n", ran.err)


def slow_when_it_is_much(handler: Handler) -> None:
    query = handler.server.asked[-1].query
    limit = re.search(r" LIMIT (\d+)$", query)
    if "COUNT" not in query and (limit is None or int(limit[1]) > 200):
        handler.server.over.wait(2)
        return
    handler.reply(200, json.dumps(answer_of(handler, query)).encode(), JSON)


def test_a_slow_endpoint_is_asked_for_less(server: Server) -> None:
    source = replace(holding(server, many(300)), timeout=0.3)
    with server.doing(slow_when_it_is_much):
        pages = Pages(source, page=300)
        assert len(list(pages.pairs(statements(EX + "name")))) == 270 + 50
    assert pages.page == 150


def test_a_busy_endpoint_is_asked_again(server: Server) -> None:
    source = holding(server, many(3))
    turns: list[int] = []

    def busy_once(handler: Handler) -> None:
        turns.append(1)
        if len(turns) == 1:
            handler.reply(429, Retry_After="1")
        else:
            cutting(100, silent=True)(handler)

    with server.doing(busy_once):
        assert Pages(source).count("?s ?p ?o") == 3 + 2 + 50


def test_nobody_at_the_address_is_one_line(tmp_path: Path, cli: CommandLine) -> None:
    ran = cli("shacl", "--shapes", str(shapes_file(tmp_path, NAMED)), "--endpoint", "http://127.0.0.1:9/")
    assert ran.code == 4
    assert ran.err.count("\n") == 1
