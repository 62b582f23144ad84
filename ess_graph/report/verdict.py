"""The report of a checked contribution: one verdict a file, one for all, and what the codes are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ess_graph.errors import EXIT_NOT_CONFORM, EXIT_OK
from ess_graph.report.finding import SEVERITIES, VIOLATION, kind_of
from ess_graph.report.located import OWN_RULES, LocatedFinding, Rule, unchecked
from ess_graph.report.wording import Wording, worded

#: What ``--fail-on`` takes.
FAIL_ON: Final = SEVERITIES


def fails(severity: str, fail_on: str) -> bool:
    """Tell whether a finding makes a file fail.

    >>> fails("Warning", "Violation"), fails("Warning", "Info")
    (False, True)
    """
    return SEVERITIES.index(kind_of(severity)) <= SEVERITIES.index(fail_on)


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What was found in one file.

    Attributes:
        file: the name of the file, as it was given.
        findings: what was found, in a stable order.
        rows: how many rows were checked.
        statements: how many statements were checked.
        rules: how many rules looked at the file.
        left_out: how many more findings there are than ``findings`` holds, by severity.
        notices: what the reader should know besides: the encoding that was found, a sheet that was not read.
    """

    file: str
    findings: tuple[LocatedFinding, ...]
    rows: int = 0
    statements: int = 0
    rules: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    notices: tuple[Wording, ...] = ()

    def count(self, severity: str) -> int:
        """Return how many findings have a severity, those left out with them; an unknown one is a violation."""
        kept = sum(1 for one in self.findings if kind_of(one.severity) == severity)
        return kept + self.left_out.get(severity, 0)

    def counts(self) -> dict[str, int]:
        """Return how many findings there are, by severity."""
        return {severity: self.count(severity) for severity in SEVERITIES}

    def conforms(self, fail_on: str = VIOLATION) -> bool:
        """Tell whether nothing was found that is as severe as ``fail_on``."""
        return not any(fails(severity, fail_on) and count for severity, count in self.counts().items())


def file_verdict(
    file: str,
    findings: Iterable[LocatedFinding],
    *,
    rows: int = 0,
    statements: int = 0,
    rules: int = 0,
    left_out: Mapping[str, int] | None = None,
    notices: Iterable[Wording] = (),
) -> FileVerdict:
    """Return the verdict on a file; that no rule looked at it is a finding.

    Args:
        file: the name of the file.
        findings: what was found.
        rows: how many rows were checked.
        statements: how many statements were checked.
        rules: how many rules looked at the file.
        left_out: how many more findings there are, by severity.
        notices: what the reader should know besides.

    >>> [one.code for one in file_verdict("notes.csv", []).findings]
    ['FILE-UNCHECKED']
    """
    found = tuple(findings)
    if not rules:
        found = (unchecked(file), *found)
    return FileVerdict(file, found, rows, statements, rules, dict(left_out or {}), tuple(notices))


@dataclass(frozen=True, slots=True)
class ContributionReport:
    """The report of one check of one or several files.

    Attributes:
        files: the verdict on each, in the order in which they were given.
        date: the day for which it was checked; no rendering looks at the clock.
        version: the version of ess-graph.
        fail_on: the least severity that makes a file fail.
        rules: what the codes are about.
    """

    files: tuple[FileVerdict, ...]
    date: date
    version: str
    fail_on: str = VIOLATION
    rules: Mapping[str, Rule] = field(default_factory=dict)

    @property
    def conforms(self) -> bool:
        """Whether every file conforms; a report on no file does not, as nothing was checked."""
        return bool(self.files) and all(one.conforms(self.fail_on) for one in self.files)

    @property
    def exit_code(self) -> int:
        """0 when every file conforms, 1 when one does not."""
        return EXIT_OK if self.conforms else EXIT_NOT_CONFORM

    def findings(self) -> Iterable[LocatedFinding]:
        """Yield the findings of every file."""
        for one in self.files:
            yield from one.findings

    def counts(self) -> dict[str, int]:
        """Return how many findings there are in all files, by severity."""
        return {severity: sum(one.count(severity) for one in self.files) for severity in SEVERITIES}

    def rule(self, code: str) -> Rule:
        """Return what a code is about; one that nobody described is named by its code."""
        return self.rules.get(code) or OWN_RULES.get(code) or Rule(code, worded(code))


def by_rule(findings: Iterable[LocatedFinding]) -> dict[str, list[LocatedFinding]]:
    """Return findings by their code: the most severe first, then the code met first; inside, their own order."""
    groups: dict[str, list[LocatedFinding]] = {}
    for one in findings:
        groups.setdefault(one.code, []).append(one)

    def severity(code: str) -> int:
        return min(SEVERITIES.index(kind_of(one.severity)) for one in groups[code])

    return {code: groups[code] for code in sorted(groups, key=severity)}
