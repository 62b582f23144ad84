"""An index that holds nothing: it asks a store about one node at a time, when few nodes are to be checked.

Statements that were just read stand in for those of their graph: a store rewrites literals, and SHACL asks about the
terms as they were read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, NamedNode

from ess_graph.rdf.namespaces import RDF_TYPE
from ess_graph.shacl.plan.graph import SUB_CLASS_OF
from ess_graph.shacl.run.index import Index

if TYPE_CHECKING:
    from pyoxigraph import Store, Triple

    from ess_graph.shacl.plan.problem import Node, Term


class StoreIndex(Index):
    """The statements of a store, all graphs as one.

    Args:
        store: the store.
        instead: the graph of the store in place of which ``read`` is looked at.
        read: the statements of that graph as they were read.
    """

    def __init__(self, store: Store, instead: str = "", read: Iterable[Triple] = ()) -> None:
        super().__init__(read, None)
        self._store = store
        self._instead = instead
        self._columns: dict[tuple[str, bool], _Column] = {}
        self._classes: dict[Term, frozenset[Term]] = {}

    def objects(self, predicate: str) -> Mapping[Term, list[Term]]:
        """Return the objects of a predicate by subject."""
        return self._column(predicate, backward=False)

    def subjects(self, predicate: str) -> Mapping[Term, list[Term]]:
        """Return the subjects of a predicate by object."""
        return self._column(predicate, backward=True)

    def _column(self, predicate: str, *, backward: bool) -> _Column:
        found = self._columns.get((predicate, backward))
        if found is None:
            own = super().subjects(predicate) if backward else super().objects(predicate)
            found = _Column(self._store, predicate, backward, self._instead, own)
            self._columns[predicate, backward] = found
        return found

    def predicates(self) -> Iterable[str]:
        """Return every predicate of the store, and of what was read."""
        rows: Any = self._store.query(
            "SELECT DISTINCT ?p WHERE { ?s ?p ?o }", use_default_graph_as_union=True
        )
        return dict.fromkeys([*(row["p"].value for row in rows), *super().predicates()])

    def outside(self, of: Node, terms: set[Term]) -> set[Term]:
        """Return the terms that are no SHACL instance of a class: ``rdf:type/rdfs:subClassOf*`` (SHACL §1.1)."""
        types = self.objects(RDF_TYPE)
        return {one for one in terms if not any(of in self.over(found) for found in types.get(one, ()))}

    def over(self, of: Term) -> frozenset[Term]:
        """Return a class and those above it."""
        found = self._classes.get(of)
        if found is None:
            classes: dict[Term, None] = {of: None}
            pending: list[Term] = [of]
            while pending:
                for one in self.objects(SUB_CLASS_OF).get(pending.pop(), ()):
                    if one not in classes:
                        classes[one] = None
                        pending.append(one)
            found = self._classes[of] = frozenset(classes)
        return found


class _Column(Mapping[Any, "list[Term]"]):
    """One predicate: what it leads to from a node, asked when it is looked up."""

    def __init__(
        self, store: Store, predicate: str, backward: bool, instead: str, own: Mapping[Term, list[Term]]
    ) -> None:
        self._store = store
        self._predicate = NamedNode(predicate)
        self._backward = backward
        self._instead = instead
        self._own = own
        self._known: dict[Any, list[Term]] = {}

    def __getitem__(self, node: Any) -> list[Term]:
        found = self._known.get(node)
        if found is None:
            found = self._known[node] = list(dict.fromkeys(self._asked(node)))
        if not found:
            raise KeyError(node)
        return found

    def _asked(self, node: Any) -> Iterator[Any]:
        yield from self._own.get(node, ())
        if not self._backward and not isinstance(node, NamedNode | BlankNode):
            return
        subject, value = (None, node) if self._backward else (node, None)
        for quad in self._store.quads_for_pattern(subject, self._predicate, value, None):
            if not self._instead or getattr(quad.graph_name, "value", "") != self._instead:
                yield quad.subject if self._backward else quad.object

    def __iter__(self) -> Iterator[Any]:
        seen: dict[Any, None] = dict.fromkeys(self._own)
        for quad in self._store.quads_for_pattern(None, self._predicate, None, None):
            if not self._instead or getattr(quad.graph_name, "value", "") != self._instead:
                seen[quad.object if self._backward else quad.subject] = None
        return iter(seen)

    def __len__(self) -> int:
        return sum(1 for _ in self)
