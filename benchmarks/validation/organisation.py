"""One made-up organisation and its sites: regular, and all of it computed from its number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from ess_graph.config import DEFAULT_BASE
from ess_graph.rdf.namespaces import DCT, EXTERNAL, SKOS, XSD

BASE: Final = DEFAULT_BASE
ESS: Final = f"{BASE}def#"
ORG: Final = EXTERNAL["org"]
FOAF: Final = EXTERNAL["foaf"]
SCHEMA: Final = EXTERNAL["schema"]
LABEL, ALTERNATIVE, IDENTIFIER = SKOS + "prefLabel", SKOS + "altLabel", DCT + "identifier"
SIREN, FORM, KIND, QUALITY = f"{ESS}siren", f"{ESS}legalForm", f"{ESS}actorKind", f"{ESS}quality"
BASIS, CONFIDENCE, POSTAL = f"{ESS}essStatusBasis", f"{ESS}confidence", f"{ESS}postalCode"
PLACE, SOURCE, ROLE = DCT + "spatial", EXTERNAL["prov"] + "wasDerivedFrom", DCT + "type"
HOMEPAGE, MAILBOX, SITE = FOAF + "homepage", FOAF + "mbox", ORG + "hasSite"
FOUNDED, DISSOLVED, EMPLOYEES = (
    SCHEMA + name for name in ("foundingDate", "dissolutionDate", "numberOfEmployees")
)
TYPE: Final = EXTERNAL["rdf"] + "type"

FORMS: Final = ("association", "scic", "scop", "mutuelle", "fondation-rup", "cooperative")
KINDS: Final = ("reseau", "federation", "operateur", "entreprise-ess", "financeur")
QUALITIES: Final = ("ptce", "esus", "siae")
SOURCES: Final = 3
HEAD_OFFICE: Final = f"<{BASE}concept/site/siege>"
BRANCH: Final = f"<{BASE}concept/site/etablissement>"


def iri(path: str) -> str:
    """Return an IRI of ours as N-Triples has it."""
    return f"<{BASE}{path}>"


def concept(path: str) -> str:
    """Return a concept of ours as N-Triples has it."""
    return iri(f"concept/{path}")


def typed(text: str, datatype: str) -> str:
    """Return a literal of XML Schema."""
    return f'"{text}"^^<{XSD}{datatype}>'


@dataclass(slots=True)
class Thing:
    """A subject and its statements: the objects of each predicate, as N-Triples has them."""

    name: str
    said: dict[str, list[str]]

    def lines(self) -> str:
        """Return the statements, one a line."""
        return "".join(
            f"{self.name} <{predicate}> {value} .\n"
            for predicate, values in self.said.items()
            for value in values
        )


@dataclass(slots=True)
class Organisation:
    """An organisation and its sites, the head office first."""

    number: int
    thing: Thing
    sites: list[Thing] = field(default_factory=list)

    def lines(self) -> str:
        """Return the statements, one a line."""
        return self.thing.lines() + "".join(site.lines() for site in self.sites)


def organisation(number: int, communes: int) -> Organisation:
    """Return an organisation without a fault.

    Args:
        number: which one; all the rest follows from it.
        communes: how many communes there are.
    """
    siren = f"{100_000_000 + number * 7 % 800_000_000:09d}"
    place = iri(f"id/commune/{number * 7919 % communes:05d}")
    year, month, day = 1901 + number % 120, 1 + number % 12, 1 + number % 28
    said = {
        TYPE: [f"<{ORG}Organization>"],
        LABEL: [f'"Organisation d\'essai n\\u00B0 {number}"@fr', f'"Trial organisation no. {number}"@en'],
        IDENTIFIER: [f'"essai-{number}"'],
        SIREN: [f'"{siren}"'],
        FORM: [concept(f"forme-juridique/{FORMS[number % 6]}")],
        KIND: [concept(f"type-acteur/{KINDS[number // 6 % 5]}")],
        CONFIDENCE: [concept("confiance/high" if number % 3 else "confiance/medium")],
        BASIS: [concept("base-ess/par-la-loi")],
        PLACE: [place],
        SOURCE: [iri(f"id/source/essai-{number % SOURCES}")],
        FOUNDED: [typed(f"{year}-{month:02d}-{day:02d}", "date")],
        EMPLOYEES: [typed(str(number * 31 % 997), "integer")],
    }
    if number % 4:
        said[HOMEPAGE] = [f"<https://essai-{number}.example/>"]
    else:
        said[MAILBOX] = [f"<mailto:bonjour@essai-{number}.example>"]
    if number % 3 == 0:
        said[QUALITY] = [concept(f"qualite/{QUALITIES[number // 3 % 3]}")]
    if number % 5 == 0:
        said[ALTERNATIVE] = [f'"OE{number}"@fr']
    if number % 20 == 0:
        said[DISSOLVED] = [typed(f"{year + 1}-{month:02d}-{day:02d}", "date")]
    one = Organisation(number, Thing(iri(f"id/acteur/essai-{number}"), said))
    for rank in range(2 if number % 8 == 0 else 1):
        add_site(one, f"{siren}{rank:05d}", place)
    return one


def add_site(one: Organisation, siret: str, place: str) -> None:
    """Give an organisation one more site; the first is its head office."""
    rank = len(one.sites)
    site = Thing(
        iri(f"id/site/essai-{one.number}-{rank}"),
        {
            TYPE: [f"<{ORG}Site>"],
            IDENTIFIER: [f'"{siret}"'],
            POSTAL: [f'"{1000 + one.number % 95_000:05d}"'],
            PLACE: [place],
            ROLE: [BRANCH if rank else HEAD_OFFICE],
        },
    )
    one.sites.append(site)
    one.thing.said.setdefault(SITE, []).append(site.name)
