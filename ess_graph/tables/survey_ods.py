"""The sheets of an OpenDocument spreadsheet (ODF 1.3 part 3, §9.1), surveyed."""

from __future__ import annotations

import zipfile
from typing import Final

from ess_graph.errors import TableProblem
from ess_graph.tables.survey import SheetSurvey, check_area, feed, new_parser

_CELLS: Final = frozenset({"table:table-cell", "table:covered-table-cell"})
#: What LibreOffice and Excel show for a formula that has no value.
_ERRORS: Final = ("#", "Err:")


def survey_ods(archive: zipfile.ZipFile, file: str) -> dict[str, SheetSurvey]:
    """Return what each sheet of a workbook holds beside its values, by its name.

    Raises:
        TableProblem: the workbook is encrypted or damaged, or a sheet reaches too far.
    """
    names = set(archive.namelist())
    if "META-INF/manifest.xml" in names and _is_encrypted(archive, file):
        raise TableProblem("table.encrypted", file=file)
    walk = _BookWalk()
    with archive.open("content.xml") as stream:
        feed(walk.parser, stream, file)
    for sheet, survey in walk.surveys.items():
        check_area(survey, file, sheet, streams=False)
    return walk.surveys


def _is_encrypted(archive: zipfile.ZipFile, file: str) -> bool:
    """Tell whether the content is encrypted (ODF 1.3 part 2, §4.4)."""
    found = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "encryption-data":
            found.append(name)

    parser = new_parser()
    parser.StartElementHandler = start
    with archive.open("META-INF/manifest.xml") as stream:
        feed(parser, stream, file)
    return bool(found)


class _BookWalk:
    """Follows rows and cells, which may stand for many equal ones."""

    def __init__(self) -> None:
        self.surveys: dict[str, SheetSurvey] = {}
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._survey = SheetSurvey()
        self._depth = 0
        self._row = self._column = 0
        self._row_repeated = self._repeated = 1
        self._reach = -1
        self._cell: dict[str, str] | None = None
        self._text = ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS and self._depth == 1:
            self._cell = attributes
            self._repeated = _count(attributes, "columns")
            self._text = ""
            if "table:formula" in attributes or self._repeated * self._row_repeated > 1:
                self.parser.CharacterDataHandler = self._data
            if attributes.get("office:value-type"):
                self._survey.filled += 1
                self._reach = self._column + self._repeated - 1
        elif name == "text:p" and self._cell is not None:
            self._reach = self._column + self._repeated - 1
        elif name == "table:table-row" and self._depth == 1:
            self._row_repeated = _count(attributes, "rows")
            self._column, self._reach = 0, -1
        elif name == "table:table":
            # A table within a cell of a table belongs to a drawing.
            self._depth += 1
            if self._depth == 1:
                self._survey = self.surveys[attributes.get("table:name", "")] = SheetSurvey()
                self._row = 0

    def _data(self, text: str) -> None:
        self._text += text

    def _end(self, name: str) -> None:
        if name in _CELLS and self._depth == 1 and self._cell is not None:
            self.parser.CharacterDataHandler = None
            self._close_cell(self._cell)
            self._cell = None
            self._column += self._repeated
        elif name == "table:table-row" and self._depth == 1:
            if self._reach >= 0:
                self._survey.reach(self._row + self._row_repeated - 1, self._reach)
            self._row += self._row_repeated
        elif name == "table:table":
            self._depth -= 1

    def _close_cell(self, cell: dict[str, str]) -> None:
        self._survey.text += len(self._text) * self._repeated * self._row_repeated
        rows = int(cell.get("table:number-rows-spanned", 1))
        columns = int(cell.get("table:number-columns-spanned", 1))
        if rows > 1 or columns > 1:
            self._survey.merged.append(
                (self._row, self._column, self._row + rows - 1, self._column + columns - 1)
            )
        if "table:formula" not in cell:
            return
        place = (self._row, self._column)
        if self._text.startswith(_ERRORS):
            self._survey.errors[place] = self._text
            self._survey.reach(*place)
        elif not cell.get("office:value-type"):
            self._survey.unread.add(place)
            self._survey.reach(*place)


def _count(attributes: dict[str, str], of: str) -> int:
    return max(1, int(attributes.get(f"table:number-{of}-repeated", 1)))
