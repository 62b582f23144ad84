"""``ess-graph shacl``: anyone's data by anyone's shapes."""

from __future__ import annotations

from pathlib import Path

import click

from ess_graph.cli.base import Option, argument, ess_command
from ess_graph.cli.findings import Asked, engine_options, judge
from ess_graph.config import DEFAULT_BASE


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
def command(data: tuple[Path, ...], shapes: tuple[Path, ...], asked: Asked) -> int:
    """Validate files by shapes."""
    from ess_graph.shacl.validate import validate_by

    return judge(lambda engines: validate_by(engines, files=data, shapes=shapes), DEFAULT_BASE, asked)
