"""Workflow commands of GitHub Actions: each finding stands beside its line in a pull request.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions; the escapes are those of the toolkit
(``packages/core/src/command.ts``: escapeData and escapeProperty).
"""

from __future__ import annotations

from typing import Final

from ess_graph.report.finding import INFO, VIOLATION, WARNING, kind_of
from ess_graph.report.located import LocatedFinding
from ess_graph.report.verdict import ContributionReport

_COMMANDS: Final = {VIOLATION: "error", WARNING: "warning", INFO: "notice"}
_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def as_annotations(report: ContributionReport, lang: str) -> str:
    """Return one command a line for each finding; a cell of a workbook, which has no lines, is told in the text."""
    return "".join(f"{_command(report, one, lang)}\n" for one in report.findings())


def _command(report: ContributionReport, one: LocatedFinding, lang: str) -> str:
    at = one.place
    properties = {"file": at.file.replace("\\", "/")}
    if at.line is not None:
        properties["line"] = str(at.line)
        if at.character is not None:
            properties["col"] = str(at.character)
    properties["title"] = f"{one.code} {report.rule(one.code).title.text(lang)}"
    told = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in properties.items())
    text = "\n".join(part for part in (at.words(lang), one.message.text(lang), one.advice(lang)) if part)
    return f"::{_COMMANDS[kind_of(one.severity)]} {told}::{text.translate(_DATA)}"
