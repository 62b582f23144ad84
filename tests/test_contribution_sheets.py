"""Whole contributions: the same faults at the same places, whatever the file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from ess_graph.contribution.cells import CellReader
from ess_graph.contribution.columns import CONTRIBUTED
from ess_graph.contribution.references import References
from ess_graph.contribution.sheets import Sheet, add_own_rows, open_sheets
from ess_graph.model.choices import Choices
from ess_graph.model.code_lists import read_code_lists
from ess_graph.model.contribution import help_sheets
from ess_graph.resources import folder
from ess_graph.tables.problem import Problem
from ess_graph.text import LANGUAGES
from tests.conftest import CommandLine
from tests.spreadsheets import book, codes_of, ods_row, ods_table, raw_ods, raw_xlsx, saved, text_cell

REFERENCES = References.published()
HEADER = [
    "Identifiant",
    "Titre",
    "Description",
    "Nature",
    "Thème",
    "Besoins",
    "Types de service",
    "Communes",
    "Année de départ",
    "Adresse de la source",
    "Confiance",
]
GOOD = [
    "p-0",
    "Une épicerie",
    "Une épicerie « à côté ».",
    "Pratique de l'ESS",
    "Alimentation",
    "cantine-bio-locale",
]
GOOD += ["restauration scolaire", "Rennes", "2015", "https://example.org/a", "Élevée"]
#: Column, what stands there, and the code of the problem.
PLANTED = [
    (0, "Mon idée", "CEL-FORM"),
    (3, "Pratique de l'EES", "CEL-CODE"),
    (4, "", "CEL-REQUIRED"),
    (5, "cantine-bio-locale, acces-culture", "CEL-SEPARATOR"),
    (7, "1001", "CEL-ZERO"),
    (7, "69159", "CEL-FORMER"),
    (7, "Saint-Denis", "CEL-AMBIGUOUS"),
    (8, "vers 2012", "CEL-YEAR"),
    (9, "www.example.org", "CEL-URL"),
    (6, "restauration scolaire; à compléter", "CEL-UNKNOWN"),
]


def rows() -> list[list[str]]:
    found = [HEADER, GOOD]
    for number, (column, text, _) in enumerate(PLANTED, 1):
        row = [*GOOD]
        row[0] = f"p-{number}"
        row[column] = text
        found.append(row)
    return found


def as_csv(encoding: str, separator: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows())
    return out.getvalue().encode(encoding)


def as_xlsx() -> bytes:
    made = book()
    for row in rows():
        made.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    return saved(made)


def as_ods() -> bytes:
    return raw_ods(ods_table("Feuille1", *(ods_row(*row) for row in rows())))


def checked(content: bytes | Path, name: str) -> tuple[list[Sheet], list[Problem]]:
    source = content if isinstance(content, Path) else io.BytesIO(content)
    sheets = list(open_sheets(source, REFERENCES, name))
    problems = [problem for sheet in sheets for row in sheet.rows(REFERENCES) for problem in row.problems]
    return sheets, problems


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (as_csv("utf-8", ","), "envoi.csv"),
        (as_csv("cp1252", ";"), "envoi.csv"),
        (as_csv("utf-16", "\t"), "envoi.txt"),
        (as_xlsx(), "envoi.xlsx"),
        (as_ods(), "envoi.ods"),
    ],
    ids=["csv", "excel-csv", "unicode-text", "xlsx", "ods"],
)
def test_ten_faults_are_found_at_their_cells_whatever_the_file(content: bytes, name: str) -> None:
    (sheet,), problems = checked(content, name)
    assert sheet.match.problems == ()
    assert [(one.row, one.column, one.code) for one in problems] == [
        (row, column, code) for row, (column, _, code) in enumerate(PLANTED, 3)
    ]
    assert [one.header for one in problems] == [HEADER[column] for column, _, _ in PLANTED]
    assert {one.file for one in problems} == {name}


@pytest.mark.parametrize("url", CONTRIBUTED)
def test_the_published_tables_have_no_fault(url: str) -> None:
    (sheet,), problems = checked(folder("data") / url, url)
    assert sheet.problems() == []
    assert problems == []


def test_the_values_of_a_published_row_are_those_of_the_table() -> None:
    (sheet,) = open_sheets(folder("data") / "practices.csv", REFERENCES)
    with (folder("data") / "practices.csv").open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    read = list(sheet.rows(REFERENCES))
    assert [row.number for row in read] == list(range(2, len(table) + 2))
    for row, told in zip(read, table, strict=True):
        assert row.values == {
            name: tuple(text.split(";")) if sheet_column(sheet, name) else (text,)
            for name, text in told.items()
            if text
        }


def sheet_column(sheet: Sheet, name: str) -> bool:
    """Tell whether a column holds several values."""
    return next(one.column for one in sheet.match.columns if one.column.name == name).separator is not None


def test_header_problems_are_known_before_any_row() -> None:
    text = "Identifant;Titre;Description;Nature;Thème\n" + "x;y;z;t;u\n" * 30 + '"v\n'
    (sheet,) = open_sheets(io.BytesIO(text.encode()), REFERENCES, "pratiques.csv")
    assert [(one.code, one.column) for one in sheet.problems()] == [
        ("HDR-NEAR", 0),
        *[("HDR-MISSING", None)] * 4,
    ]


def test_a_formula_without_a_value_is_told_once_even_where_a_value_is_required() -> None:
    cells = "".join(text_cell(f"{chr(65 + i)}1", text) for i, text in enumerate(HEADER))
    row = "".join(text_cell(f"{chr(65 + i)}2", text) for i, text in enumerate(GOOD) if i != 4)
    (sheet,), problems = checked(
        raw_xlsx(f'<row r="1">{cells}</row><row r="2">{row}<c r="E2"><f>X1</f></c></row>'), "envoi.xlsx"
    )
    assert problems == []
    assert [(one.code, one.row, one.column, one.header) for one in sheet.problems()] == [
        ("TAB-FORMULA", 2, 4, "Thème")
    ]


def test_one_table_of_a_contribution_may_refer_to_another() -> None:
    text = "Pratique;Modes de gestion;Adresse de la source;Confiance\np-0;;https://example.org/a;Élevée\n"
    missing = [problem.code for problem in checked(text.encode(), "gestion.csv")[1]]
    assert missing == ["CEL-REFERENCE"]
    references = References.published()
    references.add("practices.csv", {"id": ("p-0",), "title_fr": ("Une épicerie",)})
    for said in ("p-0", "Une épicerie"):
        (sheet,) = open_sheets(io.BytesIO(text.replace("p-0", said).encode()), references, "gestion.csv")
        (row,) = sheet.rows(references)
        assert (row.values["practice"], row.problems) == (("p-0",), ())


def test_the_sheets_of_one_workbook_refer_to_each_other_in_any_order() -> None:
    made = book()
    made.active.title = "Gestion"
    for row in (
        ["Pratique", "Exploitants", "Adresse de la source", "Confiance"],
        ["p-0", "Les Voisins", "https://example.org/a", "Élevée"],
        ["p-9", "les-voisins", "https://example.org/a", "Élevée"],
    ):
        made.active.append(row)
    for title, rows in {
        "Pratiques": [HEADER, GOOD],
        "Acteurs": [["Identifiant", "Nom", "Nature"], ["les-voisins", "Les Voisins", "operateur"]],
    }.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    references = References.published()
    sheets = list(open_sheets(io.BytesIO(saved(made)), references, "envoi.xlsx"))
    add_own_rows(sheets, references)
    first, second = sheets[0].rows(references)
    assert (first.values["practice"], first.values["operators"], first.problems) == (
        ("p-0",),
        ("les-voisins",),
        (),
    )
    assert [(one.code, one.value) for one in second.problems] == [("CEL-REFERENCE", "p-9")]


def test_a_sheet_that_is_not_recognised_has_no_rows() -> None:
    (sheet,) = open_sheets(io.BytesIO(b"Ville;Tel\na;b\n"), REFERENCES, "a.csv")
    assert list(sheet.rows(REFERENCES)) == []
    assert codes_of(sheet.problems()) == ["HDR-NO-TABLE"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("url", CONTRIBUTED)
def test_every_entry_of_the_lists_of_a_template_is_read_as_its_code(url: str, lang: str) -> None:
    table = REFERENCES.group.table(url)
    files = (folder("ontology") / name for name in ("schemes.ttl", "concepts.ttl"))
    lists = Choices(REFERENCES.group, read_code_lists(*files), lang)
    for column in table.file_columns:
        entries = lists.of(table, column)
        reader = CellReader(table, column, REFERENCES)
        for entry in entries.choices if entries else ():
            assert reader.read(entry.value) == ((entry.code,), ()), (column.name, entry)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("table", ["practices", "actors", "sheets", "arrangements"])
def test_a_template_is_read_as_it_is_given(
    table: str, lang: str, form: str, tmp_path: Path, cli: CommandLine
) -> None:
    path = tmp_path / f"{table}.{form}"
    assert cli("template", table, "-o", path, "--lang", lang).code == 0
    sheets = list(open_sheets(path, REFERENCES, passed_over=help_sheets()))
    (sheet,) = sheets
    assert sheet.match.table is REFERENCES.group.table(f"{table}.csv")
    found = [problem for row in sheet.rows(REFERENCES) for problem in row.problems]
    assert [(one.code, one.header, one.value) for one in found] == []
    assert codes_of(sheet.problems()) == []
