"""The sentences that every rendering for a person says alike: how many, of what severity, and what that means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ess_graph.report.finding import SEVERITIES, kind_of
from ess_graph.report.located import LocatedFinding
from ess_graph.report.verdict import ContributionReport, FileVerdict
from ess_graph.text import message


def severity_word(severity: str, lang: str) -> str:
    """Return the word for a severity of SHACL; one of the shapes' own counts as a violation.

    >>> severity_word("Violation", "fr"), severity_word("Warning", "en")
    ('Erreur', 'Warning')
    """
    return message(f"located_severity.{kind_of(severity)}", lang)


def number_of(count: int, what: str, lang: str) -> str:
    """Return a number with its noun, which French writes in the singular below two and English at one only.

    Args:
        count: the number.
        what: ``row``, ``statement``, or a severity of SHACL.
        lang: the language.

    >>> number_of(0, "Violation", "fr"), number_of(0, "Violation", "en"), number_of(2, "row", "fr")
    ('0 erreur', '0 errors', '2 lignes contrôlées')
    """
    one = count < 2 if lang == "fr" else count == 1
    return message(f"checked_{'one' if one else 'many'}.{what}", lang, count=count)


def counted(counts: Mapping[str, int], lang: str) -> str:
    """Return how many findings there are.

    >>> counted({"Violation": 7, "Warning": 0, "Info": 1}, "fr")
    '7 erreurs, 1 information'
    >>> counted({"Violation": 0, "Warning": 0, "Info": 0}, "fr")
    'aucun constat'
    """
    parts = [number_of(counts[one], one, lang) for one in SEVERITIES if counts[one]]
    return ", ".join(parts) or message("checked.nothing", lang)


def verdict_line(report: ContributionReport, lang: str) -> str:
    """Return the verdict on the whole contribution."""
    if not report.files:
        return message("checked.no_file", lang)
    key = "checked.conforms" if report.conforms else "checked.not_conforms"
    return message(key, lang, counts=counted(report.counts(), lang))


def file_line(verdict: FileVerdict, fail_on: str, lang: str) -> str:
    """Return the verdict on one file, and what was checked in it."""
    key = "checked.file_conforms" if verdict.conforms(fail_on) else "checked.file_not_conforms"
    what = ("row", verdict.rows) if verdict.rows else ("statement", verdict.statements)
    checked = number_of(what[1], what[0], lang)
    return message(key, lang, counts=counted(verdict.counts(), lang), checked=checked)


def footer(report: ContributionReport, lang: str) -> str:
    """Return by what, for which day and how strictly it was checked."""
    return message(
        "checked.footer",
        lang,
        version=report.version,
        date=report.date.isoformat(),
        severity=severity_word(report.fail_on, lang).lower(),
    )


def remarks(verdict: FileVerdict, lang: str) -> Iterator[str]:
    """Yield what the reader should know besides: the notices, and how many findings are left out."""
    for notice in verdict.notices:
        yield notice.text(lang)
    if left_out := sum(verdict.left_out.values()):
        yield message("checked.left_out", lang, count=left_out)


def all_causes(one: LocatedFinding, depth: int = 0) -> Iterator[tuple[int, LocatedFinding]]:
    """Yield the causes of a finding with their depth, each before its own causes."""
    for cause in one.causes:
        yield depth, cause
        yield from all_causes(cause, depth + 1)


def related(one: LocatedFinding, lang: str) -> Iterator[str]:
    """Yield where else to look; the file is named when it is another one."""
    for other in one.related:
        file = "" if other.file == one.place.file else other.file
        yield message("checked.see", lang, place=f"{file} {other.words(lang)}".strip())


def where(one: LocatedFinding, lang: str) -> str:
    """Return the shortest name of the place of a finding: its cell, else the place in words, else the whole file."""
    at = one.place
    cell = at.cell if at.row is not None and at.column is not None else ""
    return cell or at.words(lang) or message("checked.whole_file", lang)
