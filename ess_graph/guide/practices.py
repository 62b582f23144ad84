"""The practices for a topic, the most alike first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ess_graph.guide.facts import Facts
from ess_graph.guide.model import Practice
from ess_graph.guide.modes import modes_of, most_used, used_modes
from ess_graph.guide.parts import Place, Remark, Source, Topic
from ess_graph.guide.ranking import Level, Score, Situation, score
from ess_graph.guide.territory import EPCI_TYPES

MAX_PRACTICES: Final = 5
#: Practices run by the authority itself, shown after the others.
MAX_COMPARISONS: Final = 2
COMPARISON: Final = "gestion-publique-directe"
_REASON_OF_KIND: Final = {
    "need": "guide.reason.asked_need",
    "service": "guide.reason.asked_service",
    "theme": "guide.reason.asked_theme",
    "competence": "guide.reason.asked_competence",
}


@dataclass(frozen=True, slots=True)
class Pool:
    """The practices around a topic, by level, and whether each has both the need and the service."""

    level: dict[str, Level]
    both: frozenset[str]

    @property
    def asked(self) -> tuple[str, ...]:
        """The practices of the very thing that was asked."""
        return tuple(iri for iri, level in self.level.items() if level == "asked")


def pool(facts: Facts, topic: Topic) -> Pool:
    """Return the practices around a topic.

    Args:
        facts: the store.
        topic: what was asked.
    """
    by_need = _having(facts, "ess:need", topic.needs)
    by_service = _having(facts, "ess:serviceType", topic.services)
    by_theme = _having(facts, "ess:theme", topic.themes)
    near = by_need | by_service
    asked = {
        "need": by_need,
        "service": by_service,
        "theme": by_theme,
        "competence": _having(facts, "ess:competence", topic.competences),
    }[topic.kind]
    levels: dict[str, Level] = {}
    for iri in sorted(asked | near | by_theme):
        levels[iri] = "asked" if iri in asked else "near" if iri in near else "theme"
    return Pool(levels, frozenset(by_need & by_service))


def _having(facts: Facts, predicate: str, values: tuple[str, ...]) -> set[str]:
    practices = facts.iri("id/pratique/")
    found = {iri for value in values for iri in facts.subjects(predicate, value)}
    return {iri for iri in found if iri.startswith(practices)}


def situation(place: Place) -> Situation:
    """Return what a place is compared by."""
    tier = "bloc-communal" if place.tier in ("commune", "epci") else place.tier
    return Situation(
        body=place.body.iri if place.body else place.iri,
        type=place.body.type if place.body else place.tier,
        group=place.tier,
        tier=tier,
        population=place.population,
        departements=frozenset(one.iri for one in place.departements)
        if place.tier != "region"
        else frozenset(),
        regions=frozenset(one.iri for one in place.regions),
        overseas=place.overseas,
    )


def practices(facts: Facts, topic: Topic, place: Place, found: Pool) -> tuple[Practice, ...]:
    """Return the practices to show: those of the ESS first, then a few run by the authority itself, to compare.

    Args:
        facts: the store.
        topic: what was asked.
        place: where.
        found: the practices around the topic.
    """
    here = situation(place)
    mode = most_used(used_modes(facts, found.asked))
    ranked = []
    for iri, level in found.level.items():
        theres = _situations(facts, iri)
        same_mode = mode is not None and mode in modes_of(facts, iri)
        points = score(level, iri in found.both, here, theres, same_mode)
        sure = facts.first(iri, "ess:confidence") == facts.iri("concept/confiance/high")
        ranked.append(((-points.points, not sure, facts.label(iri), iri), iri, points))
    ranked.sort(key=lambda one: one[0])
    comparison = facts.iri(f"concept/type-pratique/{COMPARISON}")
    apart = [one for one in ranked if facts.first(one[1], "ess:practiceKind") == comparison]
    others = [one for one in ranked if one not in apart]
    shown = others[:MAX_PRACTICES] + apart[:MAX_COMPARISONS]
    return tuple(_practice(facts, topic, iri, points) for _, iri, points in shown)


def _situations(facts: Facts, practice: str) -> list[Situation]:
    """Return what the authorities of a practice are compared by."""
    areas = frozenset(facts.objects(practice, "ess:departement"))
    regions = frozenset(region for area in areas for region in facts.objects(area, "igeo:subdivisionDe"))
    overseas = any(area.rpartition("/")[2][:2] in ("97", "98") for area in areas)
    found = []
    for body in facts.objects(practice, "ess:authority"):
        kind = (facts.first(body, "org:classification") or "").rpartition("/")[2]
        tier = (facts.first(body, "ess:tier") or "").rpartition("/")[2]
        territory = facts.first(body, "dct:spatial") if kind == "commune" or kind in EPCI_TYPES else None
        population = facts.first(territory, "ess:population") if territory else None
        if kind == "region":
            own = facts.objects(body, "dct:spatial")
            regions |= frozenset(one for one in own if "/region/" in one)
        found.append(
            Situation(
                body=body,
                type=kind,
                group="epci" if kind in EPCI_TYPES else kind,
                tier=tier,
                population=int(population) if population else None,
                departements=areas,
                regions=regions,
                overseas=overseas,
            )
        )
    return found or [Situation("", "", "", "", None, areas, regions, overseas)]


def _practice(facts: Facts, topic: Topic, iri: str, points: Score) -> Practice:
    kind = facts.first(iri, "ess:practiceKind") or ""
    area = facts.first(iri, "ess:departement")
    sheets = facts.objects(iri, "dct:isReferencedBy")
    arrangements = facts.objects(iri, "ess:arrangement")
    operators = [one for each in arrangements for one in facts.objects(each, "cv:hasEconomicOperator")]
    return Practice(
        iri=iri,
        title=facts.label(iri),
        description=facts.text(iri, "dct:description") or "",
        kind=facts.label(kind) if kind else "",
        comparison=kind.endswith(f"/{COMPARISON}"),
        authorities=tuple(facts.named(body) for body in facts.objects(iri, "ess:authority")),
        departement=facts.text(area, "igeo:nom") if area else None,
        year=facts.first(iri, "schema:startDate"),
        modes=tuple(facts.label(one) for one in modes_of(facts, iri)),
        operators=tuple(facts.label(one) for one in operators),
        sheet=_sheet(facts, sheets[0]) if sheets else None,
        points=points.points,
        reasons=tuple(_reason(facts, topic, key, number) for key, number in points.reasons),
        source=facts.source(iri),
    )


def _sheet(facts: Facts, iri: str) -> Source:
    return Source(facts.source(iri).address, facts.label(iri), None)


def _reason(facts: Facts, topic: Topic, key: str, number: int | None) -> Remark:
    if key == "guide.reason.asked":
        return facts.remark(_REASON_OF_KIND[topic.kind])
    if number is not None:
        return facts.remark(key, population=f"{number:,}".replace(",", "\u202f"))
    return facts.remark(key)
