"""Corruptions of data, each made from the kind of constraint that a rule is (SHACL §4).

For a rule and a node that the rule is about, ``mutations`` yields changes that break the rule, the likeliest slip
first. Which of them breaks that rule and no other depends on the data: the caller tries them in order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import PROV, RDF, SH, SKOS, XSD
from rdflib.term import Node

from ess_graph.shacl.rules import Rule
from tests.conftest import BASE
from tests.shacl_bench import RdfTriple, in_order

ESS = f"{BASE}def#"
#: What is written when a form is asked for and something else is typed: the first that does not fit is taken.
SLIPS = ("Bien commun", "12", "123", "1 234 567", "ftp://exemple.test/page", "Exemple.", " ", "")
FRENCH = "Texte d'exemple, une phrase de plus."


@dataclass(frozen=True)
class Overlap:
    """Codes that come with a rule whatever the slip, and why."""

    codes: frozenset[str]
    reason: str


_FILED = (
    "a term of the class outside the list of its class is also what ESS-L-243 is about, on the term itself"
)
#: Rules that cannot be broken alone.
OVERLAPS = {
    "ESS-L-222": Overlap(frozenset({"ESS-L-243"}), _FILED),
    "ESS-L-223": Overlap(frozenset({"ESS-L-243"}), _FILED),
    "ESS-F-101": Overlap(frozenset({"ESS-F-102"}), "a sheet of no subject also lacks that of its kind"),
    "ESS-P-022": Overlap(
        frozenset({"ESS-P-105"}), "without any place there is no authority, which is an Info"
    ),
}


@dataclass(frozen=True)
class Change:
    """What a mutation takes away and adds, and its kind."""

    kind: str
    removed: tuple[RdfTriple, ...] = ()
    added: tuple[RdfTriple, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a mutation is made: a rule, its shape, the data, and a node that the rule is about."""

    rule: Rule
    shapes: Graph
    data: Graph
    node: Node

    @property
    def shape(self) -> Node:
        """The shape of the rule."""
        return URIRef(self.rule.shape)

    @property
    def path(self) -> Node:
        """The property that the rule is about."""
        (path,) = self.shapes.objects(self.shape, SH.path)
        return path

    def given(self) -> list[RdfTriple]:
        """Return the statements that the rule looks at."""
        return sorted((self.node, self.path, value) for value in self.data.objects(self.node, self.path))

    def instead(self, kind: str, *values: Node) -> Change:
        """Return a change that puts values in the place of those that are there."""
        return Change(kind, tuple(self.given()), tuple((self.node, self.path, value) for value in values))

    def beside(self, kind: str, *values: Node) -> Change:
        """Return a change that adds values to those that are there."""
        return Change(kind, (), tuple((self.node, self.path, value) for value in values))

    def parameter(self, name: str) -> list[Node]:
        """Return the values of a parameter of the shape, in a stable order."""
        return in_order(self.shapes.objects(self.shape, SH[name]))


def mutations(place: Place) -> Iterator[Change]:
    """Yield the changes that break the rule at the node.

    Args:
        place: the rule, and where it is broken.

    Rules in SPARQL, and those that choose among descriptions, have their own in ``rule_mutations_by_hand``.
    """
    if place.rule.path:
        for name, make in MAKERS.items():
            if place.parameter(name):
                yield from make(place)
    elif place.parameter("or"):
        yield from _no_alternative(place)


def _pattern(place: Place) -> Iterator[Change]:
    (pattern,) = place.parameter("pattern")
    iri = SH.IRI in place.parameter("nodeKind")
    datatype = place.shapes.value(place.shape, SH.datatype)
    given = place.given()
    languages = sorted(
        {value.language for *_, value in given if isinstance(value, Literal) and value.language}
    )
    for slip in SLIPS:
        if re.search(str(pattern), slip):
            continue
        if place.path == SKOS.notation and re.fullmatch("[a-z0-9-]+", slip):
            yield _code(place, "form", slip)
        elif iri:
            if slip.startswith("ftp:"):
                yield place.instead("form", URIRef(slip))
        elif datatype == RDF.langString or languages:
            yield place.instead("form", *(Literal(slip, lang=lang) for lang in languages or ["fr"]))
        else:
            kind = datatype or next((v.datatype for *_, v in given if isinstance(v, Literal)), None)
            yield place.instead("form", _literal(slip, kind))


def _literal(text: str, datatype: Node | None) -> Literal:
    plain = datatype is None or datatype == XSD.string
    return Literal(text) if plain else Literal(text, datatype=URIRef(str(datatype)))


def _missing(place: Place) -> Iterator[Change]:
    if place.given():
        yield place.instead("missing")


def _language_missing(place: Place) -> Iterator[Change]:
    (wanted,) = place.parameter("qualifiedValueShape")
    lang = "fr" if str(wanted).endswith("FrenchText") else "en"
    there = tuple(
        triple for triple in place.given() if isinstance(triple[2], Literal) and triple[2].language == lang
    )
    if there:
        yield Change("language-missing", there)
    elif not place.given() and lang == "fr":
        yield place.beside("language-missing", Literal("An example.", lang="en"))


def _doubled(place: Place) -> Iterator[Change]:
    given = place.given()
    if place.parameter("class") or place.parameter("or") or place.parameter("in"):
        others = {o for _, o in place.data.subject_objects(place.path)} - {value for *_, value in given}
        others |= {Literal(str(v)) for v in _members(place, "in")} - {value for *_, value in given}
        for other in in_order(others)[:12]:
            yield place.beside("doubled", other)
        return
    twins = {o for _, o in place.data.subject_objects(place.path)} - {value for *_, value in given}
    for twin in sorted(twins, key=str)[:3]:
        yield place.beside("doubled", twin)


def _language_twice(place: Place) -> Iterator[Change]:
    yield place.beside("language-twice", Literal(FRENCH, lang="fr"), Literal(f"{FRENCH} Bis.", lang="fr"))


def _language_unknown(place: Place) -> Iterator[Change]:
    yield place.beside("language-unknown", Literal("Ein Beispiel für einen Text.", lang="de"))


def _datatype(place: Place) -> Iterator[Change]:
    (wanted,) = place.parameter("datatype")
    for *_, value in place.given()[:1]:
        if wanted == RDF.langString:
            yield place.beside("datatype", Literal(str(value)))
        elif wanted == XSD.string:
            yield place.instead("datatype", Literal(str(value), datatype=XSD.token))
        elif wanted == XSD.boolean:
            yield place.instead("datatype", Literal("oui"))
        else:
            yield place.instead("datatype", Literal(str(value)))
    if not place.given():
        yield place.beside("datatype", Literal("1"))


def _unknown_thing(place: Place) -> Iterator[Change]:
    values = [value for *_, value in place.given() if isinstance(value, URIRef)]
    for value in values[:1]:
        parent = str(value).rpartition("/")[0] or BASE
        yield place.beside("unknown", URIRef(f"{parent}/inconnu"))
    yield from _class_forgotten(place)
    others = [URIRef(f"{BASE}def"), *in_order(place.data.subjects(RDF.type, URIRef(f"{ESS}Kit")))[:1]]
    for other in others:
        yield place.beside("other-kind", other)


def _text_for_address(place: Place) -> Iterator[Change]:
    yield place.beside("no-address", Literal("exemple"))


def _out_of_bounds(place: Place) -> Iterator[Change]:
    (datatype,) = place.parameter("datatype")
    beyond = [
        *(str(int(str(least)) - 1) for least in place.parameter("minInclusive")),
        *(str(least) for least in place.parameter("minExclusive")),
        *(str(int(str(most)) + 1) for most in place.parameter("maxInclusive")),
    ]
    for one in beyond:
        yield place.instead("bounds", _literal(one, datatype))


def _length(place: Place) -> Iterator[Change]:
    for most in place.parameter("maxLength"):
        long = ("Un texte d'exemple trop long. " * (int(str(most)) // 20)).strip()
        yield place.instead("too-long", Literal(long, lang="fr"))
    for least in place.parameter("minLength"):
        yield place.instead("too-short", Literal("Exemple"[: int(str(least)) - 1], lang="fr"))


def _not_in(place: Place) -> Iterator[Change]:
    if place.path == SKOS.notation:
        yield _code(place, "not-in-list", "exemple")
    yield place.instead("not-in-list", Literal("exemple"))


def _class_forgotten(place: Place) -> Iterator[Change]:
    """Name a term of the right list whose class was forgotten."""
    lists = {
        scheme
        for value in {o for _, o in place.data.subject_objects(place.path)}
        for scheme in place.data.objects(value, SKOS.inScheme)
    }
    for scheme in in_order(lists):
        term = URIRef(f"{scheme}/exemple-{place.rule.code.lower()}")
        described = (
            (term, RDF.type, SKOS.Concept),
            (term, SKOS.notation, Literal(str(term).rpartition("/")[2])),
            (term, SKOS.prefLabel, Literal("Terme d'exemple", lang="fr")),
            (term, SKOS.prefLabel, Literal("Example term", lang="en")),
            (term, SKOS.inScheme, scheme),
        )
        yield Change("class-forgotten", (), ((place.node, place.path, term), *described))


def _other_list(place: Place) -> Iterator[Change]:
    """File a term of the class in another list, with an address of that list."""
    given = {value for *_, value in place.given()}
    (code, *_) = in_order(place.data.objects(place.node, SKOS.notation))
    for other in in_order({o for _, o in place.data.subject_objects(place.path)} - given):
        term = URIRef(f"{other}/{code}")
        yield Change("other-list", (), (*_like(place, term), (term, place.path, other)))


def _like(place: Place, term: URIRef) -> list[RdfTriple]:
    """Return what is said of the node as said of another term, without its code, its list and its neighbours."""
    kept = {RDF.type, SKOS.definition, SKOS.note}
    same = [
        (term, p, o)
        for p, o in place.data.predicate_objects(place.node)
        if p in kept or str(p).startswith((ESS, str(PROV)))
    ]
    code = str(term).rpartition("/")[2]
    names = [Literal(f"Terme {code}", lang="fr"), Literal(f"Term {code}", lang="en")]
    return [*same, (term, SKOS.notation, Literal(code)), *((term, SKOS.prefLabel, name) for name in names)]


def _code(place: Place, kind: str, code: str) -> Change:
    """Return a term like the node, in the same list, with another code: the address ends with it."""
    term = URIRef(str(place.node).rpartition("/")[0] + "/" + code)
    lists = [(term, SKOS.inScheme, one) for one in place.data.objects(place.node, SKOS.inScheme)]
    return Change(kind, (), (*_like(place, term), *lists))


def _disjoint(place: Place) -> Iterator[Change]:
    for other in place.parameter("disjoint"):
        for *_, value in place.given():
            yield Change("contradiction", (), ((place.node, other, value),))
        for value in in_order(place.data.objects(place.node, other)):
            yield place.beside("contradiction", value)
    if place.rule.path == "skos:broader":
        for other in in_order(place.data.subjects(SKOS.inScheme, None))[:3]:
            both = ((place.node, SKOS.broader, other), (place.node, SKOS.narrower, other))
            yield Change("contradiction", (), both)


def _foreign_member(place: Place) -> Iterator[Change]:
    """Give a term of another list, of the same class if there is one; or give it to a subject of no class."""
    values = {value for *_, value in place.given()}
    lists = {scheme for value in values for scheme in place.data.objects(value, SKOS.inScheme)}
    if any(target.endswith("→") for target in place.rule.targets):
        subject = URIRef(f"{BASE}id/exemple/{place.rule.code.lower()}")
        terms = (URIRef(f"{BASE}concept/{one}") for one in ("theme/mobilite", "role/operateur"))
        for term in terms:
            if not lists & set(place.data.objects(term, SKOS.inScheme)):
                yield Change("foreign-list", (), ((subject, place.path, term),))
    kinds = {t for value in values for t in place.data.objects(value, RDF.type)}
    for kind in sorted(kinds, key=lambda kind: (kind == SKOS.Concept, str(kind))):
        terms_of = set(place.data.subjects(RDF.type, kind))
        foreign = [t for t in terms_of if not lists & set(place.data.objects(t, SKOS.inScheme))]
        for other in in_order(foreign)[:12]:
            yield place.instead("foreign-list", other)


def _no_alternative(place: Place) -> Iterator[Change]:
    """Take away what satisfies each alternative of an sh:or: a property given, or a value among several."""
    removed: list[RdfTriple] = []
    added: list[RdfTriple] = []
    for one in _members(place, "or"):
        path = place.shapes.value(one, SH.path)
        if path is None:
            return
        there = [(place.node, path, value) for value in place.data.objects(place.node, path)]
        if (one, SH.maxCount, None) in place.shapes:
            added += [] if there else [(place.node, path, Literal("true", datatype=XSD.boolean))]
            continue
        wanted = list(place.shapes.objects(one, SH.hasValue))
        if not wanted:
            removed += there
        for value in set(wanted) & {value for *_, value in there}:
            removed.append((place.node, path, value))
            siblings = {o for _, o in place.data.subject_objects(path)} - set(wanted)
            chosen = {value for *_, value in added}
            added += [] if chosen & siblings else [(place.node, path, min(siblings, key=str))]
    yield Change("nothing-given", tuple(removed), tuple(added))


def _members(place: Place, parameter: str) -> list[Node]:
    return [one for head in place.parameter(parameter) for one in Collection(place.shapes, head)]


#: By parameter of the shape, the likeliest slip first.
MAKERS: dict[str, Callable[[Place], Iterator[Change]]] = {
    "node": _foreign_member,
    "hasValue": _other_list,
    "in": _not_in,
    "pattern": _pattern,
    "disjoint": _disjoint,
    "minInclusive": _out_of_bounds,
    "minExclusive": _out_of_bounds,
    "maxLength": _length,
    "class": _unknown_thing,
    "or": _unknown_thing,
    "minCount": _missing,
    "qualifiedMinCount": _language_missing,
    "maxCount": _doubled,
    "datatype": _datatype,
    "languageIn": _language_unknown,
    "uniqueLang": _language_twice,
    "nodeKind": _text_for_address,
}
