"""``ess-graph sparql``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ess_graph.adhoc.limits import DEFAULT_LIMITS, MAX_TEXT_BYTES, Limits
from ess_graph.cli.base import Option, argument, ess_command, say, store_option
from ess_graph.cli.output import Output, output_options
from ess_graph.cli.sparql_output import check_format, explain, write_found
from ess_graph.errors import InputProblem, UsageProblem
from ess_graph.report.graph import GRAPH_FORMATS
from ess_graph.report.rows import RESULT_FORMATS
from ess_graph.text import message

if TYPE_CHECKING:
    from ess_graph.store.generation import OpenStore

#: How ``answer`` writes when nobody says.
USUAL: Final = Output(None)


@ess_command("sparql", "sparql")
@argument("query", help_key="help.sparql.query")
@click.option(
    "--timeout",
    cls=Option,
    type=click.FloatRange(0.1, 86_400),
    default=DEFAULT_LIMITS.seconds,
    metavar="SECONDS",
    help="help.sparql.timeout",
)
@click.option(
    "--limit",
    cls=Option,
    type=click.IntRange(1, 100_000_000),
    default=DEFAULT_LIMITS.rows,
    metavar="N",
    help="help.sparql.limit",
)
@click.option(
    "--memory",
    cls=Option,
    type=click.IntRange(16, 1 << 20),
    default=DEFAULT_LIMITS.memory_mib,
    metavar="MIB",
    help="help.sparql.memory",
)
@click.option(
    "--allow-service",
    "services",
    cls=Option,
    multiple=True,
    metavar="URL",
    help="help.sparql.allow_service",
)
@click.option("--explain", "explained", cls=Option, is_flag=True, help="help.sparql.explain")
@store_option
@output_options(*RESULT_FORMATS, *GRAPH_FORMATS)
def command(
    query: str,
    timeout: float,
    limit: int,
    memory: int,
    services: tuple[str, ...],
    explained: bool,
    store: str | None,
    output: Output,
) -> None:
    """Evaluate a SPARQL query that is not ours."""
    from ess_graph.store.generation import open_store

    text = read_query(query)
    opened = open_store(store)
    limits = Limits(timeout, limit, memory)
    answer(opened, text, limits, services, output, explained=explained)


def answer(
    opened: OpenStore,
    text: str,
    limits: Limits,
    services: tuple[str, ...] = (),
    output: Output = USUAL,
    *,
    explained: bool = False,
) -> None:
    """Check a query, evaluate it and write what it finds.

    Raises:
        EssGraphError: the query is refused, wrong, or went over a limit.
    """
    from ess_graph.adhoc.guard import check
    from ess_graph.adhoc.sandbox import evaluate

    base, prefixes = opened.base, opened.prefixes
    checked = check(text, base=base, prefixes=prefixes, allowed_services=services)
    check_format(checked, output)
    place = None if explained else opened.folder / "oxigraph"
    found = evaluate(place, checked, base=base, prefixes=prefixes, limits=limits)
    if explained:
        explain(checked, limits)
        return
    write_found(found, checked, output)
    if found.cut == "rows":
        say(message("sparql.cut_rows", limit=limits.rows))
    elif found.cut:
        say(message("sparql.cut_size", limit=limits.answer_bytes >> 20))


def read_query(given: str) -> str:
    """Return the text of a query: as given, of ``@FILE``, or of standard input for ``-``.

    Raises:
        InputProblem: it cannot be read, or is not UTF-8.
    """
    if given != "-" and not given.startswith("@"):
        return given
    path = "-" if given == "-" else given[1:]
    try:
        if path == "-":
            raw = sys.stdin.buffer.read(MAX_TEXT_BYTES + 1)
        else:
            with Path(path).open("rb") as stream:
                raw = stream.read(MAX_TEXT_BYTES + 1)
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start >= MAX_TEXT_BYTES - 3:  # a character cut by our own limit
            raise UsageProblem("sparql.size", found=f"> {MAX_TEXT_BYTES}", limit=MAX_TEXT_BYTES) from error
        raise InputProblem("input.not_utf8", path=path, reason=error) from error
    except OSError as error:
        raise InputProblem("input.unreadable", path=path, reason=error.strerror or error) from error
