"""Corrections in an Office Open XML workbook: the cells in the XML of their sheets, every other byte of it stays.

No library writes a workbook back as it was: charts, extensions and settings that it does not know are lost. So
the elements of the cells are replaced where they stand (ECMA-376 part 1 §18.3.1.4), and the other parts are copied.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ess_graph.report.corrected_plan import Cell, Edit
from ess_graph.report.corrected_values import still_due, xml_text
from ess_graph.report.wording import Wording
from ess_graph.tables.archive import open_archive
from ess_graph.tables.content import Content
from ess_graph.tables.survey import feed, new_parser
from ess_graph.tables.survey_xlsx import cell_place, sheet_parts

_START: Final = re.compile(rb"<((?:[\w.-]+:)?)c((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>")
#: The kind of the old value; the metadata of a rich one (§18.3.1.4: t, cm, vm).
_OLD: Final = re.compile(rb"\s+(?:t|cm|vm)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_FORMULA: Final = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_END: Final = re.compile(rb"</[^>]*>")


def correct_xlsx(content: Content, edits: Mapping[Cell, Edit]) -> tuple[bytes, dict[Cell, Wording]]:
    """Return the corrected bytes, and why each edit was not made: empty when it was.

    Args:
        content: the workbook.
        edits: what to write, by cell.

    Raises:
        TableProblem: the workbook is damaged.
    """
    outcome: dict[Cell, Wording] = {}
    due = still_due(content, edits, outcome)
    out = io.BytesIO()
    with content.open() as stream:
        archive = open_archive(stream, content.name)
        names = {name.lower(): name for name in archive.namelist()}
        parts = sheet_parts(archive, names, content.name)
        by_part = {names.get(path.lower(), ""): sheet for sheet, path in parts.items()}
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for entry in archive.infolist():
                data = archive.read(entry)
                sheet = by_part.get(entry.filename)
                mine = {cell: edit for cell, edit in due.items() if sheet is not None and cell[0] == sheet}
                if mine:
                    data = _corrected_sheet(data, mine, outcome, content.name)
                # Its time, kind of compression and permissions stay; where it starts is written anew.
                target.writestr(copy.copy(entry), data)
    return out.getvalue(), outcome


@dataclass(frozen=True, slots=True)
class _Span:
    """Where the element of a cell stands in the XML of its sheet."""

    start: int
    end: int
    row: int
    column: int


def _corrected_sheet(
    data: bytes, edits: Mapping[Cell, Edit], outcome: dict[Cell, Wording], file: str
) -> bytes:
    wanted = {(cell[1], cell[2]): cell for cell in edits}
    pieces: list[bytes] = []
    done = 0
    for span in _cells(data, file):
        cell = wanted.get((span.row, span.column))
        if cell is None:
            continue
        old = data[span.start : span.end]
        new, outcome[cell] = _new_cell(old, edits[cell].after)
        pieces += [data[done : span.start], new]
        done = span.end
    return b"".join([*pieces, data[done:]])


def _new_cell(old: bytes, text: str) -> tuple[bytes, Wording]:
    """Return the element of a cell with a new text; one with a formula stays, as what it computes is not ours."""
    start = _START.match(old)
    if start is None:  # UTF-16, or an attribute that no program writes
        return old, Wording("corrected.format")
    if _FORMULA.search(old):
        return old, Wording("corrected.formula")
    inner = xml_text(text)
    if inner is None:
        return old, Wording("corrected.encoding")
    prefix, attributes = start[1], _OLD.sub(b"", start[2])
    if not text:
        return b"<%bc%b/>" % (prefix, attributes), Wording()
    # A text in the cell itself (§18.3.1.53) leaves the table of shared ones alone.
    return (
        b'<%(p)bc%(a)b t="inlineStr"><%(p)bis><%(p)bt xml:space="preserve">%(t)b</%(p)bt></%(p)bis></%(p)bc>'
        % {b"p": prefix, b"a": attributes, b"t": inner}
    ), Wording()


def _cells(data: bytes, file: str) -> Iterator[_Span]:
    """Yield where each cell stands, in the order of the document."""
    spans: list[_Span] = []
    parser = new_parser()
    row, column, start = 0, -1, 0

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, start
        local = name.rpartition(":")[2]
        if local == "row":
            row, column = int(attributes["r"]) if "r" in attributes else row + 1, -1
        elif local == "c":
            if reference := attributes.get("r"):
                place = cell_place(reference)
                row, column = place[0] + 1, place[1]
            else:
                column += 1
            start = parser.CurrentByteIndex

    def closed(name: str) -> None:
        if name.rpartition(":")[2] != "c":
            return
        tag = _START.match(data, start)
        end = _END.match(data, parser.CurrentByteIndex)
        if tag is not None and tag[3]:
            spans.append(_Span(start, tag.end(), row, column))
        elif end is not None:
            spans.append(_Span(start, end.end(), row, column))

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    feed(parser, io.BytesIO(data), file)
    yield from spans
