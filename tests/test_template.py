"""The workbook that a contributor fills: what it says, what it refuses, and that its example reads back."""

from __future__ import annotations

import csv
import datetime
import io
import re
import time
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ess_graph.model.choices import ChoiceList, Choices
from ess_graph.model.code_lists import read_code_lists
from ess_graph.model.contribution import help_sheets
from ess_graph.model.described import Table
from ess_graph.model.engine import match_header
from ess_graph.model.metadata import read_metadata
from ess_graph.publish.template.described import TemplateTable, describe
from ess_graph.publish.template.validation import help_text, shortened
from ess_graph.publish.template.workbook import sheet_name
from ess_graph.report.needed import needed
from ess_graph.resources import folder
from ess_graph.shacl.expected import Expectations
from ess_graph.shacl.rules import list_rules
from ess_graph.text import LANGUAGES
from tests.conftest import CommandLine
from tests.small_source import read

DATA = folder("data")
GROUP = read_metadata(DATA / "csv-metadata.json")
ASKED = ("practices", "actors", "sheets", "arrangements", "epci_competences", "legal_sources")


@cache
def choices(language: str) -> Choices:
    lists = folder("ontology")
    return Choices(GROUP, read_code_lists(lists / "concepts.ttl", lists / "schemes.ttl"), language)


@cache
def described(language: str) -> list[TemplateTable]:
    """Every table of the metadata, described once."""
    return describe(GROUP, GROUP.tables, choices(language), Expectations(), language)


def opened(path: Path) -> Any:
    return needed("openpyxl", "xlsx").load_workbook(path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A workbook of six tables in each language."""
    from ess_graph.cli.main import main

    target = tmp_path_factory.mktemp("templates")
    paths = {language: target / f"{language}.xlsx" for language in LANGUAGES}
    for language, path in paths.items():
        assert main(["template", *ASKED, "-o", str(path), "--lang", language]) == 0
    return paths


def sheets(path: Path, language: str) -> Iterator[tuple[TemplateTable, Any]]:
    book = opened(path)
    by_name = {table.table.url: table for table in described(language)}
    for name in ASKED:
        table = by_name[f"{name}.csv"]
        yield table, book[sheet_name(table)]


def validations(sheet: Any) -> dict[str, Any]:
    """Return the validation of each column, by its letter."""
    found = {str(one.sqref).partition("2:")[0]: one for one in sheet.data_validations.dataValidation}
    assert len(found) == sheet.max_column
    return found


def letter(sheet: Any, title: str) -> str:
    return next(str(cell.column_letter) for cell in sheet[1] if cell.value == title)


def entries(book: Any, formula: str) -> list[str]:
    """Return what a drop-down offers."""
    name, _, cells = formula.partition("!")
    return [str(row[0].value) for row in book[name.strip("'")][cells.replace("$", "")]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headers_are_titles_that_our_reader_knows(made: dict[str, Path], language: str) -> None:
    for table, sheet in sheets(made[language], language):
        header = [cell.value for cell in sheet[1]]
        assert match_header(table.table, header) == table.table.file_columns
        assert header == [column.titles[language] for column in table.table.file_columns]


def _codes(table: Table, title: str, text: str, language: str) -> str:
    """Read one cell as a person meant it: a label of a list is its code."""
    column = next(one for one in table.file_columns if one.titles[language] == title)
    chosen = choices(language).of(table, column)
    known = {one.value: one.code for one in chosen.choices} if chosen else {}
    parts = text.split(column.separator) if column.separator else [text]
    return (column.separator or "").join(known.get(part, part) for part in parts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_read_back_is_a_published_row(made: dict[str, Path], language: str) -> None:
    for table, sheet in sheets(made[language], language):
        row = {}
        for header, cell in zip(sheet[1], sheet[2], strict=True):
            value = cell.value
            # openpyxl gives a moment for a cell that holds a day.
            text = str(value.date() if isinstance(value, datetime.datetime) else value or "")
            row[header.value] = _codes(table.table, header.value, text, language)
        by_name = {column.titles[language]: column.name for column in table.table.file_columns}
        assert {by_name[title]: text for title, text in row.items()} in read(DATA / table.table.url)
        assert sheet.max_row == 2


def test_the_examples_of_a_workbook_are_about_one_practice(made: dict[str, Path]) -> None:
    book = opened(made["fr"])
    assert book["Modes de gestion des pratiques"]["A2"].value == book["Pratiques"]["A2"].value


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_is_a_table_or_is_known_to_be_none(made: dict[str, Path], language: str) -> None:
    names = opened(made[language]).sheetnames
    assert [name for name in names if name not in help_sheets()] == [
        sheet.title for _, sheet in sheets(made[language], language)
    ]
    assert len(names) == len(ASKED) + 2


def test_the_example_is_marked_as_one(made: dict[str, Path]) -> None:
    for _, sheet in sheets(made["fr"], "fr"):
        assert sheet["A2"].font.italic
        assert sheet["A2"].fill.fgColor.rgb != sheet["A3"].fill.fgColor.rgb
        assert "Exemple" in sheet["A2"].comment.text


def test_a_closed_list_is_a_drop_down_of_sorted_labels_that_refuses_other_values(
    made: dict[str, Path],
) -> None:
    book = opened(made["fr"])
    sheet = book["Pratiques"]
    check = validations(sheet)[letter(sheet, "Nature")]
    assert (check.type, check.errorStyle, check.showErrorMessage) == ("list", "stop", True)
    assert entries(book, check.formula1) == [
        "Dispositif d'appui",
        "Gestion publique directe",
        "Pratique de l'ESS",
    ]
    themes = entries(book, validations(sheet)[letter(sheet, "Thème")].formula1)
    assert themes == [
        row["label_fr"] for row in sorted(read(DATA / "themes.csv"), key=lambda r: _plain(r["label_fr"]))
    ]


def _plain(text: str) -> str:
    return text.casefold().translate(str.maketrans("éèêàâîôûç", "eeeaaiouc"))


def test_the_same_list_is_in_english_when_english_is_asked_for(made: dict[str, Path]) -> None:
    book = opened(made["en"])
    sheet = book["Practices"]
    kinds = entries(book, validations(sheet)[letter(sheet, "Kind")].formula1)
    assert "Support scheme" in kinds
    assert {"Lists", "Instructions"} <= set(book.sheetnames)


def test_a_long_list_is_a_range_and_not_a_text_in_the_validation(made: dict[str, Path]) -> None:
    # Excel refuses a file whose validation holds more than 255 characters.
    book = opened(made["fr"])
    sheet = book["Acteurs"]
    check = validations(sheet)[letter(sheet, "Forme juridique")]
    offered = entries(book, check.formula1)
    assert len(",".join(offered)) > 255
    assert len(check.formula1) < 40
    for _, each in sheets(made["fr"], "fr"):
        for one in validations(each).values():
            assert len(one.prompt or "") <= 255
            assert len(one.error or "") <= 255
            assert len(one.promptTitle or "") <= 32


def test_a_column_of_several_values_has_no_drop_down_and_says_how_to_part_them(
    made: dict[str, Path],
) -> None:
    for table, sheet in sheets(made["fr"], "fr"):
        for column, check in zip(table.columns, validations(sheet).values(), strict=True):
            if column.column.separator:
                assert check.type is None
                assert "« ; »" in check.prompt
                assert not check.showErrorMessage


def test_a_reference_to_a_thing_offers_what_is_published_and_asks_about_the_rest(
    made: dict[str, Path],
) -> None:
    book = opened(made["fr"])
    sheet = book["Modes de gestion des pratiques"]
    check = validations(sheet)["A"]
    assert (check.type, check.errorStyle) == ("list", "warning")
    assert entries(book, check.formula1) == sorted(row["id"] for row in read(DATA / "practices.csv"))


def test_numbers_days_and_lengths_are_checked_where_the_metadata_or_a_rule_asks(
    made: dict[str, Path],
) -> None:
    book = opened(made["fr"])
    practices = book["Pratiques"]
    year = validations(practices)[letter(practices, "Année de départ")]
    assert (year.type, year.formula1, year.formula2) == ("whole", "1000", "9999")
    title = validations(practices)[letter(practices, "Titre")]
    assert (title.type, title.formula1, title.formula2, title.errorStyle) == (
        "textLength",
        "5",
        "120",
        "warning",
    )
    assert title.error == "De 5 à 120 signes."
    texts = book["Textes de droit"]
    assert validations(texts)[letter(texts, "Date")].type == "date"
    assert texts[f"{letter(texts, 'Date')}2"].is_date


def test_codes_are_texts_so_that_their_zeros_stay(made: dict[str, Path]) -> None:
    for table, sheet in sheets(made["fr"], "fr"):
        for column, cell in zip(table.columns, sheet[2], strict=True):
            whole = sheet.column_dimensions[cell.column_letter].number_format
            assert whole == cell.number_format
            if column.column.datatype in ("string", "token", "anyURI", "boolean") or column.column.separator:
                assert whole == "@", column.column.name
                assert cell.value is None or cell.data_type == "s"
    dates = {
        language: next(
            sheet.column_dimensions[letter(sheet, "Date")].number_format
            for table, sheet in sheets(made[language], language)
            if table.table.url == "legal_sources.csv"
        )
        for language in LANGUAGES
    }
    assert dates == {"fr": "dd/mm/yyyy", "en": "yyyy-mm-dd"}


def test_the_header_stays_in_sight_and_tells_what_is_required(made: dict[str, Path]) -> None:
    for table, sheet in sheets(made["fr"], "fr"):
        assert sheet.freeze_panes == "B2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        looks: dict[str, set[str]] = {}
        for column, cell in zip(table.columns, sheet[1], strict=True):
            looks.setdefault(column.need, set()).add(str(cell.fill.fgColor.rgb))
            assert len(cell.value) <= sheet.column_dimensions[cell.column_letter].width
        assert all(len(fills) == 1 for fills in looks.values())
        assert len(set.union(*looks.values())) == len(looks)


def test_the_instructions_list_each_column_with_its_meaning_and_its_rules(made: dict[str, Path]) -> None:
    guide = opened(made["fr"])["Mode d'emploi"]
    rows = [[str(cell.value or "") for cell in row] for row in guide.iter_rows()]
    known = {rule.code for rule in list_rules()}
    for table, _ in sheets(made["fr"], "fr"):
        start = rows.index([f"Feuille « {sheet_name(table)} »", *[""] * 7])
        head = next(i for i in range(start, len(rows)) if rows[i][1] == "Nom technique")
        told = rows[head + 1 : head + 1 + len(table.columns)]
        assert [row[1] for row in told] == [column.column.name for column in table.columns]
        for row in told:
            assert all((row[0], row[2], row[3], row[4])), row
            assert set(filter(None, row[7].split(", "))) <= known
    practice = next(row for row in rows if row[1] == "title_fr" and "ESS-P-002" in row[7])
    assert practice[2:5] == [
        "Obligatoire",
        "Nom court de la pratique, avec le lieu si possible.",
        "Du texte. De 5 à 120 signes.",
    ]
    assert practice[7] == "ESS-P-002, ESS-P-101"


def test_the_rows_that_help_and_refuse_are_as_many_as_is_said(cli: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "modele.xlsx"
    assert cli("template", "kits", "-o", path, "--rows", "25").code == 0
    book = opened(path)
    assert {str(one.sqref) for one in book["Kits"].data_validations.dataValidation} >= {"A2:A26"}
    said = [row[0].value for row in book["Mode d'emploi"].iter_rows(max_row=12)]
    assert (
        "L'aide et les listes couvrent 25 lignes, jusqu'à la ligne 26. Les lignes suivantes sont lues aussi."
        in (said)
    )


def test_the_same_template_has_the_same_bytes(
    cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    assert cli("template", "kits", "editions", "-o", one).code == 0
    # Another day, by the clock that archives are dated with.
    later = time.localtime(1_900_000_000)
    monkeypatch.setattr(time, "localtime", lambda *_: later)
    assert cli("template", "kits", "editions", "-o", two).code == 0
    assert one.read_bytes() == two.read_bytes()


def test_a_template_bears_the_date_that_is_given_or_none(cli: CommandLine, tmp_path: Path) -> None:
    with_date, without = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    assert cli("template", "kits", "-o", with_date, "--date", "2026-11-27").code == 0
    assert cli("template", "kits", "-o", without).code == 0
    told = zipfile.ZipFile(with_date).read("docProps/core.xml").decode()
    assert re.findall(r">(2026[^<]*)<", told) == ["2026-11-27T00:00:00Z"] * 2
    assert opened(with_date)["Mode d'emploi"]["A2"].value == "Modèle du 2026-11-27."
    silent = zipfile.ZipFile(without).read("docProps/core.xml").decode()
    assert "created" not in silent
    assert "modified" not in silent
    assert opened(without)["Mode d'emploi"]["A2"].value is None


# What the parts decide


def test_a_label_that_could_be_taken_for_another_entry_gives_way_to_its_code() -> None:
    listed = _list("epci_competences", "competence")
    values = [one.value for one in listed.choices]
    assert len(values) == len(set(values))
    assert all(len(value) <= 255 and ";" not in value for value in values)
    twice = [one for one in listed.choices if one.label == "Contrat local de sécurité transports"]
    assert len(twice) > 1
    assert all(one.value == one.code for one in twice)


def _list(table: str, column: str, language: str = "fr") -> ChoiceList:
    found = GROUP.table(f"{table}.csv")
    chosen = choices(language).of(found, next(one for one in found.file_columns if one.name == column))
    assert chosen is not None
    return chosen


def test_a_truth_value_is_yes_or_no_in_the_language_of_the_reader() -> None:
    entries = {
        language: [(one.value, one.code) for one in _list("actors", "helps_all", language).choices]
        for language in LANGUAGES
    }
    assert entries == {"fr": [("oui", "true"), ("non", "false")], "en": [("yes", "true"), ("no", "false")]}


def test_35_000_communes_are_no_list_to_choose_from() -> None:
    table = GROUP.table("practices.csv")
    column = next(one for one in table.file_columns if one.name == "communes")
    assert choices("fr").of(table, column) is None


def test_what_a_rule_requires_of_one_column_is_required() -> None:
    needs = {
        (table.table.url, column.column.name): column.need
        for table in described("fr")
        for column in table.columns
    }
    assert needs["practices.csv", "theme"] == "required"
    assert needs["practices.csv", "competences"] == "advised"
    assert needs["practices.csv", "start_year"] == "optional"
    # One of the three is enough.
    assert {needs["practices.csv", name] for name in ("communes", "epcis", "bodies")} == {"advised"}
    for table in described("fr"):
        for column in table.columns:
            if column.column.required:
                assert column.need == "required"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_of_a_cell_is_short_enough_and_keeps_its_end(language: str) -> None:
    for table in described(language):
        for column in table.columns:
            text = help_text(column, language)
            assert 0 < len(text) <= 255
            if column.column.separator:
                assert column.column.separator in text


def test_a_text_is_cut_after_a_word() -> None:
    assert shortened("un deux trois", 13) == "un deux trois"
    assert shortened("un deux trois", 12) == "un deux…"
    assert shortened("anticonstitutionnellement", 10) == "anticonst…"


def test_no_published_example_starts_as_a_formula() -> None:
    for table in described("fr"):
        for column in table.columns:
            assert not column.example.startswith(("=", "+", "-", "@", "\t")), (table.title, column.title)


def test_the_csv_template_reads_as_the_same_row(cli: CommandLine) -> None:
    ran = cli("template", "practices", "-f", "csv")
    header, example = csv.reader(io.StringIO(ran.out.removeprefix("\ufeff")), delimiter=";")
    table = next(one for one in described("fr") if one.table.url == "practices.csv")
    assert header == [column.title for column in table.columns]
    assert example == [column.example for column in table.columns]
