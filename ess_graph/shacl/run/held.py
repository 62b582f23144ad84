"""The data that the queries of shapes are asked of: in memory with just what they can see, or a store on disk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Protocol

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from ess_graph.rdf.namespaces import XSD
from ess_graph.shacl.plan.problem import beyond
from ess_graph.shacl.plan.sparql import Sparql
from ess_graph.shacl.run.batches import batches
from ess_graph.shacl.run.bound import SHAPES_GRAPH, Binder

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from ess_graph.shacl.plan.problem import Node, Term
    from ess_graph.shacl.plan.shapes import Plan


#: A copy of more statements than these is not made.
_MOST: Final = 2_000_000
_BLANK: Final = re.compile(rb"(?:^|> )_:", re.MULTILINE)


class Data(Protocol):
    """What can be asked."""

    def query(self, text: str) -> Any:
        """Return what pyoxigraph returns."""

    def count(self, predicate: str) -> int:
        """Return how many statements have a predicate."""

    def head(self, values: Mapping[str, Term], shape: Node) -> str:
        """Return the text that binds variables to one value each, for the head of a group."""


class Memory:
    """Statements in a store of their own, and the shapes in another graph of it when a query asks for them."""

    def __init__(self, plan: Plan, *, with_shapes: bool) -> None:
        """Begin with no statement but those of the shapes."""
        self._store = Store()
        self._counts: dict[str, int] = {}
        self._binder = Binder(self._store)
        if with_shapes:
            self._store.extend(_quad(triple, SHAPES_GRAPH) for triple in plan.triples)

    def query(self, text: str) -> Any:
        """Return what pyoxigraph returns."""
        return self._store.query(text)

    def count(self, predicate: str) -> int:
        """Return how many statements have a predicate."""
        return self._counts.get(predicate, 0)

    def head(self, values: Mapping[str, Term], shape: Node) -> str:
        """Return the text that binds variables to one value each, blank nodes too."""
        return self._binder.head(values)


class Held(Memory):
    """Statements that Python has."""

    def __init__(self, plan: Plan, triples: Iterable[Triple], *, with_shapes: bool) -> None:
        """Load the statements.

        Raises:
            BeyondEngine: the store would rewrite a literal that a query may see.
        """
        super().__init__(plan, with_shapes=with_shapes)
        held = list(triples)
        refuse_rewritten(plan, {triple.object for triple in held if typed(triple.object)})
        default = DefaultGraph()
        self._store.bulk_extend(_quad(triple, default) for triple in held)
        for triple in held:
            name = triple.predicate.value
            self._counts[name] = self._counts.get(name, 0) + 1


class OnDisk:
    """A store that is read where it lies, all of its graphs as one; its literals are as it keeps them.

    Args:
        store: the store.
        whole: whether no part of it is to be copied to memory: a copy pays when many nodes are asked about.
    """

    def __init__(self, store: Store, *, whole: bool = False) -> None:
        self._store = store
        self._whole = whole
        self.count = cache(self._count)

    def query(self, text: str) -> Any:
        """Return what pyoxigraph returns."""
        return self._store.query(text, use_default_graph_as_union=True)

    def _count(self, predicate: str) -> int:
        rows: Any = self.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ ?s {NamedNode(predicate)} ?o }}")
        return int(next(rows)["n"].value)

    def head(self, values: Mapping[str, Term], shape: Node) -> str:
        """Return the text that binds variables to one value each.

        Raises:
            BeyondEngine: a value is a blank node, which no query can name; nothing is written to this store.
        """
        for term in values.values():
            if isinstance(term, BlankNode):
                raise beyond(shape, "5.3", "shacl.blank_on_disk")
        return Binder(self._store).head(values)

    def part(self, predicates: Iterable[str]) -> Data:
        """Return the statements with some predicates in memory, where a join is eight times as fast (measured).

        They go as bytes from one store to the other, without Python, which meanwhile does something else. This store
        itself is returned when they are too many to hold, or have blank nodes, to which another store gives new names.
        """
        names = [NamedNode(iri) for iri in sorted(predicates)]
        if self._whole or sum(self.count(name.value) for name in names) > _MOST:
            return self
        texts = [
            self.query(f"CONSTRUCT {{ ?s {name} ?o }} WHERE {{ ?s {name} ?o }}").serialize(
                format=RdfFormat.N_TRIPLES
            )
            for name in names
        ]
        if any(b"_:" in text and _BLANK.search(text) for text in texts):
            return self
        store = Store()
        for text in texts:
            store.load(text, format=RdfFormat.N_TRIPLES)
        return OnDisk(store)


def refuse_rewritten(plan: Plan, literals: set[Any]) -> None:
    """Refuse literals that Oxigraph's store does not give back as they were read.

    Args:
        plan: its queries and shapes may have such literals too.
        literals: those of the data that a query may see.

    Raises:
        BeyondEngine: there is one.
    """
    users = [(s, one) for s in plan.shapes.values() for one in s.constraints if isinstance(one, Sparql)]
    every = set(literals)
    every |= {term for _, one in users for _, term in one.bindings if typed(term)}
    every |= {triple.object for triple in plan.triples if typed(triple.object)}
    changed = _rewritten(Store(), every)
    if changed is not None:
        raise beyond(users[0][0].node, "5.3", "shacl.rewritten", found=changed)


def _quad(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def typed(term: object) -> bool:
    """Tell whether a term is a literal that the store may rewrite: of a datatype of XSD other than a text."""
    return (
        isinstance(term, Literal)
        and not term.language
        and term.datatype.value.startswith(XSD)
        and term.datatype.value != XSD + "string"
    )


def _rewritten(store: Store, literals: set[Any]) -> Literal | None:
    """Return a literal that the store does not give back as it was read, the first by its text."""
    changed = []
    for batch in batches(sorted(literals, key=str), 10_000):
        rows: Any = store.query(f"SELECT ?v WHERE {{ VALUES ?v {{ {' '.join(map(str, batch))} }} }}")
        changed += [one for one, row in zip(batch, rows, strict=True) if row["v"] != one]
    return changed[0] if changed else None
