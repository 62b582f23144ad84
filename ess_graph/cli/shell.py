"""``ess-graph shell``."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from ess_graph.cli.base import ess_command, say, store_option
from ess_graph.errors import EssGraphError, SystemProblem, UsageProblem
from ess_graph.text import current_language, message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import Completer

    from ess_graph.store.generation import OpenStore

COMMANDS = (".help", ".queries", ".run", ".prefixes", ".quit")
_KEYWORDS = {
    "ASK",
    "BIND",
    "CONSTRUCT",
    "COUNT",
    "DESC",
    "DESCRIBE",
    "DISTINCT",
    "EXISTS",
    "FILTER",
    "GRAPH",
} | {
    *("GROUP", "HAVING", "LIMIT", "MINUS", "NOT", "OFFSET", "OPTIONAL", "ORDER", "PREFIX", "SELECT", "UNION"),
    *("VALUES", "WHERE"),
}


@ess_command("shell", "shell")
@store_option
def command(store: str | None) -> None:
    """Open an interactive SPARQL shell."""
    from ess_graph.store.generation import open_store

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageProblem("sparql.shell_screen")
    opened = open_store(store)
    run_shell(opened, make_session(opened))


def make_session(opened: OpenStore) -> PromptSession[str]:
    """Return a prompt with history and completion.

    Raises:
        SystemProblem: prompt_toolkit is not installed.
    """
    try:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import FileHistory
    except ImportError as error:
        raise SystemProblem("sparql.shell_missing") from error
    from platformdirs import user_state_path

    try:
        folder = user_state_path("ess-graph", appauthor=False, ensure_exists=True)
        history = FileHistory(folder / "sparql-history")
        (folder / "sparql-history").touch(0o600)  # a query may hold what its author would not show
    except OSError:
        history = None  # a home that cannot be written takes no history
    return PromptSession(history=history, completer=completer(opened), complete_while_typing=False)


def completer(opened: OpenStore) -> Completer:
    """Return what completes prefixes, the terms of the ontology, query names, keywords and commands."""
    import re

    from prompt_toolkit.completion import WordCompleter

    words = sorted({*COMMANDS, *_KEYWORDS, *(f"{prefix}:" for prefix in opened.prefixes), *_terms(opened)})
    return WordCompleter(
        [*words, *_query_names()], ignore_case=True, pattern=re.compile(r"[^\s(){}\[\],;|/^!<>]+")
    )


def _terms(opened: OpenStore) -> Iterable[str]:
    from ess_graph.rdf.names import compact

    text = (
        "SELECT DISTINCT ?t WHERE { VALUES ?k { owl:Class owl:ObjectProperty owl:DatatypeProperty rdfs:Class } "
        "?t a ?k FILTER(isIRI(?t)) }"
    )
    prefixes = opened.prefixes
    head = "".join(f"PREFIX {name}: <{prefixes[name]}> " for name in ("owl", "rdfs"))
    rows = opened.select(head + text, name="shell").rows
    return [compact(row[0].value, prefixes) for row in rows]


def _query_names() -> list[str]:
    from ess_graph.catalogue.header import query_names

    return query_names()


def run_shell(opened: OpenStore, session: PromptSession[str]) -> None:
    """Read queries and commands until ``.quit`` or the end of input; an error is told, and the shell goes on."""
    say(message("sparql.shell_welcome"))
    pending: list[str] = []
    while True:
        try:
            line = session.prompt("     … " if pending else "sparql> ")
        except KeyboardInterrupt:
            pending.clear()  # the query is given up, not the shell
            continue
        except EOFError:
            return
        if not pending and line.strip().startswith("."):
            if line.strip() in (".quit", ".exit"):
                return
            _tell_errors(partial(_command, opened, line.split()))
            continue
        ended = line.rstrip().endswith(";") and _is_whole([*pending, line])
        pending.append(line.rstrip().removesuffix(";") if ended else line)
        if ended or (not line.strip() and len(pending) > 1):
            text = "\n".join(pending)
            pending.clear()
            _tell_errors(partial(_query, opened, text))
        elif not line.strip():
            pending.clear()


def _is_whole(lines: list[str]) -> bool:
    """Tell whether a ``;`` at the end ends the query: in a group that is open it ends a statement."""
    from ess_graph.adhoc.problem import QueryProblem
    from ess_graph.adhoc.tokens import tokens

    try:
        list(tokens("\n".join(lines)))
    except QueryProblem as problem:
        return problem.key != "sparql.not_closed"
    return True


def _query(opened: OpenStore, text: str) -> None:
    from ess_graph.adhoc.limits import DEFAULT_LIMITS
    from ess_graph.cli.sparql import answer

    if text.strip():
        answer(opened, text, DEFAULT_LIMITS)


def _command(opened: OpenStore, words: list[str]) -> None:
    name, given = words[0], words[1:]
    store = ["--store", str(opened.folder.parents[1])]
    if name == ".help":
        say(message("sparql.shell_help"))
    elif name == ".queries":
        _bundled(["--list"])
    elif name == ".prefixes":
        from ess_graph.report.rows import listing, write_listing

        titles = [message("table_head.name"), message("table_head.value")]
        write_listing(listing(("prefix", "iri"), titles, sorted(opened.prefixes.items())), None)
    elif name == ".run":
        if not given:
            raise UsageProblem("sparql.shell_run")
        # No option of a shell line is one of the command: what is typed is a name, then values.
        values = [part for one in given[1:] for part in ("--param", one)]
        _bundled([*store, *values, "--", given[0]])
    else:
        raise UsageProblem("sparql.shell_command", found=name, known=", ".join(COMMANDS))


def _bundled(arguments: list[str]) -> None:
    from ess_graph.cli.query import command as query

    query.main(args=["--lang", current_language(), *arguments], prog_name="query", standalone_mode=False)


def _tell_errors(action: Callable[[], None]) -> None:
    import click

    from ess_graph.cli.usage import usage_line

    try:
        action()
    except EssGraphError as error:
        say(str(error))
    except click.UsageError as error:
        say(usage_line(error, COMMANDS))
    except KeyboardInterrupt:
        say(message("system.interrupted"))
