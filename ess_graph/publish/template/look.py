"""How a template looks: fonts, fills and widths, the same on every sheet."""

from __future__ import annotations

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
_EXAMPLE: Final = ("FFF8E1", "595959")
_NARROWEST: Final = 12
_WIDEST: Final = 44
#: Columns of running text get more room.
_TEXT: Final = 60


class Look:
    """The styles of openpyxl, made once a workbook."""

    def __init__(self) -> None:
        self._styles: ModuleType = needed("openpyxl.styles", "xlsx")

    def header(self, cell: Any, need: str) -> None:
        """Mark the header of a column: bold where it is required or advised."""
        fill, ink = _HEADERS[need]
        cell.font = self._styles.Font(bold=need != OPTIONAL, color=ink)
        cell.fill = self._styles.PatternFill("solid", fgColor=fill)
        cell.alignment = self._styles.Alignment(wrap_text=True, vertical="center")
        line = self._styles.Side(style="thin", color="7F7F7F")
        cell.border = self._styles.Border(bottom=line, right=line)

    def example(self, cell: Any) -> None:
        """Mark a cell of the example."""
        fill, ink = _EXAMPLE
        cell.font = self._styles.Font(italic=True, color=ink)
        cell.fill = self._styles.PatternFill("solid", fgColor=fill)
        cell.alignment = self.wrapped()

    def title(self, cell: Any, size: int = 14) -> None:
        """Mark the title of a sheet or of a part of it."""
        cell.font = self._styles.Font(bold=True, size=size, color="1F4E78")

    def bold(self, cell: Any) -> None:
        """Mark a word that stands out."""
        cell.font = self._styles.Font(bold=True)

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
