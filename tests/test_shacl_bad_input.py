"""Shapes and data that are wrong, through the command line: one line, the exit code, nothing left behind."""

from __future__ import annotations

import gzip
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ess_graph.errors import EXIT_FAILURE, EXIT_INPUT, EXIT_NOT_CONFORM, EXIT_OK
from tests.conftest import CommandLine, Ran
from tests.shacl_random import PREFIXES

Run = Callable[..., Ran]
ON_P = "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; {} ] ."
ASKS = 'ex:S sh:targetNode ex:a ; sh:sparql [ sh:select "SELECT $this {}" ] .'
#: Shapes, and what the one line names besides.
REFUSED = {
    "no shapes": ("ex:a ex:b ex:c .", "shapes.ttl"),
    "shapes that are text": ("ex:S sh:targetNode ex:a ; sh:property 'p' .", "4.7.2"),
    "a target that is text": ("ex:S sh:targetClass 'C' ; sh:class ex:C .", "2.1.3"),
    "invalid pattern": (ON_P.format('sh:pattern "a(b"'), "a(b"),
    "invalid query": (ASKS.format("WHERE { $this ex:p"), "5.2"),
    "javascript": ("ex:S sh:targetNode ex:a ; sh:js [ sh:jsFunctionName 'f' ] .", "sh:js"),
    "service": (ASKS.format("WHERE { SERVICE <%s> { $this ?p ?o } }"), "SERVICE"),
    "from": (ASKS.format("FROM <%s> WHERE { $this ?p ?o }"), "FROM"),
    "nested shapes": (
        "ex:S sh:targetNode ex:a ; sh:not " + "[ sh:not " * 5000 + "ex:T" + " ]" * 5000 + " .",
        "256",
    ),
}


class _Listener(BaseHTTPRequestHandler):
    """Counts who calls."""

    def do_GET(self) -> None:
        CALLS.append(self.path)
        self.send_error(404)

    do_POST = do_GET  # noqa: N815


CALLS: list[str] = []


@pytest.fixture
def address() -> Iterator[str]:
    """The address of a server that should never be called."""
    CALLS.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/x"
    server.shutdown()
    server.server_close()
    assert CALLS == [], "the network was asked"


@pytest.fixture
def run(cli: CommandLine, tmp_path: Path) -> Iterator[Run]:
    """Validate a text by shapes; no file may be left beside the two, or where temporary files lie."""

    def _run(shapes: str, data: str = 'ex:a ex:p "x" .', *more: str) -> Ran:
        (tmp_path / "data.ttl").write_text(PREFIXES + data, "utf-8")
        (tmp_path / "shapes.ttl").write_text(PREFIXES + shapes, "utf-8")
        return cli("--lang", "en", "shacl", tmp_path / "data.ttl", "--shapes", tmp_path / "shapes.ttl", *more)

    yield _run
    assert {path.name for path in tmp_path.iterdir()} <= {"data.ttl", "shapes.ttl"}


def _refused(ran: Ran, *words: str) -> None:
    assert (ran.code, ran.out) == (EXIT_INPUT, "")
    (line,) = ran.err.splitlines()
    assert len(line) < 500
    assert all(word in line for word in words)
    assert "Traceback" not in line


@pytest.mark.parametrize("name", REFUSED)
def test_wrong_shapes_are_one_line(run: Run, address: str, name: str) -> None:
    shapes, word = REFUSED[name]
    _refused(run(shapes.replace("%s", address)), word)


@pytest.mark.parametrize("engine", ["auto", "store", "pyshacl"])
def test_an_import_is_not_fetched_and_that_is_said(run: Run, address: str, engine: str) -> None:
    shapes = f"ex:O a owl:Ontology ; owl:imports <{address}> . ex:S sh:targetNode ex:a ; sh:nodeKind sh:IRI ."
    ran = run("PREFIX owl: <http://www.w3.org/2002/07/owl#>\n" + shapes, "ex:a ex:p 1 .", "--engine", engine)
    assert ran.code == EXIT_OK
    if engine != "pyshacl":
        assert address in ran.err.splitlines()[0]


def test_recursive_shapes_are_decided_by_pyshacl_or_refused(run: Run) -> None:
    shapes = "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:node ex:S ] ."
    ends, circle = "ex:a ex:p ex:b .", "ex:a ex:p ex:b . ex:b ex:p ex:a ."
    ran = run(shapes, ends)
    assert ran.code == EXIT_OK
    assert "3.4.3" in ran.err
    _refused(run(shapes, ends, "--engine", "store"), "3.4.3")
    # pySHACL would go round once, and then take the shape for respected.
    _refused(run(shapes, circle), "Recursive")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("sh:minCount 2 ; sh:maxCount 1", ("at least 2", "at most 1", "sh:minCount", "sh:maxCount")),
        ("sh:minLength 9 ; sh:maxLength 3", ("at least 9", "at most 3", "sh:minLength")),
        (
            "sh:qualifiedValueShape [ sh:class ex:C ] ; sh:qualifiedMinCount 2 ; sh:qualifiedMaxCount 0",
            ("at least 2", "at most 0", "sh:minQualifiedCount"),
        ),
    ],
)
def test_contradictory_shapes_are_obeyed_and_said(run: Run, body: str, words: tuple[str, ...]) -> None:
    ran = run(ON_P.format(body))
    assert ran.code == EXIT_NOT_CONFORM
    assert all(word in ran.err.splitlines()[0] for word in words)
    assert "Note" not in run(ON_P.format("sh:minCount 1 ; sh:maxCount 1")).err


def test_shapes_without_a_target_are_said(run: Run) -> None:
    ran = run("ex:S a sh:NodeShape ; sh:class ex:C .")
    assert ran.code == EXIT_OK
    assert "no shape has a target" in ran.err


# Data

ROW = b"<http://e/s> <http://e/p> <http://e/o> .\n"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("late.nt", ROW * 50_000 + b"<http://e/s> <http://e/p> .\n", "line 50001"),
        ("cut.ttl", ROW * 5_000 + b'<http://e/s> <http://e/p> "un', "line 5001"),
        ("cut.nt.gz", gzip.compress(ROW * 50_000)[:-40], "cut.nt.gz"),
    ],
    ids=["late", "cut", "gz"],
)  # fmt: skip
@pytest.mark.parametrize("form", ["tsv", "ttl"])
def test_data_that_end_badly_are_one_line_with_the_place(
    cli: CommandLine, tmp_path: Path, name: str, content: bytes, words: str, form: str
) -> None:
    data, shapes = tmp_path / name, tmp_path / "shapes.ttl"
    data.write_bytes(content)
    shapes.write_text(PREFIXES + "ex:S sh:targetSubjectsOf <http://e/p> ; sh:nodeKind sh:Literal .", "utf-8")
    _refused(cli("--lang", "en", "shacl", data, "--shapes", shapes, "-f", form), name, words)


def test_a_full_disk_under_the_report_is_one_line_that_names_the_folder(tmp_path: Path) -> None:
    data, shapes, scratch = tmp_path / "data.ttl", tmp_path / "shapes.ttl", tmp_path / "scratch"
    data.write_text(PREFIXES + "[] a ex:C .\n" * 1000, "utf-8")
    shapes.write_text(PREFIXES + "ex:S sh:targetClass ex:C ; sh:class ex:D .", "utf-8")
    scratch.mkdir()

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = subprocess.run(
        [sys.executable, "-m", "ess_graph", "shacl", str(data), "--shapes", str(shapes), "-f", "ttl"],
        capture_output=True,
        text=True,
        env={**os.environ, "TMPDIR": str(scratch)},
        preexec_fn=limit,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (EXIT_FAILURE, "")
    (line,) = done.stderr.splitlines()
    assert str(scratch) in line
    assert list(scratch.iterdir()) == []
