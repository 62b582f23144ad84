"""``ess-graph hash``."""

from __future__ import annotations

import click

from ess_graph.cli.base import Option, argument, ess_command
from ess_graph.rdf.formats import SYNTAXES
from ess_graph.rdf.hashing import hash_file


@ess_command("hash", "hash")
@argument("files", nargs=-1, required=True, help_key="help.hash.files")
@click.option("--from", "from_syntax", cls=Option, type=click.Choice(tuple(SYNTAXES)), help="help.hash.from")
@click.option("--base", cls=Option, metavar="IRI", help="help.hash.base")
def command(files: tuple[str, ...], from_syntax: str | None, base: str | None) -> None:
    """Hash RDF files, one line each, as ``sha256sum`` writes them."""
    for file in files:
        click.echo(f"{hash_file(file, from_syntax=from_syntax, base=base)}  {file}")
