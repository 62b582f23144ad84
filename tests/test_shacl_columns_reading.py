"""The SHACL engine for files: it reads lines as every other command does, and refuses the same ones."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from ess_graph.errors import EXIT_INPUT, EXIT_NOT_CONFORM, InputProblem
from ess_graph.rdf.formats import syntax_of
from ess_graph.rdf.reading import read_quads
from ess_graph.shacl.columns import reading
from ess_graph.shacl.columns.load import Loader
from ess_graph.shacl.columns.reading import Read, read_file
from ess_graph.shacl.columns_engine import ColumnsEngine
from ess_graph.shacl.store_engine import StoreEngine
from tests.conftest import CommandLine

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .
ex:S sh:targetSubjectsOf ex:p ; sh:property ex:P .
ex:P sh:path ex:p ; sh:maxCount 1 ; sh:maxLength 3 .
"""
GOOD = '<http://example.org/a> <http://example.org/p> "abcd" .\n'

#: Terms as a file may write them: plainly, and in every other way that is right or nearly so.
NODES = [
    "<http://example.org/a>",
    "<http://example.org:80/a?b=c#d>",
    "<http://example.org:b/>",
    "<http://user@example.org/>",
    "<http://[::1]/>",
    "<http://example.org/%41>",
    "<http://example.org/%zz>",
    "<http://example.org/é>",
    r"<http://example.org/\u00E9>",
    "<http://example.org/#a#b>",
    "<urn:x:y>",
    "<x://>",
    "<x:>",
    "<x:/a//b>",
    "<x:a//b>",
    "<a>",
    "<http://example.org/a b>",
    "_:a",
    "_:a.b",
    "_:a.",
    "_:-a",
    "_:é",
    r"_:\u00E9",
]
LITERALS = [
    '"a"',
    '""',
    '"é\u2028\x85"',
    '"a\tb"',
    '"a\x01b"',
    '"a\x7f\ufffe"',
    r'"a\"@fr"',
    r'"\u0041\n"',
    r'"\q"',
    r'"n\u00B0 \U0001F600 \u2028"',
    r'"\\u00B0 \\\u00B0"',
    r'"\u00b0\""',
    r'"\uD800"',
    r'"\uFFFE\U00110000"',
    r'"a"@\u00E9',
    f'"a"^^<{XSD}string>',
    f'"1.50"^^<{XSD}decimal>',
    '"a"@fr',
    '"a"@FR',
    '"a"@en-GB',
    '"a"@en-gb',
    '"a"@en-GB-oed',
    '"a"@fr--ltr',
    '"a"@abcdefghi',
    '"a"@a-b',
    f'"a"^^<{RDF}langString>',
    '"a"^^<b>',
    '"a . <b:c> <d:e>"',
    '"a <b:c>"@fr',
]
ENDS = [" .\n", ".\n", " . \n", " .\r\n", " . # said\n", " .", "\n", " . <b:c> <d:e> <f:g> .\n", " <g:h> .\n"]
LINES = ["", "\n", "# a comment\n", "\ufeff", "  \n", "\r"]

_line = st.tuples(
    st.sampled_from(["", "", "", *LINES, "<"]),
    st.sampled_from([*NODES[:2], *NODES]),
    st.sampled_from([" ", " ", " ", "", "  ", "\t"]),
    st.sampled_from([*["<http://example.org/p>"] * 20, *NODES]),
    st.sampled_from([" ", " ", " ", ""]),
    st.sampled_from([*NODES, *LITERALS]),
    st.sampled_from([" .\n"] * 9 + ENDS),
).map("".join)


def read(path: Path, wanted: set[str] | None = None) -> tuple[set[str], int]:
    """Return the statements that columns hold, as text, and how many were read."""
    loader = Loader(wanted)
    count = read_file(loader, path, None).count
    found = loader.columns().frames(None)
    return {
        f"{s} <{iri}> {o}"
        for iri, frame in found.items()
        for s, o in zip(*map(loader.terms.texts, frame), strict=True)
    }, count


def otherwise(path: Path) -> tuple[set[str], int] | None:
    """Return the same as every other command reads it; ``None`` when it is refused."""
    try:
        quads = list(read_quads(path, syntax_of(path)))
    except InputProblem:
        return None
    return {str(quad.triple) for quad in quads}, len(quads)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(lines=st.lists(_line, max_size=3), syntax=st.sampled_from(["nt", "nq"]))
def test_lines_are_read_as_oxigraph_reads_them(tmp_path: Path, lines: list[str], syntax: str) -> None:
    path = tmp_path / f"data.{syntax}"
    path.write_bytes("".join(lines).encode())
    wanted = otherwise(path)
    if wanted is None:
        with pytest.raises(InputProblem):
            read(path)
    else:
        assert read(path) == wanted


@pytest.mark.parametrize("node", [*NODES, *LITERALS])
def test_each_way_to_write_a_term_is_read_as_by_oxigraph(tmp_path: Path, node: str) -> None:
    path = tmp_path / "data.nt"
    path.write_bytes((GOOD + f"<http://example.org/a> <http://example.org/p> {node} .\n").encode())
    wanted = otherwise(path)
    if wanted is None:
        with pytest.raises(InputProblem) as caught:
            read(path)
        assert caught.value.fields["line"] == 2
    else:
        assert read(path) == wanted


def test_only_the_predicates_that_are_wanted_are_kept_and_all_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "data.nt"
    path.write_text(GOOD + '<x:a> <x:b> "c" .\n<x:a>  <x:b>  <x:c>.\n', "utf-8")
    assert read(path, {"x:b"}) == ({'<x:a> <x:b> "c"', "<x:a> <x:b> <x:c>"}, 3)


def test_lines_that_a_chunk_cuts_are_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f'<x:s> <x:p> "{"é" * number}" .\n' for number in range(40)]
    path = tmp_path / "data.nt"
    path.write_text("".join(lines), "utf-8")
    monkeypatch.setattr(reading, "CHUNK", 7)
    assert read(path) == ({line[:-3] for line in lines}, 40)


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    path = tmp_path / "shapes.ttl"
    path.write_text(SHAPES, "utf-8")
    return path


def ran(cli: CommandLine, data: Path, shapes: Path, engine: str) -> Any:
    return cli("shacl", data, "--shapes", shapes, "--engine", engine, "-f", "csv")


@pytest.mark.parametrize("name", ["data.nt", "data.nt.gz", "data.nq", "data.ttl", "data.trig.gz"])
def test_a_file_of_any_syntax_has_the_same_findings_by_both_engines(
    cli: CommandLine, tmp_path: Path, shapes: Path, name: str
) -> None:
    text = (
        GOOD
        + GOOD.replace("/a>", "/b>").replace("abcd", r"\n\n\n\n")
        + GOOD.replace("abcd", r"\n\n\n")
        + GOOD
    )
    data = tmp_path / name
    data.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    by_columns, by_store = (ran(cli, data, shapes, engine) for engine in ("columns", "store"))
    assert by_columns.code == by_store.code == EXIT_NOT_CONFORM
    assert by_columns.out == by_store.out
    assert by_columns.out.count("example.org/P") == 3


BROKEN = {
    "syntax": ("data.nt", (GOOD * 1000 + "<http://example.org/a> <x y> 1 .\n").encode()),
    "end in the middle": ("data.nt", (GOOD * 1000)[:-9].encode()),
    "not UTF-8": ("data.nt", GOOD.encode() * 10 + GOOD.encode("utf-8").replace(b"abcd", b"\xe9")),
    "packed, cut": (
        "data.nt.gz",
        gzip.compress((GOOD * 9 + "".join(map(chr, range(256, 9999)))).encode())[:-400],
    ),
    "not packed": ("data.nt.gz", GOOD.encode()),
    "graph name": ("data.nt", (GOOD * 3 + GOOD.replace(" .", " <x:g> .")).encode()),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_read_is_refused_as_by_the_other_engine(
    cli: CommandLine, tmp_path: Path, shapes: Path, name: str
) -> None:
    file, content = BROKEN[name]
    data = tmp_path / file
    data.write_bytes(content)
    by_columns, by_store = (ran(cli, data, shapes, engine) for engine in ("columns", "store"))
    assert (by_columns.code, by_columns.out) == (EXIT_INPUT, "")
    assert by_columns.err == by_store.err
    if name == "syntax":
        assert " 1001," in by_columns.err


VALUES = [
    "",
    "a",
    "A",
    "abc",
    "a\nb",
    "a\n",
    "é",
    "É",
    "e\u0301",
    "1",
    "١",
    " ",
    "\u00a0",
    "a b",
    '"',
    "\\\\",
    "a.b",
    "ß",
    "ſ",
    "K",
]
PATTERNS = [
    "a",
    "^a$",
    "^.$",
    "^a.b$",
    "a.b",
    "^\\\\d$",
    "^\\\\w$",
    "^\\\\w+$",
    "\\\\s",
    "^[a-c]*$",
    "^é$",
    "b$",
    "^b",
    "\\\\bb",
    "\\\\p{Lu}",
    "",
    "a|1",
    "[^a]",
    "s",
    "k",
    "(?i)A",
    "a#b",
    "a b",
    "^$",
    "\\\\.",
    "ss",
]


@pytest.mark.parametrize("flags", ["", "i", "s", "m", "ims", "x", "q", "iq"])
def test_a_pattern_means_the_same_by_both_engines(flags: str) -> None:
    quoted = [one.replace('"', '\\"').replace("\n", "\\n") for one in VALUES]
    data = list(
        parse(
            "".join(f'<x:{number}> <x:p> "{one}" .\n' for number, one in enumerate(quoted)),
            format=RdfFormat.TURTLE,
        )
    )
    shapes = SHAPES.split("ex:S", maxsplit=1)[0] + "".join(
        f"ex:S{number} sh:targetSubjectsOf <x:p> ; sh:property ex:P{number} . "
        f'ex:P{number} sh:path <x:p> ; sh:pattern "{pattern}" ; sh:flags "{flags}" .\n'
        for number, pattern in enumerate(PATTERNS)
    )
    rules = [quad.triple for quad in parse(shapes, format=RdfFormat.TURTLE)]
    triples = [quad.triple for quad in data]
    found = ColumnsEngine().validate(triples, rules)
    assert found == StoreEngine().validate(triples, rules)
    assert found


@pytest.mark.parametrize(
    "line",
    [
        '<http://example.org/a> <http://schema.org/name> "a" .\n',
        "<http://example.org/a>  <http://schema.org/name>  <http://example.org/b> .\n",
        f"<http://example.org/a> <{RDF}type> <http://schema.org/Person> .\n",
        '<http://example.org/a> <http://example.org/q> "a"^^<http://schema.org/Text> .\n',
    ],
)
def test_a_namespace_that_is_nearly_a_known_one_is_told_by_both_engines(
    cli: CommandLine, tmp_path: Path, shapes: Path, line: str
) -> None:
    data = tmp_path / "data.nt"
    data.write_text(GOOD + line, "utf-8")
    by_columns, by_store = (ran(cli, data, shapes, engine) for engine in ("columns", "store"))
    assert by_columns.out == by_store.out
    assert "ESS-NS-001" in by_columns.out


def test_a_file_whose_names_are_fine_is_read_once(tmp_path: Path) -> None:
    data = tmp_path / "data.nt"
    data.write_text(GOOD + GOOD.replace(" ", "  "), "utf-8")
    assert read_file(Loader(None), data, None) == Read(2, True)
