"""A contribution, sheet by sheet: what each is, what is wrong with its header, and its rows as they were read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from ess_graph.contribution.cells import ReadRow, RowReader
from ess_graph.contribution.columns import CONTRIBUTED, Match, header_score, match_columns
from ess_graph.contribution.references import References
from ess_graph.tables.problem import Problem
from ess_graph.tables.rows import SourceTable
from ess_graph.tables.source import open_tables


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a contribution.

    Attributes:
        source: the table as it stands in the file.
        match: what its header says.
    """

    source: SourceTable
    match: Match

    def rows(self, references: References) -> Iterator[ReadRow]:
        """Yield what each row says and what is wrong in it; nothing when the table was not recognised.

        Args:
            references: what cells may refer to.

        Raises:
            InputProblem: the file can no longer be read.
            TableProblem: a quote is not closed, or a cell never ends.
        """
        if self.match.table is None:
            return
        reader = RowReader(self.source, self.match, references)
        for row in self.source.rows():
            yield reader.read(row)

    def problems(self) -> list[Problem]:
        """Return what is wrong with the table and its header; of the rows, when they have been read."""
        return [*self.source.problems, *self.match.problems]


def open_sheets(
    source: Path | IO[bytes],
    references: References,
    name: str | None = None,
    *,
    wanted: Sequence[str] = CONTRIBUTED,
    table: str | None = None,
    read_hidden: bool = False,
    passed_over: Collection[str] = (),
) -> Iterator[Sheet]:
    """Yield the tables of a contributor's file: CSV, TSV, XLSX or ODS.

    Args:
        source: the file, or a stream of its bytes.
        references: what cells may refer to, with the description of the tables.
        name: what messages call it; the name of the file when it is left out.
        wanted: the tables that may be meant.
        table: the one that is meant, when that is known (``practices.csv``).
        read_hidden: whether to read hidden sheets.
        passed_over: the names of sheets that hold no table, such as the help of a template; they are not yielded.

    Raises:
        InputProblem: the file cannot be read, or is in no encoding that we read.
        TableProblem: it is empty, no table, damaged, encrypted, too large, or a quote is not closed.
    """
    group = references.group
    score = header_score(group, (table,) if table else wanted)
    tables = open_tables(source, name, read_hidden=read_hidden, passed_over=passed_over, header_score=score)
    for one in tables:
        yield Sheet(one, match_columns(one, group, wanted=wanted, table=table))


def add_own_rows(sheets: Sequence[Sheet], references: References) -> None:
    """Let the tables of one contribution refer to each other's rows; done before the first row is checked.

    Only tables that another one of the contribution refers to are read, and of them only what names a row.

    Args:
        sheets: every table of the contribution, from all its files.
        references: what cells may refer to; the rows are added to it.

    Raises:
        InputProblem: a file can no longer be read.
        TableProblem: a quote is not closed, or a cell never ends.
    """
    tables = [sheet.match.table for sheet in sheets if sheet.match.table is not None]
    wanted = {key.target for table in tables for key in table.foreign_keys}
    for sheet in sheets:
        table = sheet.match.table
        if table is None or table.url not in wanted:
            continue
        naming = references.naming_columns(table)
        columns = tuple(one for one in sheet.match.columns if one.column.name in naming)
        reader = RowReader(sheet.source, replace(sheet.match, columns=columns), references)
        for row in sheet.source.rows():
            references.add(table.url, reader.read(row).values)
