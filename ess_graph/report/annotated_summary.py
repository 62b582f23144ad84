"""The first sheet of an annotated workbook: the verdict, how many findings, and one row a finding with a link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from functools import partial
from math import ceil
from typing import Any, Final

from ess_graph.report.finding import SEVERITIES, kind_of
from ess_graph.report.findings.verdicts import (
    file_line,
    footer,
    number_of,
    remarks,
    severity_word,
    where,
)
from ess_graph.report.located import LocatedFinding
from ess_graph.report.needed import needed
from ess_graph.report.original import write
from ess_graph.report.verdict import ContributionReport, FileVerdict
from ess_graph.text import LANGUAGES, message

#: The columns, with their widths.
_COLUMNS: Final = (
    ("severity", 15),
    ("sheet", 20),
    ("where", 9),
    ("header", 20),
    ("found", 28),
    ("wrong", 52),
    ("mend", 44),
    ("replacement", 28),
    ("rule", 26),
)
_LINE: Final = 15
_MOST_LINES: Final = 12
_LINK: Final = "FF0B5C8A"
_HEAD: Final = "FF2F4B59"


def write_summary(
    book: Any,
    links: Iterable[tuple[LocatedFinding, str]],
    verdict: FileVerdict,
    report: ContributionReport,
    lang: str,
    colours: Mapping[str, str],
) -> None:
    """Write the sheet before all others, and open the workbook on it.

    Args:
        book: the workbook of openpyxl.
        links: the findings, each with the cell that it stands in, ``""`` for none.
        verdict: the verdict on the file.
        report: the report that it is of.
        lang: the language.
        colours: the colour of each severity.
    """
    styles = needed("openpyxl.styles", "xlsx")
    sheet = book.create_sheet(_title(book, lang), 0)
    letters = needed("openpyxl.utils", "xlsx").get_column_letter
    for place, (_, width) in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[letters(place)].width = width
    sheet.sheet_view.showGridLines = False
    font = partial(styles.Font, name=sheet["A1"].font.name)
    write(sheet["A1"], message("checked.title", lang))
    sheet["A1"].font = font(bold=True, size=16)
    row = 2
    for text in (verdict.file, file_line(verdict, report.fail_on, lang), *remarks(verdict, lang)):
        write(sheet.cell(row, 1), text)
        row += 1
    sheet["A3"].font = font(bold=True)
    for severity, count in verdict.counts().items():
        cell = sheet.cell(row, 1)
        write(cell, number_of(count, severity, lang))
        cell.fill = styles.PatternFill("solid", fgColor=colours[severity])
        row += 1
    head = row + 1
    for place, (key, _) in enumerate(_COLUMNS, 1):
        cell = sheet.cell(head, place)
        write(cell, message(f"checked_head.{key}", lang))
        cell.font = font(bold=True, color="FFFFFFFF")
        cell.fill = styles.PatternFill("solid", fgColor=_HEAD)
        cell.alignment = styles.Alignment(vertical="center")
    row, known = head, dict[str, Any]()
    for row, (one, target) in enumerate(sorted(links, key=_rank), head + 1):
        _row(sheet, row, one, target, report, lang, colours, known)
    if row > head:
        sheet.auto_filter.ref = f"A{head}:{letters(len(_COLUMNS))}{row}"
    write(sheet.cell(row + 2, 1), footer(report, lang))
    sheet.cell(row + 2, 1).font = font(italic=True, color="FF5A6367")
    sheet.freeze_panes = f"A{head + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = needed("openpyxl.worksheet.properties", "xlsx").PageSetupProperties(
        fitToPage=True
    )
    _open_on(book, sheet)


def _rank(link: tuple[LocatedFinding, str]) -> int:
    return SEVERITIES.index(kind_of(link[0].severity))


def _title(book: Any, lang: str) -> str:
    """Return a name that no sheet has: an annotated workbook may be annotated again."""
    title = name = message("checked.summary", lang)
    number = 2
    while name.casefold() in {one.casefold() for one in book.sheetnames}:
        name = f"{title} ({number})"
        number += 1
    return name


def _row(
    sheet: Any,
    row: int,
    one: LocatedFinding,
    target: str,
    report: ContributionReport,
    lang: str,
    colours: Mapping[str, str],
    known: dict[str, Any],
) -> None:
    at, fix = one.place, one.fix
    replacement = fix.replacement if fix is not None and fix.replacement is not None else ""
    values = (
        severity_word(one.severity, lang),
        at.sheet or "",
        _where(one, lang),
        at.header or "",
        one.value,
        one.message.text(lang),
        one.advice(lang),
        replacement,
        f"{report.rule(one.code).title.text(lang)} ({one.code})",
    )
    kinds = {1: kind_of(one.severity), 3: "link" if target else ""}
    for place, value in enumerate(values, 1):
        cell = sheet.cell(row, place)
        _style(cell, kinds.get(place, ""), colours, known)
        if value:
            write(cell, value)
    # No spreadsheet computes the height of a row that is not there: LibreOffice would show one line.
    widths = (width for _, width in _COLUMNS)
    lines = max(ceil(len(text) * 1.1 / width) for text, width in zip(values, widths, strict=True))
    sheet.row_dimensions[row].height = _LINE * min(max(lines, 1), _MOST_LINES) + 3
    if target:
        cell = sheet.cell(row, 3)
        # A place in this workbook is a location, not an address (ECMA-376 part 1 §18.3.1.47).
        cell.hyperlink = needed("openpyxl.worksheet.hyperlink", "xlsx").Hyperlink(
            ref=cell.coordinate, location=target, display=_where(one, lang)
        )


def _style(cell: Any, kind: str, colours: Mapping[str, str], known: dict[str, Any]) -> None:
    """Give a cell the style of its kind: made once, as openpyxl compares a new one with all that there are."""
    if kind in known:
        cell._style = copy(known[kind])
        return
    styles = needed("openpyxl.styles", "xlsx")
    if kind == "link":
        cell.font = styles.Font(name=cell.font.name, color=_LINK, underline="single")
    elif kind:
        cell.fill = styles.PatternFill("solid", fgColor=colours[kind])
    cell.alignment = styles.Alignment(wrap_text=True, vertical="top")
    cell.border = styles.Border(bottom=styles.Side("thin", color="FFE2DFD8"))
    known[kind] = copy(cell._style)


def _where(one: LocatedFinding, lang: str) -> str:
    """Return a row by its number: its sheet has a column of its own."""
    at = one.place
    return message("located.row", lang, row=at.row) if at.row and at.column is None else where(one, lang)


def _open_on(book: Any, sheet: Any) -> None:
    """Select a sheet, and no other: with several selected, a spreadsheet would write into all of them."""
    book.active = book.index(sheet)
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet


def summary_titles() -> frozenset[str]:
    """Return the names of the sheet in each language, which whoever reads the workbook again passes over.

    >>> sorted(summary_titles())
    ['Résumé du contrôle', 'Summary of the check']
    """
    return frozenset(message("checked.summary", lang) for lang in LANGUAGES)
