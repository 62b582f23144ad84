"""JUnit XML, as Jenkins and GitLab read it: a suite for each file, a test case for each finding.

The elements are those of ``junit-10.xsd`` of Jenkins' xunit plug-in, the schema usually meant, as JUnit has none.
"""

from __future__ import annotations

from collections.abc import Iterator

from ess_graph.report.located import LocatedFinding
from ess_graph.report.verdict import ContributionReport, FileVerdict, fails
from ess_graph.report.xml_results import escaped
from ess_graph.text import message


def as_junit(report: ContributionReport, lang: str) -> str:
    """Return the report as JUnit XML; a finding below ``fail_on`` is a test that passes and says something."""
    return "".join(f"{line}\n" for line in _lines(report, lang))


def _lines(report: ContributionReport, lang: str) -> Iterator[str]:
    failing = [_failures(one, report.fail_on) for one in report.files]
    total = sum(_cases(one) for one in report.files)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="ess-graph" tests="{total}" failures="{sum(failing)}" errors="0">'
    for verdict, failures in zip(report.files, failing, strict=True):
        yield (
            f'  <testsuite name="{escaped(verdict.file)}" tests="{_cases(verdict)}" failures="{failures}" '
            f'errors="0" skipped="0" timestamp="{report.date.isoformat()}T00:00:00">'
        )
        yield "    <properties>"
        for name, value in (("version", report.version), ("failOn", report.fail_on), ("lang", lang)):
            yield f'      <property name="{name}" value="{escaped(value)}"/>'
        yield "    </properties>"
        if not verdict.findings:
            name = escaped(message("checked.nothing_found", lang))
            yield f'    <testcase classname="{escaped(verdict.file)}" name="{name}"/>'
        for one in verdict.findings:
            yield from _case(report, one, lang)
        if told := _also(verdict, lang):
            yield f"    <system-out>{escaped(told)}</system-out>"
        yield "  </testsuite>"
    yield "</testsuites>"


def _cases(verdict: FileVerdict) -> int:
    return max(1, len(verdict.findings))


def _failures(verdict: FileVerdict, fail_on: str) -> int:
    return sum(1 for one in verdict.findings if fails(one.severity, fail_on))


def _case(report: ContributionReport, one: LocatedFinding, lang: str) -> Iterator[str]:
    place = one.place.words(lang)
    name = " · ".join(part for part in (one.code, report.rule(one.code).title.text(lang), place) if part)
    said = one.message.text(lang)
    whole = "\n".join(part for part in (place, said, one.advice(lang)) if part)
    yield f'    <testcase classname="{escaped(one.place.file)}" name="{escaped(name)}">'
    if fails(one.severity, report.fail_on):
        yield (
            f'      <failure type="{escaped(one.code)}" message="{escaped(said)}">{escaped(whole)}</failure>'
        )
    else:
        yield f"      <system-out>{escaped(whole)}</system-out>"
    yield "    </testcase>"


def _also(verdict: FileVerdict, lang: str) -> str:
    told = [notice.text(lang) for notice in verdict.notices]
    left_out = sum(verdict.left_out.values())
    if left_out:
        told.append(message("checked.left_out", lang, count=left_out))
    return "\n".join(told)
