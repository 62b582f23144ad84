"""Corruptions for the rules that no single parameter tells: those in SPARQL, and choices among descriptions.

Each is one slip that a person or a program makes, on a node where it can be made; where it cannot, nothing is yielded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, XSD
from rdflib.term import Node

from ess_graph.rdf.namespaces import prefixes
from tests.conftest import BASE
from tests.rule_mutations import Change, Place
from tests.shacl_bench import RdfTriple, in_order

#: Values by the name of their property.
Given = Mapping[str, Iterable[Node]]
Maker = Callable[[Place], Iterator[Change]]
PREFIXES = prefixes(BASE)


def iri(name: str) -> URIRef:
    """Return the IRI of a prefixed name (``ess:mode``) or of a path under the base (``concept/role/operateur``)."""
    prefix, colon, local = name.partition(":")
    return URIRef(PREFIXES[prefix] + local if colon else BASE + name)


def year(text: str) -> Literal:
    """Return a year."""
    return Literal(text, datatype=XSD.gYear)


def fr(text: str) -> Literal:
    """Return a text in French."""
    return Literal(text, lang="fr")


def with_key(digits: str) -> str:
    """Return eight or thirteen digits with their Luhn key: a SIREN or a SIRET."""
    for key in "0123456789":
        doubled = [int(one) * (1 + place % 2) for place, one in enumerate(reversed(digits + key))]
        if sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0:
            return digits + key
    raise AssertionError(digits)


def values(place: Place, name: str) -> list[Node]:
    """Return the values that the node has for a property."""
    return in_order(place.data.objects(place.node, iri(name)))


def of_class(place: Place, name: str) -> list[Node]:
    """Return the other nodes of a class."""
    return in_order(set(place.data.subjects(RDF.type, iri(name))) - {place.node})


def statements(node: Node, given: Given) -> tuple[RdfTriple, ...]:
    """Return statements about a node."""
    return tuple((node, iri(name), value) for name, ones in given.items() for value in ones)


def put(place: Place, kind: str, given: Given) -> Change:
    """Return a change that gives the node these values in place of those it has."""
    removed = tuple(
        (node, iri(n), value) for node in [place.node] for n in given for value in values(place, n)
    )
    return Change(kind, removed, statements(place.node, given))


def add(place: Place, kind: str, given: Given) -> Change:
    """Return a change that gives the node these values too."""
    return Change(kind, (), statements(place.node, given))


def copied(place: Place, node: URIRef, without: Iterable[str] = (), **also: str) -> tuple[RdfTriple, ...]:
    """Return the statements about the node as statements about another, whose code ends its address."""
    dropped = {iri(name) for name in (*without, "dct:identifier", "skos:notation")}
    code = str(node).rpartition("/")[2]
    same = [(node, p, o) for p, o in place.data.predicate_objects(place.node) if p not in dropped]
    own = [
        (node, iri(name), Literal(also.get(name, code)))
        for name in ("dct:identifier", "skos:notation")
        if (place.node, iri(name), None) in place.data
    ]
    return (*same, *own)


def twin(place: Place) -> URIRef:
    """Return the address of a second description of what the node describes."""
    return URIRef(f"{place.node}-bis")


def simple(kind: str, given: Given, *, beside: bool = False) -> Maker:
    """Return a maker that gives the node the same values wherever it is."""

    def make(place: Place) -> Iterator[Change]:
        yield (add if beside else put)(place, kind, given)

    return make


def unlinked(name: str) -> Maker:
    """Return a maker that takes away what leads to the node."""

    def make(place: Place) -> Iterator[Change]:
        links = tuple(
            (s, iri(name), place.node) for s in in_order(place.data.subjects(iri(name), place.node))
        )
        if links:
            yield Change("orphan", links)

    return make


def mode(*modes: str, operator: str = "", also: Given | None = None) -> Maker:
    """Return a maker that gives an arrangement modes, and an operator of a kind: ``ess``, ``other`` or none."""

    def make(place: Place) -> Iterator[Change]:
        given: dict[str, Iterable[Node]] = {
            "ess:mode": [iri(f"concept/mode-gestion/{one}") for one in modes],
            "ess:legalInstrument": [],
            **(also or {}),
        }
        operators = values(place, "cv:hasEconomicOperator")
        if operator == "ess":
            if not any((one, RDF.type, iri("ess:EssOrganisation")) in place.data for one in operators):
                return
        elif operator == "other":
            ours = set(of_class(place, "ess:EssOrganisation"))
            public = {iri("concept/type-acteur/collectivite"), iri("concept/type-acteur/institution")}
            others = [
                one
                for one in of_class(place, "org:Organization")
                if one not in ours and not public & set(place.data.objects(one, iri("ess:actorKind")))
            ]
            given["cv:hasEconomicOperator"] = others[:1]
        else:
            given.setdefault("cv:hasEconomicOperator", [])
        yield put(place, "mode", given)

    return make


def text(name: str, written: str) -> Maker:
    """Return a maker that writes a French text in place of the one that is there."""

    def make(place: Place) -> Iterator[Change]:
        old = [value for value in values(place, name) if getattr(value, "language", None) == "fr"]
        if old:
            removed = tuple((place.node, iri(name), value) for value in old)
            yield Change("text", removed, ((place.node, iri(name), fr(written)),))

    return make


def any_of(*makers: Maker) -> Maker:
    """Return a maker that tries several."""

    def make(place: Place) -> Iterator[Change]:
        for one in makers:
            yield from one(place)

    return make
