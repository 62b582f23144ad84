"""``ess-graph tables``."""

from __future__ import annotations

from pathlib import Path

import click

from ess_graph.cli.base import Option, ess_command, say, store_option
from ess_graph.model.metadata import read_metadata
from ess_graph.publish.tables import tables
from ess_graph.resources import folder
from ess_graph.store.generation import open_store
from ess_graph.text import message


@ess_command("tables", "tables")
@click.option("-o", "--output", cls=Option, metavar="DIR", required=True, help="help.tables.output")
@store_option
def command(output: str, store: str | None) -> None:
    """Write the graph as tables."""
    group = read_metadata(folder("data") / "csv-metadata.json")
    for one in tables(open_store(store), group, Path(output)):
        click.echo(f"{one.path}\t{one.rows}")
        if one.left_out:
            say(message("tables.left_out", file=one.path.name, columns=", ".join(one.left_out)))
