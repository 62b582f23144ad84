"""From the words of a person to a need, a type of service, a theme or a competence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ess_graph.errors import UsageProblem
from ess_graph.guide.facts import Facts
from ess_graph.guide.parts import Topic, TopicKind
from ess_graph.guide.words import Found, alike, scored, stem, tokens, with_words
from ess_graph.rdf.names import expand
from ess_graph.text import LANGUAGES, message

#: Kind → scheme and class, best first; then how much a kind is preferred when labels match alike.
KINDS: Final[dict[TopicKind, tuple[str, str]]] = {
    "need": ("besoin", "Need"),
    "service": ("type-service", "ServiceType"),
    "theme": ("theme", "Theme"),
    "competence": ("competence", "Competence"),
}
_PREFERENCE: Final[dict[TopicKind, int]] = {"need": 8, "service": 6, "theme": 4, "competence": 0}
#: Others this near the best are told.
_ALSO: Final = 10.0
_MAX_ALSO: Final = 3


def resolve_need(facts: Facts, text: str) -> Topic:
    """Return what a person asks for.

    Args:
        facts: the store.
        text: an IRI, a prefixed name, a notation (``cantine-bio-locale``) or free words.

    Raises:
        UsageProblem: nothing is like it; the nearest labels are offered.

    The order is: name of a concept; all the words; all but the empty words; spelt nearly so; at least half the words.
    """
    iri = _by_name(facts, text)
    if iri is not None:
        return topic(facts, iri)
    ranked = _by_words(facts, text)
    if not ranked:
        raise UsageProblem("guide.need_unknown", found=text, near=_nearest(facts, text))
    best = topic(facts, ranked[0].iri)
    around = {best.iri, *best.needs, *best.services, *best.themes, *best.competences}
    others = [one for one in ranked[1:] if one.score >= ranked[0].score - _ALSO and one.iri not in around]
    return replace(best, also=tuple(facts.named(one.iri) for one in others[:_MAX_ALSO]))


def topic(facts: Facts, iri: str) -> Topic:
    """Return a concept with those around it: its needs, services, themes and competences.

    Args:
        facts: the store.
        iri: a need, a type of service, a theme or a competence; the more precise ones count with it.

    Raises:
        UsageProblem: the IRI is of none of these kinds.
    """
    kind = kind_of(facts, iri)
    if kind is None:
        raise UsageProblem("guide.need_unknown", found=iri, near=_nearest(facts, ""))
    same = (iri, *facts.subjects("skos:broaderTransitive", iri)) if kind in ("need", "service") else (iri,)
    by_kind: dict[TopicKind, set[str]] = {kind: set(same)}
    if kind == "service":
        by_kind["need"] = _needs(facts, same)
    else:
        predicate = {"need": "ess:need", "theme": "ess:theme", "competence": "ess:competence"}[kind]
        linked = {subject for one in same for subject in facts.subjects(predicate, one)}
        by_kind["service"] = {one for one in linked if kind_of(facts, one) == "service"}
    services = sorted(by_kind["service"])
    if kind == "theme":
        by_kind["need"] = set(facts.subjects("ess:theme", iri)) & _needs(facts, services)
    elif kind == "competence":
        by_kind["need"] = _needs(facts, services)
    asked = [iri] if kind in ("need", "service", "theme") else services
    by_kind.setdefault("theme", {theme for one in asked for theme in facts.objects(one, "ess:theme")})
    described = [iri] if kind in ("service", "theme") else services or sorted(by_kind["theme"])
    by_kind.setdefault("competence", {c for one in described for c in facts.objects(one, "ess:competence")})
    needs, themes, competences = (sorted(by_kind[name]) for name in ("need", "theme", "competence"))
    return Topic(
        iri, kind, facts.label(iri), tuple(needs), tuple(services), tuple(themes), tuple(competences)
    )


def _needs(facts: Facts, services: Iterable[str]) -> set[str]:
    return {need for service in services for need in facts.objects(service, "ess:need")}


def kind_of(facts: Facts, iri: str) -> TopicKind | None:
    """Return the kind of a concept by its scheme, ``None`` when nobody asks for such a thing."""
    for kind, (scheme, _) in KINDS.items():
        if iri.startswith(facts.iri(f"concept/{scheme}/")):
            return kind
    return None


def _by_name(facts: Facts, text: str) -> str | None:
    """Return the concept that a name names; a bare notation is a need or a service, for other kinds words decide."""
    name = text.strip()
    if ":" in name or "/" in name:
        try:
            iri = expand(name, facts.opened.prefixes, facts.base)
        except UsageProblem:
            return None
        return iri if kind_of(facts, iri) and facts.known(iri) else None
    for kind in ("besoin", "type-service"):
        iri = facts.iri(f"concept/{kind}/{name}")
        if name and facts.known(iri):
            return iri
    return None


def _by_words(facts: Facts, text: str) -> list[Found]:
    types = [facts.iri(f"def#{name}") for _, name in KINDS.values()]
    every = tokens(text)
    empty = {word for lang in LANGUAGES for word in tokens(message("guide.empty_words", lang))}
    telling = [word for word in every if word not in empty]
    for words in (every, telling):
        if words:
            rows = with_words(facts.opened, types, " AND ".join(f'"{stem(word)}"*' for word in words))
            if found := _ranked(facts, scored(" ".join(words), rows)):
                return found
    # The best label decides, so a slip in one word of several is forgiven too.
    if found := _ranked(facts, alike(facts.opened, types, " ".join(telling))):
        return found
    return _ranked(facts, _half(facts, types, telling))


def _half(facts: Facts, types: list[str], words: list[str]) -> list[Found]:
    """Return the concepts whose texts hold at least half of the words, by how many."""
    wanted = [word for word in words if len(word) > 2]
    counts: dict[str, tuple[int, int, str]] = {}
    for word in wanted:
        best: dict[str, tuple[int, str]] = {}
        for iri, text, worth in with_words(facts.opened, types, f'"{stem(word)}"*'):
            best[iri] = max(best.get(iri, (0, "")), (worth, text))
        for iri, (worth, text) in best.items():
            number, total, _ = counts.get(iri, (0, 0, ""))
            counts[iri] = (number + 1, total + worth, text)
    return [
        Found(iri, text, round(total / len(wanted), 1))
        for iri, (number, total, text) in counts.items()
        if number >= 2 and 2 * number >= len(wanted)
    ]


def _ranked(facts: Facts, found: list[Found]) -> list[Found]:
    """Return the hits of our four kinds, needs preferred to themes; the codes of nomenclatures fall away."""
    order = list(KINDS)
    ranked = []
    for one in found:
        kind = kind_of(facts, one.iri)
        if kind is not None:
            better = replace(one, score=one.score + _PREFERENCE[kind])
            ranked.append((-better.score, order.index(kind), better.iri, better))
    return [one for *_, one in sorted(ranked, key=lambda each: each[:3])]


def _nearest(facts: Facts, text: str) -> str:
    types = [facts.iri(f"def#{name}") for _, name in KINDS.values()]
    iris = [one.iri for one in _ranked(facts, alike(facts.opened, types, text, 0.0))[:4]]
    shown = iris or facts.subjects("skos:topConceptOf", facts.iri("concept/besoin"))
    return " ; ".join(f"{facts.label(iri)} ({iri.rpartition('/')[2]})" for iri in shown)
