"""Value nodes of many focus nodes at once: property paths as SPARQL 1.1 §18.4 evaluates them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, TypeAlias

from ess_graph.shacl.plan.paths import Alternative, Inverse, Path, Predicate, Repeat, Sequence

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Term
    from ess_graph.shacl.run.index import Index

#: The values of each focus node, each once, in a stable order.
Values: TypeAlias = "dict[Term, list[Term]]"

#: One list for all that have no value: a million empty lists are 56 MB. Nobody adds to values.
_NOTHING: Final[list[Term]] = []


def values_of(index: Index, path: Path, nodes: Iterable[Term], backward: bool = False) -> Values:
    """Return the value nodes of focus nodes.

    Args:
        index: the data.
        path: the path to follow, from its end when ``backward``.
        nodes: the focus nodes; each is a key of what is returned, maybe of no values.
        backward: whether an inverse path is being followed.
    """
    match path:
        case Predicate(iri):
            column = index.subjects(iri) if backward else index.objects(iri)
            get = column.get
            return {node: get(node, _NOTHING) for node in nodes}
        case Inverse(inner):
            return values_of(index, inner, nodes, not backward)
        case Sequence(parts):
            found: Values = {node: [node] for node in nodes}
            for part in reversed(parts) if backward else parts:
                found = _step(index, part, found, backward)
            return found
        case Alternative(parts):
            branches = [values_of(index, part, list(nodes), backward) for part in parts]
            return {
                node: list(dict.fromkeys(value for branch in branches for value in branch[node]))
                for node in branches[0]
            }
        case Repeat(inner, "?"):
            once = values_of(index, inner, nodes, backward)
            return {node: list(dict.fromkeys((node, *values))) for node, values in once.items()}
        case Repeat(inner, sign):
            return _closure(index, inner, list(nodes), backward, zero=sign == "*")


def _step(index: Index, part: Path, before: Values, backward: bool) -> Values:
    middle = dict.fromkeys(value for values in before.values() for value in values)
    after = values_of(index, part, middle, backward)
    return {
        node: after[values[0]]
        if len(values) == 1
        else list(dict.fromkeys(value for one in values for value in after[one]))
        for node, values in before.items()
    }


def _closure(index: Index, path: Path, nodes: list[Term], backward: bool, *, zero: bool) -> Values:
    """Follow a path again and again: each node is stepped from once for all focus nodes."""
    edges: Values = {}
    pending = nodes
    while pending:
        edges.update(values_of(index, path, pending, backward))
        pending = list(dict.fromkeys(value for one in pending for value in edges[one] if value not in edges))
    found: Values = {}
    for node in nodes:
        reached: dict[Term, None] = {node: None} if zero else {}
        stack = [node]
        while stack:
            for value in edges[stack.pop()]:
                if value not in reached:
                    reached[value] = None
                    stack.append(value)
        found[node] = list(reached)
    return found
