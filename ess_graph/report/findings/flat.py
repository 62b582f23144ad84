"""CSV: one row a finding, with every field that a spreadsheet can sort and filter by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ess_graph.report.listing import Listing, listing
from ess_graph.report.located import LocatedFinding, column_letter
from ess_graph.report.separated import as_separated
from ess_graph.report.verdict import ContributionReport
from ess_graph.text import message

#: The columns; their names and order are a promise.
KEYS: Final = (
    "file",
    "sheet",
    "row",
    "column",
    "header",
    "line",
    "character",
    "pointer",
    "severity",
    "code",
    "title",
    "value",
    "message",
    "expected",
    "fix",
    "replacement",
    "certain",
    "related",
    "subject",
    "path",
    "rule",
)


def as_csv(report: ContributionReport, lang: str) -> str:
    """Return the findings as CSV; a cell that a spreadsheet would run is text (OWASP ASVS 1.2.10)."""
    return as_separated(finding_rows(report, lang), ",")


def finding_rows(report: ContributionReport, lang: str) -> Listing:
    """Return one row a finding."""
    return listing(KEYS, KEYS, (tuple(_cells(report, one, lang)) for one in report.findings()))


def _cells(report: ContributionReport, one: LocatedFinding, lang: str) -> Iterator[Any]:
    at, fix = one.place, one.fix
    yield at.file
    yield at.sheet
    yield at.row
    yield None if at.column is None else column_letter(at.column)
    yield at.header
    yield at.line
    yield at.character
    yield at.pointer
    yield one.severity
    yield one.code
    yield report.rule(one.code).title.text(lang)
    yield one.value
    yield one.message.text(lang)
    yield one.expected.text(lang)
    yield one.advice(lang)
    yield fix.replacement if fix else None
    # True and False are words of Python's; a person's words are those of the reader's language.
    mends = fix is not None and fix.replacement is not None
    yield message("located.yes" if fix.certain else "located.no", lang) if fix and mends else None
    yield "; ".join(f"{other.file} {other.reference or other.words(lang)}".strip() for other in one.related)
    yield one.subject
    yield one.path
    yield one.rule
