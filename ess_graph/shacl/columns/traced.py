"""The steps of this executor in a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ess_graph.shacl.columns.evaluate import Evaluation
from ess_graph.shacl.plan.paths import display
from ess_graph.shacl.plan.shape_based import ByProperty
from ess_graph.shacl.run.traced import step_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from ess_graph.shacl.columns.evaluate import Result
    from ess_graph.shacl.columns.graph import Columns
    from ess_graph.shacl.columns.paths import Values
    from ess_graph.shacl.plan.shapes import Constraint, Plan, Shape
    from ess_graph.shacl.run.held import Data
    from ess_graph.shacl.run.sparql import Queries
    from ess_graph.shacl.trace import Step, Trace


class Traced(Evaluation):
    """A run that says where its time goes."""

    def __init__(
        self, plan: Plan, data: Columns, queries: Queries | None, source: Data | None, trace: Trace
    ) -> None:
        super().__init__(plan, data, queries, source)
        self._trace = trace

    def _focus_nodes(self, shape: Shape) -> pl.Series:
        step = self._trace.step((shape.node, "targets"), str(shape.node), "targets")
        with self._trace.timing(step):
            found = super()._focus_nodes(shape)
        step.focus_nodes = len(found)
        return found

    def _values(self, shape: Shape, nodes: pl.Series) -> Values:
        if shape.path is None:
            return super()._values(shape, nodes)
        step = self._trace.step((shape.node, "path"), str(shape.node), "path", display(shape.path))
        with self._trace.timing(step):
            found = super()._values(shape, nodes)
        _count(step, found)
        return found

    def _decide(self, shape: Shape, constraint: Constraint, values: Values) -> Iterator[tuple[int, Result]]:
        found = super()._decide(shape, constraint, values)
        if isinstance(constraint, ByProperty):  # the shape that it names has steps of its own
            return found
        step = step_of(self._trace, shape, constraint)
        _count(step, values)
        return self._trace.over(step, found)

    def _wrong_nodes(self, shape: Shape, constraint: Constraint, values: Values) -> pl.Series:
        step = step_of(self._trace, shape, constraint)
        with self._trace.timing(step):
            found = super()._wrong_nodes(shape, constraint, values)
        _count(step, values)
        step.findings += len(found)
        return found


def _count(step: Step, values: Values) -> None:
    step.focus_nodes += len(values.nodes)
    step.values += len(values.pairs)
