"""Primary and foreign keys over a whole table group (CSVW §5.5.2.3).

A deviation, on purpose: in a column with a separator each value is a reference of its own, where CSVW
compares the whole list; our lists are sets of references.
"""

from __future__ import annotations

from collections import defaultdict
from difflib import get_close_matches

from ess_graph.errors import TableProblem
from ess_graph.model.described import Table, TableGroup

_Place = tuple[str, int, str, str]


class KeyChecker:
    """Collects keys while the tables stream by, and judges at the end."""

    def __init__(self, group: TableGroup) -> None:
        self._wanted: dict[tuple[str, str], set[str]] = {}
        self._used: dict[tuple[str, str], dict[str, _Place]] = defaultdict(dict)
        self._primary: set[tuple[str, ...]] = set()
        self._targets: dict[str, list[str]] = defaultdict(list)
        for table in group.tables:
            for key in table.foreign_keys:
                self._wanted.setdefault((key.target, key.target_column), set())
                if key.target_column not in self._targets[key.target]:
                    self._targets[key.target].append(key.target_column)

    def start(self, table: Table) -> None:
        """Forget the primary keys of the table before."""
        self._primary = set()

    def row(
        self, table: Table, number: int, letters: dict[str, str], values: dict[str, tuple[str, ...]]
    ) -> None:
        """Take one row in.

        Raises:
            TableProblem: when its primary key has been seen.
        """
        if table.primary_key:
            key = tuple(";".join(values.get(name, ())) for name in table.primary_key)
            if key in self._primary:
                name = table.primary_key[0]
                raise TableProblem(
                    "table.duplicate",
                    file=table.url,
                    row=number,
                    letter=letters.get(name, "?"),
                    column=name,
                    found=", ".join(key),
                )
            self._primary.add(key)
        for column in self._targets.get(table.url, ()):
            self._wanted[table.url, column].update(values.get(column, ()))
        for foreign in table.foreign_keys:
            seen = self._used[foreign.target, foreign.target_column]
            for value in values.get(foreign.column, ()):
                if value not in seen:
                    seen[value] = (table.url, number, letters[foreign.column], foreign.column)

    def finish(self) -> None:
        """Judge the foreign keys.

        Raises:
            TableProblem: for the first reference to nothing, with the nearest code.
        """
        for (target, column), seen in self._used.items():
            known = self._wanted[target, column]
            for value, (file, row, letter, name) in seen.items():
                if value not in known:
                    near = get_close_matches(value, known, n=1)
                    raise TableProblem(
                        "table.foreign",
                        file=file,
                        row=row,
                        letter=letter,
                        column=name,
                        found=value,
                        target=f"{target}#{column}",
                        near=near[0] if near else "—",
                    )
