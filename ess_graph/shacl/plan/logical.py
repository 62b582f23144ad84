"""Logical constraint components (SHACL §4.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from ess_graph.shacl.plan.graph import SH
from ess_graph.shacl.plan.problem import ill_formed

if TYPE_CHECKING:
    from ess_graph.shacl.plan.graph import ShapesGraph
    from ess_graph.shacl.plan.problem import Node

PARAMETERS: Final = ("not", "and", "or", "xone")


@dataclass(frozen=True, slots=True)
class Not:
    """§4.6.1 ``sh:not``: no value conforms to the shape."""

    shape: Node
    component: str = "Not"

    @property
    def shapes(self) -> tuple[Node, ...]:
        """The shapes that this constraint needs."""
        return (self.shape,)


@dataclass(frozen=True, slots=True)
class Combined:
    """§4.6.2 to §4.6.4: each value conforms to all, to at least one, or to exactly one of the shapes."""

    shapes: tuple[Node, ...]
    component: str


Logical: TypeAlias = "Not | Combined"


def read(graph: ShapesGraph, shape: Node, is_property: bool) -> Iterator[Logical]:
    """Yield the constraints of this section that a shape has.

    Raises:
        InputProblem: a parameter is no shape, or no list of shapes.
    """
    for value in graph.objects(shape, SH + "not"):
        yield Not(graph.node(shape, "not", value, "4.6.1"))
    for name, clause in (("and", "4.6.2"), ("or", "4.6.3"), ("xone", "4.6.4")):
        for head in graph.objects(shape, SH + name):
            members = graph.members(shape, name, head, clause)
            if not members:
                raise ill_formed(shape, clause, "shacl.list_empty", name=name)
            nodes = tuple(graph.node(shape, name, one, clause) for one in members)
            yield Combined(nodes, name.capitalize())
