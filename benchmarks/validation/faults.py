"""The faults that are planted, each with the findings that follow from it by the shapes.

A fault changes an organisation that has none and says what is to be found. It knows the shapes, and no engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple, TypeAlias

from benchmarks.validation.organisation import (
    ALTERNATIVE,
    BASE,
    BASIS,
    CONFIDENCE,
    DISSOLVED,
    EMPLOYEES,
    FORM,
    FOUNDED,
    HEAD_OFFICE,
    HOMEPAGE,
    IDENTIFIER,
    KIND,
    LABEL,
    MAILBOX,
    PLACE,
    POSTAL,
    QUALITY,
    ROLE,
    SITE,
    SOURCE,
    Organisation,
    Thing,
    add_site,
    concept,
    iri,
    typed,
)
from benchmarks.validation.organisation import SIREN as NUMBER


class Expected(NamedTuple):
    """A finding as it is compared; see the docstring of the package."""

    shape: str
    component: str
    focus: str
    value: str


Fault: TypeAlias = Callable[[Organisation], Iterator[Expected]]


def text(term: str) -> str:
    """Return what a term of N-Triples says, without its marks.

    >>> text("<http://e.example/>"), text('"essai"@fr')
    ('http://e.example/', 'essai')
    """
    return term[1 : term.rindex(term[0].replace("<", ">"))]


def _about(thing: Thing, shape: str, component: str, value: str = "") -> Expected:
    return Expected(shape, component, text(thing.name), value)


def _without(predicate: str, shape: str, one: Organisation) -> Iterator[Expected]:
    one.thing.said.pop(predicate)
    yield _about(one.thing, shape, "MinCount")


def _twice(predicate: str, shape: str, other: str, one: Organisation) -> Iterator[Expected]:
    one.thing.said[predicate].append(other)
    yield _about(one.thing, shape, "MaxCount")


def _instead(predicate: str, shape: str, other: str, parts: str, one: Organisation) -> Iterator[Expected]:
    """Put a wrong value in place of all others; ``parts`` are the constraints of the shape that see it."""
    one.thing.said[predicate] = [other]
    yield from (_about(one.thing, shape, part, text(other)) for part in parts.split())


def _also(predicate: str, shape: str, other: str, part: str, one: Organisation) -> Iterator[Expected]:
    one.thing.said.setdefault(predicate, []).append(other)
    yield _about(one.thing, shape, part, text(other))


def _two_labels_in_french(one: Organisation) -> Iterator[Expected]:
    one.thing.said[LABEL].append('"Un autre nom"@FR')
    yield _about(one.thing, "label", "UniqueLang")


def _short_siren(one: Organisation) -> Iterator[Expected]:
    (siren,) = one.thing.said[NUMBER]
    yield from _instead(NUMBER, "siren", f'"{text(siren)[:8]}"', "Pattern", one)


def _numeric_siren(one: Organisation) -> Iterator[Expected]:
    (siren,) = one.thing.said[NUMBER]
    yield from _instead(NUMBER, "siren", typed(text(siren), "integer"), "Datatype", one)


def _dissolved_first(one: Organisation) -> Iterator[Expected]:
    one.thing.said[DISSOLVED] = [typed("1900-06-30", "date")]
    yield _about(one.thing, "founded", "LessThan", text(one.thing.said[FOUNDED][0]))


def _label_as_alternative(one: Organisation) -> Iterator[Expected]:
    label = one.thing.said[LABEL][0]
    one.thing.said.setdefault(ALTERNATIVE, []).append(label)
    yield _about(one.thing, "alternative", "Disjoint", text(label).replace("\\u00B0", "°"))


def _no_site(one: Organisation) -> Iterator[Expected]:
    one.thing.said.pop(SITE)
    one.sites.clear()
    yield _about(one.thing, "site", "MinCount")
    yield _about(one.thing, "head-office", "QualifiedMinCount")
    yield _about(one.thing, "site-place", "MinCount")


def _two_head_offices(one: Organisation) -> Iterator[Expected]:
    siret, place = text(one.sites[0].said[IDENTIFIER][0]), one.sites[0].said[PLACE][0]
    add_site(one, f"{siret[:9]}99999", place)
    one.sites[-1].said[ROLE] = [HEAD_OFFICE]
    yield _about(one.thing, "head-office", "QualifiedMaxCount")


def _bad_site(shape: str, component: str, value: str, one: Organisation) -> Iterator[Expected]:
    """A site that has a fault makes its organisation wrong too, which says so by ``sh:node``."""
    yield _about(one.sites[0], shape, component, value)
    yield _about(one.thing, "site", "Node", text(one.sites[0].name))


def _site_without_postal_code(one: Organisation) -> Iterator[Expected]:
    one.sites[0].said.pop(POSTAL)
    yield from _bad_site("postal-code", "MinCount", "", one)


def _site_with_a_wrong_postal_code(one: Organisation) -> Iterator[Expected]:
    one.sites[0].said[POSTAL] = ['"7500"']
    yield from _bad_site("postal-code", "Pattern", "7500", one)


def _site_with_more_than_is_allowed(one: Organisation) -> Iterator[Expected]:
    one.sites[0].said[CONFIDENCE] = [concept("confiance/high")]
    yield from _bad_site("Site", "Closed", f"{BASE}concept/confiance/high", one)


def _site_of_nobody(one: Organisation) -> Iterator[Expected]:
    add_site(one, "00000000000000", one.sites[0].said[PLACE][0])
    orphan = one.thing.said[SITE].pop()
    yield Expected("site-of", "MinCount", text(orphan), "")


def _site_of_another(one: Organisation) -> Iterator[Expected]:
    one.sites[0].said[IDENTIFIER] = ['"00000000000000"']
    yield _about(one.thing, "Organisation", "SPARQL", text(one.sites[0].name))


def _no_ground(one: Organisation) -> Iterator[Expected]:
    one.thing.said.pop(BASIS)
    one.thing.said.pop(QUALITY, None)
    yield _about(one.thing, "Organisation", "Or", text(one.thing.name))


def _two_contacts(one: Organisation) -> Iterator[Expected]:
    one.thing.said[HOMEPAGE] = ["<https://essai.example/>"]
    one.thing.said[MAILBOX] = ["<mailto:essai@essai.example>"]
    yield _about(one.thing, "Organisation", "Xone", text(one.thing.name))


def _no_contact(one: Organisation) -> Iterator[Expected]:
    one.thing.said.pop(HOMEPAGE, None)
    one.thing.said.pop(MAILBOX, None)
    yield _about(one.thing, "Organisation", "Xone", text(one.thing.name))


def _low_confidence(one: Organisation) -> Iterator[Expected]:
    one.thing.said[CONFIDENCE] = [concept("confiance/low")]
    yield _about(one.thing, "Organisation", "Not", text(one.thing.name))


def _homepage(other: str, part: str, one: Organisation) -> Iterator[Expected]:
    one.thing.said.pop(MAILBOX, None)
    yield from _instead(HOMEPAGE, "homepage", other, part, one)


def _founded(other: str, parts: str, one: Organisation) -> Iterator[Expected]:
    one.thing.said.pop(DISSOLVED, None)
    yield from _instead(FOUNDED, "founded", other, parts, one)


#: What is planted, in turn.
FAULTS: Final[tuple[Fault, ...]] = (
    partial(_without, LABEL, "label"),
    _two_labels_in_french,
    partial(_instead, LABEL, "label", '"Sans langue"', "Datatype LanguageIn"),
    partial(_also, LABEL, "label", '"Versuch"@de', "LanguageIn"),
    partial(_instead, LABEL, "label", '"X"@fr', "MinLength"),
    partial(_without, IDENTIFIER, "identifier"),
    partial(_twice, IDENTIFIER, "identifier", '"essai-0-bis"'),
    partial(_instead, IDENTIFIER, "identifier", '"Essai 1"', "Pattern"),
    _short_siren,
    _numeric_siren,
    partial(_without, FORM, "form"),
    partial(_twice, FORM, "form", concept("forme-juridique/scic-sa")),
    partial(_instead, FORM, "form", concept("forme-juridique/inconnue"), "Class"),
    partial(_instead, FORM, "form", '"association"', "Class NodeKind"),
    partial(_instead, KIND, "kind", concept("type-acteur/societe"), "In"),
    partial(_without, PLACE, "place"),
    partial(_instead, PLACE, "place", iri("id/departement/00"), "Class"),
    partial(_without, SOURCE, "source"),
    partial(_instead, SOURCE, "source", iri("id/source/sans-titre"), "Node"),
    partial(_homepage, '"https://essai.example/"', "NodeKind"),
    partial(_homepage, "<ftp://essai.example/>", "Pattern"),
    partial(_founded, typed("1987-02-31", "date"), "Datatype MinInclusive"),
    partial(_founded, typed("1492-10-12", "date"), "MinInclusive"),
    _dissolved_first,
    partial(_instead, EMPLOYEES, "employees", typed("-1", "integer"), "MinInclusive"),
    partial(_instead, EMPLOYEES, "employees", typed("500001", "integer"), "MaxInclusive"),
    partial(_instead, EMPLOYEES, "employees", '"douze"', "Datatype MinInclusive MaxInclusive"),
    partial(_also, QUALITY, "quality", concept("qualite/inconnue"), "In"),
    _label_as_alternative,
    _no_site,
    _two_head_offices,
    _site_without_postal_code,
    _site_with_a_wrong_postal_code,
    _site_with_more_than_is_allowed,
    _site_of_nobody,
    _site_of_another,
    _no_ground,
    _two_contacts,
    _no_contact,
    _low_confidence,
)
