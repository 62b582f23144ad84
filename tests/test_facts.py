"""Promises on the published facts: sourced, dated by their confidence, without personal data, in order."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pyoxigraph import Literal, NamedNode

from ess_graph.model.metadata import read_metadata
from ess_graph.rdf.namespaces import DCT, EXTERNAL, PROV, RDF_TYPE
from ess_graph.resources import folder, root
from ess_graph.store.generation import OpenStore

Rows = list[dict[str, str]]

DATA = folder("data")
TABLES = sorted(path.name for path in DATA.glob("*.csv"))
GROUP = read_metadata(DATA / "csv-metadata.json")
SOURCED = [
    table.url for table in GROUP.tables if "source_url" in {column.name for column in table.file_columns}
]
#: Tables whose rows follow something else than their key: their order is the one of these columns.
ORDER = {
    "commune_bodies.csv": ("commune",),
    "insee_legal_categories.csv": ("level", "code"),
    "sheets.csv": ("edition", "number"),
}
#: Territories without an ordinary commune: INSEE gives them a code, and no public body answers to it.
WITHOUT_BODY = {
    "97701",
    "97801",
    "98411",
    "98412",
    "98413",
    "98414",
    "98415",
    "98611",
    "98612",
    "98613",
    "98901",
}
#: The legal forms of the legal survey the tables were made from.
FORMS = frozenset(
    """
    association-declaree association-non-declaree association-rup association-alsace-moselle cooperative
    scop scic cae cooperative-agricole union-cooperatives-agricoles cuma cooperative-artisanale
    cooperative-consommateurs cooperative-commercants-detaillants cooperative-bancaire cooperative-hlm
    cooperative-maritime cooperative-transport union-cooperatives union-economie-sociale
    societe-cooperative-europeenne mutuelle mutuelle-livre-ii mutuelle-livre-iii union-mutualiste
    societe-assurance-mutuelle caisse-assurance-mutuelle-agricole fondation-rup fondation-entreprise
    fonds-dotation fondation-abritee fondation-universitaire fondation-partenariale
    societe-commerciale-ess societe-commerciale commune communaute-communes communaute-agglomeration
    communaute-urbaine metropole metropole-lyon etablissement-public-territorial sivu sivom
    syndicat-mixte-ferme syndicat-mixte-ouvert petr departement region ccas cias regie-personnalisee-epl
    spl-forme sem-forme semop-forme entreprise-publique-locale gip-forme
    """.split()  # noqa: SIM905 - a list of 57 lines says no more
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\d/-])(?:\+33[ .]?(?:\(0\))?[1-9]|0[1-9])(?:[ .-]?\d{2}){4}(?!\d)")
INSEE_COMMUNE = re.compile(r"(?:\d\d|2[AB])\d{3}")
SIREN = re.compile(r"\d{9}")
POSTAL_CODE = re.compile(r"\d{5}")


@dataclass(frozen=True)
class Cell:
    """One value of a table and where it stands."""

    table: str
    row: int
    column: str
    value: str


def rows(table: str) -> Rows:
    """Return the rows of a table."""
    with (DATA / table).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def tables() -> dict[str, Rows]:
    return {name: rows(name) for name in TABLES}


def _cells(tables: dict[str, Rows]) -> Iterator[Cell]:
    for table, found in tables.items():
        separators = {column.name: column.separator for column in GROUP.table(table).file_columns}
        for number, row in enumerate(found, 2):
            for column, text in row.items():
                separator = separators[column]
                for value in text.split(separator) if separator else [text]:
                    yield Cell(table, number, column, value)


def _luhn(number: str) -> bool:
    """Tell whether the last digit of a number is its Luhn check digit (ISO/IEC 7812-1, annex B)."""
    digits = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(number))]
    return sum(digit - 9 if digit > 9 else digit for digit in digits) % 10 == 0


def _node(opened: OpenStore, path: str) -> NamedNode:
    return NamedNode(opened.base + path)


def _subjects(opened: OpenStore, predicate: str, value: NamedNode | Literal | None = None) -> set[str]:
    found = opened.store.quads_for_pattern(None, NamedNode(predicate), value, None)
    return {quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)}


def _objects(opened: OpenStore, subject: str, predicate: str) -> set[str]:
    found = opened.store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, None)
    return {quad.object.value for quad in found if isinstance(quad.object, NamedNode | Literal)}


# The files


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_utf8_with_line_feeds_and_ends_with_one(table: str) -> None:
    raw = (DATA / table).read_bytes()
    assert raw.decode("utf-8").encode("utf-8") == raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert not raw.endswith(b"\n\n")


def test_every_table_is_described_and_every_description_has_its_table() -> None:
    assert {table.url for table in GROUP.tables} == set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_sorted_by_its_key(table: str, tables: dict[str, Rows]) -> None:
    columns = ORDER.get(table) or GROUP.table(table).primary_key
    assert columns
    keys = [
        tuple(f"{int(row[name]):04}" if name == "number" and row[name] else row[name] for name in columns)
        for row in tables[table]
    ]
    assert keys == sorted(keys)


@pytest.mark.parametrize("table", TABLES)
def test_no_row_comes_twice(table: str, tables: dict[str, Rows]) -> None:
    key = GROUP.table(table).primary_key
    keys = [tuple(row[name] for name in key) for row in tables[table]]
    assert len(set(keys)) == len(keys) > 0


def test_what_is_not_known_is_left_empty(tables: dict[str, Rows]) -> None:
    words = {"inconnu", "inconnue", "unknown", "n/a", "néant", "null", "none", "nan", "?"}
    found = [cell for cell in _cells(tables) if cell.value.strip().lower() in words]
    elsewhere = [cell for cell in found if (cell.table, cell.column) != ("legal_sources.csv", "in_force")]
    assert elsewhere == []
    # Whether a text of law is in force: that nobody could tell is a fact worth saying.
    assert {cell.value for cell in found} == {"unknown"}


def test_no_cell_has_a_stray_space_or_an_invisible_character(tables: dict[str, Rows]) -> None:
    stray = [
        cell
        for cell in _cells(tables)
        if cell.value != cell.value.strip()
        or not cell.value.replace("\u00a0", " ").replace("\u202f", " ").isprintable()
    ]
    assert stray == []


def test_no_table_holds_an_electronic_address_or_a_telephone_number(tables: dict[str, Rows]) -> None:
    assert EMAIL.search("write to someone@example.org")
    assert PHONE.search("call 01 23 45 67 89 or +33 1 23 45 67 89")
    found = [cell for cell in _cells(tables) if EMAIL.search(cell.value)]
    found += [
        cell for cell in _cells(tables) if not cell.value.startswith("http") and PHONE.search(cell.value)
    ]
    # A SIREN or a code of nine or ten digits is no telephone number: those have columns of their own.
    codes = {"siren", "body", "epci", "communes", "epcis", "replaced_by_epcis", "member_of_epcis"}
    assert [cell for cell in found if cell.column not in codes] == []


# Sources and confidence


@pytest.mark.parametrize("table", SOURCED)
def test_a_row_without_a_source_admits_it(table: str, tables: dict[str, Rows]) -> None:
    silent = [
        row
        for row in tables[table]
        if not row["source_url"] and row["confidence"] not in ("unverified", "editorial")
    ]
    assert silent == []


@pytest.mark.parametrize("table", SOURCED)
def test_a_source_is_an_address_that_still_means_something_tomorrow(
    table: str, tables: dict[str, Rows]
) -> None:
    for row in tables[table]:
        url = row["source_url"]
        if url:
            parts = urlsplit(url)
            assert parts.scheme in ("http", "https"), url
            assert "." in parts.netloc, url
            assert "@" not in parts.netloc, url
            assert "jsessionid" not in url.lower(), url
            assert NamedNode(url).value == url
            assert re.fullmatch(r"[!#-;=?-Z_a-z~\[\]]+", url) or not url.isascii(), url


def test_every_address_of_the_graph_is_a_valid_iri_without_a_session(whole: OpenStore) -> None:
    addresses: set[str] = set()
    for predicate in (PROV + "wasDerivedFrom", EXTERNAL["foaf"] + "page", EXTERNAL["foaf"] + "homepage"):
        for quad in whole.store.quads_for_pattern(None, NamedNode(predicate), None, None):
            assert isinstance(quad.object, NamedNode)
            addresses.add(quad.object.value)
    outside = {one for one in addresses if not one.startswith(whole.base)}
    assert len(outside) > 300
    for one in outside:
        # RFC 3987 with the characters that RFC 3986 forbids in an IRI too.
        assert re.fullmatch(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+", one), one
        assert "jsessionid" not in one.lower()


def test_every_dataset_that_a_statement_names_is_described(whole: OpenStore) -> None:
    named = {
        quad.object.value
        for quad in whole.store.quads_for_pattern(None, NamedNode(PROV + "wasDerivedFrom"), None, None)
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(f"{whole.base}id/source/")
    }
    assert named
    assert named <= {f"{whole.base}id/source/{row['id']}" for row in rows("sources.csv")}


def test_every_row_that_nobody_verified_is_published_as_such(
    whole: OpenStore, tables: dict[str, Rows]
) -> None:
    kinds = {
        "legal_forms.csv": "concept/forme-juridique/{id}",
        "legal_sources.csv": "id/texte/{id}",
        "public_bodies.csv": "id/collectivite/{ref}",
    }
    expected = {
        f"{whole.base}concept/categorie-juridique-2022/{row['code']}"
        for row in tables["insee_legal_categories.csv"]
        if row["ess_confidence"] == "unverified"
    }
    assert expected
    for table in SOURCED:
        for row in tables[table]:
            if row["confidence"] == "unverified":
                expected.add(whole.base + kinds[table].format(**row))
    assert expected
    unverified = _node(whole, "concept/confiance/unverified")
    assert _subjects(whole, f"{whole.base}def#confidence", unverified) == expected


def test_every_single_source_names_a_statement_that_exists(whole: OpenStore, tables: dict[str, Rows]) -> None:
    missing = []
    for row in tables["evidence.csv"]:
        own = row["own_property"]
        assert bool(own) != bool(row["reused_property"])
        predicate = f"{whole.base}def#{own}" if own else row["reused_property"]
        if not _objects(whole, f"{whole.base}id/{row['about']}", predicate):
            missing.append(row["id"])
    assert missing == []


# Practices


def test_every_practice_has_a_source_a_confidence_and_what_it_answers(tables: dict[str, Rows]) -> None:
    for row in tables["practices.csv"]:
        assert re.match(r"https?://", row["source_url"]), row["id"]
        assert row["confidence"] in ("high", "medium"), row["id"]
        assert all(row[name] for name in ("theme", "needs", "service_types", "kind")), row["id"]


def test_every_practice_of_the_graph_says_the_same(whole: OpenStore, tables: dict[str, Rows]) -> None:
    practices = _subjects(whole, RDF_TYPE, _node(whole, "def#Practice"))
    assert len(practices) == len(tables["practices.csv"])
    needed = [
        f"{whole.base}def#{name}" for name in ("theme", "need", "serviceType", "confidence", "practiceKind")
    ]
    for practice in practices:
        for predicate in (*needed, PROV + "wasDerivedFrom", DCT + "title", DCT + "description"):
            assert _objects(whole, practice, predicate), (practice, predicate)


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
    ours = _subjects(whole, kind, _node(whole, "concept/type-pratique/pratique-ess"))
    public = _subjects(whole, kind, _node(whole, "concept/type-pratique/gestion-publique-directe"))
    assert len(public) == sum(1 for one in kinds.values() if one == "gestion-publique-directe")
    assert ours & public == set()


def test_no_organisation_of_the_social_economy_runs_what_is_run_directly(
    whole: OpenStore, tables: dict[str, Rows]
) -> None:
    kinds = {row["id"]: row["kind"] for row in tables["practices.csv"]}
    members = _subjects(whole, RDF_TYPE, _node(whole, "def#EssOrganisation"))
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
    assert _subjects(whole, DCT + "isReferencedBy") == set(cited)
    for thing, sheet in cited.items():
        assert _objects(whole, thing, DCT + "isReferencedBy") == {f"{whole.base}id/fiche/{sheet}"}


def test_a_figure_or_a_role_belongs_to_a_practice(tables: dict[str, Rows]) -> None:
    practices = {row["id"] for row in tables["practices.csv"]}
    for table in ("effects.csv", "participations.csv", "arrangements.csv"):
        assert {row["practice"] for row in tables[table]} <= practices


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
    assert _luhn("732829320")
    assert not _luhn("732829321")
    sirens = [row["siren"] for row in tables[table] if row["siren"]]
    assert len(set(sirens)) == len(sirens) > 0
    assert [siren for siren in sirens if not _luhn(siren)] == []


def test_every_commune_lies_in_a_departement_or_an_overseas_territory(
    whole: OpenStore, tables: dict[str, Rows]
) -> None:
    known = {row["code"] for row in tables["departements.csv"]}
    for row in tables["communes.csv"]:
        assert row["departement"] in known, row["code"]
        assert row["code"].startswith(row["departement"]), row["code"]
    communes = _subjects(whole, RDF_TYPE, NamedNode(EXTERNAL["igeo"] + "Commune"))
    placed = _subjects(whole, EXTERNAL["igeo"] + "subdivisionDe")
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
    assert _subjects(whole, f"{whole.base}def#historical", true) == {
        f"{whole.base}id/collectivite/{ref}" for ref in gone
    }
    for ref, row in gone.items():
        successors = _objects(whole, f"{whole.base}id/collectivite/{ref}", DCT + "isReplacedBy")
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
    assert [cell for cell in _cells(tables) if base in cell.value] == []
    assert base not in json.dumps(json.loads((DATA / "csv-metadata.json").read_text("utf-8")))


def test_the_reports_speak_of_practices_that_exist(tables: dict[str, Rows]) -> None:
    known = {row["id"] for row in tables["practices.csv"]}
    text = Path(root() / "docs" / "reports" / "authorities.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", text))
    assert named
    assert named - known == set()
