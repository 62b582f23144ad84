"""Territories that a name may mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ess_graph.guide.facts import Facts
from ess_graph.guide.naming import expression, spelt, ways_to_write
from ess_graph.guide.parts import Tier
from ess_graph.guide.territory import COMMUNE, DEPARTMENT_TYPES, REGION_TYPES
from ess_graph.guide.words import with_words


@dataclass(frozen=True, slots=True)
class Candidate:
    """A territory that may be meant."""

    tier: Tier
    iri: str


def wide(facts: Facts) -> Iterable[tuple[str, Candidate]]:
    """Yield every département and région with its spelt name: they are few, and not in the table of labels."""
    tiers: tuple[tuple[str, Tier], ...] = (
        ("Departement", "departement"),
        ("CollectiviteDOutreMer", "departement"),
        ("Region", "region"),
    )
    for kind, tier in tiers:
        for iri in facts.subjects("rdf:type", facts.opened.prefixes["igeo"] + kind):
            yield spelt(facts.first(iri, "igeo:nom") or ""), Candidate(tier, iri)


def named_like(facts: Facts, name: str) -> Iterable[tuple[str, Candidate]]:
    """Yield territories with each way to write their names, among them all that may have this one."""
    yield from wide(facts)
    types = [facts.opened.prefixes["cv"] + "PublicOrganisation"]
    for body, label, _ in with_words(facts.opened, types, expression(name)):
        for one in of_body(facts, body):
            for way in ways_to_write(label):
                yield way, one


def of_body(facts: Facts, body: str) -> Iterable[Candidate]:
    """Yield the territory of a body, when it is of one of our four tiers and still there."""
    kind = (facts.first(body, "org:classification") or "").rpartition("/")[2]
    if facts.first(body, "ess:historical") == "true":
        return
    for territory in facts.objects(body, "dct:spatial"):
        if kind == COMMUNE and territory.startswith(facts.iri("id/commune/")):
            yield Candidate("commune", territory)
        elif territory.startswith(facts.iri("id/intercommunalite/")):
            yield Candidate("epci", territory)
        elif kind in DEPARTMENT_TYPES and territory.startswith(facts.iri("id/departement/")):
            yield Candidate("departement", territory)
        elif kind in REGION_TYPES and territory.startswith(facts.iri("id/region/")):
            yield Candidate("region", territory)
