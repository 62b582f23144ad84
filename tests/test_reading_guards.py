"""What RDF files may not do to the parser, and the place of each error in them."""

from __future__ import annotations

import gzip
import io
import json
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ess_graph.errors import EXIT_INPUT, EXIT_OK, InputProblem
from ess_graph.rdf.formats import SYNTAXES, syntax_of
from ess_graph.rdf.guards import MAX_DEPTH, MAX_ENTITY, JsonDepthGuard, XmlEntityGuard
from ess_graph.rdf.reading import parse_quads, read_quads
from tests.conftest import CommandLine, run_process

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML_BODY = (
    f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="http://e/"><rdf:Description rdf:about="http://e/s">'
    "<e:p>{}</e:p></rdf:Description></rdf:RDF>"
)


def nested(depth: int) -> str:
    """Return JSON-LD whose nesting is ``depth`` levels."""
    return '{"http://e/p":' * depth + "1" + "}" * depth


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8", newline="")
    return path


def problem(path: Path) -> InputProblem:
    with pytest.raises(InputProblem) as caught:
        list(read_quads(path, syntax_of(path)))
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(str(path))
    return caught.value


# JSON-LD: depth and remote contexts.


@pytest.mark.parametrize("depth", [300, 100_000])
def test_deep_json_is_refused_in_one_line_and_the_process_lives(tmp_path: Path, depth: int) -> None:
    path = write(tmp_path / "deep.jsonld", nested(depth))
    ran = run_process("convert", path, "-", "--to", "nq")
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_INPUT, "", 1)
    assert str(MAX_DEPTH) in ran.err
    assert str(path) in ran.err


@pytest.mark.parametrize("opening", ["[", '{"@list":[', '{"@graph":'])
def test_deep_lists_and_graphs_are_refused_too(opening: str) -> None:
    ran = run_process("convert", "-", "-", "--from", "jsonld", "--to", "nq", stdin=opening.encode() * 100_000)
    assert (ran.code, ran.err.count("\n")) == (EXIT_INPUT, 1)


def test_the_deepest_json_allowed_is_read_whole() -> None:
    ran = run_process("convert", "-", "-", "--from", "jsonld", "--to", "nq", stdin=nested(MAX_DEPTH).encode())
    assert (ran.code, ran.err) == (EXIT_OK, "")
    assert ran.out.count("\n") == MAX_DEPTH


def test_brackets_inside_strings_do_not_count(tmp_path: Path) -> None:
    text = '[{"' * 1000 + "\\"
    path = write(tmp_path / "a.jsonld", json.dumps({"http://e/p": text}))
    (quad,) = read_quads(path, SYNTAXES["jsonld"])
    assert cast("Any", quad.object).value == text


def depth_of(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth_of, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth_of, value), default=0)
    return 0


def refused(text: bytes, size: int) -> bool:
    """Tell whether the guard refuses a text that is read ``size`` bytes at a time."""
    guard = JsonDepthGuard(io.BytesIO(text), "x")
    try:
        while guard.read(size):
            pass
    except InputProblem as error:
        return error.key == "input.depth"
    return False


HARD_TEXT = st.text('[]{}"\\/é:, u0', max_size=8)
JSON = st.recursive(
    st.one_of(HARD_TEXT, st.integers(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(HARD_TEXT, inner, max_size=3)),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(JSON, st.integers(0, MAX_DEPTH + 3), st.booleans(), st.integers(1, 7))
def test_the_guard_judges_as_a_json_parser_counts(
    value: object, extra: int, ascii_only: bool, size: int
) -> None:
    for i in range(extra):
        value = [value] if i % 2 else {'\\"[': value}
    text = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8")
    assert refused(text, size) == (depth_of(value) > MAX_DEPTH)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text('\\"[{', max_size=10), max_size=20), st.integers(1, 4))
def test_escapes_across_chunk_borders_hide_nothing(texts: list[str], size: int) -> None:
    head = json.dumps(texts)[:-1] + ("," if texts else "")
    for deep, verdict in ((MAX_DEPTH - 1, False), (MAX_DEPTH, True)):
        text = head + "[" * deep + "]" * deep + "]"
        json.loads(text)
        assert refused(text.encode(), size) is verdict


@pytest.mark.parametrize(
    "context", ["https://schema.org", "http://127.0.0.1:9/c", "file:///etc/hostname", "c.jsonld"]
)
def test_a_remote_context_is_refused_and_not_fetched(tmp_path: Path, context: str) -> None:
    write(tmp_path / "c.jsonld", '{"@context": {"name": "http://e/name"}}')
    path = write(tmp_path / "a.jsonld", json.dumps({"@context": context, "@id": "http://e/s", "name": "x"}))
    with pytest.raises(InputProblem) as caught:
        list(read_quads(path, SYNTAXES["jsonld"], "http://e/"))
    assert caught.value.key == "input.remote_context"


# RDF/XML: entities.


def doctype(*declarations: str) -> str:
    return "<!DOCTYPE rdf:RDF [" + "\n".join(f"<!ENTITY {one}>" for one in declarations) + "]>\n"


LAUGHS = ('l0 "lol"', *(f'l{i} "{f"&l{i - 1};" * 10}"' for i in range(1, 10)))


@pytest.mark.parametrize(
    "text",
    [
        doctype('x SYSTEM "file:///etc/hostname"') + XML_BODY.format("&x;"),
        doctype('x SYSTEM "http://127.0.0.1:9/x"') + XML_BODY.format("&x;"),
        doctype('x PUBLIC "-//X//Y" "file:///etc/hostname"') + XML_BODY.format("&x;"),
        doctype("x\n\tSYSTEM 'file:///etc/hostname'") + XML_BODY.format("&x;"),
        doctype('% x SYSTEM "file:///etc/hostname"') + XML_BODY.format("x"),
        doctype('% x "y"') + XML_BODY.format("x"),
        doctype(*LAUGHS) + XML_BODY.format("&l9;"),
        doctype('l0 "lol"', 'l1 ">&l0;&l0;"') + XML_BODY.format("&l1;"),
        doctype('l0 "lol"', 'l1 "&#38;l0;&#38;l0;"') + XML_BODY.format("&l1;"),
        "<!--" + "x" * 100_000 + "-->" + doctype(*LAUGHS) + XML_BODY.format("&l9;"),
        doctype(f'x "{"x" * (MAX_ENTITY + 1)}"') + XML_BODY.format("&x;"),
    ],
    ids=[
        "file",
        "http",
        "public",
        "spaces",
        "parameter",
        "inner",
        "laughs",
        "gt",
        "reference",
        "comment",
        "long",
    ],
)
def test_a_dangerous_entity_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = write(tmp_path / "bad.rdf", text)
    assert problem(path).key == "input.entity"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_an_entity_is_refused_however_the_file_is_cut(size: int) -> None:
    guard = XmlEntityGuard(io.BytesIO((doctype('x SYSTEM "file:///x"') + XML_BODY).encode()), "x")
    with pytest.raises(InputProblem) as caught:
        list(iter(lambda: guard.read(size), b""))
    assert caught.value.key == "input.entity"


def test_a_refused_entity_is_one_line_on_the_command_line(tmp_path: Path, cli: CommandLine) -> None:
    path = write(tmp_path / "bad.rdf", doctype(*LAUGHS) + XML_BODY.format("&l9;"))
    ran = cli("convert", path, tmp_path / "out.nt")
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_INPUT, "", 1)
    assert [one.name for one in tmp_path.iterdir()] == ["bad.rdf"]


def test_namespace_entities_as_protege_writes_them_pass(tmp_path: Path) -> None:
    text = (
        '<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF [\n'
        '    <!ENTITY owl "http://www.w3.org/2002/07/owl#" >\n'
        f'    <!ENTITY rdf "{RDF}" >\n]>\n'
        '<rdf:RDF xmlns="http://e/o#" xml:base="http://e/o" xmlns:rdf="&rdf;" xmlns:owl="&owl;">\n'
        '  <owl:Class rdf:about="&owl;Thing"/>\n</rdf:RDF>\n'
    )
    (quad,) = read_quads(write(tmp_path / "o.owl", text), SYNTAXES["rdfxml"])
    assert str(quad.subject) == "<http://www.w3.org/2002/07/owl#Thing>"
    assert str(quad.object) == "<http://www.w3.org/2002/07/owl#Class>"


def test_a_long_document_without_doctype_passes(tmp_path: Path) -> None:
    text = "é &amp; " * 50_000
    path = write(tmp_path / "long.rdf", "<!-- <!ENTITY x SYSTEM 'y'> -->" + XML_BODY.format(text))
    (quad,) = read_quads(path, SYNTAXES["rdfxml"])
    assert cast("Any", quad.object).value == "é & " * 50_000


# Broken files.

GOOD_NT = "<http://e/s> <http://e/p> <http://e/o> .\n"


@pytest.mark.parametrize(
    ("name", "text", "line", "column"),
    [
        ("a.ttl", GOOD_NT + "<http://e/s> oops", 2, 14),
        ("a.nt", GOOD_NT * 2 + '<http://e/s> <http://e/p> "x"@ .\n', 3, 31),
        ("a.nq", GOOD_NT + "<http://e/s> <http://e/p> oops .\n", 2, 27),
        ("a.trig", GOOD_NT + "<http://e/g> { <http://e/s> oops }", 2, 29),
        ("a.jsonld", '{"@id": "http://e/s",\n "http://e/p": oops}', 2, 16),
        ("a.rdf", f'<rdf:RDF xmlns:rdf="{RDF}">\n <rdf:Description>\n  </oops>\n', 3, 5),
        ("b.rdf", f'<rdf:RDF xmlns:rdf="{RDF}">\n &no;</rdf:RDF>\n', 2, 2),
        ("c.rdf", "", 1, 1),
    ],
)
def test_a_syntax_error_is_said_with_file_line_and_column(
    tmp_path: Path, cli: CommandLine, name: str, text: str, line: int, column: int
) -> None:
    path = write(tmp_path / name, text)
    error = problem(path)
    assert (error.key, error.fields["line"], error.fields["column"]) == ("input.rdf", line, column)
    ran = cli("convert", path, tmp_path / "out.nq")
    assert (ran.code, ran.out) == (EXIT_INPUT, "")
    assert ran.err.endswith(f"{error}\n")
    assert ran.err.count("\n") == 1
    assert not (tmp_path / "out.nq").exists()


@pytest.mark.parametrize("name", ["a.nt", "a.ttl", "a.jsonld", "a.rdf"])
def test_a_file_that_is_not_utf8_is_refused_with_its_place(tmp_path: Path, name: str) -> None:
    texts = {
        "a.jsonld": '{"@id": "http://e/s",\n "http://e/p": "café"}',
        "a.rdf": XML_BODY.replace("><", ">\n<", 1).format("café"),
    }
    text = texts.get(name, GOOD_NT + '<http://e/s> <http://e/p> "café" .\n')
    (tmp_path / name).write_bytes(text.encode("latin-1"))
    error = problem(tmp_path / name)
    assert (error.key, error.fields["line"]) == ("input.rdf", 2)


def test_an_xml_encoding_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.rdf", '<?xml version="1.0" encoding="no-such-code"?>\n' + XML_BODY.format("x"))
    assert problem(path).exit_code == EXIT_INPUT


@pytest.mark.parametrize("kept", [0.3, 0.9])
@pytest.mark.parametrize("name", ["a.nt.gz", "a.jsonld.gz", "a.rdf.gz"])
def test_a_truncated_gzip_file_is_refused_in_one_line(tmp_path: Path, name: str, kept: float) -> None:
    texts = {
        "a.jsonld.gz": json.dumps([{"http://e/p": i} for i in range(5000)]),
        "a.rdf.gz": XML_BODY.format("x y " * 9999),
    }
    packed = gzip.compress(texts.get(name, GOOD_NT * 5000).encode(), mtime=0)
    (tmp_path / name).write_bytes(packed[: int(len(packed) * kept)])
    assert problem(tmp_path / name).key == "input.unreadable"


@pytest.mark.parametrize("content", [b"not packed at all", b"\x1f\x8b\x08\x00broken header and more"])
def test_a_gz_file_that_is_no_gzip_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.nt.gz").write_bytes(content)
    assert problem(tmp_path / "a.nt.gz").key == "input.unreadable"


def test_an_absent_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.nt").mkdir()
    for name in ("absent.nt", "absent.nt.gz", "folder.nt"):
        assert problem(tmp_path / name).key == "input.unreadable"


def test_guards_hand_on_every_byte_unchanged() -> None:
    for guard, text in ((JsonDepthGuard, nested(9)), (XmlEntityGuard, XML_BODY.format("é"))):
        content = text.encode("utf-8")
        stream = cast("IO[bytes]", guard(io.BytesIO(content), "x"))
        assert b"".join(iter(partial(stream.read, 5), b"")) == content


@pytest.mark.parametrize("syntax", ["nt", "nq", "ttl", "trig"])
def test_deeply_nested_triple_terms_are_refused_in_one_line(syntax: str, tmp_path: Path) -> None:
    depth = 100_000
    file = tmp_path / f"deep.{syntax}"
    file.write_text("<a:a> <a:b> " + "<<( <a:a> <a:b> " * depth + "<a:c>" + " )>>" * depth + " .\n", "utf-8")
    ran = run_process("convert", file, tmp_path / "out.nq")
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    assert "256" in ran.err


def test_triple_terms_of_a_reasonable_depth_are_read_in_any_chunks() -> None:
    text = ("<a:a> <a:b> " + "<<( <a:a> <a:b> " * 20 + "<a:c>" + " )>>" * 20 + " .\n").encode() * 30

    class Dribble(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(3)

    assert len(list(parse_quads(Dribble(text), SYNTAXES["nt"], None, "x"))) == 30
