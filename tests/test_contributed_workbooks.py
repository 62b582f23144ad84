"""Workbooks as contributors send them: the values that stand there, and what a library does not tell of them."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ess_graph.tables.problem import Problem
from ess_graph.tables.rows import SourceTable
from ess_graph.tables.workbook import text_of
from tests.spreadsheets import (
    book,
    cells_of,
    codes_of,
    ods_row,
    ods_table,
    raw_ods,
    raw_xlsx,
    read,
    saved,
    table_of,
    tables_of,
    text_cell,
    xlsx,
)


@pytest.fixture(params=["usual", "very large"], autouse=True)
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read each workbook by the road of the usual ones, and by that of the very large."""
    if request.param == "very large":
        monkeypatch.setattr("ess_graph.tables.survey.BIG", -1)


def places(problems: list[Problem], code: str) -> list[tuple[int | None, int | None]]:
    return [(one.row, one.column) for one in problems if one.code == code]


def test_numbers_dates_and_truth_values_are_read_as_texts() -> None:
    rows = cells_of(
        xlsx(
            ("Nom", "a", "b", "c", "d", "e"),
            ("x", 5710, 5710.0, 0.1 + 0.2, datetime.date(2024, 12, 31), True),
            ("y", 1e-7, 35238001000012, -3, datetime.datetime(2024, 12, 31, 14, 5), False),
        ),
        "a.xlsx",
    )
    assert rows[1] == ("x", "5710", "5710", "0.3", "2024-12-31", "true")
    assert rows[2] == ("y", "0.0000001", "35238001000012", "-3", "2024-12-31T14:05:00", "false")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.234567890123457e18, "1234567890123460000"),
        (datetime.time(3, 4), "03:04:00"),
        (datetime.timedelta(hours=30), "30:00:00"),
        ("5710.0", "5710.0"),
    ],
)
def test_a_value_has_the_text_that_a_spreadsheet_shows(value: str | float, text: str) -> None:
    assert text_of(value) == text


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff_"), max_size=15
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TEXTS, TEXTS).filter(lambda row: any(map(str.strip, row))), max_size=5))
def test_the_texts_of_a_workbook_are_read_back(rows: list[tuple[str, str]]) -> None:
    made = book()
    for number, row in enumerate([("Nom", "Note"), *rows], 1):
        for column, text in enumerate(row, 1):
            cell = made.active.cell(number, column, text)
            # A text that starts with "=" is a text here.
            cell.data_type = "s"
    assert cells_of(saved(made), "a.xlsx") == [("Nom", "Note"), *rows]


def test_a_hidden_sheet_is_named_and_read_only_when_asked() -> None:
    made = book()
    made.active.append(["Nom"])
    made.active.append(["a"])
    hidden = made.create_sheet("Cachée")
    hidden.sheet_state = "hidden"
    hidden.append(["Nom"])
    hidden.append(["secret"])
    content = saved(made)
    shown, named = tables_of(content, "a.xlsx")
    assert (shown.hidden, named.hidden, named.sheet) == (False, True, "Cachée")
    assert (named.header, list(named.rows()), codes_of(named.problems)) == ((), [], ["TAB-SHEET-HIDDEN"])
    _, asked = tables_of(content, "a.xlsx", read_hidden=True)
    assert [row.cells for row in asked.rows()] == [("secret",)]
    assert asked.hidden


def test_a_sheet_that_is_known_to_hold_no_table_is_passed_over() -> None:
    made = book()
    made.active.append(["Nom"])
    made.create_sheet("Listes").append(["Nom"])
    assert [one.sheet for one in tables_of(saved(made), "a.xlsx", passed_over={"Listes"})] == ["Sheet"]


def test_rows_and_columns_have_the_numbers_that_the_spreadsheet_shows() -> None:
    made = book()
    made.active["C4"] = "Nom"
    made.active["D4"] = "Ville"
    made.active["C9"] = "a"
    made.active["D9"] = "b"
    table = table_of(saved(made), "a.xlsx")
    assert (table.header_row, [cell.text for cell in table.header]) == (4, ["", "", "Nom", "Ville"])
    assert [(row.number, row.cells) for row in table.rows()] == [(9, ("", "", "a", "b"))]
    assert places(table.problems, "TAB-ROW-EMPTY") == [(5, None)]


def test_merged_header_cells_are_told() -> None:
    made = book()
    made.active.append(["Nom", "Lieu", None, "Année"])
    made.active.append(["a", "b", "c", 2024])
    made.active.merge_cells("B1:C1")
    made.active["C2"] = "c"
    _, rows, problems = read(saved(made), "a.xlsx")
    assert rows[0].cells == ("a", "b", "c", "2024")
    assert places(problems, "TAB-HEADER-MERGED") == [(1, 1)]
    assert places(problems, "TAB-COLUMN-UNNAMED") == [(2, 2)]


def test_a_header_merged_over_two_rows_names_its_column_in_the_second() -> None:
    made = book()
    made.active.append(["Nom", "Lieu", None])
    made.active.append([None, "Commune", "Code"])
    made.active.append(["a", "b", "c"])
    made.active.merge_cells("A1:A2")
    made.active.merge_cells("B1:C1")
    table = table_of(
        saved(made),
        "a.xlsx",
        header_score=lambda cells: sum(name in ("Nom", "Commune", "Code") for name in cells),
    )
    assert [cell.text for cell in table.header] == ["Nom", "Commune", "Code"]
    assert places(table.problems, "TAB-ROWS-ABOVE") == [(2, None)]
    assert [row.cells for row in table.rows()] == [("a", "b", "c")]


def test_the_stored_value_of_a_formula_is_taken_and_nothing_is_computed() -> None:
    rows = (
        f'<row r="1">{text_cell("A1", "Nom")}{text_cell("B1", "Nombre")}</row>'
        f'<row r="2">{text_cell("A2", "a")}<c r="B2"><f>1+1</f><v>41</v></c></row>'
        f'<row r="3">{text_cell("A3", "b")}<c r="B3"><f>1+1</f><v></v></c></row>'
        f'<row r="4">{text_cell("A4", "c")}<c r="B4" t="str"><f>IF(A1="",1,"")</f><v></v></c></row>'
        f'<row r="5">{text_cell("A5", "d")}<c r="B5"><f>1+1</f></c></row>'
    )
    _, found, problems = read(raw_xlsx(rows), "a.xlsx")
    assert [row.cells for row in found] == [("a", "41"), ("b", ""), ("c", ""), ("d", "")]
    assert [sorted(row.unread) for row in found] == [[], [1], [], [1]]
    assert places(problems, "TAB-FORMULA") == [(3, 1), (5, 1)]


def test_an_error_stands_in_the_cell_as_the_spreadsheet_shows_it() -> None:
    rows = (
        f'<row r="1">{text_cell("A1", "Nom")}{text_cell("B1", "Nombre")}</row>'
        f'<row r="2">{text_cell("A2", "a")}<c r="B2" t="e"><f>X</f><v>#REF!</v></c></row>'
        '<row r="3"><c r="A3" t="e"><v>#N/A</v></c></row>'
    )
    _, found, problems = read(raw_xlsx(rows), "a.xlsx")
    assert [row.cells for row in found] == [("a", "#REF!"), ("#N/A", "")]
    assert problems == []


def test_an_empty_sheet_is_told() -> None:
    made = book()
    made.active.append(["Nom"])
    made.create_sheet("Feuil2")
    _, empty = tables_of(saved(made), "a.xlsx")
    assert codes_of(empty.problems) == ["TAB-SHEET-EMPTY"]
    assert list(empty.rows()) == []


def test_formats_far_from_the_table_reach_nowhere() -> None:
    rows = (
        f'<row r="1">{text_cell("A1", "Nom")}<c r="XFD1" s="0"/></row><row r="2">{text_cell("A2", "a")}</row>'
        '<row r="1048576"><c r="A1048576" s="0"/></row>'
    )
    assert cells_of(raw_xlsx(rows), "a.xlsx") == [("Nom",), ("a",)]


def test_the_prefix_of_the_namespace_is_the_writers_choice() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    part = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="1"><x:c r="B1"><x:v>1</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="B2"><x:f>1+1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    )
    table = table_of(raw_xlsx("", more={"xl/worksheets/sheet1.xml": part}), "a.xlsx")
    assert places(table.problems, "TAB-FORMULA") == [(2, 1)]


def ods_cell(kind: str, text: str, value: str) -> str:
    return f'<table:table-cell office:value-type="{kind}" {value}><text:p>{text}</text:p></table:table-cell>'


def odf(*rows: str) -> bytes:
    return raw_ods(ods_table("Feuille1", *rows))


def test_the_sheet_of_an_opendocument_spreadsheet_is_read() -> None:
    number = ods_cell("float", "5 710", 'office:value="5710"')
    day = ods_cell("date", "31/12/24", 'office:date-value="2024-12-31"')
    yes = ods_cell("boolean", "VRAI", 'office:boolean-value="true"')
    rows = cells_of(
        odf(ods_row("a", "b", "c"), f"<table:table-row>{number}{day}{yes}</table:table-row>"), "a.ods"
    )
    assert rows == [("a", "b", "c"), ("5710", "2024-12-31", "true")]


def test_formulas_errors_and_merged_cells_of_an_opendocument_sheet_are_told() -> None:
    merged = (
        '<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="2">'
        "<text:p>Lieu</text:p></table:table-cell><table:covered-table-cell/>"
        '<table:table-cell office:value-type="string"><text:p>Nom</text:p></table:table-cell></table:table-row>'
    )
    cells = (
        '<table:table-row><table:table-cell table:formula="of:=1+1"/><table:table-cell/>'
        '<table:table-cell table:formula="of:=#REF!" office:value-type="string" office:string-value="">'
        "<text:p>#REF!</text:p></table:table-cell></table:table-row>"
    )
    _, rows, problems = read(odf(merged, ods_row("", "", "x"), cells), "a.ods")
    assert rows[1].cells == ("", "", "#REF!")
    assert rows[1].unread == {0}
    assert places(problems, "TAB-HEADER-MERGED") == [(1, 0)]
    assert places(problems, "TAB-FORMULA") == [(3, 0)]


def test_rows_that_stand_for_many_are_counted() -> None:
    many = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    last = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    table = table_of(odf(ods_row("Nom"), many, ods_row("a"), last), "a.ods")
    assert [(row.number, row.cells) for row in table.rows()] == [(5, ("a",))]


@pytest.mark.parametrize("make", [lambda: xlsx(["Nom"], ["a"]), lambda: odf(ods_row("Nom"), ods_row("a"))])
def test_a_workbook_named_csv_is_read_by_its_content(make: Callable[[], bytes]) -> None:
    table: SourceTable = table_of(make(), "table.csv")
    assert [row.cells for row in table.rows()] == [("a",)]
    assert codes_of(table.problems) == ["TAB-EXTENSION"]


def test_a_csv_named_xlsx_is_read_by_its_content() -> None:
    _, rows, problems = read(b"Nom;Ville\na;b\n", "table.xlsx")
    assert rows[0].cells == ("a", "b")
    assert codes_of(problems) == ["TAB-EXTENSION"]
    assert "csv" in problems[0].message("fr")
