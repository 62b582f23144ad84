"""The W3C SHACL tests through an endpoint: the data are in an Oxigraph store behind HTTP.

Each test passes, or is named here and refused: nothing is found then, and it is said why. That the store behind this
endpoint writes literals in its own form changes no result of the suite.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from pyoxigraph import DefaultGraph, Quad, Store, Triple

from ess_graph.errors import InputProblem
from ess_graph.report.finding import Finding
from ess_graph.shacl.plan.problem import BeyondEngine
from ess_graph.shacl.remote.engine import run
from ess_graph.shacl.remote.pages import Pages
from ess_graph.shacl.store_engine import StoreEngine
from ess_graph.store.endpoint import open_endpoint
from tests.sparql_server import Server
from tests.test_w3c_shacl import ALL, verdict
from tests.w3c_manifest import Entry

#: A blank node is a focus node, or a value of which more is asked than what it is.
BLANK = {
    "core/complex/shacl-shacl",
    "core/node/class-002",
    "core/node/datatype-001",
    "core/node/maxExclusive-001",
    "core/node/maxInclusive-001",
    "core/node/maxLength-001",
    "core/node/minExclusive-001",
    "core/node/minLength-001",
    "core/node/pattern-001",
    "core/path/path-sequence-duplicate-001",
    "core/property/and-001",
    "core/property/class-001",
    "core/property/or-001",
    "core/property/qualifiedValueShape-001",
}
#: A query asks for $shapesGraph, and the shapes are not on the endpoint.
ELSEWHERE = {"sparql/pre-binding/shapesGraph-001"}


class OnEndpoint:
    """The engine on an endpoint, with the data of one test at a time."""

    name = "endpoint"

    def __init__(self, server: Server) -> None:
        self._server = server
        self.refused = ""

    def validate(self, data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Finding]:
        store = Store()
        store.extend(Quad(one.subject, one.predicate, one.object, DefaultGraph()) for one in data)
        self._server.store = store
        self.refused = ""
        try:
            return run(StoreEngine().plan(shapes), Pages(open_endpoint(self._server.address)))
        except BeyondEngine:
            self.refused = "elsewhere"
            raise
        except InputProblem as problem:
            self.refused = problem.key
            raise


@pytest.fixture(scope="module")
def engine() -> Iterator[OnEndpoint]:
    with pytest.MonkeyPatch.context() as patch, Server(Store()) as server:
        patch.setenv("NO_PROXY", "*")
        yield OnEndpoint(server)


@pytest.mark.parametrize("entry", ALL, ids=[entry.name for entry in ALL])
def test_a_shacl_test_of_the_w3c_passes_on_an_endpoint_or_says_why_not(
    entry: Entry, engine: OnEndpoint
) -> None:
    said = verdict(entry, engine)
    if entry.name in BLANK:
        assert engine.refused == "endpoint.blank"
    elif entry.name in ELSEWHERE:
        assert engine.refused == "elsewhere"
    else:
        assert not said


def test_the_tests_that_do_not_pass_are_in_the_suite() -> None:
    names = {entry.name for entry in ALL}
    assert names >= BLANK | ELSEWHERE
