"""``ess-graph table-schema``."""

from __future__ import annotations

from pathlib import Path

import click

from ess_graph.cli.base import Argument, Option, ess_command
from ess_graph.errors import UsageProblem
from ess_graph.model.code_lists import read_code_lists
from ess_graph.model.metadata import read_metadata
from ess_graph.model.table_schema import dump, find_table, table_schema, write_table_schemas
from ess_graph.resources import folder


@ess_command("table-schema", "table-schema")
@click.argument("table", cls=Argument, required=False, help_key="help.table-schema.table")
@click.option("-o", "--output", cls=Option, metavar="DIR", help="help.table-schema.output")
@click.option("-m", "--metadata", cls=Option, metavar="FILE", help="help.table-schema.metadata")
def command(table: str | None, output: str | None, metadata: str | None) -> None:
    """Write Table Schemas."""
    group = read_metadata(Path(metadata) if metadata else folder("data") / "csv-metadata.json")
    codes = read_code_lists(folder("ontology") / "concepts.ttl")
    chosen = find_table(group, table) if table else None
    if output is not None:
        for path in write_table_schemas(group, codes, Path(output), chosen):
            click.echo(path)
    elif chosen is not None:
        click.echo(dump(table_schema(chosen, codes)), nl=False)
    else:
        raise UsageProblem("usage.table_output")
