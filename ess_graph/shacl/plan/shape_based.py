"""Shape-based constraint components (SHACL §4.7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from ess_graph.shacl.plan.graph import SH
from ess_graph.shacl.plan.problem import ill_formed

if TYPE_CHECKING:
    from ess_graph.shacl.plan.graph import ShapesGraph
    from ess_graph.shacl.plan.problem import Node

PARAMETERS: Final = ("node", "property", "qualifiedValueShape", "qualifiedMinCount", "qualifiedMaxCount")


@dataclass(frozen=True, slots=True)
class ByNode:
    """§4.7.1 ``sh:node``: each value conforms to the node shape."""

    shape: Node
    component: str = "Node"

    @property
    def shapes(self) -> tuple[Node, ...]:
        """The shapes that this constraint needs."""
        return (self.shape,)


@dataclass(frozen=True, slots=True)
class ByProperty:
    """§4.7.2 ``sh:property``: each value is validated against the property shape, whose results are those here."""

    shape: Node
    component: str = "Property"

    @property
    def shapes(self) -> tuple[Node, ...]:
        """The shapes that this constraint needs."""
        return (self.shape,)


@dataclass(frozen=True, slots=True)
class Qualified:
    """§4.7.3: so many values, at least or at most, conform to the shape and to none of its siblings."""

    shape: Node
    siblings: tuple[Node, ...]
    least: int | None
    most: int | None
    component: str = "Qualified"

    @property
    def shapes(self) -> tuple[Node, ...]:
        """The shapes that this constraint needs."""
        return (self.shape, *self.siblings)


ShapeBased: TypeAlias = "ByNode | ByProperty | Qualified"


def read(graph: ShapesGraph, shape: Node, is_property: bool) -> Iterator[ShapeBased]:
    """Yield the constraints of this section that a shape has.

    Raises:
        InputProblem: a parameter is ill-formed, or a qualified shape stands in a node shape.
    """
    for value in graph.objects(shape, SH + "node"):
        yield ByNode(graph.node(shape, "node", value, "4.7.1"))
    for value in graph.objects(shape, SH + "property"):
        yield ByProperty(graph.node(shape, "property", value, "4.7.2"))
    values = graph.objects(shape, SH + "qualifiedValueShape")
    least = graph.integer(shape, "qualifiedMinCount", "4.7.3")
    most = graph.integer(shape, "qualifiedMaxCount", "4.7.3")
    disjoint = graph.boolean(shape, "qualifiedValueShapesDisjoint", "4.7.3")
    if not values or (least is None and most is None):
        return
    if not is_property:
        raise ill_formed(shape, "4.7.3", "shacl.property_only", name="qualifiedValueShape")
    for value in values:
        siblings = _siblings(graph, shape, value) if disjoint else {}
        yield Qualified(
            graph.node(shape, "qualifiedValueShape", value, "4.7.3"), tuple(siblings), least, most
        )


def _siblings(graph: ShapesGraph, shape: Node, own: object) -> dict[Node, None]:
    """Return the sibling shapes (§4.7.3): ``^sh:property/sh:property/sh:qualifiedValueShape`` but its own."""
    parents = [one for one in graph.subjects(SH + "property") if shape in graph.objects(one, SH + "property")]
    return {
        graph.node(shape, "qualifiedValueShape", value, "4.7.3"): None
        for parent in parents
        for other in graph.objects(parent, SH + "property")
        for value in graph.objects(other, SH + "qualifiedValueShape")
        if value != own
    }
