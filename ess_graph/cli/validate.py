"""``ess-graph validate``."""

from __future__ import annotations

from pathlib import Path

import click

from ess_graph.cli.base import Option, argument, ess_command, say, store_option, watched
from ess_graph.cli.endpoint_options import check_endpoint, endpoint_options, endpoint_report
from ess_graph.cli.findings import engine_options, finish
from ess_graph.config import DEFAULT_BASE, base_iri
from ess_graph.report.rows import FORMATS
from ess_graph.text import message


@ess_command("validate", "validate")
@argument("files", nargs=-1, type=click.Path(path_type=Path), help_key="help.validate.files")
@click.option("--editorial", cls=Option, is_flag=True, help="help.validate.editorial")
@click.option(
    "--shapes", cls=Option, multiple=True, type=click.Path(path_type=Path), help="help.validate.shapes"
)
@engine_options
@store_option
@endpoint_options
@click.option("-f", "--format", "form", cls=Option, type=click.Choice(FORMATS), help="help.format")
def command(
    files: tuple[Path, ...],
    editorial: bool,
    shapes: tuple[Path, ...],
    engine: str,
    compare: str | None,
    store: str | None,
    endpoint: str | None,
    graphs: tuple[str, ...],
    timeout: float | None,
    form: str | None,
) -> int:
    """Validate."""
    from ess_graph.shacl.engines import engine_named
    from ess_graph.shacl.validate import validate_by
    from ess_graph.store.generation import open_store

    others = bool(files) or store is not None or editorial
    check_endpoint(endpoint, graphs, timeout, others, (engine, compare))
    if endpoint is not None:
        return finish([endpoint_report(endpoint, graphs, timeout, shapes)], base_iri(None), form)
    opened = None if files else open_store(store)
    if opened is not None and watched():
        say(message("report.scope_editorial" if editorial else "report.scope_all"))
    engines = [engine_named(name) for name in (engine, compare) if name]
    reports = validate_by(engines, opened, files, shapes=shapes, editorial=editorial)
    base = opened.base if opened is not None else DEFAULT_BASE
    return finish(reports, base, form)
