"""``ess-graph sparql`` on files, on standard input and on an endpoint: the same answer as on the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ess_graph.publish.export import export
from ess_graph.store.generation import OpenStore
from tests.conftest import CommandLine, run_process
from tests.sparql_server import Server

QUERIES = (
    "SELECT ?k ?t { ?k a ess:Kit ; dct:title ?t } ORDER BY ?k ?t",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "ASK { <id/kit/municipaless> a ess:Kit }",
    "ASK { <id/kit/municipaless> a ess:Practice }",
    "CONSTRUCT { ?k dct:title ?t } WHERE { ?k a ess:Kit ; dct:title ?t }",
)


@pytest.fixture(scope="module")
def exported(small: OpenStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("exported") / "graph.nq"
    export(small, "nq", path)
    return path


@pytest.fixture(scope="module")
def server(small: OpenStore) -> Iterator[Server]:
    with Server(small.store) as running:
        yield running


@pytest.mark.parametrize("query", QUERIES)
def test_files_standard_input_and_an_endpoint_answer_like_the_store(
    cli: CommandLine, small_path: Path, exported: Path, server: Server, query: str
) -> None:
    # Rows of a SELECT come in the order it asks for; statements of a graph have none.
    form = ["-f", "nt"] if query.startswith("CONSTRUCT") else []
    on_store = cli("sparql", query, *form, store=small_path)
    assert (on_store.code, on_store.err) == (0, "")
    assert on_store.out.strip()
    piped = run_process("sparql", query, "-", "--from", "nq", *form, stdin=exported.read_bytes())
    others = [
        cli("sparql", query, exported, *form),
        piped,
        cli("sparql", query, "--endpoint", server.address, *form),
    ]
    for ran in others:
        assert (ran.code, ran.err) == (0, "")
        if form:
            assert sorted(ran.out.splitlines()) == sorted(on_store.out.splitlines())
        else:
            assert ran.out == on_store.out


def test_several_files_are_one_graph_and_their_blank_nodes_are_apart(
    cli: CommandLine, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.nt").write_text(f'_:x <http://e/p> "{name}" .\n', "utf-8")
    query = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"
    assert cli("sparql", query, tmp_path / "a.nt", tmp_path / "b.nt").out == "n\n2\n"


def test_a_file_is_no_way_around_the_guard(cli: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<http://e/a> <http://e/p> 1 .", "utf-8")
    for query in (
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "DROP ALL",
    ):
        ran = cli("sparql", query, path)
        assert (ran.code, ran.out) == (2, ""), query


def test_the_limits_hold_on_files_too(cli: CommandLine, exported: Path) -> None:
    product = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    ran = cli("sparql", product, exported, "--timeout", "3")
    assert ran.code == 4
    assert len(ran.err.splitlines()) == 1
    cut = cli("--lang", "en", "sparql", "SELECT ?s { ?s ?p ?o }", exported, "--limit", "2")
    assert len(cut.out.splitlines()) == 3
    assert "2" in cut.err


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [("<a> b", 3, "ligne 1, colonne"), (None, 3, "lecture impossible")],
)
def test_a_file_that_cannot_be_read_is_one_line(
    cli: CommandLine, tmp_path: Path, text: str | None, code: int, told: str
) -> None:
    path = tmp_path / "bad.ttl"
    if text is not None:
        path.write_text(text, "utf-8")
    ran = cli("sparql", "ASK {}", path)
    assert (ran.code, ran.out) == (code, "")
    assert len(ran.err.splitlines()) == 1
    assert "bad.ttl" in ran.err
    assert told in ran.err


def test_one_place_at_a_time_and_one_thing_on_standard_input(
    cli: CommandLine, tmp_path: Path, small_path: Path
) -> None:
    for arguments in (
        ["ASK {}", "a.ttl", "--endpoint", "http://127.0.0.1:1/"],
        ["ASK {}", "a.ttl", "--store", str(small_path)],
        ["-", "-", "--from", "ttl"],
        ["ASK {}", "-"],
        ["ASK {}", "a.unknown"],
    ):
        ran = cli("sparql", *arguments)
        assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1), arguments


def test_an_endpoint_that_answers_an_ask_with_rows_is_said_so(cli: CommandLine, server: Server) -> None:
    rows = b'{"head":{"vars":["c"]},"results":{"bindings":[]}}'
    with server.doing(lambda handler: handler.reply(200, rows)):
        ran = cli("sparql", "ASK { ?s ?p ?o }", "--endpoint", server.address)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (4, "", 1)
    assert "vrai ou faux" in ran.err


def test_an_endpoint_gives_no_more_rows_than_the_limit(cli: CommandLine, server: Server) -> None:
    ran = cli("sparql", "SELECT ?s { ?s ?p ?o }", "--endpoint", server.address, "--limit", "5")
    assert (ran.code, len(ran.out.splitlines())) == (0, 6)
    assert "5" in ran.err
