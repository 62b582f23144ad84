"""Targets: where the focus nodes of a shape come from (SHACL §2.1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import BlankNode, NamedNode

from ess_graph.rdf.namespaces import EXTERNAL
from ess_graph.shacl.plan.graph import SH
from ess_graph.shacl.plan.problem import ill_formed

if TYPE_CHECKING:
    from ess_graph.shacl.plan.graph import ShapesGraph
    from ess_graph.shacl.plan.problem import Node, Term

RDFS_CLASS: Final = EXTERNAL["rdfs"] + "Class"
PROPERTIES: Final = ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")


@dataclass(frozen=True, slots=True)
class TargetNode:
    """§2.1.3.1: one node, whether or not it is in the data."""

    node: Term


@dataclass(frozen=True, slots=True)
class TargetClass:
    """§2.1.3.2 and §2.1.3.3: the SHACL instances of a class."""

    iri: Node


@dataclass(frozen=True, slots=True)
class TargetSubjectsOf:
    """§2.1.3.4: the subjects of a predicate."""

    iri: str


@dataclass(frozen=True, slots=True)
class TargetObjectsOf:
    """§2.1.3.5: the objects of a predicate."""

    iri: str


Target: TypeAlias = "TargetNode | TargetClass | TargetSubjectsOf | TargetObjectsOf"


def read_targets(graph: ShapesGraph, shape: Node, classes: dict[Node, None]) -> tuple[Target, ...]:
    """Return the targets of a shape; ``classes`` are the instances of rdfs:Class in the shapes graph.

    Raises:
        InputProblem: a target is no IRI (or, for ``sh:targetNode``, no IRI or literal).
    """
    found: list[Target] = []
    for value in graph.objects(shape, SH + "targetNode"):
        if isinstance(value, BlankNode):
            raise ill_formed(shape, "2.1.3.1", "shacl.target_blank", found=value)
        found.append(TargetNode(value))

    def iris(name: str, clause: str) -> list[NamedNode]:
        return [graph.iri(shape, name, value, clause) for value in graph.objects(shape, SH + name)]

    found.extend(TargetClass(one) for one in iris("targetClass", "2.1.3.2"))
    if shape in classes and isinstance(shape, NamedNode):
        found.append(TargetClass(shape))
    found.extend(TargetSubjectsOf(one.value) for one in iris("targetSubjectsOf", "2.1.3.4"))
    found.extend(TargetObjectsOf(one.value) for one in iris("targetObjectsOf", "2.1.3.5"))
    return tuple(found)
