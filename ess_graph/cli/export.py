"""``ess-graph export``."""

from __future__ import annotations

import click

from ess_graph.cli.base import Option, ess_command, store_option
from ess_graph.publish.export import export
from ess_graph.rdf.formats import SYNTAXES
from ess_graph.store.generation import open_store


@ess_command("export", "export")
@click.option(
    "-f",
    "--format",
    "form",
    cls=Option,
    type=click.Choice(tuple(SYNTAXES)),
    required=True,
    help="help.export.format",
)
@click.option("-o", "--output", cls=Option, default="-", metavar="FILE", help="help.export.output")
@click.option("--asserted", cls=Option, is_flag=True, help="help.export.asserted")
@store_option
def command(form: str, output: str, asserted: bool, store: str | None) -> None:
    """Export the graph."""
    export(open_store(store), form, output, with_inferred=not asserted)
