"""The answer laid out in sections and lines: every form of output walks this."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from ess_graph.guide.competence import MAX_DOMAINS
from ess_graph.guide.lines import Line, Writer, joined
from ess_graph.guide.model import Domain, Guide
from ess_graph.guide.territory import COMMUNE, EPCI_TYPES

_NEAR: Final = frozenset({COMMUNE, *EPCI_TYPES})
_CODES: Final = {"commune": "guide.code_insee", "epci": "guide.code_siren"}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Section:
    """A title, a sentence, and lines; ``level`` is 2, or 3 for a part of the section before.

    ``others`` are lines of less weight: a short form tells them together, without their details.
    """

    title: str
    lines: tuple[Line, ...] = ()
    note: str = ""
    level: int = 2
    others: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A title, sentences under it, and sections."""

    lang: str
    title: str
    intro: tuple[str, ...]
    sections: tuple[Section, ...]


def document(guide: Guide) -> Document:
    """Lay out an answer in its own language."""
    writer = Writer(guide.lang)
    say = writer.say

    def section(title: str, things: Sequence[_T], line: Callable[[_T], Line], note: str = "") -> Section:
        return Section(title, tuple(line(one) for one in things), note if things else say("guide.nothing"))

    sections = (
        *_competence(guide, writer),
        _modes(guide, writer),
        section(say("guide.section.levers"), guide.levers, writer.lever),
        section(say("guide.section.practices"), guide.practices, writer.practice),
        section(say("guide.section.actors"), guide.actors, writer.actor),
        section(say("guide.section.sheets"), guide.sheets, writer.sheet),
        section(say("guide.section.unknown"), guide.unknown, writer.remark),
    )
    title = say("guide.title", need=guide.topic.label, place=guide.place.name)
    return Document(guide.lang, title, intro(guide, writer), sections)


def intro(guide: Guide, writer: Writer) -> tuple[str, ...]:
    """Return where the place is, and what else may have been meant."""
    place = guide.place
    below = place.tier in ("commune", "epci")
    pieces = [
        place.body.type_label if place.body else "",
        writer.say(_CODES.get(place.tier, "guide.code"), code=place.code),
        writer.say("guide.population", population=writer.number(place.population))
        if place.population
        else "",
        place.epci.label if place.epci and place.tier == "commune" else "",
        ", ".join(one.label for one in place.departements) if below else "",
        ", ".join(one.label for one in place.regions) if place.tier != "region" else "",
    ]
    others = " ; ".join(one.label for one in guide.topic.also)
    # A territory of one département has the name of its région too.
    return (joined(dict.fromkeys(pieces)), *([writer.say("guide.also", others=others)] if others else []))


def _competence(guide: Guide, writer: Writer) -> list[Section]:
    """Return the first domains, and the names of the others."""
    rest = ", ".join(domain.label for domain in guide.domains[MAX_DOMAINS:])
    note = writer.say("guide.other_domains", domains=rest) if rest else ""
    title = writer.say("guide.section.competence")
    first = Section(title, (), note if guide.domains else writer.say("guide.nothing"))
    return [first, *(_domain(domain, writer) for domain in guide.domains[:MAX_DOMAINS])]


def _modes(guide: Guide, writer: Writer) -> Section:
    used = tuple(writer.mode(mode) for mode in guide.modes if mode.practices)
    others = tuple(writer.mode(mode) for mode in guide.modes if not mode.practices)
    return Section(writer.say("guide.section.modes"), used, writer.say("guide.modes_note"), 2, others)


def _domain(domain: Domain, writer: Writer) -> Section:
    lines = [writer.rule(rule) for rule in domain.rules]
    if domain.exercise:
        # After the rules of the commune and of the EPCI, which it qualifies.
        near = [n for n, rule in enumerate(domain.rules, 1) if not _NEAR.isdisjoint(rule.authority_types)]
        lines.insert(max(near, default=0), writer.exercise(domain.exercise))
    if domain.silent:
        lines.append(Line(writer.say("guide.silent", authorities=", ".join(domain.silent))))
    return Section(domain.label, tuple(lines), "", 3)
