"""What is wrong in a table, as findings with their places, and what its codes are about."""

from __future__ import annotations

from collections.abc import Iterable

from ess_graph.report.located import Fix, LocatedFinding, Place, Rule
from ess_graph.report.wording import Wording
from ess_graph.tables.problem import Problem, title
from ess_graph.text import LANGUAGES


def located(problem: Problem, severity: str) -> LocatedFinding:
    """Return a problem of a table as a finding.

    Args:
        problem: what reading the table told.
        severity: the severity of its code.

    >>> found = located(Problem("TAB-ENCODING", "a.csv", params={"encoding": "Windows-1252"}), "Info")
    >>> found.message.text("en")
    'The file is in Windows-1252, and is read so.'
    """
    advice = Wording(texts={lang: problem.advice(lang) for lang in LANGUAGES})
    fix = problem.fix
    return LocatedFinding(
        problem.code,
        severity,
        Place(
            problem.file,
            problem.sheet,
            problem.row,
            problem.column,
            problem.header or None,
            problem.line,
        ),
        Wording(texts={lang: problem.message(lang) for lang in LANGUAGES}),
        value=problem.value,
        fix=Fix(advice, fix.replacement, fix.certain) if fix else Fix(advice),
    )


def rules_of(codes: Iterable[str]) -> dict[str, Rule]:
    """Return what codes of problems are about, by code.

    >>> rules_of(["TAB-RAGGED"])["TAB-RAGGED"].title.text("fr")
    'Ligne avec trop de cellules'
    """
    return {
        code: Rule(code, Wording(texts={lang: title(code, lang) for lang in LANGUAGES})) for code in codes
    }
