"""``ess-graph import``."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ess_graph.cli.base import Option, argument, ess_command, format_option, say, store_option
from ess_graph.cli.changes import contributions_option, write_changes, write_object
from ess_graph.cli.findings import MOST, Asked, verdict, write_report
from ess_graph.errors import EXIT_NOT_CONFORM, EXIT_OK
from ess_graph.text import current_language, message

if TYPE_CHECKING:
    from ess_graph.report.finding import Report
    from ess_graph.store.contributions import Proposed


@ess_command("import", "import")
@argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), help_key="help.import.files")
@click.option("--organisation", cls=Option, required=True, metavar="TEXT", help="help.import.organisation")
@click.option("--licence", cls=Option, required=True, metavar="CODE", help="help.import.licence")
@click.option("--dry-run", cls=Option, is_flag=True, help="help.import.dry_run")
@click.option("--replaces", cls=Option, metavar="ID", default="", help="help.import.replaces")
@click.option(
    "--date", "day", cls=Option, type=click.DateTime(("%Y-%m-%d",)), metavar="DATE", help="help.import.date"
)
@contributions_option
@store_option
@format_option
def command(
    files: tuple[Path, ...],
    organisation: str,
    licence: str,
    dry_run: bool,
    replaces: str,
    day: datetime.datetime | None,
    contributions: str | None,
    store: str | None,
    form: str | None,
) -> int:
    """Import a contribution."""
    from ess_graph.shacl.in_context import validate_in_context
    from ess_graph.store.changes import changes
    from ess_graph.store.contributed import is_filled
    from ess_graph.store.contributions import PLANNED, REFUSED, UNCHANGED, import_contribution
    from ess_graph.store.licences import licence_iri, organisation_named

    when = day.date() if day else datetime.datetime.now().astimezone().date()
    if any(map(is_filled, files)) and not _clean(files, when, store, form):
        return EXIT_NOT_CONFORM
    reports: list[Report] = []

    def conforms(proposed: Proposed) -> bool:
        reports.append(validate_in_context(proposed))
        return reports[-1].conforms

    done = import_contribution(
        files,
        organisation=organisation_named(organisation),
        licence=licence_iri(licence),
        created=when.isoformat(),
        conforms=conforms,
        replaces=replaces,
        dry_run=dry_run,
        store=store,
        contributions=contributions,
    )
    report = reports[0] if reports else None
    if report is not None and done.outcome == REFUSED:
        chosen = form or ("table" if sys.stdout.isatty() else "tsv")
        return write_report(report, done.about.base, Asked("store", None, False, MOST, None, chosen))
    if report is not None and report.findings:
        say(verdict(report))
    counts = {
        "added": done.own,
        "known": len(done.stated),
        "others": len(done.added) - done.own,
        "removed": len(done.removed),
    }
    if done.outcome == PLANNED:
        write_changes(changes(done.added, done.removed, done.stated, done.about.base), done.about.base, form)
        say(message("contribution.planned", id=done.about.id, **counts))
    elif form == "json":
        write_object({"outcome": done.outcome, "id": done.about.id, **counts, "hash": done.hash})
    else:
        key = "contribution.unchanged" if done.outcome == UNCHANGED else "contribution.imported"
        click.echo(message(key, id=done.about.id, date=done.about.created, **counts))
        click.echo(message("build.hash_line", hash=done.hash))
    return EXIT_OK


def _clean(files: tuple[Path, ...], day: datetime.date, store: str | None, form: str | None) -> bool:
    """Tell whether tables may be imported; if not, write what is wrong at its cells, as ``validate`` does."""
    from ess_graph.checking.check import check
    from ess_graph.checking.inputs import Given
    from ess_graph.report.findings.forms import text_of
    from ess_graph.store.generation import open_store

    report = check([Given(path, str(path)) for path in files], opened=open_store(store), day=day)
    if not any(one.statements for one in report.files):
        # Nothing that an import could refuse by its cells: it tells which tables there are.
        return True
    if not report.conforms:
        click.echo(
            text_of(report, form if form in ("json", "csv") else "terminal", current_language()), nl=False
        )
    return report.conforms
