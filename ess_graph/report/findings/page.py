"""One standalone HTML page: no script, nothing fetched, every text escaped by the template engine."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ess_graph.report.finding import SEVERITIES, kind_of
from ess_graph.report.findings.verdicts import (
    all_causes,
    file_line,
    footer,
    number_of,
    related,
    remarks,
    severity_word,
    verdict_line,
    where,
)
from ess_graph.report.listing import for_a_person, web_address
from ess_graph.report.located import LocatedFinding
from ess_graph.report.verdict import ContributionReport, FileVerdict, by_rule
from ess_graph.text import message

if TYPE_CHECKING:
    from jinja2 import Template

_TEMPLATE: Final = Path(__file__).with_name("page.html.jinja")
#: What the page says by itself; the template has no word of its own.
_WORDS: Final = ("title", "contents", "rule_page", "skip", "expected_head", "replacement")


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    # The template is ours; what fills it is not: everything is escaped, and a name that is missing is a fault.
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_TEMPLATE.read_text("utf-8"))


def as_page(report: ContributionReport, lang: str) -> str:
    """Return the report as a page; only http(s) addresses of rules are links."""
    words = {name: message(f"page.{name}", lang) for name in _WORDS}
    heads = {name: message(f"checked_head.{name}", lang) for name in ("where", "found", "wrong", "mend")}
    return (
        _template().render(
            lang=lang,
            words=words,
            heads=heads,
            conforms=report.conforms,
            verdict=verdict_line(report, lang),
            counts=_counts(report.counts(), lang),
            files=[_file(report, one, number, lang) for number, one in enumerate(report.files, 1)],
            footer=footer(report, lang),
        )
        + "\n"
    )


def _counts(counts: dict[str, int], lang: str) -> list[dict[str, Any]]:
    return [
        {
            "kind": one.lower(),
            "word": number_of(counts[one], one, lang).partition(" ")[2],
            "count": counts[one],
        }
        for one in SEVERITIES
    ]


def _file(report: ContributionReport, verdict: FileVerdict, number: int, lang: str) -> dict[str, Any]:
    return {
        "id": f"f{number}",
        "name": for_a_person(verdict.file),
        "line": file_line(verdict, report.fail_on, lang),
        "conforms": verdict.conforms(report.fail_on),
        "total": sum(verdict.counts().values()),
        "remarks": list(remarks(verdict, lang)),
        "groups": [
            _group(report, code, found, f"f{number}r{place}", lang)
            for place, (code, found) in enumerate(by_rule(verdict.findings).items(), 1)
        ],
    }


def _group(
    report: ContributionReport, code: str, found: list[LocatedFinding], name: str, lang: str
) -> dict[str, Any]:
    rule = report.rule(code)
    return {
        "id": name,
        "code": code,
        "title": rule.title.text(lang),
        "help": rule.help.text(lang),
        "address": web_address(rule.address) if rule.address else None,
        "kind": kind_of(found[0].severity).lower(),
        "severity": severity_word(found[0].severity, lang),
        "times": message("checked.times", lang, count=len(found)),
        "rows": [_row(one, lang) for one in found],
    }


def _row(one: LocatedFinding, lang: str) -> dict[str, Any]:
    reference, words = where(one, lang), one.place.words(lang)
    replacement = one.fix.replacement if one.fix else None
    return {
        "kind": kind_of(one.severity).lower(),
        "reference": for_a_person(reference),
        "words": "" if words == reference else for_a_person(words),
        "value": for_a_person(one.value),
        "message": for_a_person(one.message.text(lang)),
        "expected": for_a_person(one.expected.text(lang)),
        "related": [for_a_person(text) for text in related(one, lang)],
        "causes": [for_a_person(cause.message.text(lang)) for _, cause in all_causes(one)],
        "fix": for_a_person(one.advice(lang)),
        "replacement": for_a_person(replacement) if replacement else "",
    }
