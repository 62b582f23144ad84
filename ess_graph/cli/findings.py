"""How the findings of a validation are written, and two engines compared: for ``validate`` and ``shacl``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

import click

from ess_graph.cli.base import Option, say
from ess_graph.cli.waiting import wait_for
from ess_graph.errors import EXIT_FAILURE, EXIT_NOT_CONFORM, EXIT_OK
from ess_graph.rdf.names import compact
from ess_graph.rdf.namespaces import prefixes
from ess_graph.report.finding import INFO, VIOLATION, WARNING, Report
from ess_graph.report.rows import FORMATS, listing, write_listing
from ess_graph.text import current_language, message

if TYPE_CHECKING:
    from ess_graph.shacl.engine import ShaclEngine
    from ess_graph.shacl.trace import Trace

_KEYS = ("severity", "code", "focus", "path", "value", "message", "shape")
#: Here and in ess_graph.shacl.engines, which is imported when a validation is asked for.
ENGINES = ("auto", "store", "columns", "pyshacl")
#: The validation report of SHACL, as a graph.
GRAPHS: Final = ("ttl", "jsonld")
#: So many findings are kept and written when nobody says how many: on a screen, and for a program.
MOST_ON_SCREEN: Final = 1_000
MOST: Final = 100_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What ``validate`` and ``shacl`` are asked alike; the fields are the options.

    Attributes:
        engine: ``--engine``.
        compare: ``--compare``.
        explain: ``--explain``.
        most: ``--max-findings``.
        timeout: ``--timeout``.
        form: ``-f``; a table when a person is watching, TSV otherwise.
    """

    engine: str
    compare: str | None
    explain: bool
    most: int
    timeout: float | None
    form: str


def engine_options(*more: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Add the options that are asked alike; the command gets them as ``asked``.

    Args:
        more: what ``-f`` takes beside the forms of rows and graphs.
    """
    return lambda function: _with_options(function, more)


def _with_options(function: Callable[..., int], more: tuple[str, ...]) -> Callable[..., int]:
    @wraps(function)
    def command(
        *args: Any,
        engine: str,
        compare: str | None,
        explain: bool,
        most: int | None,
        timeout: float | None,
        form: str | None,
        **others: Any,
    ) -> int:
        chosen = form or ("table" if sys.stdout.isatty() else "tsv")
        if most is None:
            most = MOST_ON_SCREEN if chosen == "table" else MOST
        return function(*args, asked=Asked(engine, compare, explain, most, timeout, chosen), **others)

    options = (
        click.option(
            "--engine", type=click.Choice(ENGINES), default="auto", cls=Option, help="help.shacl.engine"
        ),
        click.option("--compare", type=click.Choice(ENGINES[1:]), cls=Option, help="help.shacl.compare"),
        click.option("--explain", is_flag=True, cls=Option, help="help.shacl.explain"),
        click.option(
            "--max-findings",
            "most",
            type=click.IntRange(min=0),
            metavar="N",
            cls=Option,
            help="help.shacl.most",
        ),
        click.option(
            "--timeout",
            type=click.FloatRange(min=0, min_open=True),
            metavar="S",
            cls=Option,
            help="help.shacl.timeout",
        ),
        click.option(
            "-f",
            "--format",
            "form",
            type=click.Choice((*FORMATS, *GRAPHS, *more)),
            cls=Option,
            help="help.shacl.format",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def judge(validation: Callable[[list[ShaclEngine]], list[Report]], base: str, asked: Asked) -> int:
    """Validate, write what is found and return the exit code.

    Args:
        validation: gives a report for each engine.
        base: the base of our prefixes.
        asked: the options.
    """
    from ess_graph.shacl.bounds import Bounds, bounded
    from ess_graph.shacl.engines import engine_named

    engines = [engine_named(name) for name in (asked.engine, asked.compare) if name]
    # Two engines can only be compared by all that they find.
    most = None if asked.compare else asked.most
    with bounded(Bounds(most, details=asked.form in GRAPHS)) as at, _traced(asked.explain) as trace:
        reports = wait_for(lambda: validation(engines), at, asked.timeout)
        for doubt in at.doubts:
            say(doubt)
        return _finish(reports, base, asked, trace)


def _finish(reports: list[Report], base: str, asked: Asked, trace: Trace | None) -> int:
    """Write a report, or how two differ when there are two, and return the exit code."""
    report, *others = reports
    for one in reports:
        if one.notice:
            say(message("report.other_engine", engine=one.engine, reason=one.notice))
    code = _compare(report, others[0]) if others else write_report(report, base, asked, trace)
    if trace is not None and (others or asked.form != "json"):
        from ess_graph.cli.explained import write_explained

        known = prefixes(base)
        write_explained(trace, lambda iri: compact(iri, known), sys.stderr)
    return code


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


def write_report(report: Report, base: str, asked: Asked, trace: Trace | None = None) -> int:
    """Write a report and return the exit code."""
    if asked.form == "json":
        from ess_graph.cli.explained import explained

        _write_json(report, {} if trace is None else {"explain": explained(trace)})
    elif asked.form in GRAPHS:
        _write_graph(report, base, asked)
    elif report.findings:
        _write_rows(report, base, asked.form)
    if asked.form != "json":
        left_out = sum(report.left_out.values())
        if left_out:
            say(message("report.left_out", count=left_out))
        say(verdict(report))
    return EXIT_OK if report.conforms else EXIT_NOT_CONFORM


def _write_json(report: Report, more: dict[str, Any]) -> None:
    document: dict[str, Any] = {
        "conforms": report.conforms,
        "engine": report.engine,
        "checked": report.checked,
        "findings": [
            {
                "severity": one.severity,
                "focus": one.focus,
                "path": one.path,
                "value": one.value,
                "component": one.component,
                "shape": one.shape,
                "code": one.code,
                "messages": dict(one.messages),
            }
            for one in report.findings
        ],
        **({"leftOut": dict(report.left_out)} if report.left_out else {}),
        **more,
    }
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    click.echo()


def _write_graph(report: Report, base: str, asked: Asked) -> None:
    from ess_graph.rdf.formats import syntax_named
    from ess_graph.rdf.writing.document import write_statements
    from ess_graph.shacl.report_graph import report_triples

    for one in report.findings:
        if one.terms is None:  # no shape says it: it is no result of SHACL
            say(one.message(current_language()))
    sys.stdout.flush()
    triples = report_triples(report, asked.most)
    write_statements(triples, syntax_named(asked.form), sys.stdout.buffer, prefixes(base))
    sys.stdout.buffer.flush()


def _write_rows(report: Report, base: str, form: str) -> None:
    lang, known = current_language(), prefixes(base)

    def name(iri: str) -> str:
        return compact(iri, known) if form == "table" else iri

    titles = [message(f"report.{key}") if key != "code" else "Code" for key in _KEYS]
    rows = (
        (f.severity, f.code, name(f.focus), name(f.path), name(f.value), f.message(lang), name(f.shape))
        for f in report.findings
    )
    write_listing(listing(_KEYS, titles, rows), form)


def verdict(report: Report) -> str:
    """Return the verdict in one line."""
    fields = {"checked": report.checked, "engine": report.engine, "seconds": f"{report.seconds:.1f}"}
    if not report.findings and not report.left_out:
        return message("report.conforms", **fields)
    counts = {
        "violations": report.count(VIOLATION),
        "warnings": report.count(WARNING),
        "infos": report.count(INFO),
    }
    key = "report.conforms_with" if report.conforms else "report.not_conforms"
    return message(key, **counts, **fields)


@contextmanager
def _traced(wanted: bool) -> Iterator[Trace | None]:
    """Keep a trace of the validations of a block, when it is wanted."""
    if not wanted:
        yield None
        return
    from ess_graph.shacl.trace import tracing

    with tracing() as trace:
        yield trace
