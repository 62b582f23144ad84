"""``ess-graph shacl``: anyone's data by anyone's shapes."""

from __future__ import annotations

from pathlib import Path

import click

from ess_graph.cli.base import Option, argument, ess_command
from ess_graph.cli.endpoint_options import check_endpoint, endpoint_options, endpoint_report
from ess_graph.cli.findings import Asked, engine_options, judge
from ess_graph.config import DEFAULT_BASE


@ess_command("shacl", "shacl")
@argument("data", nargs=-1, type=click.Path(path_type=Path), help_key="help.shacl.data")
@click.option(
    "--shapes",
    cls=Option,
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="help.shacl.shapes",
)
@engine_options()
@endpoint_options
def command(
    data: tuple[Path, ...],
    shapes: tuple[Path, ...],
    endpoint: str | None,
    graphs: tuple[str, ...],
    asked: Asked,
) -> int:
    """Validate files by shapes."""
    from ess_graph.shacl.validate import validate_by

    check_endpoint(endpoint, graphs, asked, others=bool(data))
    if endpoint is not None:
        return judge(endpoint_report(endpoint, graphs, shapes, asked), DEFAULT_BASE, asked)
    if not data:
        context = click.get_current_context()
        param = next(one for one in context.command.params if one.name == "data")
        raise click.MissingParameter(ctx=context, param=param)
    return judge(lambda engines: validate_by(engines, files=data, shapes=shapes), DEFAULT_BASE, asked)
