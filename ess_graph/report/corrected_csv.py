"""Corrections in a CSV file: separator, encoding, byte order mark, line ends and every other byte stay."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import IO, Final

from ess_graph.errors import TableProblem
from ess_graph.report.corrected_plan import Cell, Edit
from ess_graph.report.wording import Wording
from ess_graph.tables.content import Content
from ess_graph.tables.escape import escaped_for_spreadsheet
from ess_graph.tables.found_dialect import find_dialect
from ess_graph.tables.reader import MAX_CELL

_MARK: Final = "\ufeff"
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')


def correct_csv(content: Content, edits: Mapping[Cell, Edit]) -> tuple[bytes, dict[Cell, Wording]]:
    """Return the corrected bytes, and why each edit was not made: empty when it was.

    Args:
        content: the file.
        edits: what to write, by cell; the sheet is not looked at, as a CSV file has none.

    Raises:
        InputProblem: the file is in no encoding that we read.
        TableProblem: it is not CSV to its end.
    """
    dialect = find_dialect(content)
    codec = _codec(content, dialect.encoding)
    by_row: dict[int, dict[int, Cell]] = {}
    for cell in edits:
        by_row.setdefault(cell[1], {})[cell[2]] = cell
    outcome: dict[Cell, Wording] = {}
    out = io.BytesIO()
    with content.open() as stream:
        for number, cells, raw in _records(stream, codec, dialect.separator, dialect.directive, content.name):
            text = raw
            for column, cell in sorted(by_row.get(number, {}).items(), reverse=True):
                text, outcome[cell] = _edited(text, cells, column, edits[cell], dialect.separator, codec)
            out.write(text.encode(codec))
    return out.getvalue(), outcome


def _codec(content: Content, encoding: str) -> str:
    """Return a codec that neither takes nor writes a byte order mark: it stays with the text."""
    if encoding == "utf-8-sig":
        return "utf-8"
    if encoding == "utf-16":
        with content.open() as stream:
            return "utf-16-le" if stream.read(2) == b"\xff\xfe" else "utf-16-be"
    return encoding


def _records(
    stream: IO[bytes], codec: str, separator: str, directive: bool, file: str
) -> Iterator[tuple[int, list[str], str]]:
    """Yield number, cells and raw text of each record; a record of number 0 is what Excel does not show."""
    csv.field_size_limit(MAX_CELL)
    taken: list[str] = []

    def lines(text: io.TextIOWrapper) -> Iterator[str]:
        for place, line in enumerate(text):
            taken.append(line)
            if place == 0 and directive:
                continue
            shown = line.removeprefix(_MARK) if place == 0 else line
            yield shown.replace("\0", "")

    with io.TextIOWrapper(stream, encoding=codec, newline="") as text:
        reader = csv.reader(lines(text), delimiter=separator, strict=True)
        number = 0
        try:
            for cells in reader:
                number += 1
                raw = "".join(taken)
                taken.clear()
                if number == 1 and directive:
                    first, end, rest = raw.partition("\n")
                    yield 0, [], first + end
                    raw = rest
                yield number, cells, raw
        except csv.Error as error:
            raise TableProblem(
                "table.syntax", file=file, row=number + 1, line=reader.line_num, reason=error
            ) from error


def _edited(
    raw: str, cells: list[str], column: int, edit: Edit, separator: str, codec: str
) -> tuple[str, Wording]:
    """Return a record with one cell replaced, or as it was with the reason."""
    spans = list(_spans(raw, separator))
    if column >= len(cells) or len(spans) != len(cells):
        return raw, Wording("corrected.absent")
    start, end = spans[column]
    if not edit.meets(cells[column]):
        return raw, Wording("corrected.changed", {"found": cells[column]})
    if escaped_for_spreadsheet(edit.after) != edit.after:
        return raw, Wording("corrected.runs")
    try:
        edit.after.encode(codec)
    except UnicodeEncodeError:
        return raw, Wording("corrected.encoding")
    needs = any(mark in edit.after for mark in (separator, '"', "\r", "\n"))
    quoted = raw[start:end].startswith('"') or needs
    text = '"{}"'.format(edit.after.replace('"', '""')) if quoted else edit.after
    return raw[:start] + text + raw[end:], Wording()


def _spans(raw: str, separator: str) -> Iterator[tuple[int, int]]:
    r"""Yield where each cell of a record stands, its quotes with it.

    >>> list(_spans('a;"b;""c";\n', ";"))
    [(0, 1), (2, 9), (10, 10)]
    """
    at = len(_MARK) if raw.startswith(_MARK) else 0
    stop = re.compile(f"[{re.escape(separator)}\r\n]")
    while True:
        quoted = _QUOTED.match(raw, at)
        after = stop.search(raw, quoted.end() if quoted else at)
        end = after.start() if after else len(raw)
        yield at, end
        if after is None or after[0] != separator:
            return
        at = after.end()
