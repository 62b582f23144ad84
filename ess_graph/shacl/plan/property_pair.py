"""Property pair constraint components (SHACL §4.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from ess_graph.shacl.plan.graph import SH
from ess_graph.shacl.plan.problem import ill_formed

if TYPE_CHECKING:
    from ess_graph.shacl.plan.graph import ShapesGraph
    from ess_graph.shacl.plan.problem import Node

PARAMETERS: Final = ("equals", "disjoint", "lessThan", "lessThanOrEquals")


@dataclass(frozen=True, slots=True)
class Equals:
    """§4.5.1 ``sh:equals``: the values are those of the other property."""

    iri: str
    component: str = "Equals"


@dataclass(frozen=True, slots=True)
class Disjoint:
    """§4.5.2 ``sh:disjoint``: no value is one of the other property."""

    iri: str
    component: str = "Disjoint"


@dataclass(frozen=True, slots=True)
class LessThan:
    """§4.5.3 and §4.5.4: each value is less than (or equal to) each one of the other property."""

    iri: str
    operator: str
    component: str


PropertyPair: TypeAlias = "Equals | Disjoint | LessThan"


def read(graph: ShapesGraph, shape: Node, is_property: bool) -> Iterator[PropertyPair]:
    """Yield the constraints of this section that a shape has.

    Raises:
        InputProblem: a parameter is no IRI, or a comparison stands in a node shape.
    """
    for value in graph.objects(shape, SH + "equals"):
        yield Equals(graph.iri(shape, "equals", value, "4.5.1").value)
    for value in graph.objects(shape, SH + "disjoint"):
        yield Disjoint(graph.iri(shape, "disjoint", value, "4.5.2").value)
    for name, clause, operator in (("lessThan", "4.5.3", "<"), ("lessThanOrEquals", "4.5.4", "<=")):
        for value in graph.objects(shape, SH + name):
            if not is_property:
                raise ill_formed(shape, clause, "shacl.property_only", name=name)
            yield LessThan(graph.iri(shape, name, value, clause).value, operator, name[0].upper() + name[1:])
