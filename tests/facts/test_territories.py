"""Territories and public bodies; the lists."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from ess_graph.rdf.namespaces import DCT, EXTERNAL, RDF_TYPE
from ess_graph.resources import root
from ess_graph.store.generation import OpenStore
from tests.facts.published import (
    DATA,
    FORMS,
    INSEE_COMMUNE,
    POSTAL_CODE,
    SIREN,
    WITHOUT_BODY,
    Rows,
    cells,
    luhn,
    objects,
    subjects,
)

# Territories and public bodies


def test_official_codes_have_their_form(tables: dict[str, Rows]) -> None:
    communes = tables["communes.csv"]
    bodies = tables["commune_bodies.csv"]
    assert [row["code"] for row in communes if not INSEE_COMMUNE.fullmatch(row["code"])] == []
    codes = [code for row in communes for code in row["postal_codes"].split(";") if code]
    assert len(codes) > len(communes)
    assert [code for code in codes if not POSTAL_CODE.fullmatch(code)] == []
    sirens = [
        row["siren"] for row in bodies + tables["epci.csv"] + tables["public_bodies.csv"] if row["siren"]
    ]
    assert [siren for siren in sirens if not SIREN.fullmatch(siren)] == []
    assert [row["code"] for row in tables["regions.csv"] if not re.fullmatch(r"\d\d", row["code"])] == []
    departements = [row["code"] for row in tables["departements.csv"]]
    assert [code for code in departements if not re.fullmatch(r"\d\d|2[AB]|9[78]\d", code)] == []


@pytest.mark.parametrize("table", ["commune_bodies.csv", "epci.csv"])
def test_the_last_digit_of_every_siren_proves_it(table: str, tables: dict[str, Rows]) -> None:
    # The example of INSEE's own documentation, and the same with one digit changed.
    assert luhn("732829320")
    assert not luhn("732829321")
    sirens = [row["siren"] for row in tables[table] if row["siren"]]
    assert len(set(sirens)) == len(sirens) > 0
    assert [siren for siren in sirens if not luhn(siren)] == []


def test_every_commune_lies_in_a_departement_or_an_overseas_territory(
    whole: OpenStore, tables: dict[str, Rows]
) -> None:
    known = {row["code"] for row in tables["departements.csv"]}
    for row in tables["communes.csv"]:
        assert row["departement"] in known, row["code"]
        assert row["code"].startswith(row["departement"]), row["code"]
    communes = subjects(whole, RDF_TYPE, NamedNode(EXTERNAL["igeo"] + "Commune"))
    placed = subjects(whole, EXTERNAL["igeo"] + "subdivisionDe")
    assert communes
    assert communes - placed == set()


def test_every_commune_is_a_public_body_but_for_listed_territories(tables: dict[str, Rows]) -> None:
    communes = {row["code"] for row in tables["communes.csv"]}
    bodies = [row["commune"] for row in tables["commune_bodies.csv"]]
    assert communes - set(bodies) == WITHOUT_BODY
    assert set(bodies) <= communes
    assert len(set(bodies)) == len(bodies)
    for row in tables["commune_bodies.csv"]:
        assert row["body"] == (row["siren"] or f"commune-{row['commune']}")


def test_a_former_code_is_no_longer_in_use_and_leads_to_one_that_is(tables: dict[str, Rows]) -> None:
    communes = {row["code"] for row in tables["communes.csv"]}
    for row in tables["communes_former_codes.csv"]:
        assert row["former_code"] not in communes, row
        assert row["current_code"] in communes, row


def test_bodies_that_no_longer_exist_are_marked_and_say_what_replaced_them(
    whole: OpenStore, tables: dict[str, Rows]
) -> None:
    report = (root() / "docs" / "reports" / "authorities.md").read_text("utf-8")
    section = report.partition("## Organismes disparus")[2].partition("\n## ")[0]
    listed = {
        line.split(" | ")[0].removeprefix("| ") for line in section.splitlines()[5:] if line.startswith("| ")
    }
    gone = {row["ref"]: row for row in tables["public_bodies.csv"] if row["historical"] == "true"}
    assert len(gone) > 20
    assert {row["name_fr"] for row in gone.values()} == listed - {"organisme"}
    true = Literal("true", datatype=NamedNode(EXTERNAL["xsd"] + "boolean"))
    assert subjects(whole, f"{whole.base}def#historical", true) == {
        f"{whole.base}id/collectivite/{ref}" for ref in gone
    }
    for ref, row in gone.items():
        successors = objects(whole, f"{whole.base}id/collectivite/{ref}", DCT + "isReplacedBy")
        assert successors or row["note_fr"], ref
    for row in tables["public_bodies.csv"]:
        if row["replaced_by_epcis"] or row["replaced_by_bodies"]:
            assert row["historical"] == "true", row["ref"]


# Lists


def test_no_legal_form_of_the_survey_is_lost(tables: dict[str, Rows]) -> None:
    assert len(FORMS) == 57
    assert FORMS - {row["id"] for row in tables["legal_forms.csv"]} == set()


def test_the_tables_name_no_base(tables: dict[str, Rows]) -> None:
    base = "w3id.org/ess-graph"
    assert [cell for cell in cells(tables) if base in cell.value] == []
    assert base not in json.dumps(json.loads((DATA / "csv-metadata.json").read_text("utf-8")))


def test_the_reports_speak_of_practices_that_exist(tables: dict[str, Rows]) -> None:
    known = {row["id"] for row in tables["practices.csv"]}
    text = Path(root() / "docs" / "reports" / "authorities.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", text))
    assert named
    assert named - known == set()
