"""The mapping engine: tables and their CSVW metadata in, statements out. No table has code of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from pyoxigraph import Triple

from ess_graph.errors import TableProblem
from ess_graph.model.compiled import Emitter, compile_emitters, split_cell
from ess_graph.model.described import Column, Table, TableGroup
from ess_graph.model.keys import KeyChecker
from ess_graph.tables.reader import column_letter, read_rows


def triples(group: TableGroup, base: str) -> Iterator[Triple]:
    """Yield every statement of a table group, table by table, row by row, in constant memory.

    Args:
        group: the metadata; the tables lie in its folder.
        base: the base of our IRIs; tables are published under ``{base}data/``.

    Raises:
        InputProblem: a file cannot be read.
        TableProblem: a header, a cell or a key is wrong; said when it is reached, keys at the end.
    """
    keys = KeyChecker(group)
    for table in group.tables:
        yield from table_triples(table, group.path.parent / table.url, f"{base}data/{table.url}", keys)
    keys.finish()


def table_triples(table: Table, path: Path, table_url: str, keys: KeyChecker) -> Iterator[Triple]:
    """Yield the statements of one table.

    Raises:
        InputProblem: the file cannot be read.
        TableProblem: a header or a cell is wrong, or a primary key comes twice.
    """
    emitters = compile_emitters(table, table_url)
    rows = read_rows(path, table.dialect)
    columns = match_header(table, next(rows)[1]) if table.dialect.header else table.file_columns
    counts = any(name.startswith("_") for emitter in emitters for name in emitter.variables)
    letters = {column.name: column_letter(i) for i, column in enumerate(columns)}
    keys.start(table)
    for index, (number, cells) in enumerate(rows, 1):
        row: dict[str, str] = {"_row": str(index), "_sourceRow": str(number)} if counts else {}
        if len(cells) != len(columns):
            # Where there is no header, nothing else says how long a row is.
            raise TableProblem(
                "table.ragged", file=path.name, row=number, found=len(cells), expected=len(columns)
            )
        values: dict[str, tuple[str, ...]] = {}
        for column, text in zip(columns, cells, strict=True):
            items = split_cell(table, column, number, letters[column.name], text)
            if items:
                row[column.name] = items[0] if len(items) == 1 else text
                values[column.name] = items
        keys.row(table, number, letters, values)
        yield from _row_triples(table, emitters, number, letters, row, values)


def _row_triples(
    table: Table,
    emitters: tuple[Emitter, ...],
    number: int,
    letters: dict[str, str],
    row: dict[str, str],
    values: dict[str, tuple[str, ...]],
) -> Iterator[Triple]:
    once = ("",)
    for emitter in emitters:
        column = emitter.column
        items = once if column.virtual else values.get(column.name)
        if items is None:
            continue
        try:
            yield from emitter.triples(row, items)
        except (KeyError, ValueError) as error:
            # KeyError: a template's variable has no value in this row; ValueError: no valid IRI comes out.
            raise TableProblem(
                "table.iri",
                file=table.url,
                row=number,
                letter=letters.get(column.name, "—"),
                column=column.name,
                found=";".join(items),
                reason=error,
            ) from error


def match_header(table: Table, header: list[str]) -> tuple[Column, ...]:
    """Return the columns of a file in its own order.

    Raises:
        TableProblem: a column is unknown, comes twice or is missing; the nearest name is offered.
    """
    by_name = {column.name: column for column in table.file_columns}
    # A name is never taken for the title of another column; a title that two columns have names neither.
    titled = Counter(title for column in table.file_columns for title in column.all_titles)
    by_title = {
        title: column
        for column in table.file_columns
        for title in column.all_titles
        if titled[title] == 1 and title not in by_name
    }
    found: list[Column] = []
    for index, name in enumerate(header):
        letter = column_letter(index)
        column = by_name.get(name) or by_title.get(name)
        if column is None:
            near = get_close_matches(name, by_name, n=1)
            raise TableProblem(
                "table.unknown_column",
                file=table.url,
                letter=letter,
                found=name,
                near=near[0] if near else ", ".join(by_name),
            )
        if column in found:
            raise TableProblem("table.duplicate_column", file=table.url, letter=letter, found=name)
        found.append(column)
    missing = [name for name, column in by_name.items() if column not in found]
    if missing:
        raise TableProblem("table.missing_column", file=table.url, missing=", ".join(missing))
    return tuple(found)
