"""``ess-graph shacl``: anyone's data by anyone's shapes."""

from __future__ import annotations

from pathlib import Path

import click

from ess_graph.cli.base import Option, argument, ess_command
from ess_graph.cli.endpoint_options import check_endpoint, endpoint_options, endpoint_report
from ess_graph.cli.findings import engine_options, finish
from ess_graph.config import DEFAULT_BASE
from ess_graph.report.rows import FORMATS


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
@engine_options
@endpoint_options
@click.option("-f", "--format", "form", cls=Option, type=click.Choice(FORMATS), help="help.format")
def command(
    data: tuple[Path, ...],
    shapes: tuple[Path, ...],
    engine: str,
    compare: str | None,
    endpoint: str | None,
    graphs: tuple[str, ...],
    timeout: float | None,
    form: str | None,
) -> int:
    """Validate files by shapes."""
    from ess_graph.shacl.engines import engine_named
    from ess_graph.shacl.validate import validate_by

    check_endpoint(endpoint, graphs, timeout, bool(data), (engine, compare))
    if endpoint is not None:
        return finish([endpoint_report(endpoint, graphs, timeout, shapes)], DEFAULT_BASE, form)
    if not data:
        context = click.get_current_context()
        param = next(one for one in context.command.params if one.name == "data")
        raise click.MissingParameter(ctx=context, param=param)
    engines = [engine_named(name) for name in (engine, compare) if name]
    return finish(validate_by(engines, files=data, shapes=shapes), DEFAULT_BASE, form)
