"""A small SPARQL endpoint on loopback, over an Oxigraph store, that can be told to misbehave."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

JSON = "application/sparql-results+json"
EMPTY = b'{"head":{"vars":["c"]},"results":{"bindings":[]}}'
#: What a misbehaving endpoint does in place of answering.
Misbehaviour = Callable[["Handler"], None]


@dataclass
class Asked:
    """One request, as it came."""

    method: str
    path: str
    headers: dict[str, str]
    query: str
    parameters: dict[str, list[str]] = field(default_factory=dict)


class Handler(BaseHTTPRequestHandler):
    """Answers queries by the protocol: GET, POST of a form, POST of the query itself."""

    server: Server

    def do_GET(self) -> None:
        self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode("utf-8")
        direct = self.headers.get_content_type() == "application/sparql-query"
        self._answer("" if direct else body, body if direct else "")

    def _answer(self, form: str, query: str = "") -> None:
        parameters = parse_qs(form, keep_blank_values=True)
        query = query or parameters.get("query", [""])[0]
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append(Asked(self.command, self.path, headers, query, parameters))
        wrong = self.server.misbehave
        if wrong is not None:
            # A client that has had enough goes away in the middle: that is what these tests are about.
            try:
                wrong(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            return
        try:
            # No base_iri here: what a query of ours needs, it has to bring.
            graphs = [NamedNode(iri) for iri in parameters.get("default-graph-uri", ()) if iri]
            dataset: dict[str, Any] = (
                {"default_graph": graphs} if graphs else {"use_default_graph_as_union": True}
            )
            found = self.server.store.query(query, **dataset)
        except SyntaxError as error:
            self.reply(400, str(error).encode(), "text/plain")
            return
        if isinstance(found, QueryTriples):
            self.reply(200, found.serialize(format=RdfFormat.TURTLE) or b"", "text/turtle; charset=utf-8")
        else:
            assert isinstance(found, QuerySolutions | QueryBoolean)
            self.reply(200, found.serialize(format=QueryResultsFormat.JSON) or b"", JSON)

    def reply(self, status: int, body: bytes = b"", kind: str = JSON, **headers: str) -> None:
        """Send a whole answer; an underscore in a header's name stands for a hyphen."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given.setdefault("Content-Length", str(len(body)))
        for name, value in given.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """The endpoint; ``address`` is where it is."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, store: Store) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.store = store
        self.asked: list[Asked] = []
        self.misbehave: Misbehaviour | None = None
        #: Set when the test is over: what a slow answer waits for.
        self.over = threading.Event()

    @property
    def address(self) -> str:
        """The address of the endpoint."""
        return f"http://127.0.0.1:{self.server_address[1]}/sparql"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()

    @contextmanager
    def doing(self, wrong: Misbehaviour) -> Iterator[None]:
        """Misbehave for a while."""
        self.misbehave = wrong
        self.asked.clear()
        try:
            yield
        finally:
            self.misbehave = None
