"""The report on a screen: grouped by rule, then by row; no more of a rule than a person reads, and saying so."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ess_graph.report.finding import INFO, VIOLATION, WARNING, kind_of
from ess_graph.report.findings.verdicts import (
    all_causes,
    file_line,
    related,
    remarks,
    severity_word,
    verdict_line,
    where,
)
from ess_graph.report.listing import for_a_person
from ess_graph.report.located import LocatedFinding
from ess_graph.report.table import PIPE_WIDTH
from ess_graph.report.verdict import ContributionReport, FileVerdict, by_rule
from ess_graph.text import message

if TYPE_CHECKING:
    from rich.console import RenderableType

#: So many findings of one rule in one file are shown when nobody says how many.
MOST_OF_A_RULE: Final = 10
#: The longest value that is quoted beside its place.
_QUOTED: Final = 60
_STYLES: Final = {VIOLATION: "bold red", WARNING: "yellow", INFO: "cyan"}


def as_terminal(
    report: ContributionReport,
    lang: str,
    *,
    most: int = MOST_OF_A_RULE,
    width: int = PIPE_WIDTH,
    color: bool = False,
) -> str:
    """Return the report for a screen; control characters of the data are shown, and never sent to it.

    Args:
        report: the report.
        lang: the language.
        most: how many findings of one rule are shown in one file.
        width: how wide the screen is.
        color: whether it takes colours.
    """
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
        _environ={},
    )
    for verdict in report.files:
        for block in _file(report, verdict, lang, most):
            console.print(block)
        console.print()
    style = "bold green" if report.conforms else "bold red"
    console.print(verdict_line(report, lang), style=style)
    # rich fills a block to the width of the screen.
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _file(report: ContributionReport, verdict: FileVerdict, lang: str, most: int) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(for_a_person(verdict.file), style="bold")
    yield _block(file_line(verdict, report.fail_on, lang), 2)
    for remark in remarks(verdict, lang):
        yield _block(remark, 2)
    for code, found in by_rule(verdict.findings).items():
        yield Text("")
        head = Text("  ")
        head.append(severity_word(found[0].severity, lang), style=_STYLES[kind_of(found[0].severity)])
        head.append(f"  {for_a_person(report.rule(code).title.text(lang))}", style="bold")
        head.append(f"  {code} · {message('checked.times', lang, count=len(found))}", style="dim")
        yield head
        for one in found[:most]:
            yield from _finding(one, lang)
        if len(found) > most:
            yield _block(message("checked.more_of_a_rule", lang, count=len(found) - most), 4)


def _finding(one: LocatedFinding, lang: str) -> Iterator[RenderableType]:
    from rich.text import Text

    place = Text("    ")
    reference, words = where(one, lang), one.place.words(lang)
    place.append(for_a_person(reference), style="bold")
    if words not in ("", reference):
        place.append(f"  {for_a_person(words)}", style="dim")
    yield place
    yield _block(_with_value(one, lang), 6)
    if expected := one.expected.text(lang):
        yield _block(message("checked.expected", lang, text=expected), 6)
    for text in related(one, lang):
        yield _block(text, 6)
    for depth, cause in all_causes(one):
        yield _block(f"– {cause.message.text(lang)}", 8 + 2 * depth)
    if advice := one.advice(lang):
        yield _block(f"→ {advice}", 6, "green")


def _with_value(one: LocatedFinding, lang: str) -> str:
    """Return what is wrong, with the value when the sentence does not quote it."""
    said = one.message.text(lang)
    if not one.value or one.value in said:
        return said
    short = one.value if len(one.value) <= _QUOTED else f"{one.value[:_QUOTED]}…"
    return message("checked.found", lang, message=said, value=short)


def _block(text: str, indent: int, style: str = "") -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    return Padding(Text(for_a_person(text), style=style, overflow="fold"), (0, 0, 0, indent), expand=False)
