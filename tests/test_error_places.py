"""Every error of reading says where: in RDF/XML and JSON-LD too, and never a made-up place."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ess_graph.errors import EXIT_INPUT, InputProblem
from ess_graph.rdf.formats import SYNTAXES, syntax_of
from ess_graph.rdf.json_place import SEARCHED, position
from ess_graph.rdf.reading import parse_quads, read_quads
from tests.conftest import CommandLine, run_process

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
HEAD = f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="http://e/">\n'
NODE = '<rdf:Description rdf:about="http://e/{}"><e:p>é &gt; {}</e:p></rdf:Description>\n'


def problem(path: Path) -> InputProblem:
    with pytest.raises(InputProblem) as caught:
        list(read_quads(path, syntax_of(path), "http://e/"))
    assert "\n" not in str(caught.value)
    return caught.value


def place(found: InputProblem) -> tuple[Any, Any]:
    return found.fields.get("line"), found.fields.get("column")


def file(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8", newline="")
    return path


@pytest.mark.parametrize("before", [0, 1, 500])
@pytest.mark.parametrize(
    ("body", "line", "column"),
    [
        ('é<rdf:Description rdf:ID="1x"/>', 0, 2),
        ('<rdf:Description>\n  <e:p a="/>"\n  rdf:ID="_:x">v</e:p></rdf:Description>', 1, 3),
        ("<rdf:Description><rdf:li>x</rdf:li>\n <e:p>x</e:p> <rdf:Description/></rdf:Description>", 1, 15),
    ],
    ids=["node", "attribute", "property"],
)
def test_a_fault_of_rdf_xml_is_placed_at_its_tag(
    tmp_path: Path, before: int, body: str, line: int, column: int
) -> None:
    nodes = "".join(NODE.format(i, i) for i in range(before))
    found = problem(file(tmp_path / "a.rdf", HEAD + nodes + body + NODE.format("z", "z") * 99 + "</rdf:RDF>"))
    assert (found.key, place(found)) == ("input.rdf", (before + 2 + line, column))


def test_a_place_is_found_in_a_packed_file_and_in_redirected_input_but_not_in_a_pipe(tmp_path: Path) -> None:
    text = (HEAD + '<rdf:Description rdf:ID="1x"/></rdf:RDF>').encode()
    (tmp_path / "a.rdf.gz").write_bytes(gzip.compress(text))
    assert place(problem(tmp_path / "a.rdf.gz")) == (2, 1)

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    for stream, key in ((io.BytesIO(text), "input.rdf"), (Pipe(text), "input.rdf_somewhere")):
        with pytest.raises(InputProblem) as caught:
            list(parse_quads(stream, SYNTAXES["rdfxml"], None, "-"))
        assert caught.value.key == key
    ran = run_process("convert", "-", "-", "--from", "rdfxml", "--to", "nt", stdin=text)
    assert (ran.code, ran.err.count("\n")) == (EXIT_INPUT, 1)


@pytest.mark.parametrize(
    ("document", "pointer", "line"),
    [
        ('{"@id": "http://e/a",\n "http://e/p": [1,\n {"@value": []}]}', "/http:~1~1e~1p/1/@value", 3),
        ('[{"@id": "http://e/a"},\n {"@id":\n true}]', "/1/@id", 3),
        (
            '{"@context": {"a": "http://e/a",\n "b": {"@id":\n "http://e/b", "@type": 1}}}',
            "/@context/b/@type",
            3,
        ),
        (
            '{"@context": {"p": "http://e/p"}, "@graph": [{"p": 1},\n{"p": {"@type": "x y", "@value": ""}}]}',
            None,
            2,
        ),
    ],
)
def test_a_fault_of_json_ld_is_placed_at_the_smallest_part_that_fails_alone(
    tmp_path: Path, document: str, pointer: str | None, line: int
) -> None:
    json.loads(document)
    found = problem(file(tmp_path / "a.jsonld", document))
    assert (found.key, place(found)[0]) == ("input.rdf", line)
    assert f"({pointer or '/@graph/1/p'}" in str(found.fields["reason"])


def test_a_document_too_long_to_search_gets_no_place(tmp_path: Path) -> None:
    text = json.dumps([{"http://e/p": "x" * SEARCHED}, {"@id": True}])
    assert problem(file(tmp_path / "a.jsonld", text)).key == "input.rdf_somewhere"


@pytest.mark.parametrize(
    ("document", "address", "column"),
    [
        ({"@context": "https://schema.org/", "name": "x"}, "https://schema.org/", 14),
        ({"@context": [{"a": "http://e/a"}, "file:///etc/passwd"], "a": 1}, "file:///etc/passwd", 36),
        ({"@context": {"@import": "ctx.jsonld"}, "a": 1}, "ctx.jsonld", 26),
    ],
)
def test_a_remote_context_is_named_with_its_place(
    tmp_path: Path, cli: CommandLine, document: Any, address: str, column: int
) -> None:
    path = file(tmp_path / "a.jsonld", json.dumps(document))
    ran = cli("convert", path, tmp_path / "b.nt")
    assert (ran.code, ran.err.count("\n")) == (EXIT_INPUT, 1)
    assert address in ran.err
    assert place(problem(path)) == (1, column)


@pytest.mark.parametrize(
    ("name", "text", "other"),
    [
        ("a.ttl", '{"@id": "http://e/"}', "jsonld"),
        ("a.nt", HEAD + "</rdf:RDF>", "rdfxml"),
        ("a.rdf", "<!DOCTYPE html><html><br></html>", "html"),
        ("a.nt", "@prefix e: <http://e/> .", "ttl"),
    ],
)
def test_a_file_of_another_syntax_than_its_name_says_is_told(
    tmp_path: Path, name: str, text: str, other: str
) -> None:
    found = problem(file(tmp_path / name, text))
    assert (found.key, found.fields["other"]) == ("input.rdf_other", other)


def test_a_message_quotes_a_file_briefly_and_on_one_line(tmp_path: Path, cli: CommandLine) -> None:
    path = file(tmp_path / "a.rdf", HEAD + f'<rdf:Description rdf:ID="&#10;&#13;{"x" * 100_000}"/></rdf:RDF>')
    ran = cli("convert", path, tmp_path / "b.nt")
    assert (ran.code, ran.err.count("\n")) == (EXIT_INPUT, 1)
    assert len(ran.err) < 500 + len(str(path))


JSON = st.recursive(
    st.one_of(st.text(max_size=6), st.integers(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=10,
)


@settings(max_examples=100, deadline=None)
@given(JSON, st.sampled_from([None, 1]), st.booleans())
def test_the_place_of_every_value_of_a_json_text_is_found(
    value: Any, indent: int | None, plain: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=plain)

    def check(part: Any, pointer: tuple[str | int, ...]) -> None:
        found, _ = json.JSONDecoder().raw_decode(text, position(text, pointer))
        assert found == part
        if isinstance(part, dict | list):
            for key, inner in part.items() if isinstance(part, dict) else enumerate(part):
                check(inner, (*pointer, key))

    check(value, ())
