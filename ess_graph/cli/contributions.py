"""``ess-graph contributions``."""

from __future__ import annotations

import sys
from dataclasses import asdict

from ess_graph.cli.base import ess_command, format_option, store_option
from ess_graph.report.rows import listing, write_listing
from ess_graph.store.generation import open_store
from ess_graph.store.provenance import listed
from ess_graph.text import message

_KEYS = ("id", "date", "organisation", "licence", "files", "statements", "replaces")


@ess_command("contributions", "contributions")
@store_option
@format_option
def command(store: str | None, form: str | None) -> None:
    """List the contributions in the store."""
    found = listed(open_store(store))
    short = form == "table" or (form is None and sys.stdout.isatty())
    rows = []
    for one in found:
        cells = {**asdict(one), "date": one.created, "files": ", ".join(file.name for file in one.files)}
        if short:
            cells["licence"] = short_licence(one.licence)
        rows.append([cells[key] for key in _KEYS])
    titles = [message(f"table_head.{key}") for key in _KEYS]
    write_listing(listing(_KEYS, titles, rows, message("table_head.no_rows")), form)


def short_licence(iri: str) -> str:
    """Return the code of a licence that has one, else its IRI."""
    from ess_graph.store.licences import LICENCES

    return next((code for code, known in LICENCES.items() if known == iri), iri)
