"""The W3C SHACL tests through an endpoint, all of them: the data are in an Oxigraph store behind HTTP.

That the store behind this endpoint writes literals in its own form changes no result of the suite.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from pyoxigraph import DefaultGraph, Quad, Store, Triple

from ess_graph.report.finding import Finding
from ess_graph.shacl.remote.engine import run
from ess_graph.shacl.remote.pages import Pages
from ess_graph.shacl.store_engine import StoreEngine
from ess_graph.store.endpoint import open_endpoint
from tests.sparql_server import Server
from tests.test_w3c_shacl import ALL, verdict
from tests.w3c_manifest import Entry


class OnEndpoint:
    """The engine on an endpoint, with the data of one test at a time."""

    name = "endpoint"

    def __init__(self, server: Server) -> None:
        self._server = server

    def validate(self, data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Finding]:
        store = Store()
        store.extend(Quad(one.subject, one.predicate, one.object, DefaultGraph()) for one in data)
        self._server.store = store
        found = run(StoreEngine().plan(shapes), Pages(open_endpoint(self._server.address)))
        return [replace(one, focus=given(one.focus), value=given(one.value)) for one in found]


def given(text: str) -> str:
    """Return the label of a blank node as the server gives it; in another answer it means another node."""
    return re.sub(r"^([0-9a-z]+)-[0-9]+$", r"\1", text)


@pytest.fixture(scope="module")
def engine() -> Iterator[OnEndpoint]:
    with pytest.MonkeyPatch.context() as patch, Server(Store()) as server:
        patch.setenv("NO_PROXY", "*")
        yield OnEndpoint(server)


@pytest.mark.parametrize("entry", ALL, ids=[entry.name for entry in ALL])
def test_a_shacl_test_of_the_w3c_passes_on_an_endpoint(entry: Entry, engine: OnEndpoint) -> None:
    assert not verdict(entry, engine)
