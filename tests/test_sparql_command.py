"""``ess-graph sparql``: forms of output, errors with their place, limits."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tests.conftest import CommandLine, run_process

KITS = "SELECT ?k { ?k a ess:Kit } ORDER BY ?k"


def test_rows_in_the_forms_of_the_other_commands(cli: CommandLine, small_path: Path) -> None:
    table = cli("sparql", KITS, "-f", "table", store=small_path)
    assert (table.code, table.err) == (0, "")
    assert " kit:municipaless" in table.out
    tsv = cli("sparql", KITS, store=small_path).out.splitlines()
    assert tsv[0] == "k"
    assert all(line.startswith("https://w3id.org/ess-graph/id/kit/") for line in tsv[1:])
    rows = json.loads(
        cli("sparql", "SELECT (1 AS ?n) (true AS ?b) ?u {}", "-f", "json", store=small_path).out
    )
    assert rows == [{"n": 1, "b": True, "u": None}]
    assert cli("sparql", KITS, "-f", "csv", store=small_path).out.splitlines()[0] == "k"
    # A prefix of the query itself shortens too.
    own = f"PREFIX z: <https://w3id.org/ess-graph/id/kit/muni> {KITS}"
    assert " z:cipaless" in cli("sparql", own, "-f", "table", store=small_path).out


def test_a_yes_or_no(cli: CommandLine, small_path: Path) -> None:
    assert cli("sparql", "ASK { ?s a ess:Kit }", store=small_path).out == "ask\ntrue\n"
    assert json.loads(cli("sparql", "ASK {}", "-f", "json", store=small_path).out) == [{"ask": True}]
    done = run_process("sparql", "ASK { FILTER(false) }", "-f", "srj", "--store", small_path)
    assert json.loads(done.out) == {"head": {}, "boolean": False}


@pytest.mark.parametrize("form", ["ttl", "nt", "jsonld", "rdfxml"])
def test_a_graph_in_every_syntax(small_path: Path, form: str) -> None:
    from pyoxigraph import parse

    from ess_graph.rdf.formats import SYNTAXES

    query = "CONSTRUCT { ?k a ess:Seen } { ?k a ess:Kit }"
    ran = run_process("sparql", query, "-f", form, "--store", small_path)
    assert ran.code == 0, ran.err
    quads = list(parse(ran.out.encode(), format=SYNTAXES[form].rdf_format))
    assert {quad.object.value for quad in quads} == {"https://w3id.org/ess-graph/def#Seen"}
    if form == "ttl":
        assert run_process("sparql", query, "--store", small_path).out == ran.out
        assert "@prefix ess:" in ran.out


def test_the_query_of_a_file_and_of_standard_input(
    cli: CommandLine, small_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "é.rq"
    file.write_bytes(b"\xef\xbb\xbf" + KITS.encode())
    told = cli("sparql", KITS, store=small_path).out
    assert cli("sparql", f"@{file}", store=small_path).out == told
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(KITS.encode())))
    assert cli("sparql", "-", store=small_path).out == told


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"ASK {} #\xff", 3), (b"ASK {}" + b"#" * (1 << 20), 2), (b"ASK {}#" + "é".encode() * (1 << 20), 2)],
    ids=["no UTF-8", "long", "cut within a character"],
)
def test_a_file_that_is_no_text_or_too_long(
    cli: CommandLine, small_path: Path, tmp_path: Path, content: bytes, code: int
) -> None:
    file = tmp_path / "q.rq"
    file.write_bytes(content)
    ran = cli("sparql", f"@{file}", store=small_path)
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1)
    assert cli("sparql", f"@{tmp_path}/none.rq", store=small_path).code == 3
    assert cli("sparql", f"@{tmp_path}", store=small_path).code == 3


@pytest.mark.parametrize(
    ("text", "place", "found", "expected"),
    [
        ("SELECT ?é WHERE {?é a ess:Practice .\n  FILTER(?é = = 3)}", (2, 15), "=", "?…"),
        ("SELECT ?x WHER {?x ?y ?z}", (1, 11), "WHER", "WHERE"),
        ("SELECT * { ?s ?p ?o FILTR(1) }", (1, 21), "FILTR", "FILTER"),
        ("SELECT * { ?s ?p ?o FILTER(?o < = 3) }", (1, 33), "=", "1"),
        ("SELECT * { ?s ?p . }", (1, 18), ".", "?…"),
        ("SELECT (COUNT(*) ?n) { ?s ?p ?o }", (1, 18), "?n", "AS"),
        ("SELECT * { ?s ?p ?o } LIMIT ?x", (1, 29), "?x", "1"),
        ("SELECT * { ?s ?p ?o } ORDER ?s", (1, 29), "?s", "BY"),
        ("ASK { ?s ?p ?o ?q }", (1, 16), "?q", "."),
        ("CONSTRUCT { ?s ?p ?o }", (1, 23), "", "WHERE"),
        ("SELECT ?x", (1, 10), "", "{"),
    ],
)
def test_a_syntax_error_has_its_place_and_what_could_stand_there(
    cli: CommandLine, small_path: Path, text: str, place: tuple[int, int], found: str, expected: str
) -> None:
    ran = cli("sparql", text, "--lang", "en", store=small_path)
    said, line, caret = ran.err.splitlines()
    assert (ran.code, ran.out) == (2, "")
    assert f"line {place[0]}, column {place[1]}: " in said
    assert (f"“{found}” does not belong here" if found else "stops too early") in said
    assert expected in said.rpartition(":")[2].split()
    assert text.splitlines()[place[0] - 1] == line
    assert caret == " " * (place[1] - 1) + "^"


def test_what_is_well_formed_and_has_no_sense(cli: CommandLine, small_path: Path) -> None:
    for text, said in (
        ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", "GROUP BY"),
        ("SELECT (1 AS ?x) (2 AS ?x) {}", "Duplicated variable"),
        ("SELECT (<http://e/f>(1) AS ?x) {}", "http://e/f"),
    ):
        ran = cli("sparql", text, "--lang", "en", store=small_path)
        assert ran.code == 2
        assert said in ran.err


def test_an_unknown_prefix_offers_the_nearest(cli: CommandLine, small_path: Path) -> None:
    ran = cli("sparql", "SELECT * { ?s skso:prefLabel ?o }", store=small_path)
    assert ran.code == 2
    assert "skos:" in ran.err


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * FROM <http://x.org/> { ?s ?p ?o }",
        "INSERT DATA { <a> <b> <c> }",
        "LOAD <http://x.org/>",
    ],
)
def test_what_is_refused_is_usage(cli: CommandLine, small_path: Path, text: str) -> None:
    french = cli("sparql", text, "--lang", "fr", store=small_path)
    english = cli("sparql", text, "--lang", "en", store=small_path)
    assert (french.code, english.code) == (2, 2)
    assert french.err != english.err


def test_a_cut_answer_says_so(cli: CommandLine, small_path: Path) -> None:
    ran = cli("sparql", "SELECT * { ?s ?p ?o }", "--limit", "3", store=small_path)
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 4
    assert "3" in ran.err
    assert "--limit" in ran.err
    assert cli("sparql", "SELECT * { ?s ?p ?o } LIMIT 3", "--limit", "3", store=small_path).err == ""


def test_a_limit_is_one_line_and_exit_4(cli: CommandLine, small_path: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    ran = cli("sparql", text, "--timeout", "0.5", store=small_path)
    assert (ran.code, ran.out, ran.err.count("\n")) == (4, "", 1)
    assert "0.5 s" in ran.err
    assert "--timeout" in ran.err


def test_a_form_that_the_answer_cannot_have_is_refused_before_it_is_run(
    cli: CommandLine, small_path: Path
) -> None:
    for text, form in (("SELECT * {}", "ttl"), ("CONSTRUCT WHERE {}", "csv"), ("ASK {}", "nt")):
        ran = cli("sparql", text, "-f", form, store=small_path)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)


def test_explain_says_what_would_run(cli: CommandLine, small_path: Path) -> None:
    text = "SELECT ?k FROM <g:g> { ?k a ess:Kit ; dct:title ?t SERVICE <http://x.org/> {} }"
    arguments = (
        "sparql",
        text,
        "--explain",
        "--limit",
        "5",
        "--allow-service",
        "http://x.org/",
        "--lang",
        "en",
    )
    ran = cli(*arguments, store=small_path)
    assert (ran.code, ran.err) == (0, "")
    for told in ("SELECT", "<g:g>", "<http://x.org/>", "ess: <", "dct: <", "5 rows", "30 s", "1024 MiB"):
        assert told in ran.out
    assert "skos:" not in ran.out
    assert cli("sparql", "SELECT ?x { FILTER(= 1) }", "--explain", store=small_path).code == 2


def test_without_a_store_it_says_how_to_build_one(cli: CommandLine) -> None:
    assert cli("sparql", "ASK {}").code == 3
