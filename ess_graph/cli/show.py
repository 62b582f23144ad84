"""``ess-graph show``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ess_graph.cli.base import argument, ess_command, format_option, store_option
from ess_graph.report.rows import listing, visible, write_listing
from ess_graph.store.describe import ORIGIN_CONTRIBUTION, ORIGIN_RULE, ORIGIN_SOURCE, describe
from ess_graph.store.generation import open_store
from ess_graph.text import current_language, message

if TYPE_CHECKING:
    from ess_graph.store.describe import Description, Statement

_KEYS = ("predicate", "value", "origin")


@ess_command("show", "show")
@argument("name", help_key="help.show.name")
@store_option
@format_option
def command(name: str, store: str | None, form: str | None) -> None:
    """Show a thing."""
    description = describe(open_store(store), name, lang=current_language())
    chosen = form or ("table" if sys.stdout.isatty() else "tsv")
    if chosen == "json":
        json.dump(asdict(description), sys.stdout, ensure_ascii=False, indent=2)
        click.echo()
        return
    if chosen == "table":
        _print(description)
        return
    rows = [(s.predicate, s.value, " ".join((s.origin, *s.sources))) for s in description.statements]
    write_listing(listing(_KEYS, [message(f"table_head.{key}") for key in _KEYS], rows), chosen)


def _print(description: Description) -> None:
    """Write a description for a person, its sources numbered and told once."""
    click.echo(f"{visible(description.label or description.name)}\n{description.iri}\n")
    numbers: dict[str, int] = {}
    for statement in description.statements:
        for source in statement.sources if statement.origin == ORIGIN_SOURCE else ():
            numbers.setdefault(source, len(numbers) + 1)
    rows = [(s.predicate_name, _value(s), _origin(s, numbers)) for s in description.statements]
    write_listing(listing(_KEYS, [message(f"table_head.{key}") for key in _KEYS], rows), "table")
    for source, number in numbers.items():
        click.echo(visible(f"[{number}] {source}"))
    for incoming in description.incoming:
        examples = ", ".join(text for _, text in incoming.examples)
        more = "…" if incoming.count > len(incoming.examples) else ""
        cited = message("table_head.incoming")
        click.echo(visible(f"{cited} ({incoming.predicate_name}, {incoming.count}) : {examples}{more}"))


def _value(statement: Statement) -> str:
    if statement.value_label:
        return statement.value_label
    if statement.lang:
        return f"{statement.value} @{statement.lang}"
    return statement.value_name


def _origin(statement: Statement, numbers: dict[str, int]) -> str:
    kind = message(f"origin.{statement.origin}")
    if statement.origin in (ORIGIN_CONTRIBUTION, ORIGIN_RULE):
        return f"{kind} {statement.sources[0].rpartition('/')[2]}"
    if statement.origin == ORIGIN_SOURCE:
        return f"{kind} {' '.join(f'[{numbers[source]}]' for source in statement.sources)}"
    return kind
