"""``ess-graph build``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from ess_graph.cli.base import Option, ess_command, format_option, say, store_option, watched
from ess_graph.cli.changes import contributions_option
from ess_graph.store.build import build
from ess_graph.text import message


@ess_command("build", "build")
@store_option
@click.option("--source", cls=Option, type=click.Path(), metavar="PATH", help="help.build.source")
@click.option("--base-iri", cls=Option, metavar="IRI", help="help.build.base_iri")
@contributions_option
@click.option("-q", "--quiet", cls=Option, is_flag=True, help="help.build.quiet")
@format_option
def command(
    store: str | None,
    source: str | None,
    base_iri: str | None,
    contributions: str | None,
    quiet: bool,
    form: str | None,
) -> None:
    """Build the store."""

    def progress(stage: str, detail: str) -> None:
        say(f"  {message(f'build.{stage}', detail=detail)}")

    summary = build(
        store,
        source=source,
        base=base_iri,
        contributions=contributions,
        progress=progress if watched() and not quiet else None,
    )
    if form == "json":
        json.dump({**asdict(summary), "store": str(summary.store)}, sys.stdout, indent=2)
        click.echo()
        return
    total = summary.asserted + summary.inferred
    click.echo(
        message(
            "build.done",
            total=total,
            asserted=summary.asserted,
            inferred=summary.inferred,
            store=summary.store,
        )
    )
    click.echo(message("build.hash_line", hash=summary.hash))
