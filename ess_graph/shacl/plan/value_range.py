"""Value range constraint components (SHACL §4.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal

from ess_graph.shacl.plan.problem import ill_formed

if TYPE_CHECKING:
    from ess_graph.shacl.plan.graph import ShapesGraph
    from ess_graph.shacl.plan.problem import Node

#: Parameter: its clause, and the SPARQL operator that must be true between a value and the bound.
_OPERATORS: Final = {
    "minExclusive": ("4.3.1", ">"),
    "minInclusive": ("4.3.2", ">="),
    "maxExclusive": ("4.3.3", "<"),
    "maxInclusive": ("4.3.4", "<="),
}
PARAMETERS: Final = tuple(_OPERATORS)


@dataclass(frozen=True, slots=True)
class Range:
    """§4.3.1 to §4.3.4: each value compares as the operator says with the bound."""

    operator: str
    bound: Literal
    component: str


def read(graph: ShapesGraph, shape: Node, is_property: bool) -> Iterator[Range]:
    """Yield the constraints of this section that a shape has.

    Raises:
        InputProblem: a parameter is ill-formed.
    """
    for name, (clause, operator) in _OPERATORS.items():
        if (bound := graph.one(shape, name, clause)) is None:
            continue
        if not isinstance(bound, Literal):
            raise ill_formed(shape, clause, "shacl.not_literal", name=name, found=bound)
        yield Range(operator, bound, name[0].upper() + name[1:])
