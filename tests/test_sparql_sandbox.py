"""The child process that evaluates ad hoc queries: what it gives back, what it may not use, how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ess_graph.adhoc import sandbox
from ess_graph.adhoc.answer import Found
from ess_graph.adhoc.guard import Checked, check
from ess_graph.adhoc.limits import Limits
from ess_graph.adhoc.sandbox import LimitProblem, evaluate
from ess_graph.errors import SystemProblem, UsageProblem
from ess_graph.rdf.namespaces import prefixes
from ess_graph.store.generation import OpenStore

BASE = "https://w3id.org/ess-graph/"
QUICK = Limits(seconds=20)
Ask = Callable[..., Found]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the walls of the system are those of Linux")


@pytest.fixture
def ask(small: OpenStore) -> Ask:
    def run(text: str, limits: Limits = QUICK) -> Found:
        checked = check(text, base=BASE, prefixes=prefixes(BASE))
        return evaluate(small.folder / "oxigraph", checked, base=BASE, prefixes=prefixes(BASE), limits=limits)

    return run


def children() -> list[str]:
    found = subprocess.run(
        ["ps", "-o", "args=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=False
    )
    return [line for line in found.stdout.splitlines() if "adhoc" in line]


def test_terms_come_back_as_they_are(ask: Ask) -> None:
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    odd = "a\tb\nc\r\"'\\é\u2028\x85\U0001f600\x01"
    values = [
        Literal(odd),
        Literal("x", language="fr"),
        Literal("7", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        NamedNode("http://x/é"),
        Triple(NamedNode("s:s"), NamedNode("p:p"), Triple(NamedNode("s:s"), NamedNode("p:p"), Literal(odd))),
    ]
    shown = [
        f"<<( <s:s> <p:p> <<( <s:s> <p:p> {Literal(odd)} )>> )>>" if isinstance(v, Triple) else str(v)
        for v in values
    ]
    text = (
        "SELECT ?a ?b ?c ?d ?e ?none (BNODE() AS ?node) { VALUES (?a ?b ?c ?d ?e) { ("
        + " ".join(shown)
        + ") } }"
    )
    found = ask(text)
    assert found.columns == ("a", "b", "c", "d", "e", "none", "node")
    (row,) = found.rows
    assert list(row[:5]) == values
    assert row[5] is None
    assert isinstance(row[6], BlankNode)


def test_rows_without_values_are_rows(ask: Ask) -> None:
    assert ask("SELECT ?x { VALUES ?x { UNDEF UNDEF } }").rows == ((None,), (None,))
    assert ask("SELECT * {}").rows == ((),)
    assert ask("SELECT ?x { FILTER(false) }").rows == ()


def test_the_four_forms_of_query(ask: Ask, small: OpenStore) -> None:
    assert ask("ASK { ?s a ess:Kit }").value
    assert not ask("ASK { ?s a ess:Nothing }").value
    made = ask("CONSTRUCT { ?s a ess:Seen } { ?s a ess:Kit }").triples
    assert len(made) == len(small.select(f"SELECT DISTINCT ?s {{ ?s a <{BASE}def#Kit> }}", name="t").rows) > 0
    assert ask("DESCRIBE <id/kit/municipaless>").triples


def test_from_reads_that_graph_only(ask: Ask, small: OpenStore) -> None:
    graph = min(str(one.value) for one in small.store.named_graphs() if hasattr(one, "value"))
    count = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"
    one = int(ask(count.format(f"FROM <{graph}>")).rows[0][0].value)
    every = int(ask(count.format("")).rows[0][0].value)
    assert 0 < one < every == len(small.store)
    for text in ("ASK FROM <http://x.org/> { ?s ?p ?o }", "ASK FROM NAMED <file:///etc/passwd> { ?s ?p ?o }"):
        with pytest.raises(UsageProblem) as caught:
            ask(text)
        assert caught.value.key == "sparql.graph"


def test_rows_and_size_are_cut_and_it_is_told(ask: Ask) -> None:
    found = ask("SELECT * { ?s ?p ?o }", Limits(seconds=20, rows=7))
    assert (len(found.rows), found.cut) == (7, "rows")
    assert ask("SELECT * { ?s ?p ?o } LIMIT 7", Limits(seconds=20, rows=7)).cut == ""
    found = ask("CONSTRUCT WHERE { ?s ?p ?o }", Limits(seconds=20, rows=7))
    assert (len(found.triples), found.cut) == (7, "rows")
    found = ask("SELECT * { ?s ?p ?o }", Limits(seconds=20, answer_bytes=5_000))
    assert found.cut == "size"
    assert 0 < len(found.rows) < 100


_GROWTH = "".join(f"BIND(CONCAT(?a{i}, ?a{i}, ?a{i}, ?a{i}) AS ?a{i + 1}) " for i in range(16))
NEVER_YIELD = {
    "product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "sort": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c",
    "group": "SELECT (GROUP_CONCAT(STR(?c)) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
    "growth": "SELECT (STRLEN(?a16) AS ?n) { BIND('0123456789abcdef' AS ?a0) " + _GROWTH + "}",
    "distinct": "SELECT DISTINCT ?a ?d ?c ?f { ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(CONCAT(STR(?a), STR(?d))) > 9999) }",
    "path": "SELECT (COUNT(*) AS ?n) { ?a (ess:x|!ess:x)* ?b . ?c (ess:x|!ess:x)* ?d }",
    "stars": "ASK { ?s " + "(" * 125 + "a" + ")*" * 125 + " ?o }",
    "plan": "ASK { " + "?s ?p ?o . " * 900 + "}",
    "silence": "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(CONCAT(STR(?a), STR(?d))) > 9999) }",
}


@linux_only
@pytest.mark.parametrize("name", NEVER_YIELD)
def test_a_query_that_never_yields_ends_in_time(ask: Ask, name: str) -> None:
    start = time.monotonic()
    with pytest.raises(LimitProblem) as caught:
        ask(NEVER_YIELD[name], Limits(seconds=1, memory_mib=64))
    assert time.monotonic() - start < 4
    assert caught.value.key in ("sparql.time", "sparql.memory")
    assert caught.value.exit_code == 4
    assert "\n" not in str(caught.value)
    assert children() == []


@linux_only
def test_memory_has_its_limit_and_its_message(ask: Ask) -> None:
    with pytest.raises(LimitProblem) as caught:
        ask(NEVER_YIELD["growth"], Limits(seconds=20, memory_mib=64))
    assert (caught.value.key, caught.value.fields) == ("sparql.memory", {"limit": 64})


@linux_only
@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL, signal.SIGABRT])
def test_a_child_that_crashes_is_one_line(ask: Ask, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(sandbox, "_START", f"import os; os.kill(os.getpid(), {int(number)})")
    with pytest.raises(LimitProblem) as caught:
        ask("ASK {}")
    assert caught.value.key in ("sparql.crash", "sparql.memory")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "code",
    [
        "import sys; sys.stdin.read(); print('R[1')",
        "import sys; sys.stdin.read(); print('E\"\"')",
        "raise SystemExit(1)",
        "import sys; sys.stdin.read(); sys.stdout.write('R' + 'x' * 10_000_000)",
        "import sys; sys.stdin.read(); print('H{}')",
    ],
    ids=["no JSON", "end only", "exit", "too much", "no kind"],
)
def test_a_child_that_writes_nonsense_is_one_line(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(sandbox, "_START", code)
    with pytest.raises(LimitProblem) as caught:
        ask("ASK {}", Limits(seconds=10, answer_bytes=1000))
    assert caught.value.key == "sparql.crash"


@linux_only
@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_the_child_has_no_network_even_past_the_guard(
    small: OpenStore, silent: str, request: pytest.FixtureRequest
) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    request.addfinalizer(server.close)
    server.settimeout(0.5)
    port = server.getsockname()[1]
    text = f"SELECT * {{ SERVICE {silent} <http://127.0.0.1:{port}/> {{}} }}"
    unchecked = Checked(text, "SELECT", (), (), {}, {})

    def past_the_guard() -> Found:
        return evaluate(small.folder / "oxigraph", unchecked, base=BASE, prefixes={}, limits=QUICK)

    if silent:
        assert past_the_guard().rows == ((),)
    else:
        with pytest.raises(SystemProblem) as caught:
            past_the_guard()
        assert caught.value.key == "sparql.evaluation"
    with pytest.raises(TimeoutError):
        server.accept()


_ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"far"}}]}}'
_JSON = b"application/sparql-results+json"


def _serve(server: socket.socket, status: bytes, kind: bytes, body: bytes) -> None:
    connection, _ = server.accept()
    connection.recv(65536)
    head = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    connection.sendall(head % (status, kind, len(body)) + body)
    connection.close()


def _far(small: OpenStore, request: pytest.FixtureRequest, *answer: bytes) -> Found:
    server = socket.create_server(("127.0.0.1", 0))
    request.addfinalizer(server.close)
    url = f"http://127.0.0.1:{server.getsockname()[1]}/sparql"
    threading.Thread(target=_serve, args=(server, *answer), daemon=True).start()
    text = f"SELECT ?x {{ SERVICE <{url}> {{ ?s ?p ?x }} }}"
    checked = check(text, base=BASE, prefixes={}, allowed_services=[url])
    return evaluate(small.folder / "oxigraph", checked, base=BASE, prefixes={}, limits=QUICK)


def test_an_allowed_endpoint_is_called(small: OpenStore, request: pytest.FixtureRequest) -> None:
    assert [row[0].value for row in _far(small, request, b"200 OK", _JSON, _ROWS).rows] == ["far"]


@pytest.mark.parametrize(
    "answer",
    [
        (b"500 Broken", _JSON, b""),
        (b"200 OK", b"text/html", b"<html>"),
        (b"200 OK", _JSON, _ROWS[:40]),
        (b"200 OK", _JSON, b"<html>"),
        (b"200 OK", _JSON, b"\xff"),
    ],
    ids=["500", "html", "truncated", "no json", "no utf-8"],
)
def test_an_allowed_endpoint_that_fails_is_one_line(
    small: OpenStore, request: pytest.FixtureRequest, answer: tuple[bytes, bytes, bytes]
) -> None:
    with pytest.raises(SystemProblem) as caught:
        _far(small, request, *answer)
    assert caught.value.key == "sparql.evaluation"
    assert "\n" not in str(caught.value)


@linux_only
def test_nothing_is_left_when_the_parent_is_killed(small_path: Path) -> None:
    arguments = [
        sys.executable,
        "-m",
        "ess_graph",
        "sparql",
        NEVER_YIELD["product"],
        "--store",
        str(small_path),
    ]
    parent = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    child = _child_of(parent.pid)
    parent.kill()
    parent.wait()
    assert _gone(child)


@linux_only
def test_an_interruption_kills_the_child(small_path: Path) -> None:
    arguments = [
        sys.executable,
        "-m",
        "ess_graph",
        "sparql",
        NEVER_YIELD["product"],
        "--store",
        str(small_path),
    ]
    parent = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    child = _child_of(parent.pid)
    parent.send_signal(signal.SIGINT)
    out, said = parent.communicate(timeout=10)
    assert (parent.returncode, out, len(said.split(b"\n\n"))) == (130, b"", 1)
    assert len(said.strip().splitlines()) == 1
    assert _gone(child)


def _child_of(pid: int) -> int:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    for _ in range(200):
        found = listed.read_text().split()
        if found and b"adhoc" in Path(f"/proc/{found[0]}/cmdline").read_bytes():
            time.sleep(0.2)  # past its start
            return int(found[0])
        time.sleep(0.02)
    raise AssertionError("no child")


def _gone(pid: int) -> bool:
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


@linux_only
@pytest.mark.parametrize(
    "text",
    [
        "ASK { FILTER(" + "(" * 125 + "1" + ")" * 125 + ") }",
        "ASK " + "{FILTER EXISTS " * 127 + "{}" + "}" * 127,
        "ASK { FILTER(1" + "||1" * 2000 + ") }",
        "ASK { FILTER(1" + " + 1" * 2000 + ") }",
        "ASK { ?s a" + "|a" * 2000 + " ?o }",
        "ASK { {} " + "UNION {} " * 490 + "}",
        "ASK { " + "FILTER(1) " * 990 + "}",
        "ASK { " + "".join(f"BIND(1 AS ?v{i}) " for i in range(480)) + "}",
    ],
    ids=["(", "EXISTS", "||", "+", "|", "UNION", "FILTER", "BIND"],
)
def test_the_deepest_query_that_the_guard_allows_is_answered(ask: Ask, text: str) -> None:
    assert ask(text).kind == "ask"
