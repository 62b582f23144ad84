"""The catalogue as OpenAPI and as RDF: complete, valid, and each text runs as it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, QueryTriples, RdfFormat, Store, parse

from ess_graph.catalogue.openapi import openapi
from ess_graph.catalogue.rdf import catalogue_turtle, example_text
from ess_graph.catalogue.run import list_queries, run_construct, run_query
from ess_graph.store.generation import OpenStore

BASE = "https://w3id.org/ess-graph/"
SH = "http://www.w3.org/ns/shacl#"
QUERIES = list_queries()
IDS = [query.name for query in QUERIES]
DOCS = Path(__file__).parent.parent / "docs"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DOCS / "catalogue.openapi.json").read_text("utf-8"))
    return found


def test_each_query_is_a_path_with_its_parameters(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    for query in QUERIES:
        operation = document["paths"][f"/query/{query.name}"]["get"]
        names = [parameter["name"] for parameter in operation["parameters"]]
        assert names == [*(parameter.name for parameter in query.parameters), "lang"]
        required = {one["name"] for one in operation["parameters"] if one["required"]}
        assert required == {parameter.name for parameter in query.parameters if parameter.required}


def test_the_types_of_parameters_are_told(document: dict[str, Any]) -> None:
    def schema(query: str, name: str) -> Any:
        parameters = document["paths"][f"/query/{query}"]["get"]["parameters"]
        return next(one["schema"] for one in parameters if one["name"] == name)

    assert schema("pratiques-communes-semblables", "ecart") == {"type": "number", "default": 0.3}
    assert schema("textes-par-date", "depuis")["format"] == "date"
    assert schema("pratiques", "theme")["type"] == "array"
    assert "m57-2025" in schema("passage-nomenclatures", "nomenclature")["items"]["enum"]
    assert schema("autres-noms", "langue")["enum"] == ["fr", "en"]


def test_the_document_speaks_both_languages() -> None:
    french, english = openapi(QUERIES, "fr"), openapi(QUERIES, "en")
    assert french["info"]["title"] != english["info"]["title"]
    assert french["paths"].keys() == english["paths"].keys()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_document_is_valid_openapi(lang: str) -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    validator.validate(openapi(QUERIES, lang))


def test_the_rdf_has_one_executable_a_query() -> None:
    quads = list(parse(catalogue_turtle(QUERIES, BASE), format=RdfFormat.TURTLE))
    kind = NamedNode(f"{SH}SPARQLExecutable")
    assert {q.subject.value for q in quads if q.object == kind} == {f"{BASE}query/{name}" for name in IDS}
    texts = {
        q.subject for q in quads if q.predicate in (NamedNode(f"{SH}select"), NamedNode(f"{SH}construct"))
    }
    assert len(texts) == len(QUERIES)
    assert not [q for q in quads if str(q.subject).startswith("_:")]


@pytest.mark.parametrize("query", QUERIES, ids=IDS)
def test_the_text_of_an_example_runs_as_it_stands(query: Any) -> None:
    # On an empty store: the syntax, without any base or prefix given from outside.
    found = Store().query(example_text(query, BASE))
    assert isinstance(found, QueryTriples) == (query.form == "construct")


@pytest.mark.parametrize(
    "name", ["fiches-comparees", "graphe-d-une-pratique", "passage-nomenclatures", "sources"]
)
def test_the_text_of_an_example_answers_as_the_query_does(name: str, small: OpenStore) -> None:
    query = next(one for one in QUERIES if one.name == name)
    text = example_text(query, BASE)
    if query.form == "construct":
        assert set(small.construct(text, name=name)) == set(run_construct(small, name, query.example))
    else:
        assert len(small.select(text, name=name).rows) == len(run_query(small, name, query.example).rows)
