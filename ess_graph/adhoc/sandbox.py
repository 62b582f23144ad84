"""Evaluate a query that is not ours: in a child process, with a deadline, a memory cap and a row limit."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from ess_graph.adhoc.answer import Found, read_answer
from ess_graph.adhoc.guard import Checked
from ess_graph.adhoc.limits import DEFAULT_LIMITS, Limits
from ess_graph.errors import SystemProblem


@dataclass(frozen=True, slots=True)
class Files:
    """RDF files to ask: their paths, the syntax of those whose name does not tell, and what ``-`` stands for."""

    paths: tuple[str, ...] = ()
    syntax: str | None = None
    standard_input: IO[bytes] | None = None


class LimitProblem(SystemProblem):
    """A query went over one of our limits (exit 4)."""


def evaluate(
    data: Path | Files | None,
    query: Checked,
    *,
    base: str,
    prefixes: Mapping[str, str],
    limits: Limits = DEFAULT_LIMITS,
) -> Found:
    """Evaluate a checked query on a store or on files.

    Args:
        data: the directory of Oxigraph's store, or files, which are read by the child within its time; ``None`` for no
            data, to know whether the query is valid.
        query: the query, as the guard gave it back.
        base: the base of relative IRIs.
        prefixes: the prefixes known without PREFIX lines.
        limits: what it may use.

    Raises:
        QueryProblem: the query is not valid SPARQL.
        UsageProblem: it names a graph that is not in the data, or a function that there is not.
        InputProblem: a file cannot be read.
        SystemProblem: an endpoint that it calls, or the disk, does not answer.
        LimitProblem: it took too long, too much memory, or ended its process.
    """
    files = data if isinstance(data, Files) else Files()
    request = {
        "store": str(data) if isinstance(data, Path) else None,
        "files": files.paths,
        "syntax": files.syntax,
        "text": query.text,
        "base": base,
        "prefixes": dict(prefixes),
        "graphs": query.graphs,
        "network": bool(query.services),
        "rows": limits.rows,
        "size": limits.answer_bytes,
        "memory": limits.memory_mib,
        "seconds": limits.seconds,
    }
    child = subprocess.Popen(  # noqa: S603 - our own module, the query goes in by standard input
        [sys.executable, "-I", "-S", "-c", _START, *_roots()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    late = threading.Event()

    def stop() -> None:
        late.set()
        child.kill()

    deadline = threading.Timer(limits.seconds, stop)
    deadline.daemon = True
    try:
        deadline.start()
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        _send(child.stdin, request, files.standard_input)
        try:
            found = read_answer(child.stdout, query.text, limits)
        except (ValueError, LookupError, TypeError, SyntaxError):  # it was cut short while it wrote
            found = None
        if found is not None:
            return found
        # It has closed its output, or it writes more than it may: either way it has nothing more to tell.
        if child.stdout.read(1):
            child.kill()
        raise _ended(child.wait(), late.is_set(), child.stderr.read(4096), limits)
    finally:
        deadline.cancel()
        child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout, child.stderr):
            if stream is not None and not stream.closed:
                stream.close()


_START: Final = "import sys; sys.path[:0] = sys.argv[1:]; from ess_graph.adhoc.child import main; main()"


def _roots() -> list[str]:
    """Return where the child finds this package and pyoxigraph; it loads nothing else from outside Python."""
    import pyoxigraph

    import ess_graph

    return list(dict.fromkeys(str(Path(str(one.__file__)).parents[1]) for one in (ess_graph, pyoxigraph)))


def _send(stream: IO[bytes], request: Mapping[str, object], standard_input: IO[bytes] | None) -> None:
    """Send the request, and after it what the file "-" stands for."""
    try:
        stream.write(json.dumps(request).encode("utf-8") + b"\n")
        if standard_input is not None:
            shutil.copyfileobj(standard_input, stream)
        stream.close()
    except BrokenPipeError:
        pass  # it ended before it read: its exit code says why


def _ended(code: int, late: bool, said: bytes, limits: Limits) -> LimitProblem:
    if late or code == -getattr(signal, "SIGALRM", 0):
        return LimitProblem("sparql.time", limit=f"{limits.seconds:g}")
    if (code == -signal.SIGABRT and b"overflowed its stack" not in said) or b"MemoryError" in said:
        return LimitProblem("sparql.memory", limit=limits.memory_mib)
    return LimitProblem("sparql.crash", code=code)
