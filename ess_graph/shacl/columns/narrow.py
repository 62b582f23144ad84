"""Narrow a query to the focus nodes that it may find something about, and to the statements that it sees of them.

What a query needs is joined on columns. Only what is certain is decided there: a node for which no solution is possible
is left out, and the query itself decides the others, on a store of a few statements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

import polars as pl

from ess_graph.shacl.columns.graph import OBJECT, SUBJECT, Columns, within
from ess_graph.shacl.columns.hold import held
from ess_graph.shacl.plan.needs import Exists, Needs, Other, Pattern, Seen, with_values

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Term

#: Returns for which of some rows a filter is true; nothing when that is not known.
Decide: TypeAlias = Callable[[Other, pl.DataFrame], pl.DataFrame | None]
THIS: Final = "this"
#: A join that makes more rows than these is left out.
_MOST: Final = 20_000_000
#: Statements that are no more tell what their ends can be.
_TELLING: Final = 20_000


def narrow(
    data: Columns, needs: Needs, nodes: pl.Series, values: Mapping[str, Term], decide: Decide
) -> tuple[pl.Series, pl.DataFrame]:
    """Return the focus nodes that count, and the rows of what their statements bind.

    Args:
        data: the data.
        needs: what the query needs.
        nodes: the focus nodes that it is asked about, each once.
        values: what other variables are bound to beforehand.
        decide: asks a filter that is not understood.
    """
    join = _Join(data)
    rows = nodes.alias(THIS).to_frame()
    conditions = list(needs.conditions)
    for pattern in join.ordered(with_values(needs.patterns, values), {THIS}):
        rows = join.step(rows, pattern)[0]
        for one in [one for one in conditions if one.variables <= set(rows.columns)]:
            conditions.remove(one)
            rows = held(one, data.terms, rows)
    for exists in needs.exists:
        rows = join.exists(rows, exists, values)
    for other in needs.others:
        names = sorted(other.shared.difference(values))
        if names and len(rows) and set(names) <= set(rows.columns):
            found = decide(other, rows.select(names).unique())
            if found is not None:
                rows = rows.join(found, on=names, how="semi")
    return rows[THIS].unique(), rows


def seen_by(
    data: Columns, seen: Seen, rows: pl.DataFrame, values: Mapping[str, Term]
) -> dict[str, pl.DataFrame]:
    """Return the statements that may be a part of a solution, or of what an EXISTS finds, by predicate.

    Args:
        data: the data.
        seen: what the query mentions; not all.
        rows: a column for each variable of which the values are known.
        values: what other variables are bound to.
    """
    join = _Join(data)
    found: dict[str, list[pl.DataFrame]] = {}
    known = {name: rows[name].unique() for name in rows.columns}
    for group in seen.groups:
        for iri, frame in join.consistent(with_values(group, values), known):
            found.setdefault(iri, []).append(frame)
    every = {iri: pl.concat(frames).unique() for iri, frames in found.items() if iri not in seen.paths}
    return every | {iri: data.frame(iri) for iri in seen.paths}


class _Join:
    """Joins rows of numbers, one column for a variable, with statements."""

    def __init__(self, data: Columns) -> None:
        self._data = data

    def ordered(self, patterns: Iterable[Pattern], known: set[str]) -> Iterable[Pattern]:
        """Yield patterns that go on from known variables: those with both ends known first, then the smallest."""
        pending, known = list(patterns), set(known)
        while near := [one for one in pending if one.variables & known]:
            one = min(near, key=lambda one: (len(one.variables - known), self._size(one)))
            pending.remove(one)
            known |= one.variables
            yield one

    def _size(self, pattern: Pattern) -> int:
        return sum(len(self._data.frame(iri)) for iri in pattern.predicates)

    def statements(self, pattern: Pattern, iri: str) -> pl.DataFrame:
        """Return the statements with one predicate that a pattern may be, whatever its variables are."""
        frame = self._data.frame(iri)
        for column, slot in ((SUBJECT, pattern.subject), (OBJECT, pattern.object)):
            if not isinstance(slot, str):
                frame = frame.filter(pl.col(column) == self._data.terms.number(slot))
        return frame

    def consistent(
        self, patterns: Iterable[Pattern], known: Mapping[str, pl.Series]
    ) -> Iterator[tuple[str, pl.DataFrame]]:
        """Yield predicates and statements of a group: those of which an end is not known to be of no solution of it.

        Args:
            patterns: the statements of the group, all of which a solution has.
            known: the values that some variables can have.
        """
        ends = dict(known)
        frames = {one: [(iri, self.statements(one, iri)) for iri in one.predicates] for one in patterns}
        for _ in range(2):  # what the last tells is told to the first
            for one, parts in frames.items():
                slots = [
                    (c, s) for c, s in ((SUBJECT, one.subject), (OBJECT, one.object)) if isinstance(s, str)
                ]
                for column, slot in slots:
                    if slot in ends:
                        parts[:] = [(iri, within(frame, column, ends[slot])) for iri, frame in parts]
                if sum(len(frame) for _, frame in parts) <= _TELLING:
                    for column, slot in slots:
                        ends[slot] = pl.concat([frame[column] for _, frame in parts]).unique()
        for parts in frames.values():
            yield from parts

    def _solutions(self, pattern: Pattern) -> pl.DataFrame:
        """Return a column for each variable of a pattern."""
        frame = pl.concat([self.statements(pattern, iri) for iri in pattern.predicates])
        if len(pattern.predicates) > 1:
            frame = frame.unique()
        if pattern.subject == pattern.object:
            frame = frame.filter(pl.col(SUBJECT) == pl.col(OBJECT))
        # With the same variable twice the second column is the first one again.
        ends = {slot: column for column, slot in ((SUBJECT, pattern.subject), (OBJECT, pattern.object))}
        return frame.select(
            pl.col(column).alias(slot) for slot, column in ends.items() if isinstance(slot, str)
        )

    def step(self, rows: pl.DataFrame, pattern: Pattern) -> tuple[pl.DataFrame, bool]:
        """Return rows joined with a pattern and true, or as they are and false when they would be too many."""
        frame = self._solutions(pattern)
        shared = [name for name in frame.columns if name in rows.columns]
        if not shared:
            return rows, False
        if len(shared) == len(frame.columns):
            return rows.join(frame, on=shared, how="semi"), True
        frame = frame.join(rows.select(shared).unique(), on=shared, how="semi")
        if len(frame) > len(rows) and _joined_size(rows, frame, shared) > _MOST:
            return rows, False
        return rows.join(frame, on=shared), True

    def exists(self, rows: pl.DataFrame, exists: Exists, values: Mapping[str, Term]) -> pl.DataFrame:
        """Return the rows for which a filter may hold."""
        patterns = with_values(exists.patterns, values)
        shared = sorted({name for one in patterns for name in one.variables} & set(rows.columns))
        if not shared or not len(rows):
            return rows
        inner, certain = rows.select(shared).unique(), True
        known = list(self.ordered(patterns, set(shared)))
        for pattern in known:
            inner, joined = self.step(inner, pattern)
            certain = certain and joined
        found = inner.select(shared).unique()
        if not exists.negated:
            return rows.join(found, on=shared, how="semi")
        if certain and len(known) == len(patterns):
            return rows.join(found, on=shared, how="anti")
        return rows


def _joined_size(rows: pl.DataFrame, frame: pl.DataFrame, shared: list[str]) -> int:
    counts = [one.group_by(shared).len(f"n{number}") for number, one in enumerate((rows, frame))]
    size = counts[0].join(counts[1], on=shared).select((pl.col("n0").cast(pl.UInt64) * pl.col("n1")).sum())
    return int(size.item())
