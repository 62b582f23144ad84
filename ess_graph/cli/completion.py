"""``ess-graph completion``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from ess_graph.cli.base import argument, ess_command

SHELLS = ("bash", "zsh", "fish")


@ess_command("completion", "completion")
@argument("shell", type=click.Choice(SHELLS), help_key="help.completion.shell")
def command(shell: str) -> None:
    """Write a completion script."""
    from ess_graph.cli.main import app

    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(shell)
    click.echo(found(app, {}, "ess-graph", "_ESS_GRAPH_COMPLETE").source())
