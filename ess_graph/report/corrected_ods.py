"""Corrections in an OpenDocument spreadsheet: the cells in its content, every other byte of it stays.

Equal neighbours are written once with a number of repetitions (ODF 1.3 part 3 §19.675, §19.679): the one cell or row
that is corrected is taken out of them.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ess_graph.report.corrected_plan import Cell, Edit
from ess_graph.report.corrected_values import still_due, xml_text
from ess_graph.report.wording import Wording
from ess_graph.tables.archive import open_archive
from ess_graph.tables.content import Content
from ess_graph.tables.survey import feed, new_parser

_CONTENT: Final = "content.xml"
_CELLS: Final = ("table:table-cell", "table:covered-table-cell")
_VALUE: Final = rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')"
_TAG: Final = re.compile(rb"<([\w.:-]+)((?:\s+[\w:.-]+" + _VALUE + rb")*)\s*(/?)>")
_END: Final = re.compile(rb"</[^>]*>")
#: What says the old value (§19.384 to §19.391), and how often the cell stands there.
_OLD: Final = re.compile(
    rb"\s+(?:office:(?:value|value-type|boolean-value|currency|date-value|string-value|time-value)"
    rb"|calcext:value-type|table:number-columns-repeated)" + _VALUE
)
_ROWS: Final = re.compile(rb"\s+table:number-rows-repeated" + _VALUE)
_COLUMNS: Final = re.compile(rb"\s+table:number-columns-repeated" + _VALUE)
_FORMULA: Final = re.compile(rb"\stable:formula\s*=")
#: What a cell holds besides its text, and keeps: a comment.
_NOTE: Final = re.compile(rb"<office:annotation[\s>].*?</office:annotation>", re.DOTALL)
_SPACES: Final = re.compile(rb"^ | {2,}|\t")


def correct_ods(content: Content, edits: Mapping[Cell, Edit]) -> tuple[bytes, dict[Cell, Wording]]:
    """Return the corrected bytes, and why each edit was not made: empty when it was.

    Args:
        content: the spreadsheet.
        edits: what to write, by cell.

    Raises:
        TableProblem: the spreadsheet is damaged.
    """
    outcome: dict[Cell, Wording] = {}
    due = still_due(content, edits, outcome)
    out = io.BytesIO()
    with content.open() as stream:
        archive = open_archive(stream, content.name)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for entry in archive.infolist():
                data = archive.read(entry)
                if entry.filename == _CONTENT and due:
                    data = _corrected(data, due, outcome, content.name)
                # The order and the kind of compression stay: the media type comes first and is not compressed (§3.3).
                target.writestr(copy.copy(entry), data)
    return out.getvalue(), outcome


@dataclass(slots=True)
class _Span:
    """An element in the XML, and the rows or columns that it stands for."""

    start: int
    first: int
    repeated: int
    end: int = 0


@dataclass(slots=True)
class _Row(_Span):
    """A row with its cells."""

    cells: list[_Span] = field(default_factory=list)


def _corrected(data: bytes, edits: Mapping[Cell, Edit], outcome: dict[Cell, Wording], file: str) -> bytes:
    pieces: list[bytes] = []
    done = 0
    for sheet, row in _rows(data, {cell[0] or "" for cell in edits}, file):
        mine: dict[int, dict[int, Cell]] = {}
        for cell in edits:
            if cell[0] == sheet and row.first <= cell[1] < row.first + row.repeated:
                mine.setdefault(cell[1], {})[cell[2]] = cell
        if mine:
            pieces += [data[done : row.start], _split_row(data, row, mine, edits, outcome)]
            done = row.end
    return b"".join([*pieces, data[done:]])


def _split_row(
    data: bytes,
    row: _Row,
    mine: Mapping[int, Mapping[int, Cell]],
    edits: Mapping[Cell, Edit],
    outcome: dict[Cell, Wording],
) -> bytes:
    """Return a row, once as it was for the rows before, between and after those that are corrected."""
    whole = data[row.start : row.end]
    pieces: list[bytes] = []
    next_row = row.first
    for number in sorted(mine):
        pieces += [
            _times(whole, _ROWS, b"table:number-rows-repeated", number - next_row),
            _times(
                _new_row(data, row, mine[number], edits, outcome), _ROWS, b"table:number-rows-repeated", 1
            ),
        ]
        next_row = number + 1
    pieces.append(_times(whole, _ROWS, b"table:number-rows-repeated", row.first + row.repeated - next_row))
    return b"".join(pieces)


def _times(element: bytes, old: re.Pattern[bytes], name: bytes, times: int) -> bytes:
    """Return an element that stands for so many, nothing when that is none."""
    tag = _TAG.match(element)
    if times < 1 or tag is None:
        return b""
    again = b' %b="%d"' % (name, times) if times > 1 else b""
    return b"<%b%b%b%b>%b" % (tag[1], old.sub(b"", tag[2]), again, tag[3], element[tag.end() :])


def _new_row(
    data: bytes,
    row: _Row,
    mine: Mapping[int, Cell],
    edits: Mapping[Cell, Edit],
    outcome: dict[Cell, Wording],
) -> bytes:
    pieces: list[bytes] = []
    done = row.start
    for span in row.cells:
        columns = sorted(column for column in mine if span.first <= column < span.first + span.repeated)
        if not columns:
            continue
        pieces.append(data[done : span.start])
        old = data[span.start : span.end]
        next_column = span.first
        for column in columns:
            cell = mine[column]
            new, outcome[cell] = _new_cell(old, edits[cell].after)
            pieces += [_times(old, _COLUMNS, b"table:number-columns-repeated", column - next_column), new]
            next_column = column + 1
        rest = span.first + span.repeated - next_column
        pieces.append(_times(old, _COLUMNS, b"table:number-columns-repeated", rest))
        done = span.end
    return b"".join([*pieces, data[done : row.end]])


def _new_cell(old: bytes, text: str) -> tuple[bytes, Wording]:
    """Return one cell with a new text; its style and its comment stay."""
    tag = _TAG.match(old)
    as_it_was = _times(old, _COLUMNS, b"table:number-columns-repeated", 1)
    if tag is None or tag[1].startswith(b"table:covered"):
        return as_it_was, Wording("corrected.format")
    if _FORMULA.search(tag[2]):
        return as_it_was, Wording("corrected.formula")
    inner = xml_text(text)
    if inner is None:
        return as_it_was, Wording("corrected.encoding")
    note = b"".join(_NOTE.findall(old))
    attributes = _OLD.sub(b"", tag[2])
    if not text:
        return b"<%b%b>%b</%b>" % (tag[1], attributes, note, tag[1]), Wording()
    lines = inner.replace(b"&#13;", b"").split(b"\n")
    paragraphs = b"".join(b"<text:p>%b</text:p>" % _SPACES.sub(_space, line) for line in lines)
    return (
        b'<%b%b office:value-type="string">%b%b</%b>' % (tag[1], attributes, note, paragraphs, tag[1]),
        Wording(),
    )


def _space(found: re.Match[bytes]) -> bytes:
    """Return white space that a reader would else collapse (§6.1.2)."""
    return b"<text:tab/>" if found[0] == b"\t" else b'<text:s text:c="%d"/>' % len(found[0])


def _rows(data: bytes, sheets: set[str], file: str) -> Iterator[tuple[str, _Row]]:
    """Yield the rows of some sheets with their cells, in the order of the document."""
    found: list[tuple[str, _Row]] = []
    parser = new_parser()
    sheet, depth, next_row, next_column = "", 0, 1, 0
    row: _Row | None = None
    cell: _Span | None = None

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal sheet, depth, next_row, next_column, row, cell
        if name == "table:table":
            # A table within a cell of a table belongs to a drawing.
            depth += 1
            if depth == 1:
                sheet, next_row = attributes.get("table:name", ""), 1
        elif depth != 1 or sheet not in sheets:
            return
        elif name == "table:table-row":
            repeated = max(1, int(attributes.get("table:number-rows-repeated", 1)))
            row, next_column = _Row(parser.CurrentByteIndex, next_row, repeated), 0
            next_row += repeated
        elif name in _CELLS and row is not None:
            repeated = max(1, int(attributes.get("table:number-columns-repeated", 1)))
            cell = _Span(parser.CurrentByteIndex, next_column, repeated)
            next_column += repeated

    def closed(name: str) -> None:
        nonlocal depth, row, cell
        if name == "table:table":
            depth -= 1
        elif depth != 1 or row is None:
            return
        elif name in _CELLS and cell is not None:
            cell.end = _end(data, cell.start, parser.CurrentByteIndex)
            if cell.end:
                row.cells.append(cell)
            cell = None
        elif name == "table:table-row":
            row.end = _end(data, row.start, parser.CurrentByteIndex)
            if row.end:
                found.append((sheet, row))
            row = None

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    feed(parser, io.BytesIO(data), file)
    yield from found


def _end(data: bytes, start: int, closing: int) -> int:
    """Return where an element ends, 0 when its tags are not written as every program writes them."""
    tag = _TAG.match(data, start)
    if tag is not None and tag[3]:
        return tag.end()
    end = _END.match(data, closing)
    return end.end() if tag is not None and end is not None else 0
