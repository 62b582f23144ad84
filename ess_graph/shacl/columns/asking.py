"""What a query of the shapes is asked of: a store of the few statements that count for it, or of all that it sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from pyoxigraph import BlankNode

from ess_graph.shacl.columns.narrow import narrow, seen_by
from ess_graph.shacl.columns.shown import Shown
from ess_graph.shacl.run.held import typed

if TYPE_CHECKING:
    from ess_graph.shacl.columns.graph import Columns
    from ess_graph.shacl.plan.needs import Needs, Other, Seen
    from ess_graph.shacl.plan.problem import Term
    from ess_graph.shacl.plan.shapes import Plan
    from ess_graph.shacl.plan.sparql import Sparql
    from ess_graph.shacl.run.held import Data
    from ess_graph.shacl.run.sparql import Queries

#: A store of its own is made for a query that sees no more statements than these.
_FEW: Final = 200_000
#: A filter is asked by itself when its variables have no more different values than these.
_VALUES: Final = 5_000
#: About so many rows a store on disk is asked where it lies (measured: 0.3 s are spared for a path over communes).
_ROWS: Final = 1_000


class Asking:
    """The stores of one run.

    Args:
        plan: the shapes.
        data: the data, with at least what the queries are narrowed by.
        queries: what is asked.
        source: where the data come from, if that can be asked; else a store of all is made when it is first needed.
    """

    def __init__(self, plan: Plan, data: Columns, queries: Queries, source: Data | None = None) -> None:
        self._plan = plan
        self._data = data
        self.queries = queries
        self._source = source
        self._all = source

    def about(self, one: Sparql, nodes: pl.Series) -> tuple[pl.Series, Data]:
        """Return the focus nodes about which a query may find something, and what it is asked of.

        Raises:
            BeyondEngine: the store would rewrite a literal that the query may see.
        """
        needs = self.queries.needs(one)
        if needs is None:
            return nodes, self._everything()
        values = dict(one.bindings)

        def decide(other: Other, rows: pl.DataFrame) -> pl.DataFrame | None:
            return self._decided(needs, other, rows, values)

        nodes, rows = narrow(self._data, needs, nodes, values, decide)
        if not len(nodes):
            return nodes, Shown(self._plan, self._data.terms, {})
        return nodes, self._data_for(needs.seen, rows, values)

    def _data_for(self, seen: Seen, rows: pl.DataFrame, values: Mapping[str, Term]) -> Data:
        """Return what is asked about rows: the source itself about a few, as a store of paths would not be small."""
        if self._source is not None and seen.paths and len(rows) <= _ROWS:
            return self._source
        return self._few(seen, rows, values) or self._everything()

    def _few(self, seen: Seen, rows: pl.DataFrame, values: Mapping[str, Term]) -> Data | None:
        """Return a store of what is seen, unless it is too much."""
        if seen.all:
            return None
        frames = seen_by(self._data, seen, rows, values)
        if sum(map(len, frames.values())) > _FEW:
            return None
        return Shown(self._plan, self._data.terms, frames)

    def _everything(self) -> Data:
        if self._all is None:
            frames = self._data.frames(self.queries.predicates)
            shapes = self.queries.asks_shapes
            self._all = Shown(self._plan, self._data.terms, frames, with_shapes=shapes)
        return self._all

    def _decided(
        self, needs: Needs, other: Other, rows: pl.DataFrame, values: Mapping[str, Term]
    ) -> pl.DataFrame | None:
        """Return the rows for which a filter is true, asked once for the different values of its variables."""
        if len(rows) > _VALUES:
            return None
        columns = [self._data.terms.decode(rows[name]) for name in rows.columns]
        fixed = {name: term for name, term in values.items() if name in other.variables}
        terms = [*fixed.values(), *(term for column in columns for term in column)]
        if any(isinstance(term, BlankNode) or typed(term) for term in terms):
            return None
        data = self._data_for(other.seen, rows, values)
        names = " ".join(f"?{name}" for name in (*rows.columns, *fixed))
        rest = " ".join(map(str, fixed.values()))
        block = " ".join(
            f"({number} {' '.join(map(str, row))} {rest})"
            for number, row in enumerate(zip(*columns, strict=True))
        )
        text = f"{needs.prologue} SELECT ?0 WHERE {{ VALUES (?0 {names}) {{ {block} }} FILTER {other.text} }}"
        solutions: Any = data.query(text)
        return rows[[int(one["0"].value) for one in solutions]]
