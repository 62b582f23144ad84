"""A remote endpoint: the same rows as the built graph, and one line for each way in which it can fail."""

from __future__ import annotations

import base64
import socket
import sys
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
from pyoxigraph import Literal, NamedNode

from ess_graph import __version__
from ess_graph.catalogue.header import query_names
from ess_graph.errors import EndpointProblem, UsageProblem
from ess_graph.store.endpoint import EndpointSource, open_endpoint
from ess_graph.store.generation import OpenStore
from tests.conftest import CommandLine
from tests.sparql_server import EMPTY, JSON, Handler, Misbehaviour, Server
from tests.test_sources_files import answers

ASK = "SELECT ?c WHERE { ?c a <def#Kit> }"
ROW = b'{"c":{"type":"literal","value":"x"}},'
START = b'{"head":{"vars":["c"]},"results":{"bindings":['


@pytest.fixture(scope="module")
def server(small: OpenStore) -> Iterator[Server]:
    with Server(small.store) as running:
        yield running


@pytest.fixture
def waits() -> list[float]:
    """The pauses that were made between two tries, none of them real."""
    return []


@pytest.fixture
def endpoint(server: Server, waits: list[float]) -> EndpointSource:
    server.asked.clear()
    return replace(open_endpoint(server.address, timeout=5), sleep=waits.append)


@pytest.mark.parametrize("name", query_names())
def test_a_query_gives_the_same_rows_on_an_endpoint(
    name: str, small: OpenStore, endpoint: EndpointSource
) -> None:
    assert answers(endpoint, name) == answers(small, name)


def test_a_short_query_goes_by_get_and_a_long_one_by_post(server: Server, endpoint: EndpointSource) -> None:
    endpoint.select("#+ title: not sent\n" + ASK, name="x")
    endpoint.select(ASK + "#" * 2000, name="x")
    replace(endpoint, method="POST").select(ASK, name="x")
    replace(endpoint, method="GET").select(ASK + "#" * 2000, name="x")
    assert [one.method for one in server.asked] == ["GET", "POST", "POST", "GET"]
    first = server.asked[0]
    assert first.query == f"BASE <{endpoint.base}>\n{ASK}"
    assert list(first.parameters) == ["query"]
    assert first.headers["user-agent"] == f"ess-graph/{__version__} (+https://w3id.org/ess-graph/)"
    assert JSON in first.headers["accept"]


def test_what_stands_after_the_question_mark_is_sent_along(server: Server) -> None:
    source = open_endpoint(f"{server.address}?default-graph-uri=&timeout=9")
    server.asked.clear()
    source.select(ASK, name="x")
    assert server.asked[0].parameters["timeout"] == ["9"]
    assert "?" not in source.shown


def test_statements_come_back_too(endpoint: EndpointSource, small: OpenStore) -> None:
    text = "CONSTRUCT { ?s a <def#Kit> } WHERE { ?s a <def#Kit> }"
    assert set(endpoint.construct(text, name="x")) == set(small.construct(text, name="x"))


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "example.org/sparql",
        "http://",
        "",
        "http://user:secret@example.org/",
        "http://exämple.org/",
        "http://example.org/a b",
        "http://example.org/\nHost: x",
        "http://example.org:port/",
        "http://[::1/",
        "http://example.org/#x",
    ],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        open_endpoint(address)
    assert "secret" not in str(caught.value)


def test_a_login_of_the_environment_is_sent_but_not_in_clear_text(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESS_GRAPH_ENDPOINT_USER", "moi")
    with pytest.raises(UsageProblem, match="ESS_GRAPH_ENDPOINT_PASSWORD"):
        open_endpoint(server.address)
    monkeypatch.setenv("ESS_GRAPH_ENDPOINT_PASSWORD", "sécret")
    server.asked.clear()
    source = open_endpoint(server.address)
    source.select(ASK, name="x")
    sent = base64.b64decode(server.asked[0].headers["authorization"].removeprefix("Basic ")).decode()
    assert sent == "moi:sécret"
    assert "cret" not in repr(source)
    with pytest.raises(UsageProblem, match="https"):
        open_endpoint("http://example.org/sparql")
    open_endpoint("https://example.org/sparql")
    monkeypatch.setenv("ESS_GRAPH_ENDPOINT_TOKEN", "abc")
    open_endpoint(server.address).select(ASK, name="x")
    assert server.asked[-1].headers["authorization"] == "Bearer abc"
    monkeypatch.setenv("ESS_GRAPH_ENDPOINT_TOKEN", "abc\r\nX: y")
    with pytest.raises(UsageProblem, match="TOKEN"):
        open_endpoint(server.address)


def test_the_keyring_is_asked_when_the_endpoint_wants_a_login(
    server: Server, endpoint: EndpointSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wants_login(handler: Handler) -> None:
        known = "Authorization" in handler.headers
        handler.reply(200 if known else 401, EMPTY)

    import importlib.util

    asked: list[str] = []

    def credential(service: str, user: None) -> SimpleNamespace:
        asked.append(service)
        return SimpleNamespace(username="moi", password="secret")

    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: object() if name == "keyring" else real(name)
    )
    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_credential=credential))
    with server.doing(wants_login):
        assert endpoint.select(ASK, name="x").rows == ()
    assert asked == ["ess-graph:127.0.0.1"]


def test_digest_authentication(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def digest(handler: Handler) -> None:
        if handler.headers.get("Authorization", "").startswith("Digest "):
            handler.reply(200, EMPTY)
        else:
            handler.reply(401, WWW_Authenticate='Digest realm="r", nonce="n", qop="auth", algorithm=MD5')

    monkeypatch.setenv("ESS_GRAPH_ENDPOINT_USER", "moi")
    monkeypatch.setenv("ESS_GRAPH_ENDPOINT_PASSWORD", "secret")
    with server.doing(digest):
        assert open_endpoint(server.address).select(ASK, name="x").rows == ()


def test_a_busy_endpoint_is_asked_again(server: Server, endpoint: EndpointSource, waits: list[float]) -> None:
    def busy_twice(handler: Handler) -> None:
        turn = len(server.asked)
        if turn > 2:
            handler.reply(200, EMPTY)
        else:
            handler.reply(429 if turn == 1 else 503, Retry_After="3" if turn == 1 else "")

    with server.doing(busy_twice):
        assert endpoint.select(ASK, name="x").rows == ()
    assert waits == [3.0, 2.0]


def test_a_pause_that_is_too_long_is_not_made(
    server: Server, endpoint: EndpointSource, waits: list[float]
) -> None:
    for asked in ("86400", "Wed, 01 Jan 2125 00:00:00 GMT"):
        with server.doing(_status(429, Retry_After=asked)):
            with pytest.raises(EndpointProblem, match="429"):
                endpoint.select(ASK, name="x")
            assert len(server.asked) == 1
    with (
        server.doing(lambda handler: handler.reply(503, Retry_After="soon")),
        pytest.raises(EndpointProblem, match="503"),
    ):
        endpoint.select(ASK, name="x")
    assert waits == [1.0, 2.0, 4.0]


def test_a_refused_connection_is_tried_once_more(waits: list[float], cli: CommandLine) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    source = replace(open_endpoint(f"http://127.0.0.1:{port}/"), sleep=waits.append)
    with pytest.raises(EndpointProblem) as caught:
        source.select(ASK, name="x")
    assert caught.value.key == "endpoint.down"
    assert len(waits) == 1
    ran = cli("query", "textes", "--endpoint", source.address)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (4, "", 1)


def _status(code: int, body: bytes = b"", kind: str = "text/html", **headers: str) -> Misbehaviour:
    return lambda handler: handler.reply(code, body, kind, **headers)


def _body(body: bytes, kind: str = JSON, **headers: str) -> Misbehaviour:
    return lambda handler: handler.reply(200, body, kind, **headers)


def _chunk_that_breaks_off(handler: Handler) -> None:
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"400\r\n" + START + ROW)
    handler.close_connection = True


def _nothing(handler: Handler) -> None:
    handler.close_connection = True


def _rubbish(handler: Handler) -> None:
    handler.wfile.write(b"\x00\xff rubbish\r\n\r\n")
    handler.close_connection = True


WRONG: dict[str, tuple[Misbehaviour, str]] = {
    "400": (_status(400, b"line 3:\n unknown \x1b[31mprefix", "text/plain"), "endpoint.query"),
    "400 page": (_status(400, b"<html>no</html>"), "endpoint.query"),
    "401": (_status(401, WWW_Authenticate="Bearer"), "endpoint.login"),
    "403": (_status(403), "endpoint.forbidden"),
    "404": (_status(404), "endpoint.absent"),
    "414": (_status(414), "endpoint.too_long"),
    "429": (_status(429), "endpoint.busy"),
    "500": (_status(500, b"x" * 100_000, "text/plain"), "endpoint.status"),
    "502": (_status(502), "endpoint.status"),
    "418": (_status(418), "endpoint.status"),
    "page": (_body(b"<html>Welcome</html>", "text/html"), "endpoint.type"),
    "page as json": (_body(b"<html>Welcome</html>"), "endpoint.answer"),
    "xml": (_body(b"<sparql/>", "application/sparql-results+xml"), "endpoint.type"),
    "gzip": (_body(b"\x1f\x8b", Content_Encoding="gzip"), "endpoint.packed"),
    "empty": (_body(b""), "endpoint.answer"),
    "true": (_body(b'{"head":{},"boolean":true}'), "endpoint.not_rows"),
    "utf-8": (
        _body(START + b'{"c":{"type":"literal","value":"\xff\xfe"}}]}}'),
        "endpoint.answer",
    ),
    "iri": (_body(START + b'{"c":{"type":"uri","value":"a b>"}}]}}'), "endpoint.answer"),
    "unknown column": (_body(START + b'{"d":{"type":"literal","value":""}}]}}'), "endpoint.answer"),
    "columns": (
        _body(
            b'{"head":{"vars":['
            + b",".join(b'"v%d"' % i for i in range(65))
            + b']},"results":{"bindings":[]}}'
        ),
        "endpoint.columns",
    ),
    "cut in a row": (_body(START + ROW), "endpoint.answer"),
    "shorter than said": (_body(START + ROW, Content_Length="5000"), "endpoint.truncated"),
    "chunk": (_chunk_that_breaks_off, "endpoint.truncated"),
    "deep": (_body(START + b'{"c":' + b'{"type":"triple","value":{"subject":' * 400), "endpoint.depth"),
    "virtuoso rows": (_body(START + ROW[:-1] + b"]}}", X_SPARQL_MaxRows="1"), "endpoint.cut"),
    "virtuoso time": (_body(EMPTY, X_SQL_State="S1TAT", X_SQL_Message="out of time"), "endpoint.cut"),
    "nothing": (_nothing, "endpoint.broken"),
    "rubbish": (_rubbish, "endpoint.broken"),
    "other host": (_status(302, Location="http://example.org/sparql"), "endpoint.redirect"),
    "other port": (_status(307, Location="http://127.0.0.1:9/sparql"), "endpoint.redirect"),
    "file": (_status(301, Location="file:///etc/passwd"), "endpoint.redirect"),
    "round": (_status(302, Location="/sparql"), "endpoint.redirects"),
    "no place": (_status(302), "endpoint.redirects"),
}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("wrong", WRONG)
def test_each_failure_is_one_line(wrong: str, method: str, server: Server, endpoint: EndpointSource) -> None:
    misbehave, key = WRONG[wrong]
    with server.doing(misbehave), pytest.raises(EndpointProblem) as caught:
        replace(endpoint, method=method).select(ASK, name="x")
    line = str(caught.value)
    assert (caught.value.key, caught.value.exit_code) == (key, 4)
    assert line.isprintable()
    assert server.address in line
    assert len(line) < 500


def test_a_failure_ends_the_command_with_4(server: Server, cli: CommandLine) -> None:
    with server.doing(_status(500)):
        ran = cli("query", "textes", "--endpoint", server.address)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (4, "", 1)
    assert "500" in ran.err


def test_a_redirect_on_the_host_keeps_the_query(server: Server, endpoint: EndpointSource) -> None:
    def moved(handler: Handler) -> None:
        if handler.path.startswith("/new"):
            handler.reply(200, EMPTY)
        else:
            handler.reply(302, Location="/new?" + handler.path.partition("?")[2])

    for method in ("GET", "POST"):
        with server.doing(moved):
            replace(endpoint, method=method).select(ASK, name="x")
            assert [one.method for one in server.asked] == [method, method]
            assert server.asked[1].query == server.asked[0].query


def _silence(handler: Handler) -> None:
    handler.server.over.wait(20)


def _drip(handler: Handler) -> None:
    """A byte now and then: no single read takes long."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    for byte in START + ROW * 100:
        handler.wfile.write(bytes([byte]))
        if handler.server.over.wait(0.05):
            return


def _drip_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: ")
    for _ in range(400):
        handler.wfile.write(b"a")
        if handler.server.over.wait(0.05):
            return


@pytest.mark.parametrize("slow", [_silence, _drip, _drip_headers])
def test_a_slow_endpoint_is_left_in_time(
    slow: Misbehaviour, server: Server, endpoint: EndpointSource
) -> None:
    start = time.monotonic()
    with server.doing(slow), pytest.raises(EndpointProblem) as caught:
        replace(endpoint, timeout=0.4).select(ASK, name="x")
    assert caught.value.key == "endpoint.slow"
    assert time.monotonic() - start < 3


def _flood(handler: Handler) -> None:
    """Rows for ever; ten gigabytes would be the same to a client that stops."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    handler.wfile.write(START)
    while not handler.server.over.is_set():
        handler.wfile.write(ROW * 1000)


def _flood_of_one_word(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    handler.wfile.write(START + b'{"c":{"type":"literal","value":"')
    while not handler.server.over.is_set():
        handler.wfile.write(b"x" * 65536)


def test_a_flood_is_stopped_by_rows_and_by_bytes(server: Server, endpoint: EndpointSource) -> None:
    tracemalloc.start()
    try:
        with server.doing(_flood), pytest.raises(EndpointProblem) as caught:
            replace(endpoint, max_rows=2000).select(ASK, name="x")
        assert caught.value.key == "endpoint.rows"
        for flood in (_flood, _flood_of_one_word):
            with server.doing(flood), pytest.raises(EndpointProblem) as caught:
                replace(endpoint, max_bytes=1 << 20).select(ASK, name="x")
            assert caught.value.key == "endpoint.too_large"
        assert tracemalloc.get_traced_memory()[1] < 30 << 20
    finally:
        tracemalloc.stop()


def test_truth_values_are_written_alike(server: Server, endpoint: EndpointSource) -> None:
    boolean = NamedNode("http://www.w3.org/2001/XMLSchema#boolean")
    one = b'{"c":{"type":"typed-literal","datatype":"http://www.w3.org/2001/XMLSchema#boolean","value":"1"}}'
    with server.doing(_body(START + one + b"]}}")):
        assert endpoint.select(ASK, name="x").rows == ((Literal("true", datatype=boolean),),)
