"""The sheet of instructions: how to fill the workbook, and what each column is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from ess_graph.publish.template.described import ADVISED, NEED_WORDS, TemplateTable
from ess_graph.publish.template.look import Look, height, print_setup
from ess_graph.text import message

_WIDTHS: Final = {"A": 26, "B": 20, "C": 13, "D": 46, "E": 46, "F": 52, "G": 34, "H": 22}
_HEADS: Final = (
    "template.head_title",
    "template.head_name",
    "template.head_need",
    "template.head_meaning",
    "template.head_form",
    "template.head_fix",
    "template.head_example",
    "template.head_rules",
)


def write_guide(
    book: Any,
    tables: Sequence[tuple[str, TemplateTable]],
    rows: int,
    look: Look,
    language: str,
    on: date | None,
) -> None:
    """Add the sheet of instructions.

    Args:
        book: a workbook of openpyxl.
        tables: the name of the sheet of each table, and the table.
        rows: how many rows of each sheet help and refuse.
        look: the styles.
        language: ``fr`` or ``en``.
        on: the date of the template, if it has one.
    """
    sheet = book.create_sheet(message("template.guide_sheet", language))
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    look.title(sheet.cell(1, 1, message("template.guide_title", language)))
    if on is not None:
        sheet.cell(2, 1, message("template.guide_date", language, date=on.isoformat()))
    at = 3
    for key in (
        "template.guide_example",
        "template.guide_values",
        "template.guide_lists",
        "template.guide_codes",
        "template.guide_headers",
    ):
        sheet.cell(at, 1, message(key, language))
        at += 1
    sheet.cell(at, 1, message("template.guide_rows", language, last=rows + 1, rows=rows))
    at += 1
    sheet.cell(at, 1, message("template.guide_rules", language))
    at += 2
    for need, (word, legend) in NEED_WORDS.items():
        look.header(sheet.cell(at, 1, message(word, language)), need)
        sheet.cell(at, 2, message(legend, language))
        at += 1
    for name, table in tables:
        at = _write_table(sheet, name, table, at + 1, look, language)
    print_setup(sheet, "")


def _write_table(sheet: Any, name: str, table: TemplateTable, at: int, look: Look, language: str) -> int:
    """Write what a table and its columns are, and return the row below."""
    look.title(sheet.cell(at, 1, message("template.guide_table", language, sheet=name)))
    at += 1
    for text in (table.title, table.description):
        if text and text != name:
            sheet.cell(at, 1, text)
            at += 1
    if table.rules:
        codes = ", ".join(rule.code for rule in table.rules)
        sheet.cell(at, 1, message("template.guide_row_rules", language, codes=codes))
        at += 1
    for place, key in enumerate(_HEADS, 1):
        look.header(sheet.cell(at, place, message(key, language)), ADVISED)
    at += 1
    for column in table.columns:
        texts = (
            column.title,
            column.column.name,
            message(NEED_WORDS[column.need][0], language),
            column.meaning,
            column.form,
            column.fix,
            column.shown,
            ", ".join(column.expected.codes),
        )
        for place, text in enumerate(texts, 1):
            cell = sheet.cell(at, place)
            if text:
                cell.value = text
                cell.data_type = "s"
            cell.alignment = look.wrapped()
            if place == 1:
                look.bold(cell)
        sheet.row_dimensions[at].height = height(zip(texts, _WIDTHS.values(), strict=True))
        at += 1
    return at
