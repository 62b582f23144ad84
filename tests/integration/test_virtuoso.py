"""Every bundled query says the same on Virtuoso as embedded: same rows, same order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal

from ess_graph.catalogue.header import bundled_query, query_names
from ess_graph.catalogue.run import run_query
from ess_graph.catalogue.values import MARK, with_values
from ess_graph.errors import EndpointProblem
from ess_graph.publish.export import export
from ess_graph.store.endpoint import open_endpoint
from ess_graph.store.generation import OpenStore
from tests.hostile import HOSTILE
from tests.integration.needed import need
from tests.integration.virtuoso_server import PROGRAMS, virtuoso
from tests.test_sources_files import answers

pytestmark = pytest.mark.integration
ROWS = 3000
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def address(small: OpenStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    need(*PROGRAMS)
    data = Path(tmp_path_factory.mktemp("virtuoso-data")) / "graph.nq"
    export(small, "nq", data)
    with virtuoso(tmp_path_factory.mktemp("virtuoso"), data, rows=ROWS) as running:
        yield running


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", query_names())
def test_a_query_gives_the_same_rows_on_virtuoso(
    name: str, lang: str, address: str, small: OpenStore
) -> None:
    assert answers(open_endpoint(address), name, lang) == answers(small, name, lang)


def without_parameters() -> list[str]:
    """Name the SELECT queries that ask for no parameter; the others are tried with their example."""
    queries = map(bundled_query, query_names())
    return [q.name for q in queries if q.form == "select" and not any(one.required for one in q.parameters)]


@pytest.mark.parametrize("name", without_parameters())
def test_a_query_gives_the_same_rows_on_virtuoso_without_parameters(
    name: str, address: str, small: OpenStore
) -> None:
    assert run_query(open_endpoint(address), name).rows == run_query(small, name).rows


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_hostile_values_find_nothing_and_change_nothing(method: str, address: str) -> None:
    source = open_endpoint(address, method="POST" if method == "POST" else "auto")
    before = source.select(COUNT, name="count").rows
    refused = []
    for hostile in HOSTILE:
        value = Literal(hostile)
        found = with_values(f"SELECT ?s WHERE {{\n{MARK}?s <http://example.org/none> ?v }}", {"v": [value]})
        back = with_values(f"SELECT ?v WHERE {{\n{MARK}}}", {"v": [value]})
        try:
            assert source.select(found, name="hostile").rows == (), ascii(hostile)
            assert source.select(back, name="hostile").rows == ((value,),), ascii(hostile)
        except EndpointProblem:
            refused.append(hostile)
    # A text of 100,000 characters is too much for its SQL compiler (docs/endpoints.md).
    assert all(len(one) > 50_000 for one in refused)
    assert source.select(COUNT, name="count").rows == before


def test_an_answer_that_virtuoso_cuts_is_refused(address: str) -> None:
    source = open_endpoint(address)
    with pytest.raises(EndpointProblem) as caught:
        source.select("SELECT ?s ?p ?o WHERE { ?s ?p ?o }", name="all")
    assert caught.value.key == "endpoint.cut"
