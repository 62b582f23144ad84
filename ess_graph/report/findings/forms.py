"""The report in the form that is asked for: one module for each, called from here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ess_graph.report.verdict import ContributionReport

#: What ``-f`` takes; the annotated workbook and the corrected copy are files of their own.
FORMS: Final = ("terminal", "html", "md", "json", "csv", "sarif", "junit", "github")
#: How the file of a form ends.
EXTENSIONS: Final = {
    "terminal": ".txt",
    "html": ".html",
    "md": ".md",
    "json": ".json",
    "csv": ".csv",
    "sarif": ".sarif",
    "junit": ".xml",
    "github": ".txt",
}


def text_of(report: ContributionReport, form: str, lang: str) -> str:
    """Return the report in one of :data:`FORMS`; the same report gives the same text.

    Raises:
        KeyError: there is no such form (a fault of the caller's).
    """
    return _renderer(form)(report, lang)


def _renderer(form: str) -> Callable[[ContributionReport, str], str]:
    if form == "terminal":
        from ess_graph.report.findings.terminal import as_terminal

        return as_terminal
    if form == "html":
        from ess_graph.report.findings.page import as_page

        return as_page
    if form == "md":
        from ess_graph.report.findings.markdown_page import as_markdown_page

        return as_markdown_page
    if form == "json":
        from ess_graph.report.findings.json_report import as_json

        return lambda report, _lang: as_json(report)
    if form == "csv":
        from ess_graph.report.findings.flat import as_csv

        return as_csv
    if form == "sarif":
        from ess_graph.report.findings.sarif import as_sarif

        return as_sarif
    if form == "junit":
        from ess_graph.report.findings.junit import as_junit

        return as_junit
    if form == "github":
        from ess_graph.report.findings.annotations import as_annotations

        return as_annotations
    raise KeyError(form)
