"""Every bundled query is complete in itself and answers its example."""

from __future__ import annotations

import re

import pytest

from ess_graph.catalogue.binding import bind
from ess_graph.catalogue.header import BundledQuery, bundled_query, query_names
from ess_graph.catalogue.run import list_queries, run_construct, run_query
from ess_graph.catalogue.values import MARK, with_language, with_values
from ess_graph.errors import UsageProblem
from ess_graph.store.generation import OpenStore
from tests.conftest import CommandLine
from tests.expected_generate import FOLDER, expected_path, expected_text

NAMES = query_names()
QUERIES = list_queries()
SELECTS = [query.name for query in QUERIES if query.form == "select"]
CONSTRUCTS = [query.name for query in QUERIES if query.form == "construct"]


def test_there_are_enough_queries_of_each_kind() -> None:
    assert len(NAMES) >= 42
    assert len(CONSTRUCTS) >= 5
    assert len([query for query in QUERIES if "national" in query.tags]) >= 2


def test_every_class_of_the_ontology_has_a_query(small: OpenStore) -> None:
    found = small.select(
        "PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        "SELECT ?class WHERE { ?class a owl:Class ; rdfs:isDefinedBy <def> }",
        name="classes",
    )
    classes = {row[0].value.rpartition("#")[2] for row in found.rows}
    assert "Practice" in classes
    schemes = small.select(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        "SELECT DISTINCT ?class ?scheme WHERE { ?concept a ?class ; skos:inScheme ?scheme }",
        name="schemes",
    )
    asked = {parameter.scheme for query in QUERIES for parameter in query.parameters}
    texts = "".join(query.text for query in QUERIES)
    covered = {
        row[0].value.rpartition("#")[2]
        for row in schemes.rows
        if row[1].value.removeprefix(f"{small.base}concept/") in asked
    }
    # A class is asked for by its name, by the property that leads to it, or as the kind of a parameter's values.
    covered |= {
        name for name in classes if re.search(rf"ess:{name}\b|ess:{name[0].lower()}{name[1:]}\b", texts)
    }
    assert classes - covered == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_query_is_documented_in_both_languages(name: str) -> None:
    query = bundled_query(name)
    for text in (
        query.title,
        query.description,
        *query.columns.values(),
        *(p.label for p in query.parameters),
    ):
        assert set(text) == {"fr", "en"}
        assert all(part.strip() for part in text.values())
    assert query.tags
    assert bool(query.columns) == (query.form == "select")
    assert set(query.example) <= {parameter.name for parameter in query.parameters}
    assert {p.name for p in query.parameters if p.required} <= set(query.example)
    assert not query.parameters or MARK in query.text
    assert "https://w3id.org" not in query.text


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", SELECTS)
def test_a_query_answers_its_example(name: str, lang: str, whole: OpenStore) -> None:
    result = run_query(whole, name, bundled_query(name).example, lang=lang)
    assert result.rows
    assert len(set(result.rows)) == len(result.rows)
    filled = [any(row[i] is not None for row in result.rows) for i in range(len(result.columns))]
    empty = [column for column, some in zip(result.columns, filled, strict=True) if not some]
    assert len(empty) <= len(result.columns) // 2, f"columns without a value: {empty}"


@pytest.mark.parametrize("name", NAMES)
def test_the_example_gives_the_expected_result_twice(name: str, whole: OpenStore) -> None:
    query = bundled_query(name)
    expected = expected_path(query).read_text("utf-8")
    for _ in range(2):
        assert expected_text(whole, query) == expected, (
            "python -m tests.expected_generate STORE, then read the diff"
        )


def test_no_expected_result_is_left_over() -> None:
    assert set(FOLDER.iterdir()) == {expected_path(query) for query in QUERIES}


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_what_a_query_constructs_has_no_blank_node(name: str, whole: OpenStore) -> None:
    triples = run_construct(whole, name, bundled_query(name).example)
    assert len(triples) > 10
    assert not [triple for triple in triples if str(triple.subject).startswith("_:")]


def test_the_two_languages_give_the_same_things(whole: OpenStore) -> None:
    french = run_query(whole, "pratiques", {"theme": "mobilite"}, lang="fr")
    english = run_query(whole, "pratiques", {"theme": "mobilite"}, lang="en")
    assert [row[0] for row in french.rows] == [row[0] for row in english.rows]


def test_each_parameter_restricts_the_practices(whole: OpenStore) -> None:
    everything = {row[0] for row in run_query(whole, "pratiques").rows}
    values = {
        "theme": "mobilite",
        "besoin": "cantine-bio-locale",
        "service": "accueil-petite-enfance",
        "mode": "marche-public",
        "effet": "emplois-durables",
        "departement": "35",
        "genre": "gestion-publique-directe",
    }
    assert set(values) == {parameter.name for parameter in bundled_query("pratiques").parameters}
    for name, value in values.items():
        some = {row[0] for row in run_query(whole, "pratiques", {name: value}).rows}
        assert some < everything, name
        assert some, name


def test_a_broader_code_keeps_the_more_precise_ones(whole: OpenStore) -> None:
    wide = {row[0] for row in run_query(whole, "pratiques", {"mode": "partenariat"}).rows}
    narrow = {row[0] for row in run_query(whole, "pratiques", {"mode": "prise-parts-scic"}).rows}
    assert narrow < wide


@pytest.mark.parametrize(
    "hostile",
    [
        '"} INSERT DATA {',
        "'; DROP ALL",
        "} UNION { ?s ?p ?o",
        "\\",
        'a"@fr',
        "\u0000",
        "<http://x>",
        "?lang",
        "# @params\n",
    ],
)
def test_a_hostile_value_is_just_a_value(hostile: str, small: OpenStore) -> None:
    before = len(small.store)
    assert run_query(small, "codes-d-un-lieu", {"nom": hostile}).rows == ()
    assert run_query(small, "concepts-par-mot", {"mot": hostile}).rows == ()
    for name, parameter in (("communes-epci", "epci"), ("territoire", "commune"), ("pratiques", "theme")):
        with pytest.raises(UsageProblem):
            run_query(small, name, {parameter: hostile})
    assert len(small.store) == before


def test_an_unknown_code_is_answered_with_the_nearest(small: OpenStore) -> None:
    with pytest.raises(UsageProblem, match="mobilite"):
        run_query(small, "pratiques", {"theme": "mobilité"})


def test_a_concept_may_be_named_by_its_iri(small: OpenStore) -> None:
    by_code = run_query(small, "pratiques", {"theme": "mobilite"})
    by_iri = run_query(small, "pratiques", {"theme": f"{small.base}concept/theme/mobilite"})
    assert by_iri.rows == by_code.rows


def test_a_missing_parameter_is_named(cli: CommandLine, small_path: object) -> None:
    ran = cli("query", "comment-faire", "--store", str(small_path))
    assert ran.code == 2
    assert "besoin" in ran.err


def test_a_wrong_integer_is_named(small: OpenStore) -> None:
    with pytest.raises(UsageProblem, match="minimum"):
        run_query(small, "collectivites-actives", {"minimum": "trois"})


def test_an_unknown_query_and_parameter_are_answered_with_the_known_ones(small: OpenStore) -> None:
    with pytest.raises(UsageProblem, match="pratiques"):
        run_query(small, "pratique")
    with pytest.raises(UsageProblem, match="departement"):
        run_query(small, "pratiques", {"dept": "35"})


def test_a_query_runs_bare_where_its_parameters_are_optional(small: OpenStore) -> None:
    def free(query: BundledQuery) -> bool:
        return query.form == "select" and not any(parameter.required for parameter in query.parameters)

    for query in filter(free, list_queries()):
        text = with_values(with_language(query.text, "fr"), bind(small, query, {}))
        assert "?lang" not in text
        assert run_query(small, query.name).rows, query.name
