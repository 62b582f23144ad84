"""SARIF 2.1.0 (OASIS): rules with their help in both languages, results with their places and fixes.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from ess_graph.report.finding import INFO, VIOLATION, WARNING, kind_of
from ess_graph.report.findings.fingerprint import fingerprints
from ess_graph.report.located import LocatedFinding, Place, Rule
from ess_graph.report.verdict import ContributionReport
from ess_graph.text import LANGUAGES, message

#: §3.27.10: the levels of a result.
_LEVELS: Final = {VIOLATION: "error", WARNING: "warning", INFO: "note"}
_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_FINGERPRINT: Final = "essGraphFinding/v1"


def as_sarif(report: ContributionReport, lang: str) -> str:
    """Return the report as a SARIF log of one run, whose texts are in ``lang`` and whose rules are translated too."""
    codes = sorted({one.code for one in report.findings()})
    rules = [report.rule(code) for code in codes]
    driver = {"name": "ess-graph", "version": report.version, "language": lang}
    run = {
        "tool": {"driver": {**driver, "rules": [_rule(rule, lang) for rule in rules]}},
        # §3.14.9 and §3.19.21: the same rules, by their places in the array, in the other language.
        "translations": [
            {"name": "ess-graph", "language": other, "rules": [_texts(rule, other) for rule in rules]}
            for other in LANGUAGES
            if other != lang
        ],
        "language": lang,
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, lang)],
        "artifacts": [{"location": {"uri": _uri(one.file)}} for one in report.files],
        "results": _results(report, codes, lang),
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _uri(file: str) -> str:
    """Return the URI reference of a file (§3.4.3): a relative one stays relative."""
    path = file.replace("\\", "/")
    # A first segment with a colon would be read as a scheme (RFC 3986 §4.2); quote escapes it.
    return f"file://{quote(path)}" if path.startswith("/") else quote(path)


def _rule(rule: Rule, lang: str) -> dict[str, Any]:
    found = _texts(rule, lang)
    if rule.address:
        found["helpUri"] = rule.address
    return found


def _texts(rule: Rule, lang: str) -> dict[str, Any]:
    title = rule.title.text(lang)
    # §3.49.12: help is needed where the reader looks for it, so a rule without one has its title there.
    return {
        "id": rule.code,
        "shortDescription": {"text": title},
        "help": {"text": rule.help.text(lang) or title},
    }


def _invocation(report: ContributionReport, lang: str) -> dict[str, Any]:
    told: list[dict[str, Any]] = []
    for one in report.files:
        texts = [("note", notice.text(lang)) for notice in one.notices]
        if left_out := sum(one.left_out.values()):
            texts.append(("warning", message("checked.left_out", lang, count=left_out)))
        at = [{"physicalLocation": {"artifactLocation": {"uri": _uri(one.file)}}}]
        told += [{"level": level, "message": {"text": text}, "locations": at} for level, text in texts]
    return {
        "executionSuccessful": True,
        "exitCode": report.exit_code,
        "endTimeUtc": f"{report.date.isoformat()}T00:00:00Z",
        "toolExecutionNotifications": told,
    }


def _results(report: ContributionReport, codes: list[str], lang: str) -> list[dict[str, Any]]:
    index = {one.file: number for number, one in enumerate(report.files)}
    number = {code: place for place, code in enumerate(codes)}
    found = list(report.findings())
    return [
        _result(one, number[one.code], index, mark, lang)
        for one, mark in zip(found, fingerprints(found), strict=True)
    ]


def _result(one: LocatedFinding, rule: int, files: dict[str, int], mark: str, lang: str) -> dict[str, Any]:
    said = " ".join(part for part in (one.message.text(lang), one.advice(lang)) if part)
    found: dict[str, Any] = {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": _LEVELS[kind_of(one.severity)],
        "message": {"text": said},
        "locations": [_location(one.place, files, lang)],
        "partialFingerprints": {_FINGERPRINT: mark},
    }
    related = [_location(place, files, lang, told=True) for place in _related(one)]
    if related:
        found["relatedLocations"] = [{"id": number, **place} for number, place in enumerate(related, 1)]
    if fix := _fix(one, lang):
        found["fixes"] = [fix]
    more = {
        "value": one.value,
        "expected": one.expected.text(lang),
        "subject": one.subject,
        "path": one.path,
        "shape": one.rule,
        "cell": one.place.reference,
    }
    properties: dict[str, Any] = {name: text for name, text in more.items() if text}
    if one.fix and one.fix.replacement is not None:
        properties |= {"replacement": one.fix.replacement, "certain": one.fix.certain}
    if properties:
        found["properties"] = properties
    return found


def _related(one: LocatedFinding) -> Iterable[Place]:
    yield from one.related
    yield from (cause.place for cause in one.causes if cause.place != one.place)


def _location(place: Place, files: dict[str, int], lang: str, *, told: bool = False) -> dict[str, Any]:
    artifact: dict[str, Any] = {"uri": _uri(place.file)}
    if place.file in files:
        artifact["index"] = files[place.file]
    physical: dict[str, Any] = {"artifactLocation": artifact}
    if region := _region(place):
        physical["region"] = region
    found: dict[str, Any] = {"physicalLocation": physical}
    if logical := _logical(place):
        found["logicalLocations"] = [logical]
    words = place.words(lang)
    if told and words:
        found["message"] = {"text": words}
    return found


def _region(place: Place) -> dict[str, Any]:
    """Return the region (§3.30): a line of a text; a row of a sheet, which is the nearest thing to one."""
    if place.line is None:
        return {} if place.row is None else {"startLine": place.row}
    region = {"startLine": place.line}
    return region if place.character is None else region | {"startColumn": place.character}


def _logical(place: Place) -> dict[str, Any]:
    """Return the logical location (§3.33): a cell with its sheet, or a value of a JSON document."""
    if place.pointer is not None:
        return {"fullyQualifiedName": place.pointer or "/", "kind": "value"}
    if not place.reference:
        return {}
    kind = "sheet" if not place.cell else "row" if place.column is None else "cell"
    named = {"name": place.header} if place.header else {}
    return {"fullyQualifiedName": place.reference, "kind": kind, **named}


def _fix(one: LocatedFinding, lang: str) -> dict[str, Any]:
    """Return the fix (§3.55) of a text whose characters are known; a cell of a workbook is no region of a text."""
    at, fix = one.place, one.fix
    if fix is None or fix.raw is None or at.line is None or at.character is None:
        return {}
    old, new = fix.raw
    if "\n" in old or "\r" in old:
        return {}
    region = {"startLine": at.line, "startColumn": at.character, "endColumn": at.character + len(old)}
    change = {
        "artifactLocation": {"uri": _uri(at.file)},
        "replacements": [{"deletedRegion": region, "insertedContent": {"text": new}}],
    }
    return {"description": {"text": fix.text(lang)}, "artifactChanges": [change]}
