"""The sheet of one table: headers, the example, and the cells that are to be filled."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from ess_graph.publish.template.described import TemplateColumn, TemplateTable
from ess_graph.publish.template.lists_sheet import Place
from ess_graph.publish.template.look import Look, height, print_setup, width
from ess_graph.publish.template.validation import validation
from ess_graph.report.needed import needed
from ess_graph.text import message

#: How Excel names a format: a text, so that the code 01001 keeps its zero; a whole number; a day.
_TEXT: Final = "@"
_FORMATS: Final = {"gYear": "0", "integer": "0", "nonNegativeInteger": "0", "positiveInteger": "0"}
_NUMBERS: Final = frozenset({"decimal", "double", "float"})
_DAYS: Final = {"fr": "dd/mm/yyyy", "en": "yyyy-mm-dd"}


def write_data_sheet(
    book: Any, table: TemplateTable, name: str, places: dict[str, Place], rows: int, look: Look, language: str
) -> None:
    """Add the sheet of a table.

    Args:
        book: a workbook of openpyxl.
        table: the table.
        name: the name of the sheet.
        places: where the lists stand, by their keys.
        rows: how many rows, from the example on, help and refuse.
        look: the styles.
        language: ``fr`` or ``en``.
    """
    letters = needed("openpyxl.utils", "xlsx").get_column_letter
    sheet = book.create_sheet(name)
    for at, column in enumerate(table.columns, 1):
        letter = letters(at)
        dimension = sheet.column_dimensions[letter]
        dimension.width = width(column)
        # Of the whole column, so that a cell that is filled later has it too.
        dimension.number_format = number_format(column, language)
        dimension.alignment = look.wrapped()
        look.header(sheet.cell(1, at, column.title), column.need)
        cell = sheet.cell(2, at)
        look.example(cell)
        _fill(cell, column, language)
        place = places.get(column.choices.key) if column.choices else None
        check = validation(column, place, language)
        check.add(f"{letter}2:{letter}{rows + 1}")
        sheet.add_data_validation(check)
    comment = needed("openpyxl.comments", "xlsx").Comment
    sheet["A2"].comment = comment(message("template.example_note", language), "ess-graph", 120, 280)
    sheet.row_dimensions[1].height = height((column.title, width(column)) for column in table.columns) + 6
    sheet.row_dimensions[2].height = height((column.shown, width(column)) for column in table.columns)
    sheet.freeze_panes = "B2"
    print_setup(sheet, "1:1", "A:A")


def number_format(column: TemplateColumn, language: str) -> str:
    """Return the format of the cells of a column, as Excel names it."""
    about = column.column
    if about.separator is not None or about.form is not None:
        return _TEXT
    if about.datatype == "date":
        return _DAYS[language]
    if about.datatype in _NUMBERS:
        return "General"
    return _FORMATS.get(about.datatype, _TEXT)


def _fill(cell: Any, column: TemplateColumn, language: str) -> None:
    """Write a cell of the example, as a number or a day where the column has them."""
    cell.number_format = form = number_format(column, language)
    if not column.shown:
        return
    if form == _TEXT:
        cell.value = column.shown
        # openpyxl takes a text that starts with "=" for a formula.
        cell.data_type = "s"
    elif form == _DAYS[language]:
        cell.value = date.fromisoformat(column.shown)
    else:
        cell.value = float(column.shown) if column.column.datatype in _NUMBERS else int(column.shown)
