"""``ess-graph search``."""

from __future__ import annotations

import sys

import click

from ess_graph.cli.base import Option, argument, ess_command, format_option, store_option
from ess_graph.rdf.names import compact
from ess_graph.report.rows import listing, write_listing
from ess_graph.store.generation import open_store
from ess_graph.store.search import search
from ess_graph.text import current_language, message

_KEYS = ("name", "label", "type", "score")


@ess_command("search", "search")
@argument("words", nargs=-1, required=True, help_key="help.search.words")
@click.option("-n", "--limit", cls=Option, type=click.IntRange(1, 1000), default=20, help="help.search.limit")
@store_option
@format_option
def command(words: tuple[str, ...], limit: int, store: str | None, form: str | None) -> None:
    """Search the labels."""
    opened = open_store(store)
    hits = search(opened, " ".join(words), lang=current_language(), limit=limit)
    short = form == "table" or (form is None and sys.stdout.isatty())

    def name(iri: str) -> str:
        return compact(iri, opened.prefixes) if short else iri

    rows = [(name(hit.iri), hit.label, name(hit.type), hit.score) for hit in hits]
    titles = [message(f"table_head.{key}") for key in _KEYS]
    write_listing(listing(_KEYS, titles, rows, message("table_head.no_rows")), form)
