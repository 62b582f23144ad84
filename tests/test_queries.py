"""Every bundled query is complete in itself and answers its example."""

from __future__ import annotations

import pytest

from ess_graph.catalogue.binding import bind
from ess_graph.catalogue.header import BundledQuery, bundled_query, query_names
from ess_graph.catalogue.run import list_queries, run_query
from ess_graph.catalogue.values import MARK, with_language, with_values
from ess_graph.errors import UsageProblem
from ess_graph.store.generation import OpenStore
from tests.conftest import CommandLine

NAMES = query_names()


def test_there_are_at_least_twelve_queries() -> None:
    assert len(NAMES) >= 12


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
    assert query.columns
    assert set(query.example) <= {parameter.name for parameter in query.parameters}
    assert {p.name for p in query.parameters if p.required} <= set(query.example)
    assert not query.parameters or MARK in query.text
    assert "https://w3id.org" not in query.text


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_query_answers_its_example(name: str, lang: str, whole: OpenStore) -> None:
    result = run_query(whole, name, bundled_query(name).example, lang=lang)
    assert result.rows
    assert len(set(result.rows)) == len(result.rows)
    filled = [any(row[i] is not None for row in result.rows) for i in range(len(result.columns))]
    empty = [column for column, some in zip(result.columns, filled, strict=True) if not some]
    assert len(empty) <= len(result.columns) // 2, f"columns without a value: {empty}"


@pytest.mark.parametrize("name", NAMES)
def test_a_query_gives_the_same_rows_in_the_same_order_twice(name: str, small: OpenStore) -> None:
    query = bundled_query(name)
    first = run_query(small, name, query.example)
    assert run_query(small, name, query.example).rows == first.rows


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
    assert run_query(small, "communes-epci", {"epci": hostile}).rows == ()
    assert run_query(small, "competence-commune", {"commune": hostile}).rows == ()
    with pytest.raises(UsageProblem):
        run_query(small, "pratiques", {"theme": hostile})
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
        return not any(parameter.required for parameter in query.parameters)

    for query in filter(free, list_queries()):
        text = with_values(with_language(query.text, "fr"), bind(small, query, {}))
        assert "?lang" not in text
        assert run_query(small, query.name).rows, query.name
