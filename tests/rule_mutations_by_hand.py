"""Corruptions for the rules that no single parameter tells: those in SPARQL, and choices among descriptions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS, XSD

from tests.conftest import BASE
from tests.rule_mutations import ESS, Change, Place

CV = "http://data.europa.eu/m8g/"


def concept(path: str) -> URIRef:
    """Return the IRI of a term."""
    return URIRef(f"{BASE}concept/{path}")


def ess(name: str) -> URIRef:
    """Return the IRI of one of our properties or classes."""
    return URIRef(ESS + name)


def _form_of_another_list(place: Place) -> Iterator[Change]:
    for old in place.data.objects(place.node, SKOS.notation):
        change = (place.node, SKOS.notation, old), (place.node, SKOS.notation, Literal("Exemple"))
        yield Change("form", (change[0],), (change[1],))


def _term_filed_elsewhere(place: Place) -> Iterator[Change]:
    """Give a term of the right class that is filed in no list of its class."""
    term = concept("type-collectivite/exemple")
    described = (
        (term, RDF.type, SKOS.Concept),
        (term, RDF.type, ess("AuthorityType")),
        (term, SKOS.notation, Literal("exemple")),
        (term, SKOS.prefLabel, Literal("Type d'exemple", lang="fr")),
        (term, SKOS.prefLabel, Literal("Example type", lang="en")),
        (term, SKOS.definition, Literal("Type inventé pour l'exemple.", lang="fr")),
        (term, SKOS.definition, Literal("Type made up for the example.", lang="en")),
        (term, SKOS.inScheme, concept("type-acteur")),
    )
    replaced = place.instead("foreign-list", term)
    yield Change(replaced.kind, replaced.removed, (*replaced.added, *described))


def _number_taken(place: Place) -> Iterator[Change]:
    """Give the sheet the number of another one of its edition."""
    number = ess("sheetNumber")
    own = set(place.data.objects(place.node, number))
    for edition in place.data.objects(place.node, DCTERMS.isPartOf):
        for other in sorted(place.data.subjects(DCTERMS.isPartOf, edition)):
            for taken in set(place.data.objects(other, number)) - own:
                yield Change(
                    "number-taken",
                    tuple((place.node, number, one) for one in own),
                    ((place.node, number, taken),),
                )


def _outside_operator(place: Place) -> Iterator[Change]:
    operators = set(place.data.objects(place.node, URIRef(f"{CV}hasEconomicOperator")))
    if any((one, RDF.type, ess("EssOrganisation")) in place.data for one in operators):
        yield _mode(place, "regie-simple")


def _no_scic(place: Place) -> Iterator[Change]:
    yield _mode(place, "prise-parts-scic")


def _mode(place: Place, mode: str) -> Change:
    modes = tuple((place.node, ess("mode"), one) for one in place.data.objects(place.node, ess("mode")))
    return Change("mode", modes, ((place.node, ess("mode"), concept(f"mode-gestion/{mode}")),))


HAND_WRITTEN: dict[str, Callable[[Place], Iterator[Change]]] = {
    "ESS-F-013": _number_taken,
    "ESS-G-009": _outside_operator,
    "ESS-G-010": _no_scic,
    "ESS-L-222": _term_filed_elsewhere,
    "ESS-L-223": _term_filed_elsewhere,
    "ESS-L-258": _form_of_another_list,
}
_ = XSD
