"""A hostile value is just a value: on the store, on files and on an endpoint, with equal results and no change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, Store

from ess_graph.catalogue.header import bundled_query, query_names
from ess_graph.catalogue.run import run_construct, run_query
from ess_graph.errors import UsageProblem
from ess_graph.store.endpoint import open_endpoint
from ess_graph.store.files import FilesSource, open_files
from ess_graph.store.source import GraphSource
from tests.hostile import HOSTILE
from tests.sparql_server import Server

BASE = "https://w3id.org/ess-graph/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SCHEME = NamedNode(f"{BASE}concept/theme")
Roads = dict[str, GraphSource]


def _tiny() -> Store:
    """Enough for a parameter of each type to be looked up and to find something, or nothing."""
    store = Store()
    theme = NamedNode(f"{SCHEME.value}/mobilite")
    store.add(Quad(theme, NamedNode(f"{SKOS}inScheme"), SCHEME))
    return store


@pytest.fixture(scope="module")
def served() -> Iterator[Server]:
    with Server(_tiny()) as server:
        yield server


@pytest.fixture(scope="module")
def roads(served: Server, tmp_path_factory: pytest.TempPathFactory) -> Roads:
    path = Path(tmp_path_factory.mktemp("tiny")) / "tiny.nq"
    path.write_text("".join(f"{quad} .\n" for quad in _tiny()), "utf-8")
    return {
        "embedded": FilesSource(_tiny(), BASE),
        "files": open_files([path]),
        "get or post": open_endpoint(served.address),
        "post": open_endpoint(served.address, method="POST"),
    }


def _outcome(source: GraphSource, name: str, values: dict[str, str]) -> Any:
    """What a query answers, or the key of the error that a person would see: never another exception."""
    run: Any = run_construct if bundled_query(name).form == "construct" else run_query
    try:
        found = run(source, name, values)
    except UsageProblem as error:
        return error.key
    return getattr(found, "rows", found)


def _agree(roads: Roads, name: str, values: dict[str, str]) -> Any:
    found = {road: _outcome(source, name, values) for road, source in roads.items()}
    first, *others = found.values()
    assert all(other == first for other in others), found
    return first


#: One query and one parameter of each type.
TYPED = {
    parameter.type: (name, parameter.name)
    for name in query_names()
    for parameter in bundled_query(name).parameters
    if not any(p.required and p is not parameter for p in bundled_query(name).parameters)
}


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_a_hostile_value_is_just_a_value(hostile: str, roads: Roads, served: Server) -> None:
    before = set(served.store)
    for name, parameter in TYPED.values():
        _agree(roads, name, {parameter: hostile})
    assert set(served.store) == before


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_just_a_value(text: str, roads: Roads, served: Server) -> None:
    for name, parameter in TYPED.values():
        _agree(roads, name, {parameter: text})
    assert len(served.store) == 1


@given(text=st.text(alphabet="\"'\\{}<>#?@\n\r\t\0 u0022lang", max_size=30))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_literal_comes_back_as_it_went(text: str, roads: Roads) -> None:
    """The same words on the road back: what a query binds is what it returns, character for character."""
    from pyoxigraph import Literal

    from ess_graph.catalogue.values import MARK, with_values

    query = with_values(f"SELECT ?v WHERE {{\n{MARK}}}", {"v": [Literal(text)]})
    for road, source in roads.items():
        assert source.select(query, name="x").rows == ((Literal(text),),), road


def test_the_good_value_still_finds(roads: Roads) -> None:
    assert _agree(roads, "pratiques", {"theme": "mobilite"}) == ()
    assert _agree(roads, "pratiques", {"theme": "mobilité"}) == "usage.concept"
