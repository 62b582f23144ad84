"""Who can help, and what to read."""

from __future__ import annotations

from typing import Final

from ess_graph.guide.facts import Facts
from ess_graph.guide.model import Actor, Lever, Practice, Sheet
from ess_graph.guide.parts import Place, Remark, Topic
from ess_graph.guide.words import stem, tokens

#: Kinds of actor that help others.
HELPERS: Final = ("reseau", "federation", "financeur", "institution")
MAX_HELPERS: Final = 4
MAX_OPERATORS: Final = 3
MAX_SHEETS: Final = 4
_MIN_WORD: Final = 4
_WORTH: Final = {"guide.why.theme": 4, "guide.why.competence": 3, "guide.why.cited": 3, "guide.why.lever": 2}


def actors(facts: Facts, topic: Topic, practices: tuple[Practice, ...]) -> tuple[Actor, ...]:
    """Return those who can help: helpers whose own words name the topic, the general ones, operators of the practices.

    Args:
        facts: the store.
        topic: what was asked.
        practices: the practices shown.
    """
    terms = _terms(facts, topic)
    found = []
    for kind in HELPERS:
        for iri in facts.subjects("ess:actorKind", facts.iri(f"concept/type-acteur/{kind}")):
            named = _names(terms, tokens(f"{facts.text(iri, 'dct:description') or ''} {facts.label(iri)}"))
            # "Operator of the practice …" says nothing of what one can do for others.
            if named and not _runs(facts, iri):
                found.append((-len(named), iri, facts.remark("guide.why.words", words=", ".join(named[:2]))))
    shown = [(iri, reason) for _, iri, reason in sorted(found, key=lambda one: one[:2])[:MAX_HELPERS]]
    known = {iri for iri, _ in shown}
    general = (iri for iri in facts.holders("ess:helpsAll", "true", "boolean") if iri not in known)
    shown.extend((iri, facts.remark("guide.why.general")) for iri in general)
    return (*(_actor(facts, iri, (reason,)) for iri, reason in shown), *_operators(facts, practices))


def _terms(facts: Facts, topic: Topic) -> dict[str, tuple[str, ...]]:
    """Return the labels of the topic and of its services and themes, as words without their plural."""
    concepts = [topic.iri, *topic.services, *topic.themes]
    texts = {text for iri in concepts for text in facts.objects(iri, "skos:altLabel")}
    texts |= {text for iri in concepts for text in facts.objects(iri, "skos:prefLabel")}
    stems = {text: tuple(stem(word) for word in tokens(text) if len(word) >= _MIN_WORD) for text in texts}
    return {_inner(text): words for text, words in sorted(stems.items()) if words}


def _inner(text: str) -> str:
    """Return a label as it stands inside a sentence; acronyms keep their capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _names(terms: dict[str, tuple[str, ...]], words: tuple[str, ...]) -> list[str]:
    """Return the terms all of whose words begin words of a text."""
    plain = {stem(word) for word in words}
    named = [term for term, stems in terms.items() if stems[0] in plain and plain.issuperset(stems)]
    return sorted(named, key=lambda term: (-len(terms[term]), term))


def _runs(facts: Facts, actor: str) -> bool:
    """Tell whether an actor is known as the operator of some practice only."""
    text = facts.text(actor, "dct:description") or ""
    titles = [facts.label(one) for one in _practices_of(facts, actor)]
    return any(title in text for title in titles)


def _practices_of(facts: Facts, actor: str) -> list[str]:
    shares = facts.subjects("prov:agent", actor)
    return [one for share in shares for one in facts.subjects("prov:qualifiedAssociation", share)]


def _operators(facts: Facts, practices: tuple[Practice, ...]) -> tuple[Actor, ...]:
    found: dict[str, Actor] = {}
    for practice in practices:
        for share in facts.objects(practice.iri, "prov:qualifiedAssociation"):
            iri, role = facts.first(share, "prov:agent"), facts.first(share, "prov:hadRole")
            if iri and role and iri not in found and not practice.comparison:
                why = facts.remark("guide.why.practice", role=facts.label(role), practice=practice.title)
                found[iri] = _actor(facts, iri, (why,), share)
    return tuple(found.values())[:MAX_OPERATORS]


def _actor(facts: Facts, iri: str, reasons: tuple[Remark, ...], share: str | None = None) -> Actor:
    kind, form = facts.first(iri, "ess:actorKind"), facts.first(iri, "ess:legalForm")
    return Actor(
        iri=iri,
        name=facts.label(iri),
        kind=facts.label(kind) if kind else "",
        form=facts.label(form) if form else None,
        role=facts.text(iri, "dct:description") if share is None else None,
        website=facts.first(iri, "foaf:homepage"),
        reasons=reasons,
        source=facts.source(share or iri),
    )


def sheets(
    facts: Facts, topic: Topic, place: Place, levers: tuple[Lever, ...], practices: tuple[Practice, ...]
) -> tuple[Sheet, ...]:
    """Return the sheets to read: of the theme, of the competence, of a lever, or that cite a practice shown.

    Args:
        facts: the store.
        topic: what was asked.
        place: where; a kit for this tier is preferred, then the latest edition.
        levers: the levers shown.
        practices: the practices shown.
    """
    reasons: dict[str, list[Remark]] = {}
    worth: dict[str, int] = {}

    def add(iri: str, key: str, what: str) -> None:
        if iri.startswith(facts.iri("id/fiche/")):
            reasons.setdefault(iri, []).append(facts.remark(key, what=what))
            worth[iri] = worth.get(iri, 0) + _WORTH[key]

    for predicate, key, values in (
        ("ess:theme", "guide.why.theme", topic.themes),
        ("ess:competence", "guide.why.competence", topic.competences),
        ("ess:lever", "guide.why.lever", tuple(lever.iri for lever in levers)),
    ):
        for value in values:
            for iri in facts.subjects(predicate, value):
                add(iri, key, facts.label(value))
    for practice in practices:
        for iri in facts.objects(practice.iri, "dct:isReferencedBy"):
            add(iri, "guide.why.cited", practice.title)
    ranked = [(-worth[iri] - 2 * _for_tier(facts, iri, place), _age(facts, iri), iri) for iri in reasons]
    return tuple(_sheet(facts, iri, tuple(reasons[iri])) for *_, iri in sorted(ranked)[:MAX_SHEETS])


def _for_tier(facts: Facts, sheet: str, place: Place) -> int:
    edition = facts.first(sheet, "dct:isPartOf") or sheet
    kit = facts.first(edition, "dct:isVersionOf") or edition
    return int(facts.iri(f"concept/type-collectivite/{place.tier}") in facts.objects(kit, "dct:audience"))


def _age(facts: Facts, sheet: str) -> int:
    edition = facts.first(sheet, "dct:isPartOf") or sheet
    years = [int(date[:4]) for date in facts.objects(edition, "dct:issued") if date[:4].isdigit()]
    return -max(years, default=0)


def _sheet(facts: Facts, iri: str, reasons: tuple[Remark, ...]) -> Sheet:
    edition = facts.first(iri, "dct:isPartOf")
    return Sheet(
        iri=iri,
        title=facts.label(iri),
        edition=facts.label(edition) if edition else "",
        number=facts.first(iri, "ess:sheetNumber"),
        reasons=reasons,
        source=facts.source(iri),
    )
