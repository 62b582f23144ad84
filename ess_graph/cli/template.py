"""``ess-graph template``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Final

import click

from ess_graph.cli.base import Day, Option, argument, ess_command, say
from ess_graph.errors import UsageProblem
from ess_graph.model.choices import Choices
from ess_graph.model.code_lists import CodeLists, read_code_lists
from ess_graph.model.described import Table, TableGroup
from ess_graph.model.metadata import read_metadata
from ess_graph.model.table_schema import find_table, resource_name
from ess_graph.publish.template.files import csv_template, csvw_template, table_schema_template, write_schemas
from ess_graph.rdf.atomic import atomic_writer, make_folder
from ess_graph.resources import folder
from ess_graph.text import current_language, message

_FORMS: Final = ("xlsx", "csv", "table-schema", "csvw")
#: As many rows as a sheet has, without the header.
_MOST_ROWS: Final = 1_048_575
#: Options that say something in one form only.
_ONLY: Final = {"--rows": "xlsx", "--date": "xlsx", "--names": "csv"}


@ess_command("template", "template")
@argument("tables", nargs=-1, required=True, help_key="help.template.tables")
@click.option("-f", "--format", "form", cls=Option, type=click.Choice(_FORMS), help="help.template.format")
@click.option("-o", "--output", cls=Option, metavar="PATH", help="help.template.output")
@click.option(
    "--rows",
    cls=Option,
    type=click.IntRange(1, _MOST_ROWS),
    metavar="NUMBER",
    help="help.template.rows",
)
@click.option("--names", cls=Option, is_flag=True, help="help.template.names")
@click.option("--date", "on", cls=Option, type=Day(), metavar=Day.name, help="help.template.date")
def command(
    tables: tuple[str, ...],
    form: str | None,
    output: str | None,
    rows: int | None,
    names: bool,
    on: date | None,
) -> None:
    """Write templates."""
    group = read_metadata(folder("data") / "csv-metadata.json")
    lists = folder("ontology")
    codes = read_code_lists(lists / "concepts.ttl", lists / "schemes.ttl")
    asked = _Asked(
        group,
        _chosen(group, tables),
        codes,
        Choices(group, codes, current_language()),
        None if output in (None, "-") else Path(str(output)),
    )
    chosen = form or _form_of(asked.target)
    given = {"--rows": rows is not None, "--date": on is not None, "--names": names}
    for option, only in _ONLY.items():
        if given[option] and chosen != only:
            raise UsageProblem("usage.template_option", option=option, form=only, found=chosen)
    if chosen == "xlsx":
        _write_workbook(asked, rows, on)
    elif chosen == "csv":
        _write_csv(asked, None if names else current_language())
    elif chosen == "csvw":
        _write(asked.target, lambda out: out.write(csvw_template(group, asked.tables)))
    else:
        _write_table_schema(asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a person asked for: some tables, and where they go."""

    group: TableGroup
    tables: tuple[Table, ...]
    codes: CodeLists
    choices: Choices
    target: Path | None

    def folder(self, form: str) -> Path:
        """Return the folder for several files.

        Raises:
            UsageProblem: none was named.
        """
        if self.target is None:
            raise UsageProblem("usage.template_folder", form=form, count=len(self.tables))
        return self.target


def _chosen(group: TableGroup, names: tuple[str, ...]) -> tuple[Table, ...]:
    """Return the tables of some names, each once; every one for ``all``."""
    if "all" in names:
        return group.tables
    return tuple({table.url: table for table in (find_table(group, name) for name in names)}.values())


def _form_of(target: Path | None) -> str:
    """Return the form that the extension of a file says, the workbook when there is no file."""
    known = {"": "xlsx", ".xlsx": "xlsx", ".csv": "csv"}
    suffix = target.suffix.lower() if target else ""
    if suffix not in known:
        raise UsageProblem("usage.template_form", path=target, known=", ".join(_FORMS))
    return known[suffix]


def _write_workbook(asked: _Asked, rows: int | None, on: date | None) -> None:
    from ess_graph.publish.template.described import describe
    from ess_graph.publish.template.workbook import ROWS, write_workbook_template
    from ess_graph.shacl.expected import Expectations

    if asked.target is None and sys.stdout.isatty():
        raise UsageProblem("output.terminal", form="xlsx")
    language = current_language()
    described = describe(asked.group, asked.tables, asked.choices, Expectations(), language)
    _write(
        asked.target, lambda out: write_workbook_template(described, out, language, rows=rows or ROWS, on=on)
    )


def _write_csv(asked: _Asked, language: str | None) -> None:
    """Write one file, or one a table into a folder; a CSV file has no place that says which row is the example."""
    if len(asked.tables) == 1:
        content = csv_template(asked.group, asked.tables[0], language)
        _write(asked.target, lambda out: out.write(content))
    else:
        target = asked.folder("csv")
        make_folder(target)
        for table in asked.tables:
            content = csv_template(asked.group, table, language)
            path = target / f"{resource_name(table.url)}.csv"
            with atomic_writer(path) as out:
                out.write(content)
            click.echo(path)
    say(message("template.example_row"))


def _write_table_schema(asked: _Asked) -> None:
    if len(asked.tables) == 1:
        content = table_schema_template(asked.group, asked.tables[0], asked.choices, asked.codes)
        _write(asked.target, lambda out: out.write(content))
        return
    for path in write_schemas(
        asked.group, asked.tables, asked.choices, asked.codes, asked.folder("table-schema")
    ):
        click.echo(path)


def _write(target: Path | None, fill: Callable[[IO[bytes]], object]) -> None:
    """Fill a file, whole or not at all, or standard output."""
    with nullcontext(sys.stdout.buffer) if target is None else atomic_writer(target) as out:
        fill(out)
