"""Who is competent here: what the law gives to each tier, and what the EPCI of the place exercises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ess_graph.guide.exercise import exercise
from ess_graph.guide.facts import Facts
from ess_graph.guide.model import Domain, Rule
from ess_graph.guide.parts import Body, Place, Source, Topic
from ess_graph.guide.territory import COMMUNE, OVERSEAS_COLLECTIVITY
from ess_graph.text import message

#: Domains that are laid out; the others are named.
MAX_DOMAINS: Final = 2
#: Types of EPCI, for a place that holds several.
_EPCI_ORDER: Final = ("cc", "ca", "cu", "metropole")
STATE: Final = "etat"


def domains(facts: Facts, topic: Topic, place: Place, practices: Iterable[str]) -> tuple[Domain, ...]:
    """Return the competence domains of a topic at a place, those of most practices first.

    Args:
        facts: the store.
        topic: what was asked.
        place: where.
        practices: the practices of the topic; the domains that they touch most come first.
    """
    counts = Counter(one for practice in practices for one in facts.objects(practice, "ess:competence"))
    order = sorted(topic.competences, key=lambda iri: (-counts[iri], iri))
    return tuple(_domain(facts, iri, place) for iri in order)


def authorities(place: Place, lang: str) -> tuple[tuple[str, str | None], ...]:
    """Return ``(type, body)`` of each tier that may be competent at a place, the nearest first.

    The body is ``None`` for tiers that the place holds many of. The rules of metropolises are those of the Métropole
    de Lyon too: the type of authority of the graph says so. A collectivity overseas has its own statute: no tier.
    """
    if any(body.type == OVERSEAS_COLLECTIVITY for body in place.departement_bodies):
        return ()
    members = message("guide.members", lang) if place.tier == "epci" else None
    communes: tuple[str, str | None] = (COMMUNE, _titled(place.body) if place.tier == "commune" else members)
    groups: list[tuple[str, str | None]] = [(kind, None) for kind in _EPCI_ORDER]
    if place.tier in ("commune", "epci"):
        groups = [(_law_type(place.epci), _titled(place.epci))] if place.epci else []
    departements = place.departement_bodies if place.tier != "region" else ()
    wide: list[tuple[str, str | None]] = [
        ("departement", _acting("departement", departements, lang)),
        ("region", _acting("region", place.region_bodies, lang)),
        (STATE, None),
    ]
    if place.tier == "commune":
        return (communes, *groups, *wide)
    if place.tier == "epci":
        return (*groups, communes, *wide)
    if place.tier == "departement":
        return (wide[0], communes, *groups, *wide[1:])
    return (wide[1], wide[0], communes, *groups, wide[2])


def _acting(tier: str, bodies: tuple[Body, ...], lang: str) -> str | None:
    """Return the names of bodies; one that stands in for a tier is told with that tier."""
    key = {"departement": "guide.as_departement", "region": "guide.as_region"}[tier]
    names = [body.label if body.type == tier else message(key, lang, body=body.label) for body in bodies]
    return ", ".join(names) or None


def _titled(body: Body | None) -> str | None:
    """Return the name of a body with its type: a commune and its territory have one name."""
    if body is None or body.type == "metropole-lyon":
        return body.label if body else None
    return f"{body.label} ({body.type_label.lower()})"


def _law_type(epci: Body) -> str:
    return "metropole" if epci.type == "metropole-lyon" else epci.type


def _domain(facts: Facts, iri: str, place: Place) -> Domain:
    attributions = facts.iri("id/attribution/")
    by_type: dict[str, list[str]] = {}
    for one in facts.subjects("ess:competence", iri):
        if one.startswith(attributions):
            kind = (facts.first(one, "ess:authorityType") or "").rpartition("/")[2]
            by_type.setdefault(kind, []).append(one)
    rules: list[Rule] = []
    silent = []
    for kind, body in authorities(place, facts.lang):
        found = [_rule(facts, one, kind, body) for one in by_type.get(kind, [])]
        for rule in found:
            _add(rules, rule)
        if not found:
            silent.append(body or _type_label(facts, kind))
    return Domain(iri, facts.label(iri), tuple(rules), tuple(silent), exercise(facts, iri, place))


def _rule(facts: Facts, iri: str, kind: str, body: str | None) -> Rule:
    label = _type_label(facts, kind)
    texts = tuple(_text(facts, one) for one in facts.objects(iri, "ess:legalBasis"))
    return Rule(
        authority_types=(kind,),
        authority=label if body is None else body,
        capacity=facts.label(facts.first(iri, "ess:capacity") or ""),
        detail=facts.text(iri, "dct:description") or "",
        reference=facts.text(iri, "ess:legalReference"),
        texts=texts,
        sources=(facts.source(iri),),
    )


def _text(facts: Facts, iri: str) -> Source:
    article = facts.first(iri, "ess:legalArticle")
    title = facts.label(iri)
    return Source(facts.first(iri, "foaf:page"), f"{title}, {article}" if article else title, None)


def _add(rules: list[Rule], rule: Rule) -> None:
    """Add a rule; what the law says in the same words of several authorities is told once."""
    for place, other in enumerate(rules):
        if (other.capacity, other.detail, other.reference) == (rule.capacity, rule.detail, rule.reference):
            rules[place] = replace(
                other,
                authority_types=(*other.authority_types, *rule.authority_types),
                authority=f"{other.authority}, {rule.authority}",
                sources=tuple(dict.fromkeys((*other.sources, *rule.sources))),
            )
            return
    rules.append(rule)


def _type_label(facts: Facts, kind: str) -> str:
    return facts.label(facts.iri(f"concept/type-collectivite/{kind}"))
