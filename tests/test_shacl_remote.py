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
from pyoxigraph import NamedNode, QueryResultsFormat, RdfFormat, Store

from ess_graph.errors import EndpointProblem, InputProblem
from ess_graph.report.finding import Finding
from ess_graph.shacl.remote import here
from ess_graph.shacl.remote.engine import run, validate_endpoint
from ess_graph.shacl.remote.pages import Pages, statements
from ess_graph.shacl.store_engine import StoreEngine
from ess_graph.shacl.validate import validate
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


def test_a_blank_value_is_judged_for_what_it_is(server: Server, tmp_path: Path) -> None:
    source = holding(
        server, 'ex:a a ex:C ; ex:name "n" ; ex:part [ ex:name "p" ] .' + "ex:b ex:part [ ex:name ex:x ] ."
    )
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
