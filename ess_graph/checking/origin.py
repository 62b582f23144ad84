"""Where a statement of a contribution comes from: the cell of a table, recomputed from the mapping when it is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ess_graph.contribution.cells import RowReader
from ess_graph.contribution.columns import MatchedColumn
from ess_graph.contribution.graph import RowMapper, source_columns
from ess_graph.contribution.references import References
from ess_graph.contribution.sheets import Sheet
from ess_graph.report.located import Place


@dataclass(slots=True)
class CheckedSheet:
    """A sheet of a contribution whose table is known.

    Attributes:
        sheet: the sheet.
        mapper: how its rows become statements.
        faulty: the rows in which reading found a violation: the columns, from 0, and ``None`` for the whole row.
        columns: the columns that were recognised, by name.
    """

    sheet: Sheet
    mapper: RowMapper
    faulty: dict[int, set[int | None]] = field(default_factory=dict)
    columns: dict[str, MatchedColumn] = field(init=False)

    def __post_init__(self) -> None:
        self.columns = {one.column.name: one for one in self.sheet.match.columns}

    def place(self, row: int, column: str | None = None, line: int | None = None) -> Place:
        """Return the place of a cell, or of a row when the column is not in the file."""
        matched = self.columns.get(column or "")
        source = self.sheet.source
        if matched is None:
            return Place(source.file, source.sheet, row, line=line)
        return Place(source.file, source.sheet, row, matched.index, source.title(matched.index) or None, line)

    @property
    def header(self) -> Place:
        """The row of the header."""
        return Place(self.sheet.source.file, self.sheet.source.sheet, self.sheet.source.header_row)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be placed: a property of a subject, with its value when there is one."""

    subject: str
    path: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something comes from.

    Attributes:
        place: its cell, its row, or the header when the file has no such column.
        sheet: the sheet.
        row: the number of the row.
        column: the name of the column in the mapping, ``""`` when none makes the property.
        absent: whether that column is not in the file.
        cells: the columns of the file that make the property, from 0.
    """

    place: Place
    sheet: CheckedSheet
    row: int
    column: str = ""
    absent: bool = False
    cells: frozenset[int] = frozenset()


class Origins:
    """Which rows speak of which subject.

    Args:
        references: what cells may refer to, for reading rows again.
    """

    def __init__(self, references: References) -> None:
        self._references = references
        self._rows: dict[str, list[tuple[CheckedSheet, int, int | None]]] = defaultdict(list)
        self._sheets: dict[int, CheckedSheet] = {}

    def mentions(self, nodes: set[str]) -> dict[str, Origin]:
        """Return the cells that name nodes of which no row speaks; every row is read again for it.

        Args:
            nodes: their IRIs.
        """
        found: dict[str, Origin] = {}
        if not nodes:
            return found
        for sheet in self._sheets.values():
            reader = RowReader(sheet.sheet.source, sheet.sheet.match, self._references)
            for row in sheet.sheet.source.rows():
                for name, value in sheet.mapper.named(reader.read(row)):
                    if value in nodes and value not in found:
                        cells = frozenset({sheet.columns[name].index})
                        found[value] = self._origin(sheet, row.number, row.line, name, cells)
        return found

    def note(self, subject: str, sheet: CheckedSheet, row: int, line: int | None) -> None:
        """Take in that a row speaks of a subject."""
        self._rows[subject].append((sheet, row, line))
        self._sheets[id(sheet)] = sheet

    def of(self, wanted: Iterable[Wanted]) -> dict[Wanted, Origin]:
        """Return where things come from, as far as rows speak of them.

        Args:
            wanted: what is asked for; rows are read again once for all of it, and only where several columns make
                one property.
        """
        found: dict[Wanted, Origin] = {}
        again: dict[int, dict[int, list[Wanted]]] = defaultdict(lambda: defaultdict(list))
        for one in dict.fromkeys(wanted):
            rows = self._rows.get(one.subject, [])
            for sheet, row, line in rows:
                candidates = self._columns(sheet, one) if one.path or one.value else []
                if not candidates:
                    continue
                present = [name for name in candidates if name in sheet.columns]
                cells = frozenset(sheet.columns[name].index for name in present)
                found[one] = self._origin(sheet, row, line, candidates[0], cells)
                if one.value and (len(rows) > 1 or len(present) > 1):
                    again[id(sheet)][row].append(one)
                elif not one.value:
                    break
            if one not in found and rows:
                sheet, row, line = rows[0]
                found[one] = Origin(sheet.place(row, None, line), sheet, row)
        for key, rows_again in again.items():
            found.update(self._read_again(self._sheets[key], rows_again))
        return found

    def _origin(
        self, sheet: CheckedSheet, row: int, line: int | None, column: str, cells: frozenset[int]
    ) -> Origin:
        absent = column not in sheet.columns
        place = sheet.header if absent else sheet.place(row, column, line)
        return Origin(place, sheet, row, column, absent, cells)

    def _columns(self, sheet: CheckedSheet, one: Wanted) -> list[str]:
        """Return the columns that make a property, or any one with a value, those in the file first."""
        names = [
            column.name
            for maker in sheet.mapper.makers(one.path)
            if one.path or not maker.column.virtual
            for column in source_columns(maker, sheet.mapper.table)
        ]
        return sorted(dict.fromkeys(names), key=lambda name: name not in sheet.columns)

    def _read_again(
        self, sheet: CheckedSheet, rows: dict[int, list[Wanted]]
    ) -> Iterator[tuple[Wanted, Origin]]:
        reader = RowReader(sheet.sheet.source, sheet.sheet.match, self._references)
        for row in sheet.sheet.source.rows():
            if row.number not in rows:
                continue
            read = reader.read(row)
            for one in rows[row.number]:
                for name in sheet.mapper.columns_of(read, one.subject, one.path, one.value):
                    cells = frozenset({sheet.columns[name].index} if name in sheet.columns else ())
                    yield one, self._origin(sheet, row.number, row.line, name, cells)
                    break
