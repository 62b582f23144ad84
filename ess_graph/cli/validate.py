"""``ess-graph validate``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from ess_graph.cli.base import Option, argument, ess_command, say, store_option, watched
from ess_graph.config import DEFAULT_BASE
from ess_graph.errors import EXIT_NOT_CONFORM, EXIT_OK
from ess_graph.rdf.names import compact
from ess_graph.rdf.namespaces import prefixes
from ess_graph.report.finding import INFO, VIOLATION, WARNING, Report
from ess_graph.report.rows import FORMATS, listing, write_listing
from ess_graph.text import current_language, message

_KEYS = ("severity", "code", "focus", "path", "value", "message", "shape")


@ess_command("validate", "validate")
@argument("files", nargs=-1, type=click.Path(path_type=Path), help_key="help.validate.files")
@click.option("--all", "everything", cls=Option, is_flag=True, help="help.validate.all")
@click.option(
    "--shapes", cls=Option, multiple=True, type=click.Path(path_type=Path), help="help.validate.shapes"
)
@store_option
@click.option("-f", "--format", "form", cls=Option, type=click.Choice(FORMATS), help="help.format")
def command(
    files: tuple[Path, ...], everything: bool, shapes: tuple[Path, ...], store: str | None, form: str | None
) -> int:
    """Validate."""
    from ess_graph.shacl.validate import validate
    from ess_graph.store.generation import open_store

    opened = None if files else open_store(store)
    if opened is not None and watched():
        say(message("report.scope_all" if everything else "report.scope_editorial"))
    report = validate(opened, files, shapes=shapes, everything=everything)
    base = opened.base if opened is not None else DEFAULT_BASE
    _write(report, base, form)
    return EXIT_OK if report.conforms else EXIT_NOT_CONFORM


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
