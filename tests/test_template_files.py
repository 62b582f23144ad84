"""The template as CSV, Table Schema and CSVW metadata: each says the same, and other readers agree."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from frictionless import Dialect, Package, Resource, Schema, system

from ess_graph.model.described import TableGroup
from ess_graph.model.engine import triples
from ess_graph.model.metadata import read_metadata
from ess_graph.model.table_schema import resource_name
from ess_graph.resources import folder
from tests.conftest import CommandLine, run_process

TABLES = [resource_name(one.url) for one in read_metadata(folder("data") / "csv-metadata.json").tables]
BASE = "https://example.org/"


def problems(path: Path, schema: Path) -> list[tuple[str, str | None]]:
    """Return the type and the column of each error that frictionless finds."""
    with system.use_context(trusted=True):
        described = Schema.from_descriptor(str(schema))
        # Of two rows the delimiter would be guessed.
        dialect = Dialect.from_descriptor({"csv": {"delimiter": ";"}})
        resource = Resource(str(path), schema=described, dialect=dialect)
        found = resource.validate().flatten(["type", "fieldName"])
    return [(str(kind), column) for kind, column in found]


def test_the_csv_is_as_french_excel_writes_it(cli: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "pratiques.csv"
    ran = cli("template", "practices", "-o", path)
    assert (ran.code, ran.out) == (0, "")
    assert "ligne 2 est un exemple" in ran.err
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfIdentifiant;Titre;Description;")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 2
    english = cli("template", "practices", "-f", "csv", "--lang", "en").out
    assert english.startswith("\ufeffIdentifier;Title;")


def test_standard_output_gets_the_same_bytes_as_a_file(cli: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "kits.csv"
    assert cli("template", "kits", "-o", path).code == 0
    assert run_process("template", "kits", "-f", "csv", "-o", "-").out.encode() == path.read_bytes()


@pytest.mark.parametrize("table", TABLES)
def test_frictionless_finds_each_example_valid(table: str, cli: CommandLine, tmp_path: Path) -> None:
    example, schema = tmp_path / f"{table}.csv", tmp_path / f"{table}.schema.json"
    assert cli("template", table, "--names", "-o", example).code == 0
    assert cli("template", table, "-f", "table-schema", "-o", schema).code == 0
    assert problems(example, schema) == []


def test_frictionless_finds_a_wrong_code_in_a_template(cli: CommandLine, tmp_path: Path) -> None:
    example, schema = tmp_path / "practices.csv", tmp_path / "schema.json"
    cli("template", "practices", "--names", "-o", example)
    cli("template", "practices", "-f", "table-schema", "-o", schema)
    text = example.read_text("utf-8-sig")
    for old, new, column in (
        (";pratique-ess;", ";pratique-sse;", "kind"),
        (";biodiversite-eau;", ";Biodiversité;", "theme"),
        (";high", ";sure", "confidence"),
        ("participation-capital-scic", "no-such-lever", "levers"),
        (";2006;", ";vers 2006;", "start_year"),
    ):
        assert text.count(old) == 1
        example.write_text(text.replace(old, new), "utf-8-sig")
        assert [found for _, found in problems(example, schema)] == [column]


def test_several_tables_fill_a_folder_that_is_a_data_package(cli: CommandLine, tmp_path: Path) -> None:
    target = tmp_path / "modeles"
    ran = cli("template", "practices", "actors", "arrangements", "-f", "csv", "--names", "-o", target)
    assert ran.out.splitlines() == [
        str(target / f"{name}.csv") for name in ("practices", "actors", "arrangements")
    ]
    ran = cli("template", "practices", "actors", "arrangements", "-f", "table-schema", "-o", target)
    assert len(ran.out.splitlines()) == 4
    with system.use_context(trusted=True):
        report = Package(str(target / "datapackage.json")).validate()
    assert report.stats["tasks"] == 3
    assert report.flatten(["type", "rowNumber", "fieldName"]) == []


def test_a_schema_for_contributors_asks_for_no_other_file(cli: CommandLine) -> None:
    alone = json.loads(cli("template", "practices", "-f", "table-schema").out)
    published = json.loads(cli("table-schema", "practices").out)
    assert "foreignKeys" in published
    assert "foreignKeys" not in alone
    themes = {field["name"]: field for field in alone["fields"]}["theme"]["constraints"]["enum"]
    assert "alimentation" in themes
    # Both are made by the same function: what they say of titles, types and forms is the same.
    for ours, theirs in zip(alone["fields"], published["fields"], strict=True):
        assert (ours["name"], ours["title"], ours["type"]) == (
            theirs["name"],
            theirs["title"],
            theirs["type"],
        )


def test_the_csvw_metadata_of_some_tables_reads_their_csv(cli: CommandLine, tmp_path: Path) -> None:
    """The example makes statements that the published tables make, by our own engine and by nothing else."""
    chosen = ("practices", "actors", "arrangements")
    assert cli("template", *chosen, "-f", "csv", "-o", tmp_path).code == 0
    assert cli("template", *chosen, "-f", "csvw", "-o", tmp_path / "csv-metadata.json").code == 0
    group = read_metadata(tmp_path / "csv-metadata.json")
    assert [table.url for table in group.tables] == [f"{name}.csv" for name in chosen]
    made = set(triples(group, BASE))
    assert len(made) > 40
    whole = read_metadata(folder("data") / "csv-metadata.json")
    published = [replace(whole.table(f"{name}.csv"), foreign_keys=()) for name in chosen]
    assert made <= set(triples(TableGroup(whole.path, tuple(published)), BASE))


def test_the_metadata_of_a_template_keep_what_each_column_means(cli: CommandLine) -> None:
    document = json.loads(cli("template", "effects", "-f", "csvw").out)
    (table,) = document["tables"]
    assert table["dialect"] == {"delimiter": ";", "encoding": "utf-8"}
    columns = {one["name"]: one for one in table["tableSchema"]["columns"]}
    assert columns["figure_fr"]["titles"] == {"fr": "Chiffre clé", "en": "Key figure"}
    assert {one["@language"] for one in columns["figure_fr"]["dc:description"]} == {"fr", "en"}
    assert "foreignKeys" not in table["tableSchema"]
