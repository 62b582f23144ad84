"""``ess-graph convert``."""

from __future__ import annotations

import click

from ess_graph.cli.base import Option, argument, ess_command, say
from ess_graph.config import base_iri
from ess_graph.rdf.convert import convert
from ess_graph.rdf.formats import SYNTAXES
from ess_graph.rdf.near_miss import NearMiss, told
from ess_graph.report.listing import visible


@ess_command("convert", "convert")
@argument("source", help_key="help.convert.source")
@argument("target", help_key="help.convert.target")
@click.option(
    "--from", "from_syntax", cls=Option, type=click.Choice(tuple(SYNTAXES)), help="help.convert.from"
)
@click.option("--to", "to_syntax", cls=Option, type=click.Choice(tuple(SYNTAXES)), help="help.convert.to")
@click.option("--base", cls=Option, metavar="IRI", help="help.convert.base")
@click.option("--stream", cls=Option, is_flag=True, help="help.convert.stream")
def command(
    source: str, target: str, from_syntax: str | None, to_syntax: str | None, base: str | None, stream: bool
) -> None:
    """Convert an RDF file."""
    misses: list[NearMiss] = []
    convert(
        source,
        target,
        from_syntax=from_syntax,
        to_syntax=to_syntax,
        base=base,
        prefix_base=base_iri(),
        stream=stream,
        near_misses=misses,
    )
    for miss in misses:
        say(visible(told(miss, source)))
