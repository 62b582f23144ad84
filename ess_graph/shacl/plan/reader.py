"""Read a shapes graph into a plan, and refuse what is no SHACL (SHACL §2, appendix of the syntax rules)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from ess_graph.rdf.namespaces import DCT
from ess_graph.report.finding import VIOLATION
from ess_graph.shacl.plan import (
    cardinality,
    logical,
    other,
    property_pair,
    shape_based,
    sparql,
    string_based,
    value_range,
    value_type,
)
from ess_graph.shacl.plan.graph import SH, ShapesGraph
from ess_graph.shacl.plan.messages import read_messages
from ess_graph.shacl.plan.paths import read_path
from ess_graph.shacl.plan.problem import beyond, ill_formed
from ess_graph.shacl.plan.shape_based import ByNode, ByProperty
from ess_graph.shacl.plan.shapes import Constraint, Plan, Shape, needed_shapes
from ess_graph.shacl.plan.targets import PROPERTIES, RDFS_CLASS, read_targets

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from ess_graph.shacl.plan.problem import Node

_SECTIONS: Final = (
    value_type,
    cardinality,
    value_range,
    string_based,
    property_pair,
    logical,
    shape_based,
    other,
)
#: Whose subjects are shapes (§2.1): targets and parameters.
_OF_SHAPES: Final = (*PROPERTIES, *(name for section in _SECTIONS for name in section.PARAMETERS), "sparql")
#: What other specifications add to a shape: nothing here or in pySHACL as we call it knows it.
_FOREIGN: Final = {"js": "SHACL-JS", "target": "SHACL-AF", "expression": "SHACL-AF"}


def read_plan(triples: Iterable[Triple]) -> Plan:
    """Return the plan of a shapes graph.

    Raises:
        InputProblem: a shape is ill-formed, or asks for what is not SHACL Core or SHACL-SPARQL.
        BeyondEngine: the shapes are recursive, which SHACL §3.4.3 leaves to the engine.
    """
    graph = ShapesGraph(triples)
    for node in graph.subjects(SH + "entailment"):
        raise ill_formed(node, "1.5", "shacl.entailment")
    kinds = graph.instances(SH + "NodeShape"), graph.instances(SH + "PropertyShape")
    classes = graph.instances(RDFS_CLASS)
    components = sparql.read_components(graph)
    shapes: dict[Node, Shape] = {}
    pending = list(_shape_nodes(graph, kinds, components))
    while pending:
        node = pending.pop()
        if node in shapes:
            continue
        shape = _read_shape(graph, node, kinds, classes, components)
        shapes[node] = shape
        pending.extend(other for one in shape.constraints for other in needed_shapes(one))
    _check_references(shapes)
    _check_recursion(shapes)
    # In the order of the nodes, so that two runs do the same in the same order.
    return Plan({node: shapes[node] for node in sorted(shapes, key=str)}, tuple(graph.triples))


def _shape_nodes(
    graph: ShapesGraph,
    kinds: tuple[dict[Node, None], dict[Node, None]],
    components: tuple[sparql.Component, ...],
) -> Iterator[Node]:
    """Yield what is a shape (§2.1), but for those that others refer to."""
    for kind in kinds:
        yield from kind
    for name in _OF_SHAPES:
        yield from graph.subjects(SH + name)
    for component in components:
        for parameter in component.parameters:
            yield from graph.subjects(parameter.iri)


def _read_shape(
    graph: ShapesGraph,
    node: Node,
    kinds: tuple[dict[Node, None], dict[Node, None]],
    classes: dict[Node, None],
    components: tuple[sparql.Component, ...],
) -> Shape:
    for name, specification in _FOREIGN.items():
        if graph.objects(node, SH + name):
            raise ill_formed(node, "1.3", "shacl.foreign", name=name, specification=specification)
    paths = graph.objects(node, SH + "path")
    if len(paths) > 1:
        raise ill_formed(node, "2.3", "shacl.at_most_one", name="path", found=len(paths))
    if node in kinds[0] and (paths or node in kinds[1]):
        raise ill_formed(node, "2.2", "shacl.node_shape_path")
    if node in kinds[1] and not paths:
        raise ill_formed(node, "2.3", "shacl.no_path")
    path = read_path(graph, node, paths[0]) if paths else None
    deactivated = graph.boolean(node, "deactivated", "2.1.6")
    constraints: list[Constraint] = []
    for section in _SECTIONS:
        constraints.extend(section.read(graph, node, path is not None))
    constraints.extend(sparql.read(graph, node, path, components))
    return Shape(
        node,
        path,
        read_targets(graph, node, classes),
        () if deactivated else tuple(constraints),
        _severity(graph, node),
        read_messages(graph, node),
        _code(graph, node),
    )


def _severity(graph: ShapesGraph, node: Node) -> str:
    value = graph.one(node, "severity", "2.1.4")
    if value is None:
        return VIOLATION
    return graph.iri(node, "severity", value, "2.1.4").value.removeprefix(SH)


def _code(graph: ShapesGraph, node: Node) -> str:
    found = sorted(str(one.value) for one in graph.objects(node, DCT + "identifier"))
    return found[0] if found else ""


def _check_references(shapes: dict[Node, Shape]) -> None:
    for shape in shapes.values():
        for one in shape.constraints:
            if isinstance(one, ByProperty) and shapes[one.shape].path is None:
                raise ill_formed(shape.node, "4.7.2", "shacl.not_property_shape", found=one.shape)
            if isinstance(one, ByNode) and shapes[one.shape].path is not None:
                raise ill_formed(shape.node, "4.7.1", "shacl.not_node_shape", found=one.shape)


def _check_recursion(shapes: dict[Node, Shape]) -> None:
    """Refuse shapes that need themselves (§3.4.3), without a recursion of ours."""
    needs = {
        node: sorted({other for one in shape.constraints for other in needed_shapes(one)}, key=str)
        for node, shape in shapes.items()
    }
    done: set[Node] = set()
    for start in shapes:
        above: dict[Node, Iterator[Node]] = {start: iter(needs[start])} if start not in done else {}
        while above:
            node, rest = next(reversed(above.items()))
            following = next(rest, None)
            if following is None:
                done.add(node)
                del above[node]
            elif following in above:
                raise beyond(following, "3.4.3", "shacl.recursive")
            elif following not in done:
                above[following] = iter(needs[following])
