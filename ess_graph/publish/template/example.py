"""One published row of a table, to be shown as an example: always the same one for the same tables."""

from __future__ import annotations

from collections.abc import Mapping

from ess_graph.model.described import Table, TableGroup
from ess_graph.model.engine import match_header
from ess_graph.tables.reader import read_rows


def example_row(group: TableGroup, table: Table) -> Mapping[str, str]:
    """Return the cells of the published row with the fewest empty cells, the first of several that are verified.

    Where the key of a row is that of a row of another table (the arrangement of a practice), it is taken among those
    of the example of that table, so that the examples of a workbook belong together.

    Args:
        group: the metadata; the tables lie in its folder.
        table: one of its tables.

    Raises:
        InputProblem: a table cannot be read.
    """
    wanted = _key_of_other_example(group, table)
    best: dict[str, str] = {}
    ranked = (-1, False, -1)
    rows = read_rows(group.path.parent / table.url, table.dialect)
    columns = match_header(table, next(rows)[1])
    for _, cells in rows:
        row = {column.name: cell for column, cell in zip(columns, cells, strict=True)}
        together = sum(row[name] == value for name, value in wanted.items())
        # What nobody has verified yet is no model.
        rank = (together, row.get("confidence") != "unverified", sum(map(bool, cells)))
        if rank > ranked:
            best, ranked = row, rank
    return best


def _key_of_other_example(group: TableGroup, table: Table) -> dict[str, str]:
    """Return what a column of the primary key should hold, as far as it refers to the key of another table."""
    wanted = {}
    for key in table.foreign_keys:
        # Keys that refer to keys make no circle: the row would be identified by itself.
        if key.column in table.primary_key and key.target != table.url:
            target = example_row(group, group.table(key.target))
            wanted[key.column] = target.get(key.target_column, "")
    return wanted
