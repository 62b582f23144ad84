"""A workbook to fill: a sheet for each table, instructions, and the lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import IO, Final

from ess_graph.model.table_schema import resource_name
from ess_graph.publish.template.data_sheet import write_data_sheet
from ess_graph.publish.template.described import TemplateTable
from ess_graph.publish.template.guide_sheet import write_guide
from ess_graph.publish.template.lists_sheet import used_lists, write_lists
from ess_graph.publish.template.look import Look
from ess_graph.report.needed import needed
from ess_graph.report.steady import save_steady
from ess_graph.text import message

#: Rows that help and refuse when nothing else is asked for.
ROWS: Final = 1_000
#: Excel takes no longer name of a sheet, nor one with these signs.
_LONGEST: Final = 31
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\']")


def write_workbook_template(
    tables: Sequence[TemplateTable],
    out: IO[bytes],
    language: str,
    *,
    rows: int = ROWS,
    on: date | None = None,
) -> None:
    """Write the workbook; the same tables, language and date give the same bytes.

    Args:
        tables: the tables, each a sheet.
        out: a binary stream.
        language: ``fr`` or ``en``, the language in which they were described.
        rows: how many rows, from the example on, help and refuse.
        on: the date of the template.

    Raises:
        SystemProblem: openpyxl is not installed.
    """
    book = needed("openpyxl", "xlsx").Workbook()
    book.remove(book.active)
    book.properties.creator = "ess-graph"
    book.properties.title = message("template.guide_title", language)
    book.properties.language = language
    look = Look()
    lists = used_lists(tables)
    places = write_lists(book, lists, look, language)
    named = [(sheet_name(table), table) for table in tables]
    for name, table in named:
        write_data_sheet(book, table, name, places, rows, look, language)
    write_guide(book, named, rows, look, language, on)
    if lists:
        # It was made first, so that the others could name it; it stands last.
        book.move_sheet(message("template.lists_sheet", language), len(named) + 1)
    book.active = 0
    save_steady(book, out, on)


def sheet_name(table: TemplateTable) -> str:
    """Return the name of the sheet of a table: its title, or the name of its file when the title is too long."""
    title = _NO_NAME.sub(" ", table.title).strip()
    return title if len(title) <= _LONGEST else resource_name(table.table.url)[:_LONGEST]
