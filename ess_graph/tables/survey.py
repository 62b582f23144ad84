"""What the reader of workbooks does not tell of a sheet, read from its XML: as it streams by, and nothing expanded.

``python-calamine`` gives an empty cell for a formula without a stored value and for an error, no merged cells of an
OpenDocument sheet, and makes room for every cell up to the last one that holds something, wherever that stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, Final
from xml.parsers import expat

from ess_graph.errors import TableProblem

#: Cells up to the last row and column that hold something: a million rows of fifty columns.
MOST_CELLS: Final = 50_000_000
#: From so many cells on, memory counts more than time.
BIG: Final = 8_000_000
#: The same for the texts of cells that are written once and shown in many.
MOST_TEXT: Final = 1 << 30
#: How many cells there may be for each that is written, in a sheet of more than that.
MOST_EMPTY: Final = 20
_CHUNK: Final = 1 << 18

#: First row, first column, last row, last column, all from 0.
Area = tuple[int, int, int, int]


@dataclass(slots=True)
class SheetSurvey:
    """What one sheet holds, beside its values.

    Attributes:
        rows: how many rows there are up to the last that holds something.
        columns: the same of columns.
        filled: how many cells are written, each that stands for many counted once.
        text: how many characters there are at most once each cell has its text, where one text stands for many cells.
        merged: the areas that were merged.
        unread: the formulas that stand there without a value, as row and column from 0.
        errors: the errors that stand in place of a value (``#REF!``), by row and column.
    """

    rows: int = 0
    columns: int = 0
    filled: int = 0
    text: int = 0
    merged: list[Area] = field(default_factory=list)
    unread: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def is_big(self) -> bool:
        """Whether it had better not be held in memory."""
        return self.rows * self.columns > BIG or self.text > MOST_TEXT

    def reach(self, row: int, column: int) -> None:
        """Take in that a cell holds something, row and column from 0."""
        if row >= self.rows:
            self.rows = row + 1
        if column >= self.columns:
            self.columns = column + 1


def new_parser() -> expat.XMLParserType:
    """Return a parser that keeps the text of an element in one piece and knows no entity."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return parser


def feed(parser: expat.XMLParserType, stream: IO[bytes], file: str) -> None:
    """Give a stream to a parser, to its end.

    Raises:
        TableProblem: it is no XML.
    """
    try:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        # ValueError, LookupError: an attribute is missing or holds no number, the encoding is none.
        raise TableProblem("table.damaged", file=file, reason=error) from error


def check_area(survey: SheetSurvey, file: str, sheet: str, streams: bool) -> None:
    """Refuse a sheet whose last cell stands so far out that all before it would fill the memory.

    Args:
        survey: what the sheet holds.
        file: the name of the file.
        sheet: the name of the sheet.
        streams: whether its rows will be read one after another; else a few cells may not ask for room for millions.

    Raises:
        TableProblem: it does.
    """
    limit = MOST_CELLS if streams else min(MOST_CELLS, max(BIG, survey.filled * MOST_EMPTY))
    if survey.rows * survey.columns > limit:
        raise TableProblem(
            "table.area", file=file, sheet=sheet, rows=survey.rows, columns=survey.columns, limit=limit
        )
    if survey.text > MOST_TEXT and not streams:
        raise TableProblem("table.too_large", file=file, limit=MOST_TEXT >> 20)
