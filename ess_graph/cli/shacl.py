"""``ess-graph shacl``: anyone's data by anyone's shapes."""

from __future__ import annotations

from pathlib import Path

import click

from ess_graph.cli.base import Option, argument, ess_command
from ess_graph.cli.findings import engine_options, finish, traced
from ess_graph.config import DEFAULT_BASE
from ess_graph.report.rows import FORMATS


@ess_command("shacl", "shacl")
@argument("data", nargs=-1, required=True, type=click.Path(path_type=Path), help_key="help.shacl.data")
@click.option(
    "--shapes",
    cls=Option,
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="help.shacl.shapes",
)
@engine_options
@click.option("-f", "--format", "form", cls=Option, type=click.Choice(FORMATS), help="help.format")
def command(
    data: tuple[Path, ...],
    shapes: tuple[Path, ...],
    engine: str,
    compare: str | None,
    explain: bool,
    form: str | None,
) -> int:
    """Validate files by shapes."""
    from ess_graph.shacl.engines import engine_named
    from ess_graph.shacl.validate import validate_by

    engines = [engine_named(name) for name in (engine, compare) if name]
    with traced(explain) as trace:
        reports = validate_by(engines, files=data, shapes=shapes)
    return finish(reports, DEFAULT_BASE, form, trace)
