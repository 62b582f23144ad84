"""Practices, and what is said of them."""

from __future__ import annotations

import re

from ess_graph.rdf.namespaces import DCT, PROV, RDF_TYPE
from ess_graph.resources import root
from ess_graph.store.generation import OpenStore
from tests.facts.published import (
    Rows,
    node,
    objects,
    subjects,
)


def test_every_practice_has_a_source_a_confidence_and_what_it_answers(tables: dict[str, Rows]) -> None:
    for row in tables["practices.csv"]:
        assert re.match(r"https?://", row["source_url"]), row["id"]
        assert row["confidence"] in ("high", "medium"), row["id"]
        assert all(row[name] for name in ("theme", "needs", "service_types", "kind")), row["id"]


def test_every_practice_of_the_graph_says_the_same(whole: OpenStore, tables: dict[str, Rows]) -> None:
    practices = subjects(whole, RDF_TYPE, node(whole, "def#Practice"))
    assert len(practices) == len(tables["practices.csv"])
    needed = [
        f"{whole.base}def#{name}" for name in ("theme", "need", "serviceType", "confidence", "practiceKind")
    ]
    for practice in practices:
        for predicate in (*needed, PROV + "wasDerivedFrom", DCT + "title", DCT + "description"):
            assert objects(whole, practice, predicate), (practice, predicate)


def test_practices_without_a_known_authority_are_few_and_listed(tables: dict[str, Rows]) -> None:
    practices = tables["practices.csv"]
    lost = [row["id"] for row in practices if not (row["communes"] or row["epcis"] or row["bodies"])]
    assert len(lost) < 0.05 * len(practices)
    report = (root() / "docs" / "reports" / "authorities.md").read_text("utf-8")
    unresolved = report.partition("## Non résolues")[2].partition("\n## ")[0]
    assert set(re.findall(r"`([a-z0-9-]+)`", unresolved)) == set(lost)


def test_what_an_authority_runs_itself_is_no_practice_of_the_social_economy(
    whole: OpenStore, tables: dict[str, Rows]
) -> None:
    kinds = {row["id"]: row["kind"] for row in tables["practices.csv"]}
    broader = {row["id"]: row["broader"] for row in tables["management_modes.csv"]}

    def direct(mode: str) -> bool:
        return bool(mode) and (mode == "gestion-directe" or direct(broader[mode]))

    run_directly = {
        row["practice"]
        for row in tables["arrangements.csv"]
        if any(direct(mode) for mode in row["modes"].split(";"))
    }
    assert len(run_directly) > 20
    assert "pratique-ess" not in {kinds[practice] for practice in run_directly}
    kind = f"{whole.base}def#practiceKind"
    ours = subjects(whole, kind, node(whole, "concept/type-pratique/pratique-ess"))
    public = subjects(whole, kind, node(whole, "concept/type-pratique/gestion-publique-directe"))
    assert len(public) == sum(1 for one in kinds.values() if one == "gestion-publique-directe")
    assert ours & public == set()


def test_no_organisation_of_the_social_economy_runs_what_is_run_directly(
    whole: OpenStore, tables: dict[str, Rows]
) -> None:
    kinds = {row["id"]: row["kind"] for row in tables["practices.csv"]}
    members = subjects(whole, RDF_TYPE, node(whole, "def#EssOrganisation"))
    assert members
    operators = {
        f"{whole.base}id/acteur/{operator}"
        for row in tables["arrangements.csv"]
        if kinds[row["practice"]] == "gestion-publique-directe"
        for operator in row["operators"].split(";")
        if operator
    }
    assert operators
    assert operators & members == set()


def test_a_sheet_that_cites_something_exists_and_nothing_else_is_cited(
    whole: OpenStore, tables: dict[str, Rows]
) -> None:
    sheets = {row["id"] for row in tables["sheets.csv"]}
    cited = {
        f"{whole.base}{path}/{row['id']}": row["sheet"]
        for table, path in (("practices.csv", "id/pratique"), ("levers.csv", "concept/levier"))
        for row in tables[table]
        if row["sheet"]
    }
    assert cited
    assert set(cited.values()) <= sheets
    assert subjects(whole, DCT + "isReferencedBy") == set(cited)
    for thing, sheet in cited.items():
        assert objects(whole, thing, DCT + "isReferencedBy") == {f"{whole.base}id/fiche/{sheet}"}


def test_a_figure_or_a_role_belongs_to_a_practice(tables: dict[str, Rows]) -> None:
    practices = {row["id"] for row in tables["practices.csv"]}
    for table in ("effects.csv", "participations.csv", "arrangements.csv"):
        assert {row["practice"] for row in tables[table]} <= practices
