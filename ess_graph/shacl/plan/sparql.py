"""SPARQL-based constraints and constraint components (SHACL §5 and §6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from ess_graph.rdf.namespaces import EXTERNAL, XSD
from ess_graph.shacl.plan.graph import SH
from ess_graph.shacl.plan.messages import read_messages
from ess_graph.shacl.plan.problem import ill_formed
from ess_graph.shacl.plan.query import check_query, with_path

if TYPE_CHECKING:
    from ess_graph.shacl.plan.graph import ShapesGraph
    from ess_graph.shacl.plan.paths import Path
    from ess_graph.shacl.plan.problem import Node, Term

#: How a finding names the component of ``sh:sparql``.
SPARQL: Final = "SPARQL"
_IMPORTS: Final = EXTERNAL["owl"] + "imports"
#: §6.2.1: what a parameter cannot be called.
_RESERVED: Final = {"this", "shapesGraph", "currentShape", "path", "PATH", "value"}


@dataclass(frozen=True, slots=True)
class Sparql:
    """A query that finds the violations of a shape.

    Attributes:
        query: its text, with prefixes and with the path in the place of ``$PATH``.
        asks: an ASK about each value (§6.2.3); else a SELECT about each focus node.
        bindings: what parameters are bound to beforehand, by name.
        messages: the texts of its results by language, with ``{?variable}`` to fill in.
        component: :data:`SPARQL`, or the component of which it is a validator, as a finding names it.
        source: the value of ``sh:sparql`` (§5.3.2), or the node of the component.
    """

    query: str
    asks: bool
    bindings: tuple[tuple[str, Term], ...]
    messages: tuple[tuple[str, str], ...]
    component: str
    source: Node


@dataclass(frozen=True, slots=True)
class Parameter:
    """§6.2.1: a parameter of a constraint component."""

    iri: str
    name: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Validator:
    """§6.2.3: an ASK or SELECT query before its parameters are known."""

    node: Node
    query: str
    asks: bool
    messages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Component:
    """§6.2: a constraint component that the shapes graph declares."""

    node: Node
    parameters: tuple[Parameter, ...]
    validators: Mapping[str, Validator]

    def validator(self, is_property: bool) -> Validator:
        """Return the validator for a node or property shape (§6.2.3).

        Raises:
            InputProblem: there is none.
        """
        name = "propertyValidator" if is_property else "nodeValidator"
        for one in (name, "validator"):
            if one in self.validators:
                return self.validators[one]
        raise ill_formed(self.node, "6.2.3", "shacl.no_validator", name=name)


def read_components(graph: ShapesGraph) -> tuple[Component, ...]:
    """Return the constraint components that the shapes graph declares.

    Raises:
        InputProblem: one is ill-formed or has validators in another language than SPARQL.
    """
    nodes = graph.instances(SH + "ConstraintComponent")
    found = [node for node in nodes if not (isinstance(node, NamedNode) and node.value.startswith(SH))]
    return tuple(_component(graph, node) for node in sorted(found, key=str))


def _component(graph: ShapesGraph, node: Node) -> Component:
    parameters = tuple(_parameter(graph, node, one) for one in graph.objects(node, SH + "parameter"))
    if all(one.optional for one in parameters):
        raise ill_formed(node, "6.2.1", "shacl.no_parameter")
    validators: dict[str, Validator] = {}
    for name in ("validator", "nodeValidator", "propertyValidator"):
        values = graph.objects(node, SH + name)
        if not values:
            continue
        if name == "validator" and len(values) > 1:
            # A SPARQL validator may stand beside ones in other languages.
            values = [one for one in values if graph.objects(one, SH + "ask")]
        if len(values) != 1:
            raise ill_formed(node, "6.2.3", "shacl.at_most_one", name=name, found=len(values))
        validators[name] = _validator(graph, node, name, graph.node(node, name, values[0], "6.2.3"))
    return Component(node, parameters, validators)


def _parameter(graph: ShapesGraph, component: Node, value: Term) -> Parameter:
    node = graph.node(component, "parameter", value, "6.2.1")
    path = graph.one(node, "path", "6.2.1")
    if not isinstance(path, NamedNode):
        raise ill_formed(component, "6.2.1", "shacl.parameter_path")
    name = re.split("[#/:]", path.value)[-1]
    if not re.fullmatch(r"\w+", name) or name in _RESERVED:
        raise ill_formed(component, "6.2.1", "shacl.parameter_name", found=path)
    return Parameter(path.value, name, graph.boolean(node, "optional", "6.2.1"))


def _validator(graph: ShapesGraph, component: Node, name: str, node: Node) -> Validator:
    asks = name == "validator"
    text = graph.one(node, "ask" if asks else "select", "6.2.3")
    if text is None:
        raise ill_formed(component, "6.2.3", "shacl.no_query", name=name)
    query = graph.text(node, "ask" if asks else "select", text, "6.2.3")
    return Validator(node, _prefixes(graph, node) + query, asks, _messages(graph, node))


def read(
    graph: ShapesGraph, shape: Node, path: Path | None, components: tuple[Component, ...]
) -> Iterator[Sparql]:
    """Yield the SPARQL constraints of a shape, and those of the components whose parameters it has.

    Raises:
        InputProblem: one is ill-formed, or its query cannot be pre-bound (appendix A).
    """
    for value in graph.objects(shape, SH + "sparql"):
        node = graph.node(shape, "sparql", value, "5.2")
        text = graph.one(node, "select", "5.2")
        if text is None:
            raise ill_formed(shape, "5.2", "shacl.no_query", name="sparql")
        query = _prefixes(graph, node) + graph.text(node, "select", text, "5.2")
        if not graph.boolean(node, "deactivated", "5.2"):
            query = with_path(shape, query, path)
            check_query(shape, query, asks=False, bound=("this",))
            yield Sparql(query, False, (), _messages(graph, node), SPARQL, node)
    for component in components:
        yield from _uses(graph, shape, path, component)


def _uses(graph: ShapesGraph, shape: Node, path: Path | None, component: Component) -> Iterator[Sparql]:
    values = {one: graph.objects(shape, one.iri) for one in component.parameters}
    if not all(found or one.optional for one, found in values.items()):
        return
    validator = component.validator(path is not None)
    name = component.node.value.removeprefix(SH).removesuffix("ConstraintComponent")
    query = with_path(shape, validator.query, None if validator.asks else path)
    alone = len(component.parameters) == 1
    for one, found in values.items():
        if len(found) > 1 and not alone:
            raise ill_formed(shape, "6.3", "shacl.at_most_one", name=one.name, found=len(found))
    for index in range(len(next(iter(values.values()))) if alone else 1):
        bindings = tuple((one.name, found[index]) for one, found in values.items() if found)
        bound = ("this", *(("value",) if validator.asks else ()), *(key for key, _ in bindings))
        check_query(shape, query, asks=validator.asks, bound=bound)
        yield Sparql(query, validator.asks, bindings, validator.messages, name, component.node)


def _prefixes(graph: ShapesGraph, node: Node) -> str:
    """Return the PREFIX lines of ``sh:prefixes`` (§5.2.1): ``owl:imports*/sh:declare``."""
    found: dict[str, str] = {}
    seen: set[Term] = set()
    pending: list[Term] = [
        graph.node(node, "prefixes", one, "5.2.1") for one in graph.objects(node, SH + "prefixes")
    ]
    while pending:
        one = pending.pop()
        if one in seen:
            continue
        seen.add(one)
        pending.extend(graph.objects(one, _IMPORTS))
        for value in graph.objects(one, SH + "declare"):
            declaration = graph.node(node, "declare", value, "5.2.1")
            prefix, namespace = (graph.one(declaration, name, "5.2.1") for name in ("prefix", "namespace"))
            if not isinstance(prefix, Literal) or not isinstance(namespace, Literal):
                raise ill_formed(node, "5.2.1", "shacl.declaration")
            if namespace.datatype.value not in (XSD + "anyURI", XSD + "string"):
                raise ill_formed(node, "5.2.1", "shacl.declaration")
            if found.setdefault(prefix.value, namespace.value) != namespace.value:
                raise ill_formed(node, "5.2.1", "shacl.prefix_twice", name=prefix.value)
    return "".join(f"PREFIX {prefix}: <{found[prefix]}>\n" for prefix in sorted(found))


def _messages(graph: ShapesGraph, node: Node) -> tuple[tuple[str, str], ...]:
    return tuple(read_messages(graph, node).items())
