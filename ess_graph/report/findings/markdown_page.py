"""Markdown, for a pull request or a mail: a table for each rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ess_graph.report.finding import kind_of
from ess_graph.report.findings.verdicts import (
    file_line,
    footer,
    related,
    remarks,
    severity_word,
    verdict_line,
    where,
)
from ess_graph.report.listing import listing
from ess_graph.report.located import LocatedFinding
from ess_graph.report.markdown import as_markdown, escaped
from ess_graph.report.verdict import ContributionReport, FileVerdict, by_rule
from ess_graph.text import message

_MARKS = {"Violation": "🔴", "Warning": "🟠", "Info": "🔵"}


def as_markdown_page(report: ContributionReport, lang: str) -> str:
    """Return the report as GitHub-flavoured Markdown; no cell can be taken for a mark."""
    blocks = [f"# {message('checked.title', lang)}", f"**{verdict_line(report, lang)}**"]
    for verdict in report.files:
        blocks += _file(report, verdict, lang)
    blocks.append(f"<sub>{escaped(footer(report, lang))}</sub>")
    return "\n\n".join(blocks) + "\n"


def _file(report: ContributionReport, verdict: FileVerdict, lang: str) -> Iterator[str]:
    yield f"## {escaped(verdict.file)}"
    yield file_line(verdict, report.fail_on, lang)
    for remark in remarks(verdict, lang):
        yield f"> {escaped(remark)}"
    for code, found in by_rule(verdict.findings).items():
        rule = report.rule(code)
        mark, word = _MARKS[kind_of(found[0].severity)], severity_word(found[0].severity, lang)
        yield f"### {mark} {escaped(rule.title.text(lang))}"
        help_text = escaped(rule.help.text(lang))
        yield f"{word} · `{code}`" + (f" · {help_text}" if help_text else "")
        yield _table(found, lang).rstrip("\n")


def _table(found: Sequence[LocatedFinding], lang: str) -> str:
    keys = ("where", "found", "wrong", "mend")
    titles = [message(f"checked_head.{key}", lang) for key in keys]
    rows = (
        (
            " ".join(dict.fromkeys((where(one, lang), one.place.words(lang)))).strip(),
            one.value or None,
            "\n".join([one.message.text(lang), *_more(one, lang)]),
            one.advice(lang) or None,
        )
        for one in found
    )
    return as_markdown(listing(keys, titles, rows))


def _more(one: LocatedFinding, lang: str) -> Iterator[str]:
    if expected := one.expected.text(lang):
        yield message("checked.expected", lang, text=expected)
    yield from related(one, lang)
    for cause in one.causes:
        yield f"– {cause.message.text(lang)}"
