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


def counted(counts: Mapping[str, int], lang: str) -> str:
    """Return how many findings there are.

    >>> counted({"Violation": 7, "Warning": 2, "Info": 1}, "fr")
    'erreurs : 7, avertissements : 2, informations : 1'
    """
    names = {severity.lower(): counts[severity] for severity in SEVERITIES}
    return message("checked.counts", lang, **names)


def verdict_line(report: ContributionReport, lang: str) -> str:
    """Return the verdict on the whole contribution."""
    if not report.files:
        return message("checked.no_file", lang)
    key = "checked.conforms" if report.conforms else "checked.not_conforms"
    return message(key, lang, counts=counted(report.counts(), lang))


def file_line(verdict: FileVerdict, fail_on: str, lang: str) -> str:
    """Return the verdict on one file."""
    key = "checked.file_conforms" if verdict.conforms(fail_on) else "checked.file_not_conforms"
    return message(key, lang, counts=counted(verdict.counts(), lang), checked=checked(verdict, lang))


def checked(verdict: FileVerdict, lang: str) -> str:
    """Return what was checked in a file."""
    if verdict.rows:
        return message("checked.rows", lang, count=verdict.rows)
    return message("checked.statements", lang, count=verdict.statements)


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


def where(one: LocatedFinding, lang: str) -> str:
    """Return a short reference to the place of a finding: a cell with its sheet, else a line, else a pointer."""
    return one.place.reference or one.place.words(lang) or message("checked.whole_file", lang)
