"""The modes of management open for a need, and the levers: what practices used first, then the other families."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from ess_graph.guide.facts import Facts
from ess_graph.guide.model import Lever, Mode
from ess_graph.guide.parts import Place, Source, Topic
from ess_graph.guide.territory import COMMUNE, EPCI_TYPES

#: Modes used and levers that are shown.
MAX_USED: Final = 4
MAX_LEVERS: Final = 4
#: What the kits say of one competence of one tier.
MAX_NOTES: Final = 2


def modes_of(facts: Facts, practice: str) -> tuple[str, ...]:
    """Return the modes of management of a practice."""
    arrangements = facts.objects(practice, "ess:arrangement")
    return tuple(sorted({mode for one in arrangements for mode in facts.objects(one, "ess:mode")}))


def used_modes(facts: Facts, practices: Sequence[str]) -> Counter[str]:
    """Count the practices that use each mode."""
    return Counter(mode for practice in practices for mode in modes_of(facts, practice))


def most_used(counts: Counter[str]) -> str | None:
    """Return the mode of most practices, the first by IRI among equals.

    >>> most_used(Counter({"b": 2, "a": 2, "c": 1}))
    'a'
    """
    return min(counts, key=lambda mode: (-counts[mode], mode)) if counts else None


def modes(facts: Facts, practices: Sequence[str]) -> tuple[Mode, ...]:
    """Return the modes that practices of the need use, most used first, then the families that none of them is of.

    Args:
        facts: the store.
        practices: the practices of the need.
    """
    counts = used_modes(facts, practices)
    used = sorted(counts, key=lambda mode: (-counts[mode], mode))[:MAX_USED]
    covered = {family for mode in counts for family in (mode, *facts.objects(mode, "skos:broaderTransitive"))}
    families = facts.subjects("skos:topConceptOf", facts.iri("concept/mode-gestion"))
    others = [family for family in families if family not in covered]
    return tuple(_mode(facts, iri, counts[iri], practices) for iri in (*used, *others))


def _mode(facts: Facts, iri: str, count: int, practices: Sequence[str]) -> Mode:
    return Mode(
        iri=iri,
        label=facts.label(iri),
        practices=count,
        forms=_forms(facts, iri, practices) if count else (),
        instrument=facts.text(iri, "ess:instrumentNote"),
        risk=facts.text(iri, "ess:riskBearer"),
        reference=facts.text(iri, "ess:legalReference"),
        page=facts.first(iri, "foaf:page"),
        source=facts.source(iri),
    )


def _forms(facts: Facts, mode: str, practices: Sequence[str]) -> tuple[str, ...]:
    """Return the legal forms of the operators of the practices that use a mode, most frequent first."""
    counts: Counter[str] = Counter()
    for practice in practices:
        for arrangement in facts.objects(practice, "ess:arrangement"):
            if mode in facts.objects(arrangement, "ess:mode"):
                operators = facts.objects(arrangement, "cv:hasEconomicOperator")
                counts.update(form for one in operators for form in facts.objects(one, "ess:legalForm"))
    return tuple(facts.label(form) for form in sorted(counts, key=lambda form: (-counts[form], form)))


def levers(facts: Facts, topic: Topic, place: Place, practices: Sequence[str]) -> tuple[Lever, ...]:
    """Return the levers that practices of the need used, then what the kits note for a competence of this tier.

    Args:
        facts: the store.
        topic: what was asked.
        place: where; the notes are those of its tier.
        practices: the practices of the need.
    """
    # What the rule of levers adds follows from the mode alone: a farm start-up site for every lent plot of land.
    counts = Counter(lever for practice in practices for lever in facts.asserted(practice, "ess:lever"))
    order = sorted(counts, key=lambda lever: (-counts[lever], lever))[:MAX_LEVERS]
    return (*(_lever(facts, iri, counts[iri]) for iri in order), *_notes(facts, topic, place))


def _lever(facts: Facts, iri: str, count: int) -> Lever:
    sheets = [one for one in facts.objects(iri, "dct:isReferencedBy") if facts.known(one)]
    bases = [facts.label(one) for one in facts.objects(iri, "ess:legalBasis")]
    return Lever(
        iri=iri,
        label=facts.label(iri),
        text=facts.text(iri, "skos:definition") or "",
        practices=count,
        reference=" ; ".join(bases) or None,
        sheet=facts.named(sheets[0]) if sheets else None,
        source=facts.source(iri),
    )


def _notes(facts: Facts, topic: Topic, place: Place) -> tuple[Lever, ...]:
    """Return what the ESS can do within the competences of this tier, as noted for the kits."""
    kinds = {
        "commune": {COMMUNE, "bloc-communal"},
        "epci": {place.epci.type if place.epci else "", "epci", "bloc-communal"},
        "departement": {"departement"},
        "region": {"region"},
    }[place.tier]
    if "metropole-lyon" in kinds:
        kinds |= EPCI_TYPES & {"metropole"}
    found = []
    for domain in topic.competences:
        for iri in facts.subjects("skos:broader", domain):
            kind = (facts.first(iri, "ess:authorityType") or "").rpartition("/")[2]
            note = facts.text(iri, "ess:essLeverNote")
            if kind in kinds and note:
                found.append(_note(facts, iri, note))
    return tuple(found[:MAX_NOTES])


def _note(facts: Facts, iri: str, note: str) -> Lever:
    source: Source = facts.source(iri)
    return Lever(iri, facts.label(iri), note, 0, facts.text(iri, "ess:legalReference"), None, source)
