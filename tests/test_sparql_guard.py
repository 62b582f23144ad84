"""The guard of ad hoc queries: what is refused before anything is evaluated, and what is not."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ess_graph.adhoc.guard import Checked, check
from ess_graph.adhoc.limits import MAX_CHAIN, MAX_CLAUSES, MAX_NESTING, MAX_TEXT_BYTES
from ess_graph.adhoc.problem import QueryProblem
from ess_graph.adhoc.tokens import tokens
from ess_graph.errors import UsageProblem
from ess_graph.rdf.namespaces import prefixes
from ess_graph.resources import folder

BASE = "https://w3id.org/ess-graph/"
EVIL = "http://127.0.0.1:9/"


def checked(text: str, *allowed: str) -> Checked:
    return check(text, base=BASE, prefixes=prefixes(BASE), allowed_services=allowed)


def key(text: str, *allowed: str) -> str:
    with pytest.raises(UsageProblem) as caught:
        checked(text, *allowed)
    return caught.value.key


SERVICES = {
    "plain": f"SELECT * {{ SERVICE <{EVIL}> {{ ?s ?p ?o }} }}",
    "silent": f"SELECT * {{ SERVICE SILENT <{EVIL}> {{ ?s ?p ?o }} }}",
    "case": f"SELECT * {{ sErViCe <{EVIL}> {{ ?s ?p ?o }} }}",
    "glued": f"SELECT * {{ SERVICESILENT<{EVIL}>{{ ?s ?p ?o }} }}",
    "after a word": f"SELECT * {{ ?s ?p trueSERVICE<{EVIL}>{{ ?a ?b ?c }} }}",
    "after a number": f"SELECT * {{ ?s ?p 1SERVICE<{EVIL}>{{ ?a ?b ?c }} }}",
    "after a string": f"SELECT * {{ ?s ?p 'x'SERVICE<{EVIL}>{{ ?a ?b ?c }} }}",
    "after a node": f"SELECT * {{ ?s ?p []SERVICE<{EVIL}>{{ ?a ?b ?c }} }}",
    "empty prefix": f"PREFIX : <{EVIL}> SELECT * {{ SERVICE:x{{ ?s ?p ?o }} }}",
    "prefix": f"PREFIX e: <{EVIL}> SELECT * {{ SERVICE e:x {{ ?s ?p ?o }} }}",
    "relative": f"BASE <{EVIL}> SELECT * {{ SERVICE <x> {{ ?s ?p ?o }} }}",
    "nested": f"SELECT * {{ FILTER EXISTS {{ {{ SELECT * {{ OPTIONAL {{ SERVICE <{EVIL}> {{}} }} }} }} }} }}",
    "after a comment": f"SELECT * {{ # '''\n SERVICE <{EVIL}> {{}} #'''\n }}",
    "number as host": "SELECT * { SERVICE <http://2130706433/> {} }",
}
VARIABLES = {
    "variable": "SELECT * { ?s ?p ?g SERVICE ?g { ?s ?p ?o } }",
    "silent variable": "SELECT * { ?s ?p ?g SERVICE SILENT $g { ?s ?p ?o } }",
}
#: Texts that the parser takes, and in which another reading hides the call.
HIDDEN = {
    "operator and comment": f"SELECT * {{ FILTER(?a<?b#>'''\n) SERVICE <{EVIL}> {{}} #'''\n }}",
    "brackets in an IRI": f"SELECT * {{ FILTER((1<(?b>2)&&?x<?y#>\n) SERVICE <{EVIL}> {{}} }}",
    "less than an IRI": f"SELECT * {{ FILTER(?a<<http://x#y>) SERVICE <{EVIL}> {{}} #\n }}",
    "escape": f'SELECT * {{ VALUES ?x {{"""a" }} SERVICE <{EVIL}> {{}} }} #\\q"""\n',
    "surrogate": f'SELECT * {{ VALUES ?x {{"""a" }} SERVICE <{EVIL}> {{}} }} #\\uD800"""\n',
    "open string": f'SELECT * {{ VALUES ?x {{"""a" }} SERVICE <{EVIL}> {{}} }}',
    "name that is no IRI": f"PREFIX e: <http://x:> SELECT * {{ ?s ?p e:SERVICE<{EVIL}>{{ ?a ?b ?c }} }}",
    "glued prefix": f"PREFIXess:<{EVIL}> SELECT * {{ SERVICE ess:x {{}} }}",
}


@pytest.mark.parametrize("name", SERVICES)
def test_a_call_to_another_machine_is_refused(name: str) -> None:
    assert key(SERVICES[name]).startswith("sparql.service")


@pytest.mark.parametrize("name", VARIABLES)
def test_a_variable_endpoint_is_refused_even_when_endpoints_are_allowed(name: str) -> None:
    assert key(VARIABLES[name], EVIL) == "sparql.service_variable"


@pytest.mark.parametrize("name", HIDDEN)
def test_a_call_that_another_reading_hides_is_refused(name: str) -> None:
    assert key(HIDDEN[name], f"{BASE}def#x")


def test_an_allowed_endpoint_is_that_exact_one() -> None:
    for name in ("plain", "silent", "case"):
        assert checked(SERVICES[name], EVIL).services == (EVIL,)
    for name in ("prefix", "relative"):
        assert checked(SERVICES[name], f"{EVIL}x").services == (f"{EVIL}x",)
    for near in (EVIL[:-1], f"{EVIL}#", EVIL.upper(), "http://127.0.0.1:9//", "http://localhost:9/"):
        assert key(SERVICES["plain"], near) == "sparql.service"
    both = f"SELECT * {{ SERVICE <{EVIL}> {{}} SERVICE <{EVIL}x> {{}} }}"
    assert key(both, EVIL) == "sparql.service"


def test_words_that_hold_service_are_only_words() -> None:
    text = (
        "DESCRIBE service:creche { ?s a cpsv:PublicService, service:x . service:y ess:isServiceOf ?service }"
    )
    assert checked(text).services == ()
    assert checked("SELECT * { GRAPH service:x { ?s ?p ?o } }").services == ()
    assert key("SELECT * { ?s ?p 1 service:x { } }") == "sparql.service"


@pytest.mark.parametrize(
    "word", ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "with"]
)
def test_an_update_is_refused(word: str) -> None:
    assert key(f"PREFIX e: <x:> # SELECT\n{word} DATA {{ <a> <b> <c> }}") == "sparql.update"


@pytest.mark.parametrize(
    "text", ["", " # SELECT", "SELEC * {}", "EXPLAIN SELECT * {}", "PREFIX e: <x:>", "{ }"]
)
def test_a_text_that_is_no_query_is_refused(text: str) -> None:
    assert key(text) == "sparql.form"


@pytest.mark.parametrize(
    ("start", "middle", "end"),
    [
        ("ASK {", "{", "}"),
        ("ASK { FILTER(", "(", ")"),
        ("ASK { ?s ?p ", "[ ?p ", "]"),
        ("ASK { ?s ?p ", "<<( ?s ?p ", "1 )>>"),
    ],
)
def test_nesting_has_a_limit(start: str, middle: str, end: str) -> None:
    deep = MAX_NESTING - start.count("{") - start.count("(")
    close = ")}" if "FILTER" in start else "}"
    assert checked(start + middle * deep + end * deep + close)
    assert key(start + middle * (deep + 1) + end * (deep + 1) + close) == "sparql.nesting"


@pytest.mark.parametrize("link", ["||1", " + 1", "-1", "*1", "&&1", "/a", "|a", "!"])
def test_a_chain_has_a_limit(link: str) -> None:
    count = MAX_CHAIN // sum(token.kind == "operator" for token in tokens(link))
    assert checked(f"ASK {{ FILTER(1{link * count}) }}")
    assert key(f"ASK {{ FILTER(1{link * (count + 1)}) }}") == "sparql.chain"
    # Spread over brackets that stand in one another, the parser's stack is the same.
    half = count // 2 + 1
    assert key(f"ASK {{ FILTER(1{link * half}+(1{link * half})) }}") == "sparql.chain"
    assert checked(f"ASK {{ FILTER(1{link * half}) FILTER(1{link * (half - 2)}) }}")


@pytest.mark.parametrize(
    "clause", ["FILTER(1)", "BIND(1 AS ?x)", "OPTIONAL { }", "UNION { }", "{| a 1 |}", "~ ?r"]
)
def test_clauses_have_a_limit(clause: str) -> None:
    assert checked(f"ASK {{ {clause * (MAX_CLAUSES // 2 - 1)} }}")
    assert key(f"ASK {{ {clause * (MAX_CLAUSES + 1)} }}") == "sparql.clauses"


def test_conditions_have_a_limit() -> None:
    assert key("ASK { } GROUP BY " + "(1)" * (MAX_CLAUSES + 1)) == "sparql.clauses"
    rows = "(1 2)" * 20_000
    assert checked(f"ASK {{ VALUES (?a ?b) {{ {rows} }} }}")


def test_the_text_has_a_limit() -> None:
    assert key("ASK {}#" + "é" * (MAX_TEXT_BYTES // 2)) == "sparql.size"
    assert checked("ASK {}#" + "x" * (MAX_TEXT_BYTES - 7))
    assert key("ASK { ?s ?p '\ud800' }") == "sparql.escape"


@pytest.mark.parametrize(
    ("text", "wanted", "column"),
    [
        ("ASK { ?s ?p ?o", "sparql.not_closed", 5),
        ("ASK { (} )", "sparql.closes_nothing", 8),
        ("ASK { ?s ?p 'x }", "sparql.string", 13),
        ("ASK { ?s ?p 'x\\q' }", "sparql.string", 13),
        ("ASK { <a b> ?p ?o }", "sparql.iri_open", 7),
        ("ASK { ?s skso:a ?o }", "sparql.prefix", 10),
        ("ASK { ?s ?p § }", "sparql.stray", 13),
        ("ASK FROMx {}", "sparql.from_what", 5),
        ("ASK FROM ?g {}", "sparql.from_what", 5),
        ("BASE <a> PREFIX e: <http://[> ASK {}", "sparql.iri", 20),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, wanted: str, column: int) -> None:
    with pytest.raises(QueryProblem) as caught:
        checked(text)
    assert (caught.value.key, caught.value.fields["column"]) == (wanted, column)
    shown = str(caught.value).splitlines()
    assert shown[-1].index("^") == column - 1


def test_the_caret_stands_under_the_place_whatever_comes_before() -> None:
    wide = "ASK { # \x1b[31m\n 'é漢字e\u0301' \t ?s ?p § }"
    with pytest.raises(QueryProblem) as caught:
        checked(wide)
    line, caret = str(caught.value).splitlines()[1:]
    assert "\x1b" not in str(caught.value)
    # Two columns for each ideogram, none for the accent that combines.
    assert caret.index("^") == line.index("§") + 2 - 1
    with pytest.raises(QueryProblem) as caught:
        checked("ASK { " + "?s ?p ?o . " * 50 + "§ }")
    assert max(map(len, str(caught.value).splitlines()[1:])) < 80


def test_the_graphs_of_from_are_told() -> None:
    text = "PREFIX g: <g:> SELECT * FROM g:a FROM NAMED <b> WHERE { ?s ?p 'FROM <x:>' }"
    assert checked(text).graphs == ("g:a", f"{BASE}b")
    assert checked("CONSTRUCT { ?s ?p ?o } FROM <g:x> { ?s ?p ?o }").graphs == ("g:x",)
    assert checked("ASK { ?s ?p <from> }").graphs == ()


def test_every_bundled_query_passes() -> None:
    for path in sorted(folder("queries").rglob("*.rq")):
        text = re.sub(r"\$\{?\w+\}?", "?x", path.read_text("utf-8"))
        assert checked(text).services == (), path


_WORDS = st.lists(
    st.sampled_from(
        [
            "SERVICE",
            "SILENT",
            "FROM",
            "INSERT",
            "LOAD",
            "{",
            "}",
            "(",
            ")",
            "<<",
            "|}",
            " ",
            ";",
            "x:",
            "?g",
            "||",
        ]
    ),
    min_size=1,
    max_size=8,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(_WORDS)
def test_words_in_strings_iris_and_comments_never_count(words: str) -> None:
    held = [f"'{words}'", f'"{words}"', f"'''{words}\n'''", f'"""\n{words}"""', f"'x'#{words}\n"]
    iri = re.sub(r"[<{}| ]", "", words)
    held.append(f"<http://x/{iri}>")
    for one in held:
        assert checked(f"SELECT * {{ ?s ?p {one} }}").services == ()
        assert checked(f"#{words}\nSELECT * {{ FILTER(?s = {one}) }}").graphs == ()


_ODD = st.text(
    st.sampled_from(list("<>#'\"\\(){}[]|.;:,?$@^_-+*/!&= \n\taeSERVICx1é")) | st.characters(), max_size=40
)


@settings(max_examples=600, deadline=None)
@given(_ODD)
def test_a_call_is_never_read_past(odd: str) -> None:
    """Whatever stands around it, a text that pyoxigraph takes with a call in it is refused."""
    from pyoxigraph import Store

    call = "SERVICE<http://127.0.0.1:1/>{}"
    for text in (f"SELECT * {{ {odd}{call} }}", f"SELECT * {{ FILTER(?a<?b{odd}\n) {call} }}"):
        try:
            checked(text)
        except UsageProblem:
            continue
        # It was let through: then the parser refuses it, or the call is in a string, an IRI or a comment.
        try:
            found: Any = Store().query(text)
            list(found)
        except (SyntaxError, RuntimeError):
            continue
        except OSError as error:
            pytest.fail(f"called: {text!r} {error}")


@pytest.mark.parametrize("code", [*range(0x20, 0x180), 0x200C, 0x2028, 0xE000, 0xFFFD, 0x1F600])
def test_an_iri_is_at_least_what_the_parser_takes_for_one(code: int) -> None:
    from pyoxigraph import Store

    text = f"SELECT * {{ <http://x/{chr(code)}y> ?p ?o }}"
    try:
        Store().query(text)
    except SyntaxError:
        return
    assert [token.kind for token in tokens(text)][3] == "iri"


def test_the_guard_is_quick_on_the_longest_text() -> None:
    import time

    start = time.process_time()
    for part in ("?a<", "'", '"""', "<", "(", "ex:a.b.", "\\", "..", "@a-", "1e", "#\n", "_:", "%41"):
        for text in (f"ASK {{ {part * 40_000}", f"ASK {{ ?s ?p {part * 40_000} }}"):
            with suppress(UsageProblem):
                checked(text)
    assert time.process_time() - start < 8
