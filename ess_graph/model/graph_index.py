"""Statements held by subject and predicate, for the way back from the graph to the tables."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Quad, Triple

Value = NamedNode | Literal


class GraphIndex:
    """A graph in memory: objects by subject and predicate, subjects by the beginning of their IRIs.

    Statements about blank nodes or triples are left out: no table makes any.
    """

    def __init__(self, statements: Iterable[Triple | Quad]) -> None:
        about: dict[str, dict[str, list[Value]]] = {}
        for one in statements:
            if isinstance(one.subject, NamedNode) and isinstance(one.object, NamedNode | Literal):
                objects = about.setdefault(one.subject.value, {}).setdefault(one.predicate.value, [])
                if one.object not in objects:
                    objects.append(one.object)
        self._about = about
        self._subjects = sorted(about)

    def starting_with(self, beginning: str) -> Iterator[str]:
        """Yield the subjects whose IRI begins so, in order."""
        for index in range(bisect_left(self._subjects, beginning), len(self._subjects)):
            if not self._subjects[index].startswith(beginning):
                return
            yield self._subjects[index]

    def about(self, subject: str) -> Mapping[str, list[Value]]:
        """Return the objects of a subject by predicate."""
        return self._about.get(subject, {})

    def holds(self, subject: str, predicate: str, value: Value) -> bool:
        """Tell whether a statement is in the graph."""
        return value in self.about(subject).get(predicate, ())
