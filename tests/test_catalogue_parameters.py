"""Parameters of the catalogue: types, allowed values, several values, and the one line that refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from ess_graph.catalogue.binding import bind
from ess_graph.catalogue.header import BundledQuery, bundled_query, read_query
from ess_graph.catalogue.literals import literal
from ess_graph.catalogue.parameter import read_parameter
from ess_graph.catalogue.run import run_construct, run_query
from ess_graph.catalogue.values import with_values
from ess_graph.errors import InputProblem, UsageProblem
from ess_graph.store.generation import OpenStore
from tests.conftest import CommandLine

XSD = "http://www.w3.org/2001/XMLSchema#"
LABEL = {"fr": "x", "en": "x"}
HEADER = """#+ title: {fr: x, en: x}
#+ description: {fr: x, en: x}
"""


@pytest.mark.parametrize(
    ("kind", "text", "value", "datatype"),
    [
        ("integer", "+007", "7", "integer"),
        ("number", "0.25", "0.25", "decimal"),
        ("number", "3", "3", "decimal"),
        ("date", "2024-02-29", "2024-02-29", "date"),
        ("year", "1901", "1901", "gYear"),
        ("token", "2A004", "2A004", "token"),
        ("text", "l'été", "l'été", "string"),
        ("code", "90-42", "90-42", "string"),
        ("language", "en", "en", "string"),
    ],
)
def test_a_value_becomes_a_term_of_its_type(kind: str, text: str, value: str, datatype: str) -> None:
    assert literal("p", kind, text) == Literal(value, datatype=NamedNode(XSD + datatype))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "trois"),
        ("integer", "1_000"),
        ("integer", "٣"),
        ("integer", "9" * 30),
        ("integer", ""),
        ("number", "1e3"),
        ("number", "NaN"),
        ("number", "0,5"),
        ("number", "."),
        ("date", "2023-02-29"),
        ("date", "20240101"),
        ("date", "2024-W01-1"),
        ("year", "24"),
        ("year", "0000"),
        ("language", "de"),
        ("language", ""),
    ],
)
def test_a_value_that_is_none_of_the_type_is_refused_in_one_line(kind: str, text: str) -> None:
    with pytest.raises(UsageProblem, match="montant") as caught:
        literal("montant", kind, text)
    assert "\n" not in str(caught.value)


@given(st.text(), st.sampled_from(["integer", "number", "date", "year", "language"]))
def test_any_text_is_a_value_or_a_refusal(text: str, kind: str) -> None:
    try:
        found = literal("p", kind, text)
    except UsageProblem:
        return
    assert found.value.isascii()


@pytest.mark.parametrize(
    ("query", "parameter", "text", "near"),
    [
        ("pratiques", "theme", "mobilté", "mobilite"),
        ("communes-epci", "epci", "243500138", "243500139"),
        ("territoire", "commune", "35239", "35238"),
        ("pratiques", "departement", "3 5", "35"),
        (
            "sources-d-une-pratique",
            "pratique",
            "rennes-maison-femmes",
            "id/pratique/rennes-maison-des-femmes",
        ),
        ("passage-nomenclatures", "nomenclature", "m57", "m57-2025"),
        ("leviers-par-echelon", "echelon", "departements", "departement"),
        ("concept", "concept", "c:theme/mobilites", "concept/theme/mobilite"),
        ("concept", "concept", "not an iri", "—|concept/"),
        ("sources", "source", "banatic", "banatic-20"),
    ],
)
def test_an_unknown_value_is_answered_with_the_nearest(
    query: str, parameter: str, text: str, near: str, small: OpenStore
) -> None:
    with pytest.raises(UsageProblem, match=near) as caught:
        run_query(small, query, {parameter: text})
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500


def test_a_code_that_belongs_to_another_kind_of_place_is_refused(small: OpenStore) -> None:
    # 35 is a department and no commune.
    with pytest.raises(UsageProblem, match="commune"):
        run_query(small, "territoire", {"commune": "35"})


def test_an_instance_may_be_named_by_identifier_path_prefixed_name_or_iri(small: OpenStore) -> None:
    query = bundled_query("sources-d-une-pratique")
    local = "rennes-maison-des-femmes"
    names = [local, f"id/pratique/{local}", f"pratique:{local}", f"{small.base}id/pratique/{local}"]
    assert len({bind(small, query, {"pratique": name})["pratique"] for name in names}) == 1


def test_several_values_widen_the_answer(small: OpenStore) -> None:
    def practices(theme: str | list[str]) -> set[object]:
        return {row[0] for row in run_query(small, "pratiques", {"theme": theme}).rows}

    assert practices(["mobilite", "foncier", "mobilite"]) == practices("mobilite") | practices("foncier")


def test_a_parameter_that_takes_one_value_refuses_two(small: OpenStore) -> None:
    with pytest.raises(UsageProblem, match="epci"):
        run_query(small, "communes-epci", {"epci": ["243500139", "243500139"]})


def test_no_value_at_all_is_as_if_the_parameter_was_not_given(small: OpenStore) -> None:
    assert bind(small, bundled_query("chronologie"), {"theme": []}) == {}
    with pytest.raises(UsageProblem, match="siren"):
        bind(small, bundled_query("personne-publique"), {"siren": []})


def test_a_default_is_bound(small: OpenStore) -> None:
    assert bind(small, bundled_query("autres-noms"), {"liste": "c:theme"})["langue"] == (Literal("fr"),)


def test_a_lone_surrogate_is_refused(small: OpenStore) -> None:
    for query, parameter in (("codes-d-un-lieu", "nom"), ("pratiques", "theme"), ("concept", "concept")):
        with pytest.raises(UsageProblem, match="UTF-8"):
            run_query(small, query, {parameter: "\udcff"})


def test_several_terms_make_one_block() -> None:
    text = with_values("SELECT * WHERE {\n# @params\n}", {"a": [Literal("1"), Literal("2")]})
    assert 'VALUES ?a { "1" "2" }' in text


def test_rows_are_not_asked_of_a_construct_nor_statements_of_a_select(small: OpenStore) -> None:
    with pytest.raises(UsageProblem, match="skos-besoins"):
        run_query(small, "skos-besoins")
    with pytest.raises(UsageProblem, match="pratiques"):
        run_construct(small, "pratiques")


def test_the_command_line_repeats_a_parameter_and_writes_statements(
    cli: CommandLine, small_path: Path
) -> None:
    ran = cli(
        "query", "pratiques", "-p", "theme=foncier", "-p", "theme=habitat", "-f", "csv", store=small_path
    )
    assert ran.code == 0
    assert "Foncier" in ran.out
    assert "Habitat" in ran.out
    assert cli("query", "skos-besoins", "-f", "csv", store=small_path).code == 2
    assert cli("query", "pratiques", "-f", "ttl", store=small_path).code == 2


def _parse(tmp_path: Path, header: str) -> BundledQuery:
    path = tmp_path / "x.rq"
    path.write_text(HEADER + header + "SELECT * WHERE { ?s ?p ?o }\n", encoding="utf-8")
    return read_query(path)


@pytest.mark.parametrize(
    "header",
    [
        "#+ form: describe\n",
        "#+ params:\n#+   - {name: a, type: colour, label: {fr: x, en: x}}\n",
        "#+ params:\n#+   - {name: a, type: concept, label: {fr: x, en: x}}\n",
        "#+ params:\n#+   - {name: a, type: code, scheme: theme, label: {fr: x, en: x}}\n",
        "#+ params:\n#+   - {name: a, type: code, label: {fr: x}}\n",
        "#+ params:\n#+   - {name: a, type: code, label: {fr: x, en: x}, colour: red}\n",
        "#+ colour: red\n",
        "#+ : [\n",
    ],
)
def test_a_faulty_header_is_refused(header: str, tmp_path: Path) -> None:
    with pytest.raises(InputProblem):
        _parse(tmp_path, header)


def test_a_header_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert _parse(tmp_path, "#+ tags: [a]\n").text == "SELECT * WHERE { ?s ?p ?o }\n"


def test_every_key_of_a_parameter_is_read() -> None:
    raw = {"name": "a", "type": "iri", "class": "ess:Kit", "many": True, "default": 3, "label": LABEL}
    parameter = read_parameter(raw, Path("x.rq"))
    assert (parameter.class_name, parameter.many, parameter.default) == ("ess:Kit", True, "3")
