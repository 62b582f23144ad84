"""``ess-graph comment-faire``."""

from __future__ import annotations

import os
import shutil
import sys

import click

from ess_graph.cli.base import Command, Option, argument, lang_option, store_option
from ess_graph.guide.answer import comment_faire
from ess_graph.guide.forms import FORMS, WIDTH, as_html, as_json, as_markdown, as_text
from ess_graph.guide.screen import as_screen, plain
from ess_graph.store.generation import open_store
from ess_graph.text import current_language

#: Wider lines are hard to read.
_MAX_WIDTH = 140


@click.command(
    "comment-faire",
    cls=Command,
    help="help.comment-faire.summary",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@lang_option
@argument("need", metavar="BESOIN", nargs=-1, required=True, help_key="help.comment-faire.need")
@click.option(
    "--ici",
    "--here",
    "place",
    cls=Option,
    required=True,
    metavar="TERRITOIRE",
    help="help.comment-faire.place",
)
@store_option
@click.option(
    "-f",
    "--format",
    "form",
    cls=Option,
    type=click.Choice(FORMS),
    default="table",
    help="help.comment-faire.format",
)
@click.option("--long", "whole", cls=Option, is_flag=True, help="help.comment-faire.long")
def command(need: tuple[str, ...], place: str, store: str | None, form: str, whole: bool) -> None:
    """Answer « comment faire ici ? »."""
    guide = comment_faire(open_store(store), " ".join(need), place, lang=current_language())
    if form == "table":
        watched = sys.stdout.isatty()
        width = min(shutil.get_terminal_size().columns, _MAX_WIDTH) if watched else WIDTH
        strong = _bold if watched and not os.environ.get("NO_COLOR") else str
        if whole:
            click.echo(as_text(guide, width, strong), nl=False)
        else:
            click.echo(as_screen(guide, width, strong, _link if watched else plain), nl=False)
        return
    write = {"md": as_markdown, "json": as_json, "html": as_html}[form]
    click.echo(write(guide), nl=False)


def _bold(text: str) -> str:
    return click.style(text, bold=True)


def _link(text: str, address: str) -> str:
    """Return a text that leads to an address where the terminal can (OSC 8), and is plain text elsewhere."""
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\"
