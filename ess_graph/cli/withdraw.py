"""``ess-graph withdraw``."""

from __future__ import annotations

import click

from ess_graph.cli.base import argument, ess_command, format_option, store_option
from ess_graph.cli.changes import contributions_option, write_object
from ess_graph.text import message


@ess_command("withdraw", "withdraw")
@argument("name", metavar="ID", help_key="help.withdraw.name")
@contributions_option
@store_option
@format_option
def command(name: str, contributions: str | None, store: str | None, form: str | None) -> None:
    """Withdraw a contribution."""
    from ess_graph.store.contributions import withdraw

    done = withdraw(name, store=store, contributions=contributions)
    counts = {"added": len(done.added), "removed": len(done.removed)}
    if form == "json":
        write_object({"outcome": "withdrawn", "id": done.id, **counts, "hash": done.hash})
        return
    click.echo(message("contribution.withdrawn", id=done.id, **counts))
    click.echo(message("build.hash_line", hash=done.hash))
