"""Value type constraint components (SHACL §4.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from ess_graph.shacl.plan.graph import SH
from ess_graph.shacl.plan.problem import ill_formed

if TYPE_CHECKING:
    from ess_graph.shacl.plan.graph import ShapesGraph
    from ess_graph.shacl.plan.problem import Node

PARAMETERS: Final = ("class", "datatype", "nodeKind")
#: What a node kind lets in: I for IRIs, B for blank nodes, L for literals.
KINDS: Final = {
    "BlankNode": "B",
    "IRI": "I",
    "Literal": "L",
    "BlankNodeOrIRI": "BI",
    "BlankNodeOrLiteral": "BL",
    "IRIOrLiteral": "IL",
}


@dataclass(frozen=True, slots=True)
class Class:
    """§4.1.1 ``sh:class``: each value is a SHACL instance of the class."""

    iri: Node
    component: str = "Class"


@dataclass(frozen=True, slots=True)
class Datatype:
    """§4.1.2 ``sh:datatype``: each value is a well-formed literal of the datatype."""

    iri: str
    component: str = "Datatype"


@dataclass(frozen=True, slots=True)
class NodeKind:
    """§4.1.3 ``sh:nodeKind``: each value is of one of the kinds of :data:`KINDS`."""

    kinds: str
    component: str = "NodeKind"


ValueType: TypeAlias = "Class | Datatype | NodeKind"


def read(graph: ShapesGraph, shape: Node, is_property: bool) -> Iterator[ValueType]:
    """Yield the constraints of this section that a shape has.

    Raises:
        InputProblem: a parameter is ill-formed.
    """
    for value in graph.objects(shape, SH + "class"):
        yield Class(graph.iri(shape, "class", value, "4.1.1"))
    if (datatype := graph.one(shape, "datatype", "4.1.2")) is not None:
        yield Datatype(graph.iri(shape, "datatype", datatype, "4.1.2").value)
    if (kind := graph.one(shape, "nodeKind", "4.1.3")) is not None:
        name = graph.iri(shape, "nodeKind", kind, "4.1.3").value.removeprefix(SH)
        if name not in KINDS:
            raise ill_formed(shape, "4.1.3", "shacl.node_kind", found=kind)
        yield NodeKind(KINDS[name])
