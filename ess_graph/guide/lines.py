"""Each thing of an answer as one line of text with its sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ess_graph.guide.model import Actor, Exercise, Lever, Mode, Practice, Rule, Sheet
from ess_graph.guide.parts import Remark, Source
from ess_graph.text import message


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it says, its details, its sources; ``more`` is what a short form leaves out."""

    head: str
    details: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    more: str = ""


class Writer:
    """Writes lines in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def say(self, key: str, /, **fields: object) -> str:
        """Return a sentence."""
        return message(key, self.lang, **fields)

    def number(self, number: int) -> str:
        """Return a number with its thousands apart."""
        return f"{number:,}".replace(",", "\u202f")

    def rule(self, rule: Rule) -> Line:
        """Return what the law gives to one tier."""
        capacity = rule.capacity.lower()
        head = self.say("guide.rule", authority=rule.authority, capacity=capacity, detail=rule.detail)
        return Line(f"{head} ({rule.reference})" if rule.reference else head, (), rule.sources)

    def exercise(self, exercise: Exercise) -> Line:
        """Return what the record says of the EPCI."""
        return Line(exercise.text, (), (exercise.source,) if exercise.source else ())

    def mode(self, mode: Mode) -> Line:
        """Return a mode of management."""
        details = kept(
            self.say("guide.forms", forms=", ".join(mode.forms)) if mode.forms else "",
            self.say("guide.instrument", instrument=mode.instrument) if mode.instrument else "",
            self.say("guide.risk", risk=mode.risk) if mode.risk else "",
            mode.reference or "",
        )
        sources = [mode.source]
        if mode.page and mode.page != mode.source.address:
            sources.insert(0, Source(mode.page, self.say("guide.legal_page"), None))
        count = f" ({self.count(mode.practices)})" if mode.practices else ""
        return Line(f"{mode.label}{count}", details, tuple(sources))

    def lever(self, lever: Lever) -> Line:
        """Return a lever; a note on a competence is told whole."""
        note = "" if lever.practices else lever.text
        head = f"{lever.label} ({self.count(lever.practices)})" if lever.practices else lever.label
        sheet = self.say("guide.see_sheet", sheet=lever.sheet.label) if lever.sheet else ""
        more = lever.text if lever.practices else ""
        return Line(head, kept(note, lever.reference or "", sheet), (lever.source,), more)

    def practice(self, practice: Practice) -> Line:
        """Return a practice, how it is run and why it is shown."""
        authorities = ", ".join(one.label for one in practice.authorities)
        area = practice.departement or ""
        place = ", ".join(kept(authorities, "" if area in authorities else area, practice.year or ""))
        mark = self.say("guide.comparison") if practice.comparison else practice.kind
        if practice.sheet:
            mark = self.say("guide.of_the_kit", kind=mark)
        modes = ", ".join(practice.modes)
        operators = ", ".join(practice.operators)
        details = kept(
            self.say("guide.run_as", modes=modes) if modes else self.say("guide.run_unknown"),
            self.say("guide.run_by", operators=operators) if operators else "",
            self.reasons(practice.reasons),
        )
        head = f"{practice.title} ({place}) — {mark}"
        sources = (practice.source, practice.sheet) if practice.sheet else (practice.source,)
        return Line(head, details, sources, practice.description)

    def actor(self, actor: Actor) -> Line:
        """Return someone who can help, and why."""
        sources = [actor.source]
        if actor.website:
            sources.insert(0, Source(actor.website, self.say("guide.website"), None))
        mark = ", ".join(kept(actor.kind, actor.form or ""))
        return Line(
            f"{actor.name} ({mark})", (self.reasons(actor.reasons),), tuple(sources), actor.role or ""
        )

    def sheet(self, sheet: Sheet) -> Line:
        """Return a sheet to read, and why."""
        number = self.say("guide.sheet_number", number=sheet.number) if sheet.number else ""
        mark = ", ".join(kept(sheet.edition, number))
        return Line(f"{sheet.title} ({mark})", (self.reasons(sheet.reasons),), (sheet.source,))

    def remark(self, remark: Remark) -> Line:
        """Return a sentence of its own."""
        return Line(remark.text)

    def reasons(self, reasons: tuple[Remark, ...]) -> str:
        """Return why something is shown."""
        return self.say("guide.because", reasons=", ".join(one.text for one in reasons))

    def count(self, count: int) -> str:
        """Return how many practices."""
        return self.say("guide.count_one") if count == 1 else self.say("guide.count", count=count)


def kept(*pieces: str) -> tuple[str, ...]:
    """Return the pieces that say something."""
    return tuple(piece for piece in pieces if piece)


def joined(pieces: Iterable[str]) -> str:
    """Return the pieces that say something, in one line."""
    return " · ".join(piece for piece in pieces if piece)
