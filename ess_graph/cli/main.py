"""The entry point: every error becomes one line and an exit code."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from ess_graph import __version__
from ess_graph.cli.abandoned import given_up
from ess_graph.cli.base import LazyGroup, Option, lang_option
from ess_graph.cli.usage import usage_line
from ess_graph.errors import EXIT_FAILURE, EXIT_INTERRUPTED, EXIT_OK, EXIT_USAGE, EssGraphError
from ess_graph.text import LANGUAGES, message, set_language

COMMANDS = (
    "build",
    "validate",
    "shacl",
    "check-ontology",
    "query",
    "sparql",
    "shell",
    "comment-faire",
    "show",
    "search",
    "stats",
    "export",
    "tables",
    "table-schema",
    "template",
    "convert",
    "hash",
    "completion",
)
#: Other names of commands; help tells the first name only.
ALIASES = {"how-to": "comment-faire"}


class _Group(LazyGroup):
    """The commands, by their names or their aliases."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, ALIASES.get(cmd_name, cmd_name))


def _show_version(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"ess-graph {__version__}")
        ctx.exit()


@click.group(
    cls=_Group,
    modules={name: f"ess_graph.cli.{name.replace('-', '_')}" for name in COMMANDS},
    help="help.group",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@lang_option
@click.option(
    "--version",
    cls=Option,
    is_flag=True,
    help="help.version",
    is_eager=True,
    expose_value=False,
    callback=_show_version,
)
def app() -> None:
    """Hold the commands together; the texts are in the message catalogues."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command line and return its exit code (0, 1, 2, 3, 4 or 130; see ``errors``)."""
    _hear_language(sys.argv[1:] if arguments is None else arguments)
    try:
        code = app.main(args=arguments, prog_name="ess-graph", standalone_mode=False)
        # A reader that has gone or a full disk is met here, and not when Python ends and can say nothing good.
        sys.stdout.flush()
        # click returns what the command returned, or the code of ctx.exit().
        return code if isinstance(code, int) else EXIT_OK
    except EssGraphError as error:
        return _say(str(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return EXIT_USAGE
    except click.UsageError as error:
        return _say(usage_line(error, COMMANDS), EXIT_USAGE)
    except click.ClickException as error:
        return _say(error.format_message(), EXIT_FAILURE)
    except (click.Abort, KeyboardInterrupt):
        return _say(message("system.interrupted"), EXIT_INTERRUPTED)
    except (BrokenPipeError, SystemExit):
        # The reader has gone (| head): nothing to say, and nothing more to flush. click then exits with 1, which
        # for us would say that the data do not conform.
        _let_output_go()
        return EXIT_OK
    except OSError as error:
        # Files that we read or write have errors of their own: this is standard output, on a full disk.
        _let_output_go()
        return _say(message("system.output", reason=error.strerror or error), EXIT_FAILURE)
    except Exception as error:  # our own fault: no traceback for a person, but everything to report it
        if os.environ.get("ESS_GRAPH_DEBUG"):
            raise
        return _say(message("system.unexpected", reason=f"{type(error).__name__}: {error}"), EXIT_FAILURE)


def _hear_language(arguments: list[str]) -> None:
    """Choose the language before click reads on: it meets ``-h`` or an unknown option before ``--lang``."""
    for one, following in zip(arguments, [*arguments, ""][1:], strict=True):
        name, equals, value = one.partition("=")
        chosen = value if equals else following
        if name == "--":
            return
        if name == "--lang" and chosen in LANGUAGES:
            set_language(chosen)


def _let_output_go() -> None:
    """Leave nothing for Python to flush when it ends: it would fail again."""
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - lives until exit


def _say(text: str, code: int) -> int:
    """Write an error; what it quotes may hold anything, and must not drive the terminal."""
    from ess_graph.report.listing import visible

    click.echo(visible(message("help.error", line=text)), err=True)
    return code


def run() -> None:
    """Console script."""
    code = main()
    if given_up():
        # Python would wait for a thread that may never end, or end it inside of Oxigraph, which is not made for it.
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
