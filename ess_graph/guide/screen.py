"""The answer on one screen: the first things of each section, a line or two each, every one with its source.

A source is told by the name of its site; where the terminal can, that name is a link (OSC 8). What is left out is left
out whole or ends in « … »: the long form has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from ess_graph.guide.competence import MAX_DOMAINS
from ess_graph.guide.document import intro
from ess_graph.guide.exercise import month
from ess_graph.guide.forms import WIDTH, web_address, wrapped
from ess_graph.guide.lines import Writer, joined, kept
from ess_graph.guide.model import (
    NO_CODE,
    NOT_LISTED,
    TAKEN_OVER,
    Domain,
    Exercise,
    Guide,
    Mode,
    Practice,
    Rule,
)
from ess_graph.guide.parts import Source
from ess_graph.report.listing import visible

#: How many things of each kind a screen shows.
MAX_MODES: Final = 3
MAX_LEVERS: Final = 3
MAX_PRACTICES: Final = 3
MAX_COMPARISONS: Final = 1
MAX_ACTORS: Final = 3
MAX_SHEETS: Final = 2
_MIN_WIDTH: Final = 72
_BULLET: Final = "• "
_INDENT: Final = "  "
_CUT: Final = " …"


#: The sentences that are told shorter than elsewhere; the others are short.
_EXERCISE: Final = {
    TAKEN_OVER: "guide.short.taken_over",
    NOT_LISTED: "guide.short.not_listed",
    NO_CODE: "guide.short.no_code",
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One thing: its text on at most ``rows`` rows, and its source."""

    text: str
    source: Source | None = None
    rows: int = 1
    under: str = ""


def plain(text: str, address: str) -> str:
    """Make no link: the text alone.

    >>> plain("rtes.fr", "https://www.rtes.fr")
    'rtes.fr'
    """
    return text


def as_screen(
    guide: Guide,
    width: int = WIDTH,
    strong: Callable[[str], str] = str,
    link: Callable[[str, str], str] = plain,
) -> str:
    """Return the answer on one screen.

    Args:
        guide: the answer.
        width: columns.
        strong: how a title is made to stand out.
        link: makes a link of a text and an address; by default the text alone.
    """
    writer = Writer(guide.lang)
    columns = max(width, _MIN_WIDTH)
    say = writer.say
    title = say("guide.title", need=guide.topic.label, place=guide.place.name)
    out = [
        strong(wrapped(title, columns, "")),
        *(wrapped(text, columns, "") for text in intro(guide, writer)),
    ]
    for heading, entries in _sections(guide, columns, writer):
        out.append(strong(wrapped(heading, columns, "")))
        if not entries:
            out.append(f"{_INDENT}{say('guide.nothing')}")
        for entry in entries:
            out += _rows(entry, columns, writer, link)
    out.append(wrapped(say("guide.short.long"), columns, ""))
    return "\n".join(out) + "\n"


def _sections(guide: Guide, columns: int, writer: Writer) -> Iterable[tuple[str, Sequence[_Entry]]]:
    def heading(name: str) -> str:
        return writer.say(f"guide.section.{name}").upper()

    domains = guide.domains[:MAX_DOMAINS]
    if not domains:
        yield heading("competence"), ()
    for domain in domains:
        yield f"{heading('competence')} — {domain.label}", _domain(domain, guide, columns, writer)
    yield heading("modes"), _modes(guide.modes, writer)
    yield (
        heading("levers"),
        [_Entry(_lever_text(one.label, one.practices, one.reference, writer), one.source)
         for one in guide.levers[:MAX_LEVERS]],
    )  # fmt: skip
    yield heading("practices"), [_practice(one, writer) for one in _chosen(guide.practices)]
    yield (
        heading("actors"),
        [
            _Entry(
                joined((one.name, writer.reasons(one.reasons))),
                Source(one.website) if one.website else one.source,
            )
            for one in guide.actors[:MAX_ACTORS]
        ],
    )
    yield (
        heading("sheets"),
        [_Entry(writer.sheet(one).head, one.source) for one in guide.sheets[:MAX_SHEETS]],
    )
    yield heading("unknown"), [_Entry(one.text, None, 2) for one in guide.unknown]


def _domain(domain: Domain, guide: Guide, columns: int, writer: Writer) -> list[_Entry]:
    entries = [_rule(rule, columns, writer) for rule in domain.rules]
    if domain.exercise:
        entries.append(_exercise(domain.exercise, guide, writer))
    if domain.silent:
        entries.append(_Entry(writer.say("guide.silent", authorities=", ".join(domain.silent))))
    return entries


def _rule(rule: Rule, columns: int, writer: Writer) -> _Entry:
    """Return what the law gives to one tier: who, in which capacity, by which text; the rest while it fits."""
    reference = f" ({rule.reference})" if rule.reference else ""
    capacity = f"{rule.capacity.lower()}{reference}"
    source = rule.sources[0] if rule.sources else Source()
    first = len(rule.authority) + len(capacity) + len(_tag(source, writer)) + 3 * len(_CUT)
    told = writer.say("guide.rule", authority=rule.authority, capacity=capacity, detail=rule.detail)
    return _Entry(told, source, 1 if first < columns else 2)


def _exercise(exercise: Exercise, guide: Guide, writer: Writer) -> _Entry:
    epci = guide.place.epci.label if guide.place.epci else ""
    taken = " ; ".join(f"{code.code} {code.label}" for code in exercise.codes if code.exercised)
    key = _EXERCISE.get(exercise.status)
    date = month(exercise.valid or "", guide.lang)
    told = writer.say(key, epci=epci, date=date, yes=taken) if key else exercise.text
    return _Entry(told, exercise.source, 2)


def _modes(modes: Sequence[Mode], writer: Writer) -> list[_Entry]:
    entries = []
    for mode in [mode for mode in modes if mode.practices][:MAX_MODES]:
        line = writer.mode(mode)
        told = joined(
            (
                line.head,
                mode.reference or "",
                writer.say("guide.instrument", instrument=mode.instrument) if mode.instrument else "",
                writer.say("guide.forms", forms=", ".join(mode.forms)) if mode.forms else "",
            )
        )
        entries.append(_Entry(told, line.sources[0], 2))
    others = [mode for mode in modes if not mode.practices]
    if others:
        labels = " ; ".join(mode.label for mode in others)
        entries.append(_Entry(writer.say("guide.other_modes", modes=labels), others[0].source))
    return entries


def _lever_text(label: str, practices: int, reference: str | None, writer: Writer) -> str:
    return joined((f"{label} ({writer.count(practices)})" if practices else label, reference or ""))


def _chosen(practices: Sequence[Practice]) -> list[Practice]:
    """Return the first practices and the first comparison, in their order."""
    first = [one for one in practices if not one.comparison][:MAX_PRACTICES]
    compared = [one for one in practices if one.comparison][:MAX_COMPARISONS]
    return [one for one in practices if one in first or one in compared]


def _practice(practice: Practice, writer: Writer) -> _Entry:
    line = writer.practice(practice)
    how, *by, why = line.details
    head, _, mark = line.head.rpartition(" — ")
    # That it is a practice of the ESS goes without saying; that it is a comparison, or of the kit, is never cut.
    told = mark if practice.comparison or practice.sheet else ""
    return _Entry(head, practice.source, 1, joined((told, how, why, *by)))


def _rows(entry: _Entry, width: int, writer: Writer, link: Callable[[str, str], str]) -> list[str]:
    """Return the rows of one thing: the last one ends with its source."""
    tag = _tag(entry.source, writer) if entry.source else ""
    rows = _fitted(entry.text, width, _BULLET, entry.rows, len(tag) + 1 if tag else 0)
    if tag and entry.source:
        address = web_address(entry.source.address)
        rows[-1] += f" {link(tag, quote(address, safe=_SAFE)) if address else tag}"
    return [*rows, *_fitted(entry.under, width, _INDENT, 1, 0)] if entry.under else rows


#: What may stand in an address as it is (RFC 3986): a control character never reaches the terminal.
_SAFE: Final = "%:/?#[]@!$&'()*+,;=-._~"


def _fitted(text: str, width: int, first: str, rows: int, kept_free: int) -> list[str]:
    """Return a text on so many rows at most, with room kept free at the end of the last; what is cut ends in « … »."""
    lines = wrapped(text, width, first, _INDENT).split("\n")
    whole = len(lines) <= rows
    lines = lines[:rows]
    room = width - kept_free
    if whole and len(lines[-1]) <= room:
        return lines
    if whole and len(lines) < rows:
        # There is a row left: the source stands there by itself.
        return [*lines, " "]
    words = lines[-1].split(" ")
    while len(words) > len(_BULLET.split(" ")) and len(" ".join(words)) + len(_CUT) > room:
        words.pop()
    return [*lines[:-1], " ".join(words).rstrip(" ·:;,(«—-") + _CUT]


def _tag(source: Source, writer: Writer) -> str:
    """Return the site of a source in brackets, and how sure it is."""
    address = web_address(source.address)
    host = re.match(r"(?i)https?://(?:[^/?#@]*@)?(?:www\.)?([^/?#:]+)", address or "")
    told = (
        (visible(host[1]) if host else "") or visible(source.text or "")[:30] or writer.say("guide.no_source")
    )
    return f"[{', '.join(kept(told, (source.confidence or '').lower()))}]"
