"""The child process that evaluates one query: a request on standard input, frames on standard output.

A frame is a line: one letter and JSON. ``H`` what comes (kind, columns), ``R`` a row (a list of N-Triples terms),
``T`` a triple, ``E`` the end (why no more), ``X`` an error.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any, BinaryIO

from ess_graph.adhoc.limits import STACK_BYTES
from ess_graph.adhoc.seal import close_network, die_with_parent, limit_files_and_time, limit_memory
from ess_graph.errors import EssGraphError

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store


#: Our own fault; the parent says so.
_FAULT = 70


class _Writer:
    """Writes frames, and counts them."""

    def __init__(self, stream: BinaryIO, rows: int, size: int) -> None:
        self._stream = stream
        self._rows, self._size = rows, size

    def frame(self, letter: str, content: object) -> bool:
        """Write a frame; return whether there was room for it."""
        line = letter.encode() + json.dumps(content, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        self._size -= len(line) if letter in "RT" else 0
        if self._size >= 0 or letter not in "RT":
            self._stream.write(line)
        return self._size >= 0

    def rows(self, letter: str, rows: Any) -> str:
        """Write rows while there is room; return why it stopped: nothing, ``rows`` or ``size``."""
        for count, row in enumerate(rows):
            if count >= self._rows:
                return "rows"
            if not self.frame(letter, row):
                return "size"
        return ""


def main() -> None:
    """Answer the one request of standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted, and kills us
    die_with_parent()
    # One line; what follows is the data when a file is called "-".
    request = json.loads(sys.stdin.buffer.readline())
    output = os.fdopen(os.dup(1), "wb", buffering=1 << 16)
    writer = _Writer(output, request["rows"], request["size"])
    limit_files_and_time(request["seconds"] + 5)
    if not request["network"]:
        close_network()
    threading.stack_size(STACK_BYTES)
    worker = threading.Thread(target=_answer, args=(request, writer))
    worker.start()
    worker.join()
    output.flush()
    os._exit(0)  # nothing to tidy: the store is read-only


def _answer(request: dict[str, Any], writer: _Writer) -> None:
    from pyoxigraph import NamedNode

    try:
        store = _opened(request)
        for graph in request["graphs"] if request["store"] is not None or request["files"] else ():
            if not store.contains_named_graph(NamedNode(graph)):
                known = sorted(str(one.value) for one in store.named_graphs())
                writer.frame("X", {"kind": "graph", "found": graph, "known": known})
                return
        limit_memory(request["memory"])
        found = _evaluate(store, request)
        _write(found, writer)
    except EssGraphError as error:  # a file cannot be read
        fields = {name: str(value) for name, value in error.fields.items()}
        writer.frame("X", {"kind": "ours", "code": error.exit_code, "key": error.key, "fields": fields})
    except SyntaxError as error:
        from ess_graph.adhoc.place import misfit

        where = misfit(request["text"], request["base"], request["prefixes"])
        writer.frame("X", {"kind": "syntax", **where} if where else {"kind": "system", "reason": str(error)})
    except MemoryError:
        os.abort()
    except (RuntimeError, ValueError) as error:
        # With an endpoint it is as likely its answer as the query.
        kind = "system" if request["network"] else "evaluation"
        writer.frame("X", {"kind": kind, "reason": str(error)})
    except OSError as error:
        writer.frame("X", {"kind": "system", "reason": str(error)})
    except BaseException:
        os._exit(_FAULT)


def _opened(request: dict[str, Any]) -> Store:
    """Return the data of a request: a store, files, or nothing."""
    from pyoxigraph import Store

    if request["store"] is not None:
        return Store.read_only(request["store"])
    if not request["files"]:
        return Store()
    from ess_graph.store.files import open_files

    return open_files(request["files"], syntax=request["syntax"], base=request["base"]).store


def _evaluate(store: Store, request: dict[str, Any]) -> QuerySolutions | QueryBoolean | QueryTriples:
    return store.query(
        request["text"],
        base_iri=request["base"],
        prefixes=request["prefixes"],
        # With the union, pyoxigraph forgets FROM.
        use_default_graph_as_union=not request["graphs"],
    )


def _write(found: QuerySolutions | QueryBoolean | QueryTriples, writer: _Writer) -> None:
    from pyoxigraph import QueryBoolean, QuerySolutions

    if isinstance(found, QueryBoolean):
        writer.frame("H", {"kind": "ask", "value": bool(found)})
        writer.frame("E", "")
        return
    if isinstance(found, QuerySolutions):
        columns = [variable.value for variable in found.variables]
        writer.frame("H", {"kind": "select", "columns": columns})
        rows = ([_text(row[column]) for column in columns] for row in found)
        writer.frame("E", writer.rows("R", rows))
        return
    writer.frame("H", {"kind": "graph"})
    writer.frame("E", writer.rows("T", (_text(triple) for triple in found)))


def _text(term: Any) -> str | None:
    """Return a term in N-Triples; a triple as a triple term."""
    from pyoxigraph import Triple

    if term is None:
        return None
    if isinstance(term, Triple):
        return f"<<( {_text(term.subject)} {_text(term.predicate)} {_text(term.object)} )>>"
    return str(term)


if __name__ == "__main__":
    main()
