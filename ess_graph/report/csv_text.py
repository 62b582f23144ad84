"""A CSV file as text: its records with the characters that they were written with, to the last one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ess_graph.errors import TableProblem
from ess_graph.tables.content import Content
from ess_graph.tables.found_dialect import find_dialect
from ess_graph.tables.reader import MAX_CELL

#: The byte order mark; it stays with the text, as it is written back.
MARK: Final = "\ufeff"
_QUOTED: Final = re.compile(r'"[^"]*(?:""[^"]*)*"')


@dataclass(frozen=True, slots=True)
class Record:
    """One record.

    Attributes:
        number: the number of the row that a spreadsheet shows; 0 for what it does not show.
        line: the line of the file on which it starts, from 1.
        cells: its values.
        raw: its characters, with the byte order mark and the line end.
    """

    number: int
    line: int
    cells: list[str]
    raw: str


class CsvText:
    """A CSV file and how it is written.

    Args:
        content: the file.

    Raises:
        InputProblem: it is in no encoding that we read.
    """

    def __init__(self, content: Content) -> None:
        self._content = content
        dialect = find_dialect(content)
        self.separator = dialect.separator
        self.codec = _codec(content, dialect.encoding)
        self._directive = dialect.directive

    def records(self) -> Iterator[Record]:
        """Yield the records in bounded memory; their raw texts together are the file.

        Raises:
            TableProblem: it is not CSV to its end.
        """
        csv.field_size_limit(MAX_CELL)
        taken: list[str] = []
        number, line = 0, 1

        def lines(text: io.TextIOWrapper) -> Iterator[str]:
            for place, one in enumerate(text):
                taken.append(one)
                if place or not self._directive:
                    shown = one if place else one.removeprefix(MARK)
                    yield shown.replace("\0", "")

        with (
            self._content.open() as stream,
            io.TextIOWrapper(stream, encoding=self.codec, newline="") as text,
        ):
            reader = csv.reader(lines(text), delimiter=self.separator, strict=True)
            try:
                for cells in reader:
                    number += 1
                    if number == 1 and self._directive:
                        yield Record(0, 1, [], taken.pop(0))
                        line = 2
                    yield Record(number, line, cells, "".join(taken))
                    line += len(taken)
                    taken.clear()
            except csv.Error as error:
                where = {"row": number + 1, "line": line}
                raise TableProblem("table.syntax", file=self._content.name, reason=error, **where) from error
        if taken:
            yield Record(0, line, [], "".join(taken))

    def spans(self, record: Record) -> list[tuple[int, int]]:
        """Return where each cell stands in the raw text of a record, its quotes with it.

        Nothing when the text has other cells than the record: a NUL that the reader leaves out may stand anywhere.
        """
        found = list(cell_spans(record.raw, self.separator))
        return found if len(found) == len(record.cells) else []

    def written(self, text: str, like: str) -> str:
        """Return a value as it is written in this file: in quotes when it needs them, or when the old one had them.

        Args:
            text: the value.
            like: the characters of the cell before.
        """
        needs = any(mark in text for mark in (self.separator, '"', "\r", "\n"))
        return '"{}"'.format(text.replace('"', '""')) if needs or like.startswith('"') else text


def cell_spans(raw: str, separator: str) -> Iterator[tuple[int, int]]:
    r"""Yield where each cell of a record stands, its quotes with it.

    >>> list(cell_spans('a;"b;""c";\n', ";"))
    [(0, 1), (2, 9), (10, 10)]
    """
    at = len(MARK) if raw.startswith(MARK) else 0
    stop = re.compile(f"[{re.escape(separator)}\r\n]")
    while True:
        quoted = _QUOTED.match(raw, at)
        after = stop.search(raw, quoted.end() if quoted else at)
        end = after.start() if after else len(raw)
        yield at, end
        if after is None or after[0] != separator:
            return
        at = after.end()


def _codec(content: Content, encoding: str) -> str:
    """Return a codec that neither takes nor writes a byte order mark."""
    if encoding == "utf-8-sig":
        return "utf-8"
    if encoding == "utf-16":
        with content.open() as stream:
            return "utf-16-le" if stream.read(2) == b"\xff\xfe" else "utf-16-be"
    return encoding
