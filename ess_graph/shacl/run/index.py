"""The data: what each predicate joins, in terms exactly as they were read.

Oxigraph's store rewrites literals (``1.50`` becomes ``1.5``, xsd:int becomes xsd:integer), and SHACL asks about the
terms of the data graph. So the statements are kept by predicate as they come from the parser, and only those that the
plan follows; Oxigraph evaluates what SPARQL defines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from pyoxigraph import NamedNode, Triple

from ess_graph.rdf.namespaces import RDF_TYPE
from ess_graph.shacl.plan.graph import SUB_CLASS_OF
from ess_graph.shacl.plan.problem import no_triple_term

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Node, Term

Column: TypeAlias = "dict[Term, list[Term]]"


class Index:
    """The statements of some predicates, or of all, by subject and by object."""

    def __init__(self, triples: Iterable[Triple] = (), wanted: Iterable[str] | None = ()) -> None:
        """Read triples.

        Args:
            triples: the data graph; a statement may come twice.
            wanted: the predicates to keep, all when ``None``.
        """
        self._forward: dict[str, Column] = {}
        self._backward: dict[str, Column] = {}
        self._instances: dict[Node, frozenset[Term]] = {}
        self._known: dict[Any, Any] = {}
        self.read(triples, wanted)

    def read(self, triples: Iterable[Triple], wanted: Iterable[str] | None) -> None:
        """Read more triples, once, all those there are of the predicates that they have.

        Args:
            triples: a part of the data graph; a statement may come twice.
            wanted: the predicates to keep, all when ``None``.
        """
        names: dict[Any, Column] = {}
        if wanted is not None:
            names = {NamedNode(iri): {} for iri in wanted}
        known = self._known
        intern = known.setdefault
        for subject, predicate, read in triples:
            column = names.get(predicate)
            if column is None:
                if wanted is not None:
                    continue
                column = names[predicate] = {}
            value = known.get(read)
            if value is None:
                no_triple_term(read)
                value = known[read] = read
            values = column.get(subject)
            if values is None:
                column[intern(subject, subject)] = [value]
            else:
                values.append(value)
        for column in names.values():
            _make_distinct(column)
        self._forward.update((name.value, column) for name, column in names.items())

    def fill(self, predicate: str, pairs: Iterable[tuple[Any, Any]]) -> None:
        """Read all statements with a predicate, as pairs of subject and object; one may come twice."""
        column: Column = {}
        known, intern = self._known, self._known.setdefault
        for subject, read in pairs:
            value = known.get(read)
            if value is None:
                no_triple_term(read)
                value = known[read] = read
            values = column.get(subject)
            if values is None:
                column[intern(subject, subject)] = [value]
            else:
                values.append(value)
        _make_distinct(column)
        self._forward[predicate] = column

    def triples(self, predicates: Iterable[str] | None) -> Iterator[Triple]:
        """Yield the statements with some predicates, or all that are kept."""
        for iri in self._forward if predicates is None else predicates:
            name = NamedNode(iri)
            for subject, values in self.objects(iri).items():
                for value in values:
                    yield Triple(subject, name, value)  # type: ignore[arg-type]

    def objects(self, predicate: str) -> Mapping[Term, list[Term]]:
        """Return the objects of a predicate by subject."""
        return self._forward.get(predicate, {})

    def subjects(self, predicate: str) -> Mapping[Term, list[Term]]:
        """Return the subjects of a predicate by object."""
        found = self._backward.get(predicate)
        if found is None:
            found = self._backward[predicate] = {}
            for subject, values in self.objects(predicate).items():
                for value in values:
                    found.setdefault(value, []).append(subject)
        return found

    def predicates(self) -> Iterable[str]:
        """Return the predicates that are kept."""
        return self._forward

    def instances(self, of: Node) -> frozenset[Term]:
        """Return the SHACL instances of a class: ``rdf:type/rdfs:subClassOf*`` (SHACL §1.1)."""
        found = self._instances.get(of)
        if found is None:
            types, subclasses = self.subjects(RDF_TYPE), self.subjects(SUB_CLASS_OF)
            classes: dict[Term, None] = {of: None}
            pending: list[Term] = [of]
            while pending:
                for one in subclasses.get(pending.pop(), ()):
                    if one not in classes:
                        classes[one] = None
                        pending.append(one)
            found = self._instances[of] = frozenset(one for name in classes for one in types.get(name, ()))
        return found

    def outside(self, of: Node, terms: set[Term]) -> set[Term]:
        """Return the terms that are no SHACL instance of a class."""
        return terms - self.instances(of)


def _make_distinct(column: Column) -> None:
    for subject, values in column.items():
        if len(values) > 1:
            column[subject] = list(dict.fromkeys(values))
