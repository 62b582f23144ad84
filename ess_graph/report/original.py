"""A contributor's file as a workbook of openpyxl: an XLSX as it is, the rows of a CSV or ODS in a new one."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from ess_graph.errors import TableProblem, UsageProblem
from ess_graph.report.csv_text import CsvText
from ess_graph.report.listing import for_a_person
from ess_graph.report.needed import needed
from ess_graph.report.workbook import MAX_ROWS, MAX_TEXT
from ess_graph.tables.archive import open_archive
from ess_graph.tables.content import Content
from ess_graph.tables.kind import kind_of
from ess_graph.tables.workbook import workbook_kind

_NO_SHEET_NAME: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_LONGEST_NAME: Final = 31
#: What openpyxl raises on a file that is not as it should be; the errors of XML parsers are syntax errors of Python's.
_DAMAGED: Final = (
    zipfile.BadZipFile,
    SyntaxError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
)


def as_workbook(content: Content) -> tuple[Any, dict[str | None, Any]]:
    """Return the workbook, and its sheets by the names that places call them (``None``: the one of a CSV file).

    Raises:
        InputProblem: the file cannot be read.
        SystemProblem: openpyxl is not installed.
        TableProblem: it is no table, or damaged.
        UsageProblem: it has more rows than a sheet.
    """
    with content.open() as stream:
        kind = kind_of(stream, content.name)
        if kind == "zip":
            kind = workbook_kind(open_archive(stream, content.name), content.name)
    if kind == "xlsx":
        book = _loaded(content)
        return book, {sheet.title: sheet for sheet in book.worksheets}
    book = needed("openpyxl", "xlsx").Workbook()
    book.remove(book.active)
    rows = _ods_sheets(content) if kind == "ods" else [(None, _csv_rows(content))]
    return book, {name: _filled(book, name or content.name, cells, content.name) for name, cells in rows}


def _loaded(content: Content) -> Any:
    openpyxl = needed("openpyxl", "xlsx")
    try:
        with warnings.catch_warnings(), content.open() as stream:
            # It warns of extensions that it leaves out (a slicer, a sparkline): nobody can act on that here.
            warnings.simplefilter("ignore", UserWarning)
            return openpyxl.load_workbook(stream, rich_text=True)
    except _DAMAGED as error:
        raise TableProblem("table.damaged", file=content.name, reason=error) from error


def _csv_rows(content: Content) -> Iterator[Sequence[str]]:
    return (record.cells for record in CsvText(content).records() if record.number)


def _ods_sheets(content: Content) -> Iterator[tuple[str, Iterator[Sequence[Any]]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(content.path) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                left = [""] * (sheet.start[1] if sheet.start else 0)
                yield name, (left + row for row in sheet.iter_rows())
    except CalamineError as error:
        raise TableProblem("table.damaged", file=content.name, reason=error) from error


def _filled(book: Any, name: str, rows: Iterable[Sequence[Any]], file: str) -> Any:
    sheet = book.create_sheet(name.translate(_NO_SHEET_NAME).strip("' ")[:_LONGEST_NAME])
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS:
            raise UsageProblem("output.too_many_rows", found=f"{file} : > {MAX_ROWS}", limit=MAX_ROWS)
        for column, value in enumerate(row, 1):
            if value != "":
                write(sheet.cell(number, column), value)
    return sheet


def write(cell: Any, value: Any) -> None:
    """Write a value into a cell; a text is a text, whatever it starts with, and stays one when it is edited.

    Args:
        cell: a cell of openpyxl.
        value: a text, a number, a date.
    """
    if not isinstance(value, str):
        cell.value = value
        return
    shown = value if value.isprintable() else for_a_person(value)
    cell.value = shown if len(shown) <= MAX_TEXT else f"{shown[: MAX_TEXT - 1]}…"
    # openpyxl takes a text that starts with "=" for a formula; a spreadsheet does so when the cell is edited, unless
    # the style of the cell says that the text is quoted (ECMA-376 part 1 §18.8.45, quotePrefix).
    cell.data_type = "s"
    if shown.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True
