"""What a query of the shapes is asked of: a store of the few statements that count for it, or of all that it sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ess_graph.shacl.columns.narrow import narrow
from ess_graph.shacl.columns.shown import Shown

if TYPE_CHECKING:
    import polars as pl

    from ess_graph.shacl.columns.graph import Columns
    from ess_graph.shacl.plan.shapes import Plan
    from ess_graph.shacl.plan.sparql import Sparql
    from ess_graph.shacl.run.held import Data
    from ess_graph.shacl.run.sparql import Queries

#: A store of its own is made for a query that sees no more statements than these.
_FEW: Final = 200_000


class Asking:
    """The stores of one run; the one of all that any query can see is made when it is first needed."""

    def __init__(self, plan: Plan, data: Columns, queries: Queries) -> None:
        self._plan = plan
        self._data = data
        self.queries = queries
        self._all: Shown | None = None

    def about(self, one: Sparql, nodes: pl.Series) -> tuple[pl.Series, Data]:
        """Return the focus nodes about which a query may find something, and what it is asked of.

        Raises:
            BeyondEngine: the store would rewrite a literal that the query may see.
        """
        needs = self.queries.needs(one)
        if needs is not None:
            few = narrow(self._data, needs, nodes, dict(one.bindings))
            nodes = few.nodes
            if len(few) <= _FEW:
                return nodes, Shown(self._plan, self._data.terms, few.statements)
        return nodes, self._everything()

    def _everything(self) -> Shown:
        if self._all is None:
            frames = self._data.frames(self.queries.predicates)
            shapes = self.queries.asks_shapes
            self._all = Shown(self._plan, self._data.terms, frames, with_shapes=shapes)
        return self._all
