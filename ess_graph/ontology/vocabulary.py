"""What is judged: the statements of some files, its header, and which terms are its own.

A term is the vocabulary's own when it is declared here and lies in its namespace: the one that the header states
(vann:preferredNamespaceUri), else the header's IRI, else the namespace of most declared terms. What the files merely
declare of other vocabularies is reused, and not judged as if it were theirs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from ess_graph.ontology import terms as t

if TYPE_CHECKING:
    from pyoxigraph import Literal, Triple

    from ess_graph.rdf.near_miss import NearMiss


def key_of(term: object) -> str:
    """Return the IRI of a term, ``_:x`` for a blank node, ``""`` for a literal or a triple term."""
    from pyoxigraph import BlankNode, NamedNode

    if isinstance(term, NamedNode):
        return term.value
    return f"_:{term.value}" if isinstance(term, BlankNode) else ""


def namespace_of(iri: str) -> str:
    """Return the IRI up to its last ``#`` or ``/``.

    >>> namespace_of("http://purl.org/dc/terms/title")
    'http://purl.org/dc/terms/'
    """
    cut = max(iri.rfind("#"), iri.rfind("/"))
    return iri[: cut + 1]


class Statements:
    """Statements by subject and property, and by property and object; duplicates are gone."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.by_subject: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
        self.by_object: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.by_property: dict[str, list[tuple[str, object]]] = defaultdict(list)
        for triple in dict.fromkeys(triples):
            subject, predicate = key_of(triple.subject), triple.predicate.value
            self.by_subject[subject][predicate].append(triple.object)
            self.by_property[predicate].append((subject, triple.object))
            if target := key_of(triple.object):
                self.by_object[predicate, target].append(subject)

    def __iter__(self) -> Iterator[tuple[str, str, object]]:
        for subject, found in self.by_subject.items():
            for predicate, objects in found.items():
                for value in objects:
                    yield subject, predicate, value

    def values(self, subject: str, *predicates: str) -> list[object]:
        """Return the objects of a subject for any of some properties."""
        found = self.by_subject.get(subject, {})
        return [value for predicate in predicates for value in found.get(predicate, ())]

    def nodes(self, subject: str, *predicates: str) -> list[str]:
        """Return the IRIs and blank nodes among the objects."""
        return [key for value in self.values(subject, *predicates) if (key := key_of(value))]

    def texts(self, subject: str, *predicates: str) -> list[Literal]:
        """Return the literals among the objects that hold something."""
        from pyoxigraph import Literal

        found = self.values(subject, *predicates)
        return [value for value in found if isinstance(value, Literal) and value.value.strip()]

    def subjects(self, predicate: str, target: str) -> list[str]:
        """Return the subjects that have an object for a property."""
        return self.by_object.get((predicate, target), [])

    def pairs(self, predicate: str) -> list[tuple[str, str]]:
        """Return subject and object of a property where the object is no literal."""
        return [(s, key) for s, value in self.by_property.get(predicate, ()) if (key := key_of(value))]

    def typed(self, kinds: Iterable[str]) -> list[str]:
        """Return the named things of any of some classes, sorted."""
        found = {one for kind in kinds for one in self.subjects(t.RDF + "type", kind)}
        return sorted(one for one in found if not one.startswith("_:"))


class Vocabulary:
    """An ontology, a set of concept schemes, or both, as the files say it.

    Attributes:
        statements: what the files say.
        shapes: what ``--shapes`` says, empty without it.
        near_misses: namespaces that are nearly known ones.
    """

    def __init__(
        self,
        triples: Iterable[Triple],
        shapes: Iterable[Triple] = (),
        near_misses: tuple[NearMiss, ...] = (),
    ) -> None:
        self.statements = Statements(triples)
        self.shapes = Statements(shapes)
        self.near_misses = near_misses

    @cached_property
    def ontologies(self) -> list[str]:
        """The IRIs (or blank nodes) declared as owl:Ontology."""
        return sorted(set(self.statements.subjects(t.RDF + "type", t.OWL + "Ontology")))

    @cached_property
    def header(self) -> str:
        """The ontology whose terms these are; ``""`` when no named one is declared."""
        named = [one for one in self.ontologies if not one.startswith("_:")]

        def terms_of(header: str) -> int:
            own = self._namespaces_of(header)
            defined = set(self.statements.subjects(t.RDFS + "isDefinedBy", header))
            return sum(one.startswith(own) or one in defined for one in self.declared)

        return max(named, key=lambda one: (terms_of(one), -len(one)), default="")

    @cached_property
    def headers(self) -> list[str]:
        """What the criteria about metadata look at: the ontology, else each concept scheme."""
        return [self.header] if self.header else self.schemes

    def _namespaces_of(self, header: str) -> tuple[str, ...]:
        said = [literal.value for literal in self.statements.texts(header, t.VANN + "preferredNamespaceUri")]
        said += self.statements.nodes(header, t.VANN + "preferredNamespaceUri")
        stem = header.rstrip("#/")
        return tuple(dict.fromkeys([*said, f"{stem}#", f"{stem}/"]))

    @cached_property
    def declared(self) -> list[str]:
        """Every class and property declared in the files, own or not."""
        return self.statements.typed(t.CLASS_TYPES | t.PROPERTY_TYPES)

    @cached_property
    def namespaces(self) -> tuple[str, ...]:
        """The namespaces of the vocabulary's own terms."""
        own = self._namespaces_of(self.header) if self.header else ()
        if any(one.startswith(own) for one in self.declared) if own else False:
            return own
        defined = self.statements.subjects(t.RDFS + "isDefinedBy", self.header) if self.header else []
        counted = Counter(namespace_of(one) for one in (defined or self.declared))
        counted = Counter({name: n for name, n in counted.items() if name not in t.BUILT_IN})
        most = max(counted, key=lambda name: (counted[name], name), default="")
        return (most,) if most else own

    def _own(self, kinds: Iterable[str]) -> list[str]:
        found = self.statements.typed(kinds)
        return [one for one in found if self.namespaces and one.startswith(self.namespaces)]

    @cached_property
    def classes(self) -> list[str]:
        """Own classes."""
        return self._own(t.CLASS_TYPES)

    @cached_property
    def object_properties(self) -> list[str]:
        """Own object properties."""
        return self._own(t.OBJECT_TYPES)

    @cached_property
    def datatype_properties(self) -> list[str]:
        """Own datatype properties."""
        return self._own(t.DATATYPE_TYPES)

    @cached_property
    def properties(self) -> list[str]:
        """Own properties of every kind."""
        return self._own(t.PROPERTY_TYPES)

    @cached_property
    def terms(self) -> list[str]:
        """Own classes and properties."""
        return sorted({*self.classes, *self.properties})

    @cached_property
    def concepts(self) -> list[str]:
        """The concepts of the files: typed so, or by one of their classes of concepts."""
        kinds = {t.SKOS + "Concept", *self.statements.subjects(t.RDFS + "subClassOf", t.SKOS + "Concept")}
        return self.statements.typed(kinds)

    @cached_property
    def schemes(self) -> list[str]:
        """The concept schemes of the files."""
        return self.statements.typed({t.SKOS + "ConceptScheme"})

    @cached_property
    def uses_owl(self) -> bool:
        """Whether a term is declared in OWL; plain RDFS has no disjointness and no inverses."""
        kinds = {t.OWL + "Class", *t.OBJECT_TYPES, *t.DATATYPE_TYPES}
        return bool(self._own(kinds))

    def is_built_in(self, iri: str) -> bool:
        """Tell whether a term is one of RDF, RDFS, OWL or XSD themselves."""
        return iri.startswith(t.BUILT_IN) and not (self.namespaces and iri.startswith(self.namespaces))
