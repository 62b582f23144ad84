"""click's usage errors in our words and the reader's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import click

from ess_graph.text import message


def usage_line(error: click.UsageError, commands: Sequence[str]) -> str:
    """Return one line for a usage error.

    Args:
        error: what click found.
        commands: the names of our commands, the nearest of which are offered.
    """
    path = error.ctx.command_path if error.ctx else "ess-graph"
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(error.possibilities or ())
        return message("usage.option", found=error.option_name, near=near or f"{path} -h")
    if isinstance(error, click.BadOptionUsage):
        return message("usage.option_value", name=error.option_name, command=path)
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else "?"
        return message("usage.argument", found=name, command=path)
    if isinstance(error, click.BadParameter) and error.param is not None:
        return message(
            "usage.value",
            name=error.param.opts[-1],
            found=_found(error),
            expected=_expected(error.param.type),
            command=path,
        )
    if isinstance(error, click.exceptions.NoSuchCommand):
        near = ", ".join(get_close_matches(error.command_name, commands, n=3, cutoff=0.4) or commands)
        return message("usage.command", found=error.command_name, near=near)
    return message("usage.extra", command=path)


def _found(error: click.BadParameter) -> str:
    """Return the value that click quotes: its error has no field for it."""
    match = re.match(r"'(?P<text>.*?)' is not|(?P<number>\S+) is not", error.message)
    return (match["text"] or match["number"] or "") if match else ""


def _expected(kind: click.ParamType[Any]) -> str:
    if isinstance(kind, click.Choice):
        return ", ".join(str(choice) for choice in kind.choices)
    if isinstance(kind, click.IntRange):
        return f"{kind.min}–{kind.max}"
    return kind.name
