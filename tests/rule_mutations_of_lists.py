"""Corruptions by hand: terms, lists, texts of law, documents and what holds for any kind of thing."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, SKOS, XSD

from tests.rule_mutations import Change, Place
from tests.rule_mutations_by_hand import (
    Given,
    Maker,
    add,
    any_of,
    copied,
    fr,
    iri,
    of_class,
    put,
    simple,
    statements,
    text,
    twin,
    values,
    year,
)
from tests.shacl_bench import in_order


def _term_filed_elsewhere(place: Place) -> Iterator[Change]:
    """Give a term of the right class that is filed in no list of its class."""
    term = iri("concept/type-acteur/exemple")
    described = statements(
        term,
        {
            "rdf:type": [SKOS.Concept, iri("ess:AuthorityType")],
            "skos:notation": [Literal("exemple")],
            "skos:prefLabel": [fr("Type d'exemple"), Literal("Example type", lang="en")],
            "skos:definition": [fr("Type inventé."), Literal("Type made up.", lang="en")],
            "skos:inScheme": [iri("concept/type-acteur")],
        },
    )
    replaced = place.instead("foreign-list", term)
    yield Change(replaced.kind, replaced.removed, (*replaced.added, *described))


def _plain_competence(place: Place, *, listed: str, kind: str) -> Iterator[Change]:
    if iri("concept/competence") in values(place, "skos:inScheme"):
        yield add(place, kind, {"skos:inScheme": [iri(f"concept/{listed}")]})


def _banatic_code(place: Place) -> Iterator[Change]:
    yield from _plain_competence(place, listed="banatic-2021", kind="code-of-another-list")


def _m57_code(place: Place) -> Iterator[Change]:
    yield from _plain_competence(place, listed="m57-2025", kind="code-of-another-list")


def _competence_code(place: Place) -> Iterator[Change]:
    """A code in capitals is one of no list; its address ends with it."""
    if iri("concept/competence") in values(place, "skos:inScheme"):
        wrong = URIRef(str(place.node).rpartition("/")[0] + "/Exemple")
        label = statements(wrong, {"skos:prefLabel": [fr("Exemple en capitale")]})
        yield Change("form", (), (*copied(place, wrong, ["skos:prefLabel"]), *label))


def _level(place: Place) -> Iterator[Change]:
    (level, *_) = values(place, "ess:level")
    yield put(place, "level", {"ess:level": [Literal(str(int(str(level)) % 3 + 1), datatype=XSD.integer)]})


def _code_taken(place: Place) -> Iterator[Change]:
    """A term of another list has the same code, and is filed in this list too."""
    (code, *_) = values(place, "skos:notation")
    home = iri("concept/instrument")
    term = URIRef(f"{home}/{code}")
    described: Given = {
        "rdf:type": [SKOS.Concept],
        "skos:notation": [Literal(str(code))],
        "skos:prefLabel": [fr("Terme d'une autre liste")],
        "skos:inScheme": [home, *values(place, "skos:inScheme")],
    }
    yield Change("code-taken", (), statements(term, described))


def _top_and_below(place: Place) -> Iterator[Change]:
    if values(place, "skos:broader"):
        yield add(place, "top-and-below", {"skos:topConceptOf": values(place, "skos:inScheme")})
    for other in _same_list(place)[:3]:
        lists = values(place, "skos:inScheme")
        yield add(place, "top-and-below", {"skos:topConceptOf": lists, "skos:broader": [other]})


def _same_list(place: Place) -> list[URIRef]:
    (first, *_) = values(place, "skos:inScheme")
    terms = set(place.data.subjects(SKOS.inScheme, first)) - {place.node}
    return [URIRef(str(one)) for one in in_order(terms)]


def _broader_elsewhere(place: Place) -> Iterator[Change]:
    other = (
        "theme/mobilite" if iri("concept/theme") not in values(place, "skos:inScheme") else "role/operateur"
    )
    yield put(place, "other-list", {"skos:broader": [iri(f"concept/{other}")]})


def _match_in_the_list(place: Place) -> Iterator[Change]:
    yield add(place, "match-in-list", {"skos:exactMatch": _same_list(place)[:1]})


def _label_taken(place: Place) -> Iterator[Change]:
    for other in _same_list(place):
        for label in place.data.objects(other, SKOS.prefLabel):
            if getattr(label, "language", None) == "fr":
                old = [
                    one for one in values(place, "skos:prefLabel") if getattr(one, "language", None) == "fr"
                ]
                removed = tuple((place.node, SKOS.prefLabel, one) for one in old)
                yield Change("label-taken", removed, ((place.node, SKOS.prefLabel, label),))
                return


def _deprecated_in_use(place: Place) -> Iterator[Change]:
    users = {*of_class(place, "ess:Practice"), *of_class(place, "ess:ServiceArrangement")}
    if users & set(place.data.subjects(None, place.node)):
        yield put(place, "deprecated-in-use", {"owl:deprecated": [Literal("true", datatype=XSD.boolean)]})


def _attribution_twice(place: Place) -> Iterator[Change]:
    if values(place, "ess:legalReference"):
        yield Change("stated-twice", (), copied(place, twin(place)))


def _exclusive_twice(place: Place) -> Iterator[Change]:
    exclusive = iri("concept/capacite/exclusive")
    for tier in ("region", "departement", "commune"):
        other = iri(f"concept/type-collectivite/{tier}")
        if other not in values(place, "ess:authorityType"):
            more = statements(twin(place), {"ess:authorityType": [other], "ess:capacity": [exclusive]})
            changed = put(place, "exclusive-twice", {"ess:capacity": [exclusive]})
            same = copied(place, twin(place), ["ess:authorityType", "ess:capacity"])
            yield Change(changed.kind, changed.removed, (*changed.added, *same, *more))


def _no_text_of_law(place: Place) -> Iterator[Change]:
    required = [iri("concept/capacite/obligatoire")]
    yield put(place, "no-text", {"ess:capacity": required, "ess:legalBasis": [], "ess:legalReference": []})


def _other_publisher(place: Place) -> Iterator[Change]:
    for other in of_class(place, "ess:EssOrganisation"):
        if other not in values(place, "dct:publisher"):
            yield put(place, "other-publisher", {"dct:publisher": [other]})
            return


def _number_taken(place: Place) -> Iterator[Change]:
    """Give the sheet the number of another one of its edition."""
    for edition in values(place, "dct:isPartOf"):
        for other in in_order(place.data.subjects(iri("dct:isPartOf"), edition)):
            taken = set(place.data.objects(other, iri("ess:sheetNumber"))) - set(
                values(place, "ess:sheetNumber")
            )
            if taken:
                yield put(place, "number-taken", {"ess:sheetNumber": in_order(taken)})


def _two_editions(place: Place) -> Iterator[Change]:
    for other in of_class(place, "ess:KitEdition"):
        if other not in values(place, "dct:isPartOf"):
            yield Change("two-editions", (), ((other, iri("dct:hasPart"), place.node),))
            return


def _no_theme(place: Place) -> Iterator[Change]:
    thematic = iri("concept/type-fiche/thematique")
    yield put(place, "nothing-given", {"ess:sheetKind": [thematic], "ess:theme": []})


def _code_of_no_edition(place: Place) -> Iterator[Change]:
    stray = URIRef(str(place.node).rpartition("/")[0] + "/sans-edition-f99")
    yield Change(
        "code-of-no-edition",
        (),
        copied(place, stray, ["ess:sheetNumber", "dct:title"])
        + statements(stray, {"dct:title": [fr("Fiche sans édition")]}),
    )


def _year_of_number(place: Place) -> Iterator[Change]:
    if values(place, "eli:date_document"):
        yield put(place, "year", {"eli:number": [Literal("1850-12")]})


def _text_twice(place: Place) -> Iterator[Change]:
    if values(place, "ess:legalArticle"):
        yield Change("stated-twice", (), copied(place, twin(place)))


def _repealed_basis(place: Place) -> Iterator[Change]:
    if any(place.data.subjects(iri("ess:legalBasis"), place.node)):
        yield put(place, "repealed", {"ess:inForce": [Literal("no")]})


def _source_twice(place: Place) -> Iterator[Change]:
    if values(place, "foaf:page") and values(place, "dct:issued"):
        yield Change("stated-twice", (), copied(place, twin(place)))


def _self(place: Place) -> Iterator[Change]:
    if (place.node, RDF.type, SKOS.Concept) in place.data:
        yield add(place, "self", {"skos:related": [place.node]})


def _two_definitions(place: Place) -> Iterator[Change]:
    """A competence may do without a definition; two in one language are too many."""
    for term in of_class(place, "ess:Competence")[:1]:
        given = {"skos:definition": [fr("Une définition."), fr("Une autre définition.")]}
        yield Change("language-twice", (), statements(term, given))


def _above_and_below(place: Place) -> Iterator[Change]:
    """The term is put both under and over another of its list."""
    if not values(place, "skos:broader") and not values(place, "skos:narrower"):
        for other in _same_list(place)[-3:]:
            given = {"skos:broader": [other], "skos:narrower": [other], "skos:topConceptOf": []}
            yield put(place, "contradiction", given)


OF_LISTS: dict[str, Maker] = {
    "ESS-C-004": _two_definitions,
    "ESS-C-011": _above_and_below,
    "ESS-C-087": _level,
    "ESS-C-088": simple("code", {"skos:notation": [Literal("autre-code")]}),
    "ESS-C-089": _code_taken,
    "ESS-C-090": _top_and_below,
    "ESS-C-091": _broader_elsewhere,
    "ESS-C-092": _match_in_the_list,
    "ESS-C-105": _label_taken,
    "ESS-C-106": _deprecated_in_use,
    "ESS-D-010": _attribution_twice,
    "ESS-D-101": _no_text_of_law,
    "ESS-E-102": simple("future", {"dct:issued": [year("2999")]}),
    "ESS-E-103": _other_publisher,
    "ESS-F-013": _number_taken,
    "ESS-F-014": _two_editions,
    "ESS-F-102": _no_theme,
    "ESS-F-103": _code_of_no_edition,
    "ESS-J-014": simple(
        "future", {"eli:date_document": [Literal("2999-01-01", datatype=XSD.date)], "eli:number": []}
    ),
    "ESS-J-016": _year_of_number,
    "ESS-J-017": _text_twice,
    "ESS-J-103": _repealed_basis,
    "ESS-L-222": _term_filed_elsewhere,
    "ESS-L-223": _term_filed_elsewhere,
    "ESS-L-258": _competence_code,
    "ESS-L-259": _banatic_code,
    "ESS-L-260": _m57_code,
    "ESS-M-008": _source_twice,
    "ESS-N-005": _self,
    "ESS-N-006": simple("code", {"dct:identifier": [Literal("autre-code")]}),
    "ESS-N-007": simple("placeholder", {"prov:wasDerivedFrom": [URIRef("https://example.com/page")]}),
    "ESS-N-008": any_of(
        text("dct:description", "Pour en savoir plus sur cette action, écrire à contact@exemple.test."),
        text("skos:note", "Écrire à contact@exemple.test."),
    ),
    "ESS-N-101": any_of(
        text("dct:description", "À compléter : ce que fait la collectivité, avec qui et pour qui."),
        text("skos:note", "TODO"),
    ),
    "ESS-N-102": any_of(
        text("dct:description", "Deux espaces  se suivent dans cette description d'exemple."),
        text("skos:note", "Deux espaces  se suivent."),
    ),
}
