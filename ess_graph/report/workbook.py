"""An Excel workbook (.xlsx) in which a text is a text and a number is a number."""

from __future__ import annotations

import re
from typing import IO, Any, Final

from ess_graph.errors import UsageProblem
from ess_graph.report.listing import Listing, for_a_person, number, term_at
from ess_graph.report.needed import needed

#: The limits of the format: rows of a sheet, characters of a cell, digits of a number.
MAX_ROWS: Final = 1_048_576
MAX_TEXT: Final = 32_767
_MAX_EXACT: Final = 10**15
_WIDEST: Final = 60
_NO_SHEET_NAME: Final = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")


def write_workbook(listing: Listing, out: IO[bytes]) -> None:
    """Write the rows as a workbook of one sheet, with a bold header that stays in sight.

    Raises:
        SystemProblem: openpyxl is not installed.
        UsageProblem: there are more rows than a sheet holds.
    """
    if len(listing.rows) >= MAX_ROWS:
        raise UsageProblem("output.too_many_rows", found=len(listing.rows), limit=MAX_ROWS - 1)
    openpyxl = needed("openpyxl", "xlsx")
    styles = needed("openpyxl.styles", "xlsx")
    book = openpyxl.Workbook(write_only=True)
    book.properties.title = _clean(listing.about.title)
    book.properties.creator = "ess-graph"
    sheet = book.create_sheet(
        _NO_SHEET_NAME.sub(" ", listing.about.title).strip()[:31].strip() or "ess-graph"
    )
    sheet.freeze_panes = "A2"
    letters = needed("openpyxl.utils", "xlsx").get_column_letter
    for place, width in enumerate(_widths(listing), start=1):
        sheet.column_dimensions[letters(place)].width = width
    make = needed("openpyxl.cell", "xlsx").WriteOnlyCell
    bold, wrapped = styles.Font(bold=True), styles.Alignment(wrap_text=True, vertical="top")

    def cell(value: Any) -> Any:
        made = make(sheet, value=value)
        if isinstance(value, str):
            # openpyxl takes a text that starts with "=" for a formula; and a text is shown on several lines.
            made.data_type = "s"
            made.alignment = wrapped
        return made

    header = [cell(_clean(title)) for title in listing.titles]
    for one in header:
        one.font = bold
    sheet.append(header)
    for index, row in enumerate(listing.rows):
        sheet.append([cell(_value(value, term_at(listing, index, p))) for p, value in enumerate(row)])
    if listing.rows:
        sheet.auto_filter.ref = f"A1:{letters(len(listing.keys))}{len(listing.rows) + 1}"
    book.save(out)


def _value(value: Any, term: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, bool):
        return value
    found = number(value, term)
    # A spreadsheet keeps 15 digits: a longer number would be changed.
    if found is not None and abs(found) < _MAX_EXACT:
        return found
    return _clean(str(value))


def _clean(text: str) -> str:
    shown = for_a_person(text)
    return shown if len(shown) <= MAX_TEXT else f"{shown[: MAX_TEXT - 1]}…"


def _widths(listing: Listing) -> list[int]:
    widths = []
    for place, title in enumerate(listing.titles):
        texts = [title, *(for_a_person(row[place]) for row in listing.rows)]
        longest = max(len(line) for text in texts for line in text.splitlines() or [""])
        widths.append(max(8, min(longest + 3, _WIDEST)))
    return widths
