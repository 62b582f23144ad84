"""``ess-graph stats``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from ess_graph.cli.base import ess_command, format_option, store_option
from ess_graph.report.rows import listing, write_listing
from ess_graph.store.generation import open_store
from ess_graph.store.statistics import stats
from ess_graph.text import current_language, message

_KEYS = ("kind", "name", "label", "count")


@ess_command("stats", "stats")
@store_option
@format_option
def command(store: str | None, form: str | None) -> None:
    """Count what the graph holds."""
    found = stats(open_store(store), lang=current_language())
    if form == "json":
        json.dump(asdict(found), sys.stdout, ensure_ascii=False, indent=2)
        click.echo()
        return
    rows = [(one.kind, one.name, one.label, one.count) for one in found.counts]
    write_listing(listing(_KEYS, [message(f"table_head.{key}") for key in _KEYS], rows), form)
