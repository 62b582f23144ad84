"""Pre-binding by text (SHACL §5.3.1 and appendix A): every group of a query begins with the values of its variables.

Oxigraph's own substitutions join at the end, so that FILTER or BIND in a group of its own does not see the variable.
Appendix A forbids what would undo a binding (VALUES, MINUS, AS, a subquery that does not select it), hence a binding
at the head of each group is the same as one everywhere. VALUES takes no blank node: one lies alone in a named graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, NamedNode, Quad

from ess_graph.shacl.plan.query import tokens

if TYPE_CHECKING:
    from pyoxigraph import Store

    from ess_graph.shacl.plan.problem import Term

_OWN: Final = "urn:x-ess-graph:"
SHAPES_GRAPH: Final = NamedNode(_OWN + "shapes")
_IS: Final = NamedNode(_OWN + "is")
_AGGREGATES: Final = {
    "COUNT",
    "SUM",
    "MIN",
    "MAX",
    "AVG",
    "SAMPLE",
    "GROUP_CONCAT",
    "LIMIT",
    "OFFSET",
    "ORDER",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A query in pieces, cut after the head of each of its groups.

    Attributes:
        pieces: the text; between two of them values are laid in.
        names: the variables that the query mentions.
        flat: whether many rows can be bound at once: no aggregate, and one group but for those of EXISTS, which see the
            row that they are asked for, however deep.
        graphs: whether it asks about another graph than ``$shapesGraph``.
    """

    pieces: tuple[str, ...]
    names: frozenset[str]
    flat: bool
    graphs: bool

    def bound(self, head: str) -> str:
        """Return the query with a text at the head of each group."""
        return f" {head} ".join(self.pieces)

    def bound_once(self, head: str) -> str:
        """Return a flat query with a text at the head of its one group; EXISTS sees the row that it is asked for."""
        first, *rest = self.pieces
        return f"{first} {head} {''.join(rest)}"


def cut(query: str) -> Text:
    """Return a query in pieces."""
    found = list(tokens(query))
    words = [value.upper() if kind == "name" else value for kind, value, _ in found]
    ends = [0]
    nested, graphs = 0, False
    groups: list[bool] = []
    for number, (word, (_, _, end)) in enumerate(zip(words, found, strict=True)):
        following = words[number + 1] if number + 1 < len(words) else ""
        if word == "{":
            exists = number > 0 and words[number - 1] == "EXISTS"
            nested += bool(groups) and not exists
            groups.append(exists)
            if following != "SELECT":
                ends.append(end)
        elif word == "}" and groups:
            groups.pop()
        graphs = graphs or (word == "GRAPH" and following[1:] != "shapesGraph")
    return Text(
        tuple(query[start:end] for start, end in zip(ends, [*ends[1:], len(query)], strict=True)),
        frozenset(value[1:] for kind, value, _ in found if kind == "variable"),
        nested == 0 and _AGGREGATES.isdisjoint(words),
        graphs,
    )


class Binder:
    """Writes values for the head of a group; blank nodes are laid in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._graphs: dict[Term, str] = {}
        self._lock = Lock()

    def head(self, values: Mapping[str, Term]) -> str:
        """Return the text that binds variables to one value each."""
        plain = {name: term for name, term in values.items() if not isinstance(term, BlankNode)}
        texts = []
        if plain:
            names = " ".join(f"?{name}" for name in plain)
            texts.append(f"VALUES ({names}) {{ ({' '.join(map(str, plain.values()))}) }}")
        for name, term in values.items():
            if isinstance(term, BlankNode):
                texts.append(f"GRAPH <{self._graph(term)}> {{ ?{name} <{_IS.value}> ?{name} }}")
        return " ".join(texts)

    def _graph(self, term: BlankNode) -> str:
        with self._lock:
            name = self._graphs.get(term)
            if name is None:
                name = self._graphs[term] = f"{_OWN}node:{len(self._graphs)}"
                self._store.add(Quad(term, _IS, term, NamedNode(name)))
            return name
