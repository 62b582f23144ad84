"""Cardinality constraint components (SHACL §4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from ess_graph.shacl.plan.problem import ill_formed

if TYPE_CHECKING:
    from ess_graph.shacl.plan.graph import ShapesGraph
    from ess_graph.shacl.plan.problem import Node

PARAMETERS: Final = ("minCount", "maxCount")


@dataclass(frozen=True, slots=True)
class MinCount:
    """§4.2.1 ``sh:minCount``: there are at least so many values."""

    count: int
    component: str = "MinCount"


@dataclass(frozen=True, slots=True)
class MaxCount:
    """§4.2.2 ``sh:maxCount``: there are at most so many values."""

    count: int
    component: str = "MaxCount"


Cardinality: TypeAlias = "MinCount | MaxCount"


def read(graph: ShapesGraph, shape: Node, is_property: bool) -> Iterator[Cardinality]:
    """Yield the constraints of this section that a shape has.

    Raises:
        InputProblem: a parameter is ill-formed, or stands in a node shape.
    """
    for name, clause, kind in (("minCount", "4.2.1", MinCount), ("maxCount", "4.2.2", MaxCount)):
        count = graph.integer(shape, name, clause)
        if count is None:
            continue
        if not is_property:
            raise ill_formed(shape, clause, "shacl.property_only", name=name)
        yield kind(count)
