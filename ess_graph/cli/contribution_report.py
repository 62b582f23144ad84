"""How the report of a checked contribution is asked for and written, with what is made beside the file."""

from __future__ import annotations

import datetime
import shutil
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import click

from ess_graph.cli.base import Day, Option, say
from ess_graph.cli.findings import GRAPHS
from ess_graph.errors import UsageProblem
from ess_graph.report.finding import SEVERITIES
from ess_graph.text import current_language, message

if TYPE_CHECKING:
    from ess_graph.checking.inputs import Given
    from ess_graph.report.corrected import Corrected
    from ess_graph.report.verdict import ContributionReport

#: What ``-f`` takes for a contribution beside what it takes for RDF.
REPORT_FORMS: Final = ("html", "md", "sarif", "junit", "github")
_SEVERITIES: Final = {"violation": "Violation", "warning": "Warning", "info": "Info"}
_OPTIONS: Final = (
    "output",
    "annotated",
    "fix",
    "guesses",
    "fail_on",
    "day",
    "name",
    "table",
    "hidden",
    "contribution",
)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What is asked of the check of a contribution; the fields are the options.

    Attributes:
        output: ``-o``.
        annotated: ``--annotated``.
        fix: ``--fix``.
        guesses: ``--guesses``.
        fail_on: ``--fail-on``.
        day: ``--date``.
        name: ``--name``.
        table: ``--table``.
        hidden: ``--hidden-sheets``.
        contribution: ``--contribution``.
    """

    output: Path | None
    annotated: Path | None
    fix: Path | None
    guesses: bool
    fail_on: str | None
    day: datetime.date | None
    name: str | None
    table: str | None
    hidden: bool
    contribution: bool

    @property
    def asked(self) -> bool:
        """Whether an option says that files are a contribution."""
        mine = (self.output, self.annotated, self.fix, self.fail_on, self.day, self.name, self.table)
        return self.contribution or self.hidden or self.guesses or any(one is not None for one in mine)


def contribution_options(function: Callable[..., int]) -> Callable[..., int]:
    """Add the options of a contribution; the command gets them as ``contribution``."""

    @wraps(function)
    def command(*args: Any, **given: Any) -> int:
        mine = {name: given.pop(name) for name in _OPTIONS}
        return function(*args, contribution=Contribution(**mine), **given)

    path: Any = click.Path(path_type=Path)
    tables = [name.removesuffix(".csv") for name in _tables()]
    options = (
        click.option("--contribution", is_flag=True, cls=Option, help="help.validate.contribution"),
        click.option("-o", "--output", type=path, cls=Option, metavar="FILE", help="help.validate.output"),
        click.option("--annotated", type=path, cls=Option, metavar="COPY", help="help.validate.annotated"),
        click.option("--fix", type=path, cls=Option, metavar="COPY", help="help.validate.fix"),
        click.option("--guesses", is_flag=True, cls=Option, help="help.validate.guesses"),
        click.option(
            "--fail-on",
            type=click.Choice(tuple(_SEVERITIES), case_sensitive=False),
            cls=Option,
            help="help.validate.fail_on",
        ),
        click.option("--date", "day", type=Day(), cls=Option, help="help.validate.date"),
        click.option("--name", cls=Option, metavar="NAME", help="help.validate.name"),
        click.option("--table", type=click.Choice(tables), cls=Option, help="help.validate.table"),
        click.option("--hidden-sheets", "hidden", is_flag=True, cls=Option, help="help.validate.hidden"),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _tables() -> tuple[str, ...]:
    from ess_graph.contribution.columns import CONTRIBUTED

    return CONTRIBUTED


def check_contribution(
    files: tuple[Path, ...],
    form: str,
    contribution: Contribution,
    shapes: tuple[Path, ...],
    store: str | None,
) -> int:
    """Check files as one contribution, write the report and what is asked for beside it, and return the exit code.

    Args:
        files: files and folders; ``-`` is standard input.
        form: ``-f``.
        contribution: the options.
        shapes: SHACL files in place of ours.
        store: ``--store``.

    Raises:
        UsageProblem: options do not go together.
        InputProblem: a file cannot be read.
    """
    from ess_graph.checking.check import check
    from ess_graph.checking.inputs import given_files
    from ess_graph.report.finding import VIOLATION

    with given_files(files, contribution.name) as given:
        if (contribution.annotated or contribution.fix) and len(given) != 1:
            raise UsageProblem("usage.one_copy", count=len(given))
        report = check(
            given,
            opened=_store(store),
            day=contribution.day or datetime.datetime.now().astimezone().date(),
            fail_on=_SEVERITIES[contribution.fail_on.lower()] if contribution.fail_on else VIOLATION,
            shapes=shapes,
            table=f"{contribution.table}.csv" if contribution.table else None,
            read_hidden=contribution.hidden,
        )
        _write(report, form, contribution.output)
        _copies(report, given[0], contribution)
    return report.exit_code


def _store(store: str | None) -> Any:
    """Return the store, ``None`` when there is none and none was asked for."""
    from ess_graph.config import store_path
    from ess_graph.store.generation import open_store

    if store is None and not (store_path(None) / "CURRENT").exists():
        return None
    return open_store(store)


def _write(report: ContributionReport, form: str, output: Path | None) -> None:
    from ess_graph.rdf.atomic import atomic_writer
    from ess_graph.report.findings.forms import text_of
    from ess_graph.report.findings.terminal import as_terminal

    lang = current_language()
    if form == "terminal" and output is None and sys.stdout.isatty():
        width = shutil.get_terminal_size().columns
        click.echo(as_terminal(report, lang, width=width, color=True), nl=False, color=True)
        return
    with nullcontext(sys.stdout.buffer) if output is None else atomic_writer(output) as out:
        if form in GRAPHS:
            _write_graph(report, form, out)
        else:
            out.write(text_of(report, form, lang).encode("utf-8"))
    if output is not None:
        from ess_graph.report.findings.verdicts import verdict_line

        say(verdict_line(report, lang))


def _write_graph(report: ContributionReport, form: str, out: IO[bytes]) -> None:
    """Write the validation report of SHACL: what the shapes found, without the places, of which it knows none."""
    from ess_graph.config import base_iri
    from ess_graph.rdf.formats import syntax_named
    from ess_graph.rdf.namespaces import prefixes
    from ess_graph.rdf.writing.document import write_statements
    from ess_graph.report.finding import Finding, Report
    from ess_graph.shacl.report_graph import report_triples

    found = tuple(
        Finding(
            one.severity,
            one.subject,
            one.path,
            one.value,
            "",
            one.rule,
            one.code,
            one.message.texts,
            one.terms,
        )
        for one in report.findings()
    )
    left_out = {key: sum(one.left_out.get(key, 0) for one in report.files) for key in SEVERITIES}
    whole = Report(found, sum(one.statements for one in report.files), "", 0.0, "", left_out)
    write_statements(report_triples(whole), syntax_named(form), out, prefixes(base_iri(None)))


def _copies(report: ContributionReport, given: Given, contribution: Contribution) -> None:
    """Write the annotated workbook and the corrected copy beside the file."""
    from ess_graph.report.beside import save_copy

    (verdict,) = report.files if contribution.annotated or contribution.fix else (None,)
    if verdict is None:
        return
    if contribution.annotated:
        from ess_graph.report.annotated import annotated_workbook

        data = annotated_workbook(given.path, verdict, report, current_language())
        save_copy(data, given.path, contribution.annotated)
        say(message("check.annotated", path=contribution.annotated))
    if contribution.fix:
        from ess_graph.report.corrected import corrected

        done = corrected(given.path, verdict.findings, guesses=contribution.guesses)
        save_copy(done.content, given.path, contribution.fix)
        _tell_changes(done, contribution.fix)


def _tell_changes(done: Corrected, path: Path) -> None:
    """Say what was changed and what was not, on standard error."""
    lang = current_language()
    for one in done.changes:
        key = "check.changed" if one.applied else "check.not_changed"
        place = one.place.words(lang)
        say(message(key, place=place, before=one.before, after=one.after, reason=one.refused.text(lang)))
    say(message("check.fixed", path=path, count=sum(one.applied for one in done.changes)))
