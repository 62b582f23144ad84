"""JSON, after the published schema ``report.schema.json`` beside this module; every text in each language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from ess_graph.report.located import LocatedFinding, Place, Rule, column_letter
from ess_graph.report.verdict import ContributionReport, FileVerdict
from ess_graph.report.wording import Wording

#: Fields are added without a new version; one that is renamed, removed or means something else asks for one.
FORMAT_VERSION: Final = 1
SCHEMA: Final = Path(__file__).with_name("report.schema.json")


def as_json(report: ContributionReport) -> str:
    """Return the report as JSON; it says everything in both languages, and is the same whatever the reader's."""
    return json.dumps(document(report), ensure_ascii=False, indent=2) + "\n"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that every report follows."""
    loaded: dict[str, Any] = json.loads(SCHEMA.read_text("utf-8"))
    return loaded


def document(report: ContributionReport) -> dict[str, Any]:
    """Return the report as plain values."""
    codes = sorted({code for one in report.findings() for code in _codes(one)})
    return {
        "format": "ess-graph contribution report",
        "formatVersion": FORMAT_VERSION,
        "tool": {"name": "ess-graph", "version": report.version},
        "date": report.date.isoformat(),
        "failOn": report.fail_on,
        "conforms": report.conforms,
        "exitCode": report.exit_code,
        "counts": report.counts(),
        "files": [_file(one, report.fail_on) for one in report.files],
        "rules": [_rule(report.rule(code)) for code in codes],
    }


def _codes(finding: LocatedFinding) -> set[str]:
    return {finding.code}.union(*(_codes(cause) for cause in finding.causes))


def _file(verdict: FileVerdict, fail_on: str) -> dict[str, Any]:
    return {
        "file": verdict.file,
        "conforms": verdict.conforms(fail_on),
        "rows": verdict.rows,
        "statements": verdict.statements,
        "rules": verdict.rules,
        "counts": verdict.counts(),
        "leftOut": {severity: count for severity, count in verdict.left_out.items() if count},
        "notices": [one.by_language() for one in verdict.notices],
        "findings": [_finding(one) for one in verdict.findings],
    }


def _finding(one: LocatedFinding) -> dict[str, Any]:
    found: dict[str, Any] = {
        "code": one.code,
        "severity": one.severity,
        "place": _place(one.place),
        "message": one.message.by_language(),
    }
    if one.related:
        found["related"] = [_place(place) for place in one.related]
    texts = {"subject": one.subject, "path": one.path, "value": one.value, "rule": one.rule}
    found |= {key: text for key, text in texts.items() if text}
    if one.expected:
        found["expected"] = _expected(one.expected)
    if one.fix:
        found["fix"] = {"text": one.fix.wording.by_language()}
        if one.fix.replacement is not None:
            found["fix"] |= {"replacement": one.fix.replacement, "certain": one.fix.certain}
    if one.causes:
        found["causes"] = [_finding(cause) for cause in one.causes]
    return found


def _expected(wording: Wording) -> dict[str, Any]:
    """Return what was expected, with the figures that a program would else have to read out of the sentence."""
    plain = {name: value for name, value in wording.params.items() if isinstance(value, str | int | float)}
    return {"text": wording.by_language(), **({"figures": plain} if plain else {})}


def _place(place: Place) -> dict[str, Any]:
    known = {
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        # Outside, columns count from 1 and have letters.
        "column": None if place.column is None else place.column + 1,
        "letter": None if place.column is None else column_letter(place.column),
        "cell": place.cell or None,
        "header": place.header,
        "line": place.line,
        "character": place.character,
        "pointer": place.pointer,
    }
    words = {lang: place.words(lang) for lang in ("fr", "en")}
    return {name: value for name, value in known.items() if value is not None} | {"words": words}


def _rule(rule: Rule) -> dict[str, Any]:
    found: dict[str, Any] = {"code": rule.code, "title": rule.title.by_language()}
    if rule.help:
        found["help"] = rule.help.by_language()
    if rule.address:
        found["address"] = rule.address
    return found
