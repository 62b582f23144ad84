"""What the published graph holds, counted by the program and by the tables."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from ess_graph.resources import folder
from ess_graph.store.generation import OpenStore
from ess_graph.store.statistics import Statistics, stats
from tests.conftest import CommandLine


@pytest.fixture(scope="module")
def whole_stats(whole: OpenStore) -> Statistics:
    return stats(whole)


@pytest.fixture(scope="module")
def counted(whole_stats: Statistics) -> dict[str, int]:
    return {one.name: one.count for one in whole_stats.counts}


def _rows(table: str) -> int:
    with (folder("data") / table).open(encoding="utf-8", newline="") as stream:
        return sum(1 for _ in csv.reader(stream)) - 1


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("ess:Practice", "practices.csv"),
        ("ess:Sheet", "sheets.csv"),
        ("ess:Kit", "kits.csv"),
        ("ess:KitEdition", "editions.csv"),
        ("ess:ServiceArrangement", "arrangements.csv"),
        ("ess:Participation", "participations.csv"),
        ("ess:Effect", "effects.csv"),
        ("ess:Evidence", "evidence.csv"),
        ("ess:LegalAttribution", "legal_attributions.csv"),
        ("ess:CompetenceAssignment", "epci_competences.csv"),
        ("ess:Lever", "levers.csv"),
        ("eli:LegalResource", "legal_sources.csv"),
        ("igeo:Commune", "communes.csv"),
        ("igeo:Intercommunalite", "epci.csv"),
        ("c:mode-gestion", "management_modes.csv"),
        ("c:forme-juridique", "legal_forms.csv"),
        ("c:qualite", "qualities.csv"),
        ("c:theme", "themes.csv"),
        ("c:besoin", "needs.csv"),
        ("c:type-service", "service_types.csv"),
        ("c:levier", "levers.csv"),
        ("c:categorie-juridique-2022", "insee_legal_categories.csv"),
        ("c:banatic-2021", "banatic_2021.csv"),
        ("c:banatic-2025", "banatic_2025.csv"),
        ("c:m57-2025", "m57_2025.csv"),
        ("dcat:Dataset", "sources.csv"),
    ],
)
def test_each_row_of_a_table_is_one_thing_of_the_graph(
    counted: dict[str, int], name: str, table: str
) -> None:
    assert counted[name] == _rows(table) > 0


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("ess:Sheet", 48),
        ("ess:Kit", 3),
        ("ess:KitEdition", 7),
        ("igeo:Commune", 34969),
        ("igeo:Intercommunalite", 1255),
        ("igeo:Departement", 101),
        ("igeo:CollectiviteDOutreMer", 8),
        ("igeo:Region", 18),
        ("ess:CompetenceAssignment", 40483),
        ("ess:LegalCategory", 309),
        ("c:mode-gestion", 53),
        ("eli:LegalResource", 171),
        ("c:banatic-2021", 105),
    ],
)
def test_the_graph_holds_what_its_sources_hold(counted: dict[str, int], name: str, count: int) -> None:
    assert counted[name] == count


def test_the_graph_holds_every_actor(whole: OpenStore) -> None:
    from pyoxigraph import NamedNode

    from ess_graph.rdf.namespaces import EXTERNAL, RDF_TYPE

    organisations = {
        quad.subject.value
        for quad in whole.store.quads_for_pattern(
            None, NamedNode(RDF_TYPE), NamedNode(EXTERNAL["org"] + "Organization"), None
        )
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(f"{whole.base}id/acteur/")
    }
    assert len(organisations) == _rows("actors.csv")


def test_the_graph_holds_the_legal_forms_of_the_source_and_more(counted: dict[str, int]) -> None:
    assert counted["ess:LegalForm"] >= 57


def test_every_public_body_is_one_of_a_table(counted: dict[str, int]) -> None:
    tables = ("commune_bodies.csv", "epci.csv", "public_bodies.csv")
    assert counted["cv:PublicOrganisation"] == sum(map(_rows, tables))


def test_concepts_are_those_of_the_schemes(whole_stats: Statistics) -> None:
    of_schemes = sum(one.count for one in whole_stats.counts if one.kind == "scheme")
    assert of_schemes == next(one.count for one in whole_stats.counts if one.name == "skos:Concept")


def test_the_command_gives_the_same_counts_largest_first(
    cli: CommandLine, whole_path: Path, whole_stats: Statistics
) -> None:
    ran = cli("stats", "-f", "json", store=whole_path)
    told = json.loads(ran.out)
    assert [(one["kind"], one["name"], one["count"]) for one in told["counts"]] == [
        (one.kind, one.name, one.count) for one in whole_stats.counts
    ]
    classes = [one["count"] for one in told["counts"] if one["kind"] == "class"]
    assert classes == sorted(classes, reverse=True)
    assert (told["hash"], told["asserted"]) == (whole_stats.hash, whole_stats.asserted)


def test_inferred_statements_are_counted_apart(whole_stats: Statistics, whole: OpenStore) -> None:
    total = len(whole.store)
    assert whole_stats.asserted + whole_stats.inferred == total
    assert min(whole_stats.asserted, whole_stats.inferred) > 100_000


def test_every_class_and_scheme_of_ours_has_a_label_in_both_languages(whole: OpenStore) -> None:
    for lang in ("fr", "en"):
        counts = stats(whole, lang=lang).counts
        assert {one.name for one in counts if one.name.startswith(("ess:", "c:")) and not one.label} == set()
