"""Table Schemas made from the metadata: what they say, and that frictionless reads every table with them."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package, system

from ess_graph.model.code_lists import read_code_lists
from ess_graph.model.described import TableGroup
from ess_graph.model.metadata import read_metadata
from ess_graph.model.table_schema import table_schema
from ess_graph.resources import folder
from tests.conftest import CommandLine
from tests.small_source import read, write

DATA = folder("data")
CODES = read_code_lists(folder("ontology") / "concepts.ttl")

Rows = list[dict[str, str]]


def published() -> TableGroup:
    return read_metadata(DATA / "csv-metadata.json")


def fields(name: str, language: str = "fr") -> dict[str, dict[str, Any]]:
    schema = table_schema(published().table(f"{name}.csv"), CODES, language)
    return {field["name"]: field for field in schema["fields"]}


def problems(package: Path, resource: str | None = None) -> list[tuple[str, int | None, str | None]]:
    """Return type, row and column of each error that frictionless finds."""
    # Trusted: the paths of the package are our own.
    with system.use_context(trusted=True):
        opened = Package(str(package))
        report = opened.get_resource(resource).validate() if resource else opened.validate()
    found = report.flatten(["type", "rowNumber", "fieldName"])
    return [(str(kind), row, column) for kind, row, column in found]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole published folder with its data package."""
    from ess_graph.model.table_schema import write_table_schemas

    target = tmp_path_factory.mktemp("package")
    for path in DATA.glob("*.csv"):
        shutil.copy(path, target)
    return write_table_schemas(published(), CODES, target)[-1]


def test_frictionless_finds_every_published_table_valid(package: Path) -> None:
    # All of them whole, the 35,000 communes too: about five seconds.
    assert problems(package) == []
    described = {one["path"] for one in json.loads(package.read_text("utf-8"))["resources"]}
    assert described == {path.name for path in DATA.glob("*.csv")}


def test_the_columns_of_the_metadata_stand_in_the_order_of_the_file() -> None:
    for table in published().tables:
        with (DATA / table.url).open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        assert [column.name for column in table.file_columns] == header, table.url


def _set(rows: Rows, column: str, value: str) -> None:
    rows[0][column] = value


def _again(rows: Rows, column: str, _: str) -> None:
    rows[1][column] = rows[0][column]


@pytest.mark.parametrize(
    ("table", "column", "value", "change", "kind"),
    [
        ("legal_sources", "date", "2014-02-30", _set, "type-error"),
        ("legal_sources", "date", "31/07/2014", _set, "type-error"),
        ("legal_sources", "title_fr", "", _set, "constraint-error"),
        ("legal_sources", "nor", "xx", _set, "constraint-error"),
        ("legal_sources", "confidence", "sure", _set, "constraint-error"),
        ("legal_sources", "in_force", "maybe", _set, "constraint-error"),
        ("legal_sources", "url", "www.legifrance.gouv.fr", _set, "constraint-error"),
        ("legal_sources", "id", "", _again, "unique-error"),
        ("editions", "issued_year", "vingt", _set, "type-error"),
        ("editions", "issued_month", "2024-13", _set, "type-error"),
        ("editions", "kit", "no-such-kit", _set, "foreign-key"),
        ("insee_legal_categories", "parent_code", "99999", _set, "foreign-key"),
        ("insee_legal_categories", "level", "one", _set, "type-error"),
        ("service_types", "in_introduction", "oui", _set, "type-error"),
        ("kits", "audience", "commune;village", _set, "constraint-error"),
        ("themes", "alt_fr", "un;;deux", _set, "constraint-error"),
    ],
)
def test_frictionless_finds_a_planted_fault_where_it_stands(
    package: Path,
    table: str,
    column: str,
    value: str,
    change: Callable[[Rows, str, str], None],
    kind: str,
) -> None:
    path = package.parent / f"{table}.csv"
    before = path.read_bytes()
    rows = read(path)
    row = 3 if change is _again else 2
    change(rows, column, value)
    write(path, rows, list(rows[0]))
    try:
        found = problems(package, table)
    finally:
        path.write_bytes(before)
    if kind == "foreign-key":
        assert [one[:2] for one in found] == [(kind, row)]
    elif change is _again:
        # Said twice: the column is unique, and it is the key.
        assert [one[:2] for one in found] == [(kind, row), ("primary-key", row)]
    else:
        assert found == [(kind, row, column)]


def test_titles_and_descriptions_are_in_the_language_asked_for() -> None:
    french, english = fields("sheets"), fields("sheets", "en")
    assert (french["title_fr"]["title"], english["title_fr"]["title"]) == ("Titre", "Title")
    assert french["themes"]["description"] == (
        "Thèmes que la fiche traite. Plusieurs valeurs possibles, séparées par « ; »."
        " Chaque valeur est dans la colonne id de themes.csv."
    )
    assert "separated by" in english["themes"]["description"]


def test_a_closed_list_of_the_ontology_is_an_enumeration() -> None:
    allowed = fields("sheets")["confidence"]["constraints"]["enum"]
    assert allowed[:2] == ["high", "medium"]
    used = {row["confidence"] for row in read(DATA / "sheets.csv")}
    assert used <= set(allowed)


def test_every_column_that_names_a_concept_has_a_foreign_key_or_a_closed_list() -> None:
    open_ended = {
        (table.url, column.name)
        for table in published().tables
        for column in table.file_columns
        if (column.value_url or "").startswith("../concept/")
        and not any(key.column == column.name for key in table.foreign_keys)
        and not CODES.of(column)
    }
    # The code of the crosswalk stands in a column of its own, with its mapping beside it.
    assert open_ended == {("banatic_crosswalk.csv", "skos_mapping")}


def test_alternatives_of_a_pattern_are_bracketed() -> None:
    # A validator writes ^…$ around it, which would otherwise bind the ends of the alternatives only.
    assert fields("commune_bodies")["body"]["constraints"]["pattern"] == "([0-9]{9}|commune-[0-9]{5})"
    assert fields("communes")["postal_codes"]["constraints"]["pattern"] == "[0-9]{5}(;[0-9]{5})*"


def test_the_command_writes_one_schema_on_standard_output(cli: CommandLine) -> None:
    ran = cli("table-schema", "kits.csv", "--lang", "en")
    assert ran.code == 0
    schema = json.loads(ran.out)
    assert (schema["name"], schema["title"], schema["primaryKey"]) == ("kits", "Kits", ["id"])
    assert schema["foreignKeys"] == [
        {"fields": ["publisher"], "reference": {"resource": "actors", "fields": ["id"]}}
    ]


def test_the_command_fills_a_folder(cli: CommandLine, tmp_path: Path) -> None:
    ran = cli("table-schema", "-o", tmp_path / "a" / "b")
    assert ran.code == 0
    written = sorted(path.name for path in (tmp_path / "a" / "b").iterdir())
    assert len(written) == len(published().tables) + 1
    assert "datapackage.json" in written
    assert len(ran.out.splitlines()) == len(written)
    assert cli("table-schema", "kits", "-o", tmp_path / "c").out.splitlines() == [
        str(tmp_path / "c" / "kits.schema.json")
    ]


def test_what_the_command_cannot_do_is_said_in_one_line(cli: CommandLine, tmp_path: Path) -> None:
    ran = cli("table-schema", "practice")
    assert (ran.code, ran.out) == (2, "")
    assert "practices" in ran.err
    ran = cli("table-schema", "--lang", "en")
    assert (ran.code, "-o DIR" in ran.err) == (2, True)
    (tmp_path / "file").write_text("", "utf-8")
    ran = cli("table-schema", "kits", "-o", tmp_path / "file")
    assert (ran.code, len(ran.err.splitlines())) == (4, 1)
    ran = cli("table-schema", "kits", "-m", tmp_path / "absent.json")
    assert (ran.code, len(ran.err.splitlines())) == (3, 1)
