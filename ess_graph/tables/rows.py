"""A table as it stands in a file: its header, and its rows with the numbers that a spreadsheet shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

from ess_graph.tables.problem import Correction, Problem, Problems, quoted

#: How many of the first rows may hold the header, when there is a title above it.
HEADER_WITHIN: Final = 20
#: The longest text of a cell of Excel; a longer one would be cut there.
LONG: Final = 32_767


class HeaderCell(NamedTuple):
    """A cell of the header: its text, and its column from 0."""

    text: str
    column: int


class Row(NamedTuple):
    """A row of a table.

    Attributes:
        number: the number that a spreadsheet shows; in a CSV file the number of the record.
        cells: one text for each column of the header; an empty cell is an empty text.
        line: the line of the file on which it starts, in a CSV file.
        unread: the columns whose value could not be read, which a problem tells.
    """

    number: int
    cells: tuple[str, ...]
    line: int | None = None
    unread: frozenset[int] = frozenset()


class RawRow(NamedTuple):
    """A row before anything was looked at."""

    number: int
    cells: Sequence[str]
    line: int | None = None
    unread: frozenset[int] = frozenset()


#: How well a row would do as the header: the best of the first rows is taken, the first one when none is above 0.
HeaderScore = Callable[[Sequence[str]], float]


def no_rows() -> Iterator[RawRow]:
    """Return no row."""
    return iter(())


class SourceTable:
    """One table of a file: a CSV file, or a sheet of a workbook.

    Attributes:
        file: the name of the file.
        sheet: the name of the sheet; ``None`` in a CSV file.
        hidden: whether the sheet is hidden; its rows are read only when that is asked for.
        header: the cells of the header, one for each column up to the last that has a name.
        header_row: the number of the row that holds it; 0 when the table is empty.
        problems: what is wrong, as far as was read: of the header at once, of the rows while they are read.
    """

    def __init__(
        self,
        file: str,
        sheet: str | None,
        raw: Callable[[], Iterator[RawRow]],
        *,
        hidden: bool = False,
        merged: Sequence[tuple[int, int, int, int]] = (),
        score: HeaderScore | None = None,
        told: Sequence[Problem] = (),
    ) -> None:
        self.file = file
        self.sheet = sheet
        self.hidden = hidden
        self.header: tuple[HeaderCell, ...] = ()
        self.header_row = 0
        self.problems = Problems()
        self._raw = raw
        self._raw_width = 0
        self._told_unnamed: set[int] = set()
        for problem in told:
            self.problems.tell(problem)
        self._find_header(merged, score)
        self._told = list(self.problems)

    def __repr__(self) -> str:
        return f"SourceTable({self.file!r}, {self.sheet!r}, {[cell.text for cell in self.header]!r})"

    def problem(
        self,
        code: str,
        row: int | None = None,
        column: int | None = None,
        *,
        value: str = "",
        line: int | None = None,
        fix: Correction | None = None,
        params: Mapping[str, object] | None = None,
    ) -> Problem:
        """Return a problem of this table.

        Args:
            code: what is wrong.
            row: the number of the row.
            column: the column, from 0.
            value: what was found.
            line: the line of the file, in a CSV file.
            fix: what would mend it.
            params: what the sentence tells beside the value.
        """
        texts = {name: str(text) for name, text in (params or {}).items()}
        return Problem(
            code, self.file, self.sheet, row, column, self.title(column), quoted(value), texts, fix, line
        )

    def title(self, column: int | None) -> str:
        """Return the text at the head of a column, ``""`` when it has none."""
        return self.header[column].text if column is not None and column < len(self.header) else ""

    def _find_header(self, merged: Sequence[tuple[int, int, int, int]], score: HeaderScore | None) -> None:
        first = [raw for raw in islice(self._raw(), HEADER_WITHIN) if not _is_blank(raw.cells)]
        if not first:
            if not self.hidden:
                self.problems.tell(self.problem("TAB-SHEET-EMPTY"))
            return
        texts = [_under_merged(raw, merged, first) for raw in first]
        best = max(range(len(first)), key=lambda i: (score(texts[i]), -i)) if score else 0
        if score and score(texts[best]) <= 0:
            best = 0
        self.header_row, self._raw_width = first[best].number, len(first[best].cells)
        named = [text.strip() for text in texts[best]]
        while named and not named[-1]:
            named.pop()
        self.header = tuple(HeaderCell(text, i) for i, text in enumerate(named))
        if best:
            rows = ", ".join(str(raw.number) for raw in first[:best])
            self.problems.tell(self.problem("TAB-ROWS-ABOVE", self.header_row, params={"rows": rows}))
        for top, left, bottom, right in merged:
            if top < self.header_row <= bottom + 1 and right > left:
                self.problems.tell(
                    self.problem(
                        "TAB-HEADER-MERGED", self.header_row, left, params={"count": right - left + 1}
                    )
                )
        self._tell_twice()

    def _tell_twice(self) -> None:
        seen: dict[str, HeaderCell] = {}
        for cell in self.header:
            key = " ".join(cell.text.split()).casefold()
            if key and key in seen:
                told = self.problem(
                    "TAB-HEADER-TWICE",
                    self.header_row,
                    cell.column,
                    value=cell.text,
                    params={"first": seen[key].column + 1},
                )
                self.problems.tell(told)
            seen.setdefault(key, cell)

    def tell_first(self, problems: Iterable[Problem]) -> None:
        """Take in problems that were found before the rows are read."""
        for problem in problems:
            self.problems.tell(problem)
        self._told = list(self.problems)

    def rows(self) -> Iterator[Row]:
        """Yield the rows under the header that hold something, in bounded memory; each call starts anew.

        Raises:
            InputProblem: the file can no longer be read.
            TableProblem: a quote is not closed, or a cell never ends.
        """
        self.problems = Problems()
        for problem in self._told:
            self.problems.tell(problem)
        width, header_row = len(self.header), self.header_row
        if not header_row:
            return
        empty = empty_from = 0
        # Columns without a name that were not told of yet; those after the last name are met as they come.
        unnamed = {cell.column for cell in self.header if not cell.text}
        self._told_unnamed = set()
        for number, cells, line, unread in self._raw():
            if number <= header_row:
                continue
            if not cells or (not cells[0].strip() and _is_blank(cells)):
                empty_from = empty_from or number
                empty += 1
                continue
            if empty:
                self.problems.tell(self.problem("TAB-ROW-EMPTY", empty_from, params={"count": empty}))
                empty = empty_from = 0
            if len(cells) != width or unnamed:
                cells = self._fitted(number, cells, line, unnamed)  # noqa: PLW2901 - the row as it is meant
            if sum(map(len, cells)) > LONG:
                self._tell_long(number, cells, line)
            yield Row(number, tuple(cells), line, unread)

    def _fitted(
        self, number: int, cells: Sequence[str], line: int | None, unnamed: set[int]
    ) -> Sequence[str]:
        """Return a row as long as the header, and tell what does not fit."""
        width = len(self.header)
        if self.sheet is None and len(cells) > self._raw_width and not _is_blank(cells[self._raw_width :]):
            told = self.problem(
                "TAB-RAGGED",
                number,
                value=next(cell for cell in cells[self._raw_width :] if cell.strip()),
                line=line,
                params={"found": len(cells), "expected": self._raw_width},
            )
            self.problems.tell(told)
        else:
            for column in (*sorted(unnamed), *range(width, len(cells))):
                if column < len(cells) and cells[column].strip() and column not in self._told_unnamed:
                    self._told_unnamed.add(column)
                    self._tell_unnamed(number, column, cells[column], line)
            unnamed -= self._told_unnamed
        if self.sheet is None and len(cells) < min(width, self._raw_width):
            told = self.problem(
                "TAB-ROW-SHORT", number, line=line, params={"found": len(cells), "expected": self._raw_width}
            )
            self.problems.tell(told)
        return [*cells[:width], *[""] * (width - len(cells))]

    def _tell_unnamed(self, number: int, column: int, value: str, line: int | None) -> None:
        self.problems.tell(self.problem("TAB-COLUMN-UNNAMED", number, column, value=value, line=line))

    def _tell_long(self, number: int, cells: Sequence[str], line: int | None) -> None:
        for column, cell in enumerate(cells):
            if len(cell) > LONG:
                told = self.problem(
                    "TAB-LONG",
                    number,
                    column,
                    value=cell,
                    line=line,
                    params={"found": len(cell), "limit": LONG},
                )
                self.problems.tell(told)


def _is_blank(cells: Sequence[str]) -> bool:
    return not any(cells) or not "".join(cells).strip()


def _under_merged(
    raw: RawRow, merged: Sequence[tuple[int, int, int, int]], rows: Sequence[RawRow]
) -> list[str]:
    """Return the texts of a row, with those of cells above that reach down into it."""
    texts = list(raw.cells)
    by_number = {row.number: row for row in rows}
    for top, left, bottom, _ in merged:
        above = by_number.get(top + 1)
        if top + 1 < raw.number <= bottom + 1 and above and left < min(len(texts), len(above.cells)):
            texts[left] = above.cells[left]
    return texts
