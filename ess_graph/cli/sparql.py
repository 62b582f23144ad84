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
from ess_graph.config import base_iri
from ess_graph.errors import InputProblem, UsageProblem
from ess_graph.rdf.formats import SYNTAXES
from ess_graph.rdf.namespaces import prefixes
from ess_graph.report.graph import GRAPH_FORMATS
from ess_graph.report.rows import RESULT_FORMATS
from ess_graph.text import message

if TYPE_CHECKING:
    from ess_graph.adhoc.sandbox import Files
    from ess_graph.store.endpoint import EndpointSource
    from ess_graph.store.generation import OpenStore

#: How ``answer`` writes when nobody says.
USUAL: Final = Output(None)


@ess_command("sparql", "sparql")
@argument("query", help_key="help.sparql.query")
@argument("files", nargs=-1, help_key="help.query.files")
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
@click.option("--endpoint", cls=Option, metavar="URL", help="help.query.endpoint")
@click.option("--from", "syntax", cls=Option, type=click.Choice(tuple(SYNTAXES)), help="help.query.from")
@output_options(*RESULT_FORMATS, *GRAPH_FORMATS)
def command(
    query: str,
    files: tuple[str, ...],
    timeout: float,
    limit: int,
    memory: int,
    services: tuple[str, ...],
    explained: bool,
    store: str | None,
    endpoint: str | None,
    syntax: str | None,
    output: Output,
) -> None:
    """Evaluate a SPARQL query that is not ours."""
    if query == "-" and "-" in files:
        raise UsageProblem("sparql.two_inputs")
    text = read_query(query)
    limits = Limits(timeout, limit, memory)
    place = _place(store, files, syntax, endpoint, timeout)
    answer(place, text, limits, services, output, explained=explained)


def _place(
    store: str | None, files: tuple[str, ...], syntax: str | None, endpoint: str | None, timeout: float
) -> OpenStore | Files | EndpointSource:
    """Return what is asked: an endpoint, files, or the built graph."""
    if sum((store is not None, bool(files), endpoint is not None)) > 1:
        raise UsageProblem("usage.one_source")
    if endpoint is not None:
        from ess_graph.store.endpoint import open_endpoint

        return open_endpoint(endpoint, timeout=timeout)
    if files:
        from ess_graph.adhoc.sandbox import Files
        from ess_graph.store.files import syntaxes

        syntaxes(files, syntax)  # a name that tells no syntax is said before a process is started
        return Files(files, syntax, sys.stdin.buffer if "-" in files else None)
    from ess_graph.store.generation import open_store

    return open_store(store)


def answer(
    asked: OpenStore | Files | EndpointSource,
    text: str,
    limits: Limits,
    services: tuple[str, ...] = (),
    output: Output = USUAL,
    *,
    explained: bool = False,
) -> None:
    """Check a query, evaluate it and write what it finds.

    Args:
        asked: the store, files or endpoint that answers.
        text: the query.
        limits: what it may use.
        services: the endpoints that SERVICE may call.
        output: the form of the answer, and where it goes.
        explained: say what would be evaluated, and do nothing.

    Raises:
        EssGraphError: the query is refused, wrong, or went over a limit.
    """
    from ess_graph.adhoc.guard import check
    from ess_graph.adhoc.sandbox import Files, evaluate
    from ess_graph.store.generation import OpenStore

    base = base_iri(None) if isinstance(asked, Files) else asked.base
    known = prefixes(base)
    checked = check(text, base=base, prefixes=known, allowed_services=services)
    check_format(checked, output)
    if explained:
        evaluate(None, checked, base=base, prefixes=known, limits=limits)
        explain(checked, limits)
        return
    if isinstance(asked, Files):
        found = evaluate(asked, checked, base=base, prefixes=known, limits=limits)
    elif isinstance(asked, OpenStore):
        found = evaluate(asked.folder / "oxigraph", checked, base=base, prefixes=known, limits=limits)
    else:
        from ess_graph.adhoc.remote import evaluate_remote

        found = evaluate_remote(asked, checked, limits=limits)
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
