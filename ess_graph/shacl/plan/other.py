"""Other constraint components (SHACL §4.8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import NamedNode

from ess_graph.shacl.plan.graph import SH

if TYPE_CHECKING:
    from ess_graph.shacl.plan.graph import ShapesGraph
    from ess_graph.shacl.plan.problem import Node, Term

PARAMETERS: Final = ("closed", "ignoredProperties", "hasValue", "in")


@dataclass(frozen=True, slots=True)
class Closed:
    """§4.8.1 ``sh:closed``: the values have no other properties than these."""

    allowed: frozenset[str]
    component: str = "Closed"


@dataclass(frozen=True, slots=True)
class HasValue:
    """§4.8.2 ``sh:hasValue``: one of the values is this term."""

    term: Term
    component: str = "HasValue"


@dataclass(frozen=True, slots=True)
class In:
    """§4.8.3 ``sh:in``: each value is one of these terms."""

    terms: frozenset[Term]
    component: str = "In"


Other: TypeAlias = "Closed | HasValue | In"


def read(graph: ShapesGraph, shape: Node, is_property: bool) -> Iterator[Other]:
    """Yield the constraints of this section that a shape has.

    Raises:
        InputProblem: a parameter is ill-formed.
    """
    ignored = graph.one(shape, "ignoredProperties", "4.8.1")
    members = () if ignored is None else graph.members(shape, "ignoredProperties", ignored, "4.8.1")
    allowed = {graph.iri(shape, "ignoredProperties", one, "4.8.1").value for one in members}
    if graph.boolean(shape, "closed", "4.8.1"):
        for property_shape in graph.objects(shape, SH + "property"):
            paths = graph.objects(property_shape, SH + "path")
            allowed |= {path.value for path in paths if isinstance(path, NamedNode)}
        yield Closed(frozenset(allowed))
    for value in graph.objects(shape, SH + "hasValue"):
        yield HasValue(value)
    if (head := graph.one(shape, "in", "4.8.3")) is not None:
        yield In(frozenset(graph.members(shape, "in", head, "4.8.3")))
