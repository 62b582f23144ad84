"""What ``import`` and ``withdraw`` share: where contributions lie, and how changes are written."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ess_graph.cli.base import Option
from ess_graph.rdf.names import compact
from ess_graph.rdf.namespaces import prefixes
from ess_graph.report.rows import listing, write_listing
from ess_graph.text import message

if TYPE_CHECKING:
    from ess_graph.store.changes import Change

_F = TypeVar("_F", bound=Callable[..., Any])
_KEYS = ("change", "by", "subject", "predicate", "value", "before")


def contributions_option(function: _F) -> _F:
    """Add ``--contributions``."""
    return click.option(
        "--contributions", cls=Option, type=click.Path(), metavar="DIR", help="help.contributions_folder"
    )(function)


def write_changes(found: Sequence[Change], base: str, form: str | None) -> None:
    """Write what a change of the store is, statement by statement."""
    short = form == "table" or (form is None and sys.stdout.isatty())
    known = prefixes(base)

    def name(text: str) -> str:
        return compact(text, known) if short else text

    rows = [
        (
            message(f"contribution_change.{one.kind}") if short else one.kind,
            one.by,
            name(one.subject),
            name(one.predicate),
            name(one.value),
            name(one.before),
        )
        for one in found
    ]
    titles = [message(f"table_head.{key}") for key in _KEYS]
    write_listing(listing(_KEYS, titles, rows, message("table_head.no_rows")), form)


def write_object(fields: dict[str, object]) -> None:
    """Write one JSON object."""
    json.dump(fields, sys.stdout, ensure_ascii=False, indent=2)
    click.echo()
