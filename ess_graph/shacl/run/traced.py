"""The steps of this executor in a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ess_graph.shacl.plan.shape_based import Qualified
from ess_graph.shacl.plan.shapes import needed_shapes, parameter_text
from ess_graph.shacl.plan.sparql import Sparql

if TYPE_CHECKING:
    from ess_graph.shacl.plan.shapes import Constraint, Shape
    from ess_graph.shacl.run.paths import Values
    from ess_graph.shacl.trace import Step, Trace


def step_of(trace: Trace, shape: Shape, constraint: Constraint) -> Step:
    """Return the step of a constraint of a shape."""
    # A plan keeps its constraints alive: an identity is that of one constraint.
    key = shape.node, id(constraint)
    query = constraint.query if isinstance(constraint, Sparql) else ""
    return trace.step(key, str(shape.node), constraint.component, _parameter(constraint), query)


def _parameter(constraint: Constraint) -> str:
    if isinstance(constraint, Qualified):
        return f"{constraint.shape} {constraint.least or 0}..{'' if constraint.most is None else constraint.most}"
    return parameter_text(constraint) or " ".join(map(str, needed_shapes(constraint)))


def count(step: Step, values: Values) -> None:
    """Add the focus nodes and values that a step is asked about."""
    step.focus_nodes += len(values)
    step.values += sum(map(len, values.values()))
