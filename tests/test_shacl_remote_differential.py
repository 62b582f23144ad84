"""Random shapes on random data, blank nodes among them, find the same through an endpoint as in the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from pyoxigraph import BlankNode, RdfFormat, Store, Triple

from ess_graph.errors import InputProblem
from ess_graph.report.finding import Finding
from ess_graph.shacl.remote.engine import run
from ess_graph.shacl.remote.pages import Pages
from ess_graph.shacl.store_engine import StoreEngine
from ess_graph.store.endpoint import open_endpoint
from tests import shacl_random as random
from tests.sparql_server import Server

#: How many cases a run of the suite tries of each kind; 1,500 were tried once, and 4,000 of shapes.
EXAMPLES: Final = 25


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch, Server(Store()) as running:
        patch.setenv("NO_PROXY", "*")
        yield running


def triples(turtle: str) -> list[Triple]:
    store = Store()
    store.load(turtle.encode(), format=RdfFormat.TURTLE)
    return [quad.triple for quad in store]


def keys(findings: list[Finding]) -> Counter[tuple[str, ...]]:
    """Return findings in which a blank node has no label."""
    found: Counter[tuple[str, ...]] = Counter()
    for one in findings:
        terms = one.terms
        assert terms is not None
        focus = "_:" if isinstance(terms.focus, BlankNode) else one.focus
        value = "_:" if isinstance(terms.value, BlankNode) else one.value
        shape = "_:" if isinstance(terms.shape, BlankNode) else one.shape
        found[one.severity, focus, one.path, value, one.component, shape] += 1
    return found


def alike(server: Server, data: str, shapes: str, **bounds: int) -> None:
    """Compare what is found; when answers are bounded, blank nodes may be refused."""
    server.store = Store()
    server.store.load(data.encode(), format=RdfFormat.TURTLE)
    engine = StoreEngine()
    plan = engine.plan(triples(shapes))
    expected = keys(engine.run(plan, (quad.triple for quad in server.store)))
    server.asked.clear()
    refused, found = "", expected
    try:
        found = keys(run(plan, Pages(open_endpoint(server.address), **bounds)))
    except InputProblem as problem:
        refused = problem.key
    assert refused in (("", "endpoint.blank") if bounds else ("",))
    assert found == expected
    assert not any("_:" in one.query for one in server.asked)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(random.kept_data, random.shapes())
def test_random_shapes_find_the_same_through_an_endpoint(server: Server, data: str, shapes: str) -> None:
    alike(server, data, shapes)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(random.kept_data, random.queries())
def test_random_queries_find_the_same_through_an_endpoint(server: Server, data: str, shapes: str) -> None:
    alike(server, data, shapes)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(random.kept_data, random.shapes() | random.queries())
def test_random_shapes_find_the_same_by_page_or_say_why_not(server: Server, data: str, shapes: str) -> None:
    alike(server, data, shapes, at_once=0, page=5)
