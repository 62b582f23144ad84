"""``ess-graph validate``."""

from __future__ import annotations

from pathlib import Path

import click

from ess_graph.cli.base import Option, argument, ess_command, say, store_option, watched
from ess_graph.cli.findings import engine_options, finish, traced
from ess_graph.config import DEFAULT_BASE
from ess_graph.report.rows import FORMATS
from ess_graph.text import message


@ess_command("validate", "validate")
@argument("files", nargs=-1, type=click.Path(path_type=Path), help_key="help.validate.files")
@click.option("--all", "everything", cls=Option, is_flag=True, help="help.validate.all")
@click.option(
    "--shapes", cls=Option, multiple=True, type=click.Path(path_type=Path), help="help.validate.shapes"
)
@engine_options
@store_option
@click.option("-f", "--format", "form", cls=Option, type=click.Choice(FORMATS), help="help.format")
def command(
    files: tuple[Path, ...],
    everything: bool,
    shapes: tuple[Path, ...],
    engine: str,
    compare: str | None,
    explain: bool,
    store: str | None,
    form: str | None,
) -> int:
    """Validate."""
    from ess_graph.shacl.engines import engine_named
    from ess_graph.shacl.validate import validate_by
    from ess_graph.store.generation import open_store

    opened = None if files else open_store(store)
    if opened is not None and watched():
        say(message("report.scope_all" if everything else "report.scope_editorial"))
    engines = [engine_named(name) for name in (engine, compare) if name]
    with traced(explain) as trace:
        reports = validate_by(engines, opened, files, shapes=shapes, everything=everything)
    base = opened.base if opened is not None else DEFAULT_BASE
    return finish(reports, base, form, trace)
