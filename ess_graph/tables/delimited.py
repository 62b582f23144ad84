"""A CSV file of a person: any separator, any usual encoding, and the habits of Excel."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import IO, Final

from ess_graph.errors import TableProblem
from ess_graph.tables.content import Content
from ess_graph.tables.encoding import Encoding, find_encoding, shown
from ess_graph.tables.kind import HEAD
from ess_graph.tables.problem import Problem
from ess_graph.tables.reader import MAX_CELL
from ess_graph.tables.rows import HeaderScore, RawRow, SourceTable
from ess_graph.tables.separator import find_separator

#: The first line by which Excel is told the separator, and which it does not show.
DIRECTIVE: Final = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)
#: What Python's reader says, and what we say.
_SAID: Final = {
    "unexpected end of data": "table.unterminated",
    "field larger than field limit": "table.endless",
    "expected after": "table.quote",
}


def delimited_table(content: Content, score: HeaderScore | None, told: list[Problem]) -> SourceTable:
    """Return the table of a CSV file.

    Args:
        content: the file.
        score: how well a row would do as the header.
        told: what was found wrong before.

    Raises:
        InputProblem: it is in no encoding that we read.
        TableProblem: a quote of the first rows is not closed.
    """
    with content.open() as stream:
        encoding = find_encoding(stream, content.name)
    with content.open() as stream, _text(stream, encoding) as text:
        head = text.read(HEAD)
    reader = _Reader(content, encoding, head)
    if encoding.name not in ("utf-8", "utf-8-sig"):
        told = [*told, Problem("TAB-ENCODING", content.name, params={"encoding": shown(encoding.name)})]
    return SourceTable(content.name, None, reader.rows, score=score, told=[*told, *reader.nul_problems()])


def _text(stream: IO[bytes], encoding: Encoding) -> io.TextIOWrapper:
    return io.TextIOWrapper(stream, encoding=encoding.name, newline="")


class _Reader:
    """Reads the records of one CSV file, each time from the first."""

    def __init__(self, content: Content, encoding: Encoding, head: str) -> None:
        self._content = content
        self._encoding = encoding
        self._directive = DIRECTIVE.match(head)
        if self._directive:
            self.separator = self._directive[1]
        else:
            self.separator = find_separator(head, whole=len(head) < HEAD)

    def rows(self) -> Iterator[RawRow]:
        """Yield the records with their numbers and lines; NUL characters are left out."""
        csv.field_size_limit(MAX_CELL)
        number = 0
        skipped = 0
        with self._content.open() as stream, _text(stream, self._encoding) as text:
            if self._directive:
                text.readline()
                skipped = 1
            lines = (line.replace("\0", "") for line in text) if self._encoding.nul else text
            reader = csv.reader(lines, delimiter=self.separator, strict=True)
            line = 0
            try:
                for cells in reader:
                    number += 1
                    yield RawRow(number, cells, line + 1 + skipped)
                    line = reader.line_num
            except csv.Error as error:
                said = str(error)
                key = next((key for part, key in _SAID.items() if part in said), "table.syntax")
                raise TableProblem(
                    key,
                    file=self._content.name,
                    row=number + 1,
                    line=line + 1 + skipped,
                    reason=said,
                    limit=MAX_CELL,
                ) from error

    def nul_problems(self) -> Iterator[Problem]:
        """Yield where the NUL characters stand that are left out."""
        if not self._encoding.nul:
            return
        with self._content.open() as stream, _text(stream, self._encoding) as text:
            for number, line in enumerate(text, 1):
                if "\0" in line:
                    at = str(line.index("\0") + 1)
                    yield Problem(
                        "TAB-NUL",
                        self._content.name,
                        params={"line": str(number), "at": at, "count": str(line.count("\0"))},
                        line=number,
                    )
