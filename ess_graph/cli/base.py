"""What every command shares: help in two languages, common options, errors in one line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from importlib import import_module
from typing import Any, TypeVar

import click

from ess_graph.report.rows import FORMATS
from ess_graph.text import LANGUAGES, message, set_language

_F = TypeVar("_F", bound=Callable[..., Any])


class HelpFormatter(click.HelpFormatter):
    """Help with the headings of the reader's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or message("help.usage"))

    def write_heading(self, heading: str) -> None:
        keys = {"Options": "help.options", "Commands": "help.commands"}
        # French puts a space before a colon: the catalogue holds the colon too.
        self.write(f"{message(keys.get(heading, heading))}\n")


class Context(click.Context):
    """A context whose help is written by our formatter."""

    formatter_class = HelpFormatter


class Option(click.Option):
    """An option whose ``help`` is a message key."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        if record is None or self.help is None:
            return record
        return record[0], message(self.help)


class Argument(click.Argument):
    """An argument with a help text, as a message key."""

    def __init__(self, *args: Any, help_key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_key = help_key


class Command(click.Command):
    """A command whose texts are message keys and whose arguments are explained."""

    context_class = Context

    def get_short_help_str(self, limit: int = 45) -> str:
        return message(self.help or "")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(message(self.help or ""))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        arguments = [
            (parameter.make_metavar(ctx), message(parameter.help_key))
            for parameter in self.params
            if isinstance(parameter, Argument)
        ]
        if arguments:
            with formatter.section("help.arguments"):
                formatter.write_dl(arguments)
        super().format_options(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return help_option(super().get_help_option(ctx))


def help_option(option: click.Option | None) -> click.Option | None:
    """Return click's own help option with its text in the reader's language."""
    if option is not None:
        option.help = message("help.help")
    return option


class LazyGroup(click.Group):
    """A group that imports the module of a command only when it is used (cold start)."""

    context_class = Context

    def __init__(self, *args: Any, modules: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._modules)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, message(f"help.{name}.summary")) for name in self._modules])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._modules:
            return None
        command: click.Command = import_module(self._modules[cmd_name]).command
        return command

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(message(self.help or ""))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return help_option(super().get_help_option(ctx))


class Day(click.ParamType[date]):
    """A day, as people and programs write it alike (ISO 8601)."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            # date.fromisoformat takes week dates too.
            return datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{str(value)!r} is not a day", param, ctx)


def _choose_language(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        set_language(value)
    return value


def lang_option(function: _F) -> _F:
    """Add ``--lang``; it is read first, so that errors and help speak it too."""
    return click.option(
        "--lang",
        cls=Option,
        type=click.Choice(LANGUAGES),
        help="help.lang",
        callback=_choose_language,
        is_eager=True,
        expose_value=False,
    )(function)


def store_option(function: _F) -> _F:
    """Add ``--store``."""
    return click.option("--store", cls=Option, type=click.Path(), metavar="PATH", help="help.store")(function)


def format_option(function: _F) -> _F:
    """Add ``-f``."""
    return click.option("-f", "--format", "form", cls=Option, type=click.Choice(FORMATS), help="help.format")(
        function
    )


def ess_command(key: str, name: str) -> Callable[[Callable[..., Any]], Command]:
    """Make a command whose texts are under ``help.{key}``, with ``-h`` and ``--lang``."""

    def decorate(function: Callable[..., Any]) -> Command:
        return click.command(
            name,
            cls=Command,
            help=f"help.{key}.summary",
            context_settings={"help_option_names": ["-h", "--help"]},
        )(lang_option(function))

    return decorate


def argument(*names: str, help_key: str, **kwargs: Any) -> Callable[[_F], _F]:
    """Add an argument that help explains."""
    return click.argument(*names, cls=Argument, help_key=help_key, **kwargs)


def say(text: str) -> None:
    """Write one line for a person, on standard error."""
    click.echo(text, err=True)


def watched() -> bool:
    """Tell whether a person is watching standard error."""
    return sys.stderr.isatty()


def first(values: Sequence[str]) -> str:
    """Return the first of several texts, or nothing."""
    return values[0] if values else ""
