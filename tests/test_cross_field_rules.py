"""Rules across fields: what an example cannot show, such as every published number and every base."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from rdflib.plugins.sparql import prepareQuery

from ess_graph.rdf.namespaces import EXTERNAL
from ess_graph.resources import folder
from ess_graph.shacl.validate import read_shapes, shape_files, validate
from tests.conftest import BASE

SH = EXTERNAL["sh"]
SHAPES = f"{BASE}shapes#"
STATEMENTS = list(read_shapes(shape_files(), BASE))
#: La Poste: a head office with a plain key, and post offices whose digits add up to a multiple of five.
LA_POSTE = ("35600000000048", "35600000049837", "35600000009075")


def _objects(subject: NamedNode, name: str) -> list[str]:
    found = (t for t in STATEMENTS if t.subject == subject and t.predicate.value == SH + name)
    return [t.object.value for t in found if isinstance(t.object, NamedNode | Literal)]


PREFIXES = "".join(
    f"PREFIX {_objects(NamedNode(node), 'prefix')[0]}: <{_objects(NamedNode(node), 'namespace')[0]}>\n"
    for node in _objects(NamedNode(f"{BASE}shapes"), "declare")
)
QUERIES = {
    t.subject.value.removeprefix(SHAPES): t.object.value
    for t in STATEMENTS
    if t.predicate.value == SH + "select"
    and isinstance(t.subject, NamedNode)
    and isinstance(t.object, Literal)
}


def _breaches(query: str, name: str, numbers: Iterable[str]) -> list[str]:
    """Return the numbers that a rule on a property of an organisation refuses."""
    store = Store()
    predicate = NamedNode(f"{BASE}def#{name}")
    store.bulk_extend(
        Quad(NamedNode(f"http://example.org/{one}"), predicate, Literal(one)) for one in numbers
    )
    return sorted(row["value"].value for row in store.query(PREFIXES + QUERIES[query]))  # type: ignore[union-attr]


def _published() -> Iterator[str]:
    for table in ("commune_bodies.csv", "epci.csv", "public_bodies.csv"):
        with (folder("data") / table).open(encoding="utf-8", newline="") as file:
            yield from (row["siren"] for row in csv.DictReader(file) if row["siren"])


def test_every_published_siren_has_its_key() -> None:
    numbers = list(_published())
    assert len(numbers) > 36_000
    assert _breaches("SirenKey-query", "siren", numbers) == []


def test_a_siren_with_one_digit_changed_or_two_swapped_is_refused() -> None:
    right = "200054807"
    wrong = {
        f"{right[:at]}{digit}{right[at + 1 :]}"
        for at in range(9)
        for digit in "0123456789"
        if digit != right[at]
    }
    # The key of Luhn does not see 0 and 9 swapped, nor two equal digits.
    pairs = [at for at in range(8) if right[at] != right[at + 1] and {right[at], right[at + 1]} != {"0", "9"}]
    wrong |= {f"{right[:at]}{right[at + 1]}{right[at]}{right[at + 2 :]}" for at in pairs}
    assert len(wrong) == 81 + len(pairs)
    assert _breaches("SirenKey-query", "siren", {right, *wrong}) == sorted(wrong)


def test_a_siret_of_la_poste_has_a_key_of_its_own() -> None:
    assert _breaches("SiretKey-query", "siret", LA_POSTE) == []
    # The same digits under another SIREN have no such right; nor has any other number of La Poste.
    others = ["35600000049838", "55210055400014"]
    assert _breaches("SiretKey-query", "siret", [*others, "55210055400013"]) == sorted(others)


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_query_may_be_bound_beforehand_and_is_read_by_two_parsers(name: str) -> None:
    # SHACL, appendix A: no MINUS, VALUES or SERVICE, and no inner SELECT that hides $this.
    text = QUERIES[name]
    words = text.replace("(", " ").replace("{", " ").upper().split()
    assert not {"MINUS", "VALUES", "SERVICE"} & set(words)
    assert words.count("SELECT") == 1
    assert "$this" in text.split("WHERE")[0]
    Store().query(PREFIXES + text)
    prepareQuery(PREFIXES + text)


def test_the_files_of_the_shapes_do_not_name_the_base() -> None:
    assert [path.name for path in shape_files() if "w3id.org/ess-graph" in path.read_text("utf-8")] == []


@pytest.mark.parametrize("base", [BASE, "https://data.example.org/ess/"])
def test_a_rule_holds_under_any_base(tmp_path: Path, base: str) -> None:
    data = tmp_path / "arrangement.ttl"
    data.write_text(
        f"""@base <{base}> .
        <id/gestion/x> a <def#ServiceArrangement> ;
          <def#mode> <concept/mode-gestion/gestion-directe> ;
          <http://data.europa.eu/m8g/hasEconomicOperator> <id/acteur/x> .
        <id/acteur/x> a <def#EssOrganisation> .""",
        encoding="utf-8",
    )
    found = {one.code: one for one in validate(files=[data], base=base).findings}
    assert found["ESS-G-009"].focus == f"{base}id/gestion/x"
    assert found["ESS-G-009"].value == f"{base}id/acteur/x"


def test_a_rule_of_somebody_else_may_use_prefixes_of_its_own(tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        ex:p sh:declare ex:d . ex:d sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI .
        ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:sparql ex:Q .
        ex:Q sh:prefixes ex:p ; sh:select "SELECT $this WHERE { $this ex:q ?one , ?two . FILTER (?one < ?two) }" .""",
        encoding="utf-8",
    )
    data = tmp_path / "data.ttl"
    data.write_text(
        "@prefix ex: <http://example.org/> . ex:a a ex:T ; ex:q 1 . ex:b a ex:T ; ex:q 1 , 2 .",
        encoding="utf-8",
    )
    found = validate(files=[data], shapes=[shapes]).findings
    assert [(one.component, one.focus) for one in found] == [("SPARQL", "http://example.org/b")]
