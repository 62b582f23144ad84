"""What a query of a shape can see is known before it runs, and a store of just that gives the same answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse
from pyparsing import ParseResults
from rdflib import URIRef, Variable
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from ess_graph.catalogue.header import bundled_query, query_names
from ess_graph.report.finding import Finding
from ess_graph.resources import folder
from ess_graph.shacl.plan.mentions import mentions_of
from ess_graph.shacl.plan.shapes import Plan
from ess_graph.shacl.plan.sparql import Sparql
from ess_graph.shacl.run import sparql
from ess_graph.shacl.scope import StoreTriples
from ess_graph.shacl.store_engine import StoreEngine
from ess_graph.shacl.validate import read_shapes, shape_files
from ess_graph.store.generation import OpenStore
from tests.conftest import BASE

PLAN: Plan = StoreEngine().plan(read_shapes(shape_files(), BASE))
OURS = sorted(
    {one.query for shape in PLAN.shapes.values() for one in shape.constraints if isinstance(one, Sparql)}
)
CATALOGUE = [bundled_query(name).text for name in query_names()]


def steps(path: Any, prefixes: Mapping[str, str]) -> Iterator[str | None]:
    """Yield the predicates of what rdflib's parser has in the place of one; ``None`` for any."""
    if isinstance(path, URIRef):
        yield str(path)
    elif isinstance(path, Variable):
        yield None
    elif isinstance(path, CompValue) and path.name == "pname":
        yield prefixes[path["prefix"]] + path["localname"]
    elif isinstance(path, CompValue):
        if "Negated" in path.name:
            yield None
        yield from steps(list(path.values()), prefixes)
    elif isinstance(path, list | ParseResults):
        for one in path:
            yield from steps(one, prefixes)


def by_rdflib(part: Any, prefixes: Mapping[str, str]) -> Iterator[str | None]:
    if isinstance(part, CompValue):
        for name, value in part.items():
            if name == "triples":
                for triples in value:
                    yield from steps(list(triples[1::3]), prefixes)
            else:
                yield from by_rdflib(value, prefixes)
    elif isinstance(part, list | ParseResults):
        for one in part:
            yield from by_rdflib(one, prefixes)


@pytest.mark.parametrize("query", OURS + CATALOGUE)
def test_no_predicate_that_another_parser_finds_is_missed(query: str) -> None:
    seen = mentions_of(query).predicates
    prologue, tree = parseQuery(query)
    theirs = set(by_rdflib(tree, {one.get("prefix", ""): str(one["iri"]) for one in prologue}))
    listed = "FILTER (?path IN (" in query
    if None in theirs and not listed:
        assert seen is None
    elif seen is not None:
        # Nothing else is loaded either, but for what the list of a filter names.
        assert seen == theirs or (listed and theirs - {None} < seen)


def test_most_of_our_rules_see_a_few_predicates_and_begin_with_the_focus_node() -> None:
    seen = [mentions_of(query) for query in OURS]
    assert sum(one.predicates is None for one in seen) == 2
    assert all(len(one.predicates) < 12 for one in seen if one.predicates is not None)
    assert sum(bool(one.leads) for one in seen) >= len(seen) - 4


EX = "PREFIX e: <http://e/>\n"
CLOSED = [
    "SELECT $this { $this e:p ?o }",
    "SELECT $this { $this e:p/e:q* ?o }",
    "SELECT $this { $this ^e:q|e:p ?o . ?o e:r+ $this }",
    "SELECT DISTINCT $this ?o WHERE { ?o e:q $this ; e:p ?x , ?y . FILTER (?x != ?y) }",
    "SELECT $this { $this e:p ?o . FILTER NOT EXISTS { ?o e:q* $this . ?o e:r ?x } }",
    "SELECT $this { $this e:p ?o OPTIONAL { ?o e:q? ?x . ?x e:p ?y } }",
    "SELECT $this { { $this e:p ?o } UNION { $this e:q ?o } ?o (e:r/e:p)+ ?x }",
    "SELECT $this { $this e:p [ e:q ?x ; e:r ?y ] . ?x e:p* ?y }",
    "SELECT $this (COUNT(?o) AS ?n) { $this (e:p|e:q)* ?o . $this e:r ?x } GROUP BY $this HAVING (COUNT(?o) > 1)",
    "SELECT $this ?path { $this ?path ?o . FILTER (?path IN (e:p, <http://e/r>)) }",
    "SELECT $this { $this e:p ?o . BIND (EXISTS { ?o e:q ?x . ?x e:q* ?z } AS ?b) }",
    "SELECT $this { $this e:p ?o . { SELECT $this ?x { $this e:r ?x . ?x e:q* ?y } } }",
]
OPEN = [
    "SELECT $this { $this ?p ?o }",
    "SELECT $this { $this !e:p ?o }",
    "SELECT $this { $this !(e:p|^e:q) ?o }",
    "SELECT $this { $this e:p* ?o }",
    "SELECT $this { $this e:p ?x . OPTIONAL { ?o e:q ?y } ?o e:r* ?z }",
    "SELECT $this { $this e:p ?x . { SELECT (COUNT(*) AS ?n) { ?a e:q* ?b } } }",
    "SELECT $this { $this e:p ?x . FILTER NOT EXISTS { ?a e:q? ?b } }",
    "SELECT $this { $this ?p ?o . FILTER (?p IN (e:p, ?o)) }",
    "SELECT $this { $this ?p ?o . FILTER (?p IN (e:p) || true) }",
    "SELECT $this { $this ?p ?o . FILTER EXISTS { $this e:q ?o . FILTER (?p IN (e:p)) } }",
    r"SELECT $this { $this e:p\~q ?o }",
]
TERMS = st.sampled_from([NamedNode(f"http://e/{name}") for name in "abcd"])
PREDICATES = st.sampled_from([NamedNode(f"http://e/{name}") for name in "pqrs"])
GRAPHS = st.lists(st.tuples(TERMS, PREDICATES, TERMS), max_size=14)


def rows(store: Store, query: str) -> list[str]:
    solutions: Any = store.query(query)
    return sorted(str([row[name] for name in solutions.variables]) for row in solutions)


@given(GRAPHS, st.sampled_from(CLOSED))
def test_a_store_of_what_a_query_sees_gives_the_same_rows(
    graph: list[tuple[NamedNode, NamedNode, NamedNode]], query: str
) -> None:
    seen = mentions_of(EX + query).predicates
    assert seen is not None
    whole, part = Store(), Store()
    for subject, predicate, value in graph:
        quad = Quad(subject, predicate, value, DefaultGraph())
        whole.add(quad)
        if predicate.value in seen:
            part.add(quad)
    assert rows(whole, EX + query) == rows(part, EX + query)


@pytest.mark.parametrize("query", OPEN)
def test_a_query_that_may_see_everything_is_known(query: str) -> None:
    Store().query(EX + query)  # it is a query
    assert mentions_of(EX + query).predicates is None


def test_words_in_texts_and_comments_are_no_patterns() -> None:
    query = EX + 'SELECT $this { # ?s ?p ?o\n $this e:p "{ ?s ?p ?o }"@fr , "1"^^e:q , 5 . FILTER (?x < 3) }'
    assert mentions_of(query).predicates == frozenset({"http://e/p"})


def test_a_list_brings_the_predicates_of_lists() -> None:
    seen = mentions_of(EX + "SELECT $this { $this e:p (1 ?x [ e:q ?y ]) }").predicates
    assert seen is not None
    assert {name.rpartition("/")[2].rpartition("#")[2] for name in seen} == {"p", "q", "first", "rest"}


# A query that is asked of everything, of which the focus nodes are kept, finds what it finds when they are named.


def wrong_data() -> list[Any]:
    examples = folder("shapes") / "examples"
    files = [*sorted(examples.glob("*/violating*.ttl")), *sorted((examples / "context").glob("*.ttl"))]
    return [
        quad.triple for file in files for quad in parse(file.read_bytes(), RdfFormat.TURTLE, base_iri=BASE)
    ]


def found(many: int, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    monkeypatch.setattr(sparql, "_MANY", many)
    return StoreEngine().run(PLAN, wrong_data())


def test_asking_for_all_nodes_finds_what_asking_by_name_does(monkeypatch: pytest.MonkeyPatch) -> None:
    by_name, for_all = found(10**9, monkeypatch), found(0, monkeypatch)
    assert sum(one.component == "SPARQL" for one in by_name) > 80
    assert for_all == by_name


def test_a_store_on_disk_is_asked_in_part_and_finds_what_its_statements_do_in_memory(
    small: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparql, "_MANY", 0)
    queries = sparql.Queries(PLAN)
    queries.ask_of(small.store)
    data = StoreTriples(small)
    assert StoreEngine().run(PLAN, data) == StoreEngine().run(PLAN, list(data))
