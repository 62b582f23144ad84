"""How the findings of a validation are written, and two engines compared: for ``validate`` and ``shacl``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import TypeVar

import click

from ess_graph.cli.base import Option, say
from ess_graph.errors import EXIT_FAILURE, EXIT_NOT_CONFORM, EXIT_OK
from ess_graph.rdf.names import compact
from ess_graph.rdf.namespaces import prefixes
from ess_graph.report.finding import INFO, VIOLATION, WARNING, Report
from ess_graph.report.rows import listing, write_listing
from ess_graph.text import current_language, message

_KEYS = ("severity", "code", "focus", "path", "value", "message", "shape")
#: Here and in ess_graph.shacl.engines, which is imported when a validation is asked for.
ENGINES = ("auto", "store", "columns", "pyshacl")
_Function = TypeVar("_Function", bound=Callable[..., int])


def engine_options(function: _Function) -> _Function:
    """Add ``--engine`` and ``--compare``."""
    compare = click.option("--compare", cls=Option, type=click.Choice(ENGINES[1:]), help="help.shacl.compare")
    engine = click.option(
        "--engine", cls=Option, type=click.Choice(ENGINES), default="auto", help="help.shacl.engine"
    )
    return engine(compare(function))


def finish(reports: list[Report], base: str, form: str | None) -> int:
    """Write a report, or how two differ when there are two, and return the exit code."""
    report, *others = reports
    for one in reports:
        if one.notice:
            say(message("report.other_engine", engine=one.engine, reason=one.notice))
    if others:
        return _compare(report, others[0])
    _write(report, base, form)
    return EXIT_OK if report.conforms else EXIT_NOT_CONFORM


def _compare(first: Report, second: Report) -> int:
    from ess_graph.shacl.compare import differences

    found = differences((first.engine, first.findings), (second.engine, second.findings))
    for one in found:
        finding = one.finding
        cells = (
            finding.severity,
            finding.focus,
            finding.path,
            finding.value,
            finding.component,
            finding.shape,
        )
        click.echo("\t".join((one.engine, str(one.times), *map(_one_line, cells))))
    names = {"first": first.engine, "second": second.engine, "found": len(first.findings)}
    seconds = {"one": f"{first.seconds:.1f}", "other": f"{second.seconds:.1f}"}
    if found:
        say(message("report.differ", count=len(found), **names, **seconds))
        return EXIT_FAILURE
    say(message("report.same", **names, **seconds))
    return EXIT_OK


def _one_line(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _write(report: Report, base: str, form: str | None) -> None:
    lang = current_language()
    chosen = form or ("table" if sys.stdout.isatty() else "tsv")
    if chosen == "json":
        findings = [{**asdict(finding), "messages": dict(finding.messages)} for finding in report.findings]
        document = {
            "conforms": report.conforms,
            "engine": report.engine,
            "checked": report.checked,
            "findings": findings,
        }
        json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
        click.echo()
        return
    known = prefixes(base)
    short = chosen == "table"

    def name(iri: str) -> str:
        return compact(iri, known) if short else iri

    if report.findings:
        titles = [message(f"report.{key}") if key != "code" else "Code" for key in _KEYS]
        rows = [
            (f.severity, f.code, name(f.focus), name(f.path), name(f.value), f.message(lang), name(f.shape))
            for f in report.findings
        ]
        write_listing(listing(_KEYS, titles, rows), chosen)
    say(_verdict(report))


def _verdict(report: Report) -> str:
    fields = {"checked": report.checked, "engine": report.engine, "seconds": f"{report.seconds:.1f}"}
    if not report.findings:
        return message("report.conforms", **fields)
    counts = {
        "violations": report.count(VIOLATION),
        "warnings": report.count(WARNING),
        "infos": report.count(INFO),
    }
    key = "report.conforms_with" if report.conforms else "report.not_conforms"
    return message(key, **counts, **fields)
