"""Problems of tables and cells as findings of the report."""

from __future__ import annotations

from collections.abc import Iterable

from ess_graph.contribution.codes import severity_of
from ess_graph.report.located import Fix, LocatedFinding, Place, Rule
from ess_graph.report.wording import Wording
from ess_graph.tables.problem import Problem, quoted


def finding_of(problem: Problem) -> LocatedFinding:
    """Return a problem as a finding: its words, its place and its correction stay what they are.

    Args:
        problem: what is wrong in a table or in a cell.
    """
    params = {**problem.params, "value": problem.value, "header": problem.header}
    place = Place(
        problem.file,
        problem.sheet,
        problem.row,
        problem.column,
        problem.header or None,
        problem.line,
    )
    return LocatedFinding(
        problem.code,
        severity_of(problem.code),
        place,
        Wording(f"problem.{problem.code}", params),
        value=problem.value,
        fix=_fix(problem, params),
    )


def _fix(problem: Problem, params: dict[str, str]) -> Fix:
    correction = problem.fix
    if correction is None:
        return Fix(Wording(f"problem_fix.{problem.code}", params))
    if not correction.replacement:
        return Fix(Wording("problem_fix.clear"), "", correction.certain)
    key = "problem_fix.replace" if correction.certain else "problem_fix.replace_maybe"
    wording = Wording(key, {"fix": quoted(correction.replacement)})
    return Fix(wording, correction.replacement, correction.certain)


def rules_of_problems(codes: Iterable[str]) -> dict[str, Rule]:
    """Return what codes of problems are about.

    >>> rules_of_problems(["CEL-ZERO"])["CEL-ZERO"].title.text("en")
    'Lost leading zero'
    """
    return {code: Rule(code, Wording(f"problem_title.{code}")) for code in codes}
