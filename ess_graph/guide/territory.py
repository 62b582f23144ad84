"""A territory with the bodies that govern it: commune, EPCI, département, région, and those of special status."""

from __future__ import annotations

from collections import Counter
from typing import Final

from ess_graph.guide.facts import Facts
from ess_graph.guide.parts import Body, Named, Place, Remark, Tier

COMMUNE: Final = "commune"
EPCI_TYPES: Final = frozenset({"cc", "ca", "cu", "metropole", "metropole-lyon"})
SPECIAL: Final = "collectivite-statut-particulier"
OVERSEAS_COLLECTIVITY: Final = "collectivite-outre-mer"
#: Types of the body of a département: a single collectivity stands in for it.
DEPARTMENT_TYPES: Final = frozenset({"departement", SPECIAL, OVERSEAS_COLLECTIVITY})
#: The département of Mayotte is the body of its région too.
REGION_TYPES: Final = frozenset({"region", "departement", SPECIAL})
#: A metropolis of its own kind: the rules of metropolises are not written for it (CGCT L5219-1).
GREATER_PARIS: Final = "200054781"
_TYPES: Final[dict[Tier, frozenset[str]]] = {
    "commune": frozenset({COMMUNE}),
    "epci": EPCI_TYPES,
    "departement": DEPARTMENT_TYPES,
    "region": REGION_TYPES,
}


def bodies_of(facts: Facts, tier: Tier, territory: str) -> tuple[str, ...]:
    """Return the IRIs of the public bodies that govern a territory today."""
    found = []
    for iri in facts.subjects("dct:spatial", territory):
        kind = (facts.first(iri, "org:classification") or "").rpartition("/")[2]
        if kind in _TYPES[tier] and facts.first(iri, "ess:historical") != "true":
            found.append(iri)
    return tuple(found)


def place(facts: Facts, tier: Tier, territory: str) -> Place:
    """Return a territory with the bodies that govern it.

    Args:
        facts: the store.
        tier: what the territory is.
        territory: its IRI.
    """
    bodies = [facts.body(iri) for iri in bodies_of(facts, tier, territory)]
    body = bodies[0] if bodies else None
    epci = _epci(facts, body) if tier == "commune" else body if tier == "epci" else None
    departements = _departements(facts, tier, territory, body)
    regions = _regions(facts, tier, territory, departements)
    departement_bodies = _governing(facts, "departement", departements)
    if epci is not None and epci.type == "metropole-lyon":
        departement_bodies = (epci,)
    population = facts.first(territory, "ess:population")
    code = territory.rpartition("/")[2]
    overseas = any(one.iri.rpartition("/")[2][:2] in ("97", "98") for one in departements)
    return Place(
        tier=tier,
        iri=territory,
        name=facts.text(territory, "igeo:nom") or (body.label if body else code),
        code=code,
        population=int(population) if population else None,
        body=body,
        epci=epci,
        departements=departements,
        departement_bodies=departement_bodies,
        regions=regions,
        region_bodies=_governing(facts, "region", regions),
        overseas=overseas,
        remarks=tuple(_remarks(facts, tier, body, epci, departement_bodies)),
    )


def _epci(facts: Facts, body: Body | None) -> Body | None:
    joined = facts.objects(body.iri, "org:memberOf") if body else ()
    bodies = [facts.body(iri) for iri in joined]
    return next((one for one in bodies if one.type in EPCI_TYPES), None)


def _departements(facts: Facts, tier: Tier, territory: str, body: Body | None) -> tuple[Named, ...]:
    """Return the départements of a territory; those of an EPCI by the number of its communes there."""
    if tier == "departement":
        return (Named(territory, facts.text(territory, "igeo:nom") or ""),)
    if tier == "region":
        found = facts.subjects("igeo:subdivisionDe", territory)
        return tuple(Named(iri, facts.text(iri, "igeo:nom") or "") for iri in found)
    territories = [territory]
    if tier == "epci" and body is not None:
        members = facts.subjects("org:memberOf", body.iri)
        territories = [one for member in members for one in facts.objects(member, "dct:spatial")]
    counts = Counter(area for one in territories for area in facts.objects(one, "igeo:subdivisionDe"))
    areas = sorted(counts, key=lambda area: (-counts[area], area))
    return tuple(Named(iri, facts.text(iri, "igeo:nom") or "") for iri in areas)


def _regions(facts: Facts, tier: Tier, territory: str, departements: tuple[Named, ...]) -> tuple[Named, ...]:
    if tier == "region":
        return (Named(territory, facts.text(territory, "igeo:nom") or ""),)
    found = dict.fromkeys(
        area for one in departements for area in facts.objects(one.iri, "igeo:subdivisionDe")
    )
    return tuple(Named(iri, facts.text(iri, "igeo:nom") or "") for iri in found)


def _governing(facts: Facts, tier: Tier, territories: tuple[Named, ...]) -> tuple[Body, ...]:
    iris = dict.fromkeys(iri for one in territories for iri in bodies_of(facts, tier, one.iri))
    return tuple(facts.body(iri) for iri in iris)


def _remarks(
    facts: Facts, tier: Tier, body: Body | None, epci: Body | None, departement_bodies: tuple[Body, ...]
) -> list[Remark]:
    """Return what a reader must know of the status of the place before reading the rules."""
    remarks = []
    for one in departement_bodies:
        if one.type == OVERSEAS_COLLECTIVITY:
            remarks.append(facts.remark("guide.overseas_collectivity", body=one.label))
        elif one.type == SPECIAL:
            remarks.append(facts.remark("guide.special_status", body=one.label))
        elif one.type == "metropole-lyon":
            remarks.append(facts.remark("guide.lyon", body=one.label))
    if epci is not None and epci.iri.endswith(f"/{GREATER_PARIS}"):
        remarks.append(facts.remark("guide.greater_paris", body=epci.label))
    if tier == "commune" and epci is None:
        remarks.append(facts.remark("guide.no_epci", name=body.label if body else ""))
    if tier in ("commune", "epci") and not departement_bodies:
        remarks.append(facts.remark("guide.no_departement_body"))
    return remarks
