"""How a template looks: fonts, fills and widths, the same on every sheet."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from types import ModuleType
from typing import Any, Final

from ess_graph.publish.template.described import ADVISED, OPTIONAL, REQUIRED, TemplateColumn
from ess_graph.report.needed import needed

#: Fill and ink of a header by what is asked: each pair has a contrast of more than 7 to 1.
_HEADERS: Final = {
    REQUIRED: ("1F4E78", "FFFFFF"),
    ADVISED: ("BDD7EE", "000000"),
    OPTIONAL: ("EDEDED", "000000"),
}
_FONT: Final = "Calibri"
_EXAMPLE: Final = ("FFF8E1", "595959")
_NARROWEST: Final = 12
_WIDEST: Final = 44
#: The height of a line, in points.
_LINE: Final = 15
#: Characters that are read across a sheet of A3.
_PAGE: Final = 280
#: Columns of running text get more room.
_TEXT: Final = 60


class Look:
    """The styles of openpyxl, made once a workbook."""

    def __init__(self) -> None:
        self._styles: ModuleType = needed("openpyxl.styles", "xlsx")

    def _font(self, **said: Any) -> Any:
        # A font without a name is drawn in one that the spreadsheet chooses.
        return self._styles.Font(**{"name": _FONT, "size": 11, **said})

    def header(self, cell: Any, need: str) -> None:
        """Mark the header of a column: bold where it is required or advised."""
        fill, ink = _HEADERS[need]
        cell.font = self._font(bold=need != OPTIONAL, color=ink)
        cell.fill = self._styles.PatternFill("solid", fgColor=fill)
        cell.alignment = self._styles.Alignment(wrap_text=True, vertical="center")
        line = self._styles.Side(style="thin", color="7F7F7F")
        cell.border = self._styles.Border(bottom=line, right=line)

    def example(self, cell: Any) -> None:
        """Mark a cell of the example."""
        fill, ink = _EXAMPLE
        cell.font = self._font(italic=True, color=ink)
        cell.fill = self._styles.PatternFill("solid", fgColor=fill)
        cell.alignment = self.wrapped()

    def title(self, cell: Any, size: int = 14) -> None:
        """Mark the title of a sheet or of a part of it."""
        cell.font = self._font(bold=True, size=size, color="1F4E78")

    def bold(self, cell: Any) -> None:
        """Mark a word that stands out."""
        cell.font = self._font(bold=True)

    def wrapped(self) -> Any:
        """Return the alignment of text on several lines."""
        return self._styles.Alignment(wrap_text=True, vertical="top")


def width(column: TemplateColumn) -> int:
    """Return the width of a column, in characters: as its header, its example and its list need, within reason."""
    texts = [column.title, column.shown]
    if column.choices is not None:
        texts += [one.value for one in column.choices.choices]
    running = column.column.lang is not None and column.column.separator is None
    return max(_NARROWEST, min(max(map(len, texts)) + 3, _TEXT if running else _WIDEST))


def height(cells: Iterable[tuple[str, float]]) -> float:
    """Return the height of a row, in points, in which every text is read whole.

    A spreadsheet would find it when a row is edited, not when a file is opened.

    Args:
        cells: each text, with the width of its column.
    """
    lines = max((ceil(len(text) / width) for text, width in cells if text), default=1)
    return _LINE * max(lines, 1)


def print_setup(sheet: Any, rows: str, columns: str | None = None) -> None:
    """Print on A3 in landscape, with the headers on each page, and as few pages wide as can be read.

    Args:
        sheet: a sheet of openpyxl.
        rows: those to repeat, ``1:1``; nothing for none.
        columns: those to repeat, ``A:A``.
    """
    total = sum(dimension.width for dimension in sheet.column_dimensions.values())
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth = max(1, ceil(total / _PAGE))
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = rows or None
    sheet.print_title_cols = columns
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "&P / &N"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
