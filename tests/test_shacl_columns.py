"""The engine on columns: it reads N-Triples by itself, and finds what the engine on the store finds."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from ess_graph.errors import EXIT_INPUT, EXIT_NOT_CONFORM, EXIT_OK, InputProblem
from ess_graph.rdf.namespaces import XSD
from ess_graph.shacl import engines
from ess_graph.shacl.columns.load import Loader
from ess_graph.shacl.columns.reading import read_file
from ess_graph.shacl.columns_engine import ColumnsEngine
from ess_graph.shacl.compare import key
from ess_graph.shacl.scope import FileTriples
from ess_graph.shacl.store_engine import StoreEngine
from tests.conftest import CommandLine
from tests.shacl_random import PREFIXES

SHAPES = PREFIXES + (
    'ex:S sh:targetSubjectsOf ex:p ; sh:property ex:P . ex:P sh:path ex:p ; sh:maxCount 1 ; sh:pattern "^a" .'
)
LINE = '<http://example.org/{}> <http://example.org/p> "a{}" .\n'


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    file = tmp_path / "shapes.ttl"
    file.write_text(SHAPES, encoding="utf-8")
    return file


def triples(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(PREFIXES + text, format=RdfFormat.TURTLE)]


TRAPS = {
    "trailing zeros": ("1.50", "sh:in ( 1.5 )"),
    "boolean one": ('"1"^^xsd:boolean', "sh:hasValue true"),
    "leading zero": ('"01"^^xsd:integer', "sh:hasValue 1"),
    "derived integer": ('"1"^^xsd:int', "sh:datatype xsd:integer"),
    "length as read": ("1.50", "sh:maxLength 3"),
    "impossible date": ('"2023-02-31"^^xsd:date', "sh:datatype xsd:date"),
    "leap day": ('"2024-02-29"^^xsd:date', "sh:datatype xsd:date"),
    "no leap day": ('"1900-02-29"^^xsd:date', "sh:datatype xsd:date"),
    "byte out of range": ('"300"^^xsd:byte', "sh:datatype xsd:byte ; sh:minInclusive 1"),
    "digits of another script": ('"٣"^^xsd:integer', "sh:datatype xsd:integer"),
    "a date without a zone": ('"2023-01-01"^^xsd:date', "sh:maxInclusive '2023-01-01Z'^^xsd:date"),
    "NaN": ('"NaN"^^xsd:double', "sh:minInclusive 1"),
    "a number beyond 64 bits": ("123456789012345678901234567890", "sh:maxInclusive 5"),
    "a negative one": ("-7", "sh:minInclusive -8"),
    "mixed case": ('"a"@FR-ca', 'sh:languageIn ( "fr" ) ; sh:minLength 1'),
    "a line feed": ('"a\\nb"', 'sh:pattern "^a.b$" ; sh:maxLength 3'),
    "a quote": ('"a\\"@fr"', "sh:datatype rdf:langString ; sh:maxLength 5"),
    "a backslash": (r'"a\\"', "sh:minLength 3 ; sh:maxLength 2"),
    "an accent in an IRI": ("<http://example.org/é>", 'sh:pattern "/é$" ; sh:maxLength 20'),
    "no case": ('"AB"', 'sh:pattern "^ab" ; sh:flags "i"'),
    "free spacing": ('"ab"', 'sh:pattern "a b" ; sh:flags "x"'),
    "a bar in a pattern": ('"b"', 'sh:pattern "a|b" ; sh:flags "i"'),
    "a blank node": ("[]", "sh:minLength 0 ; sh:maxLength 9 ; sh:nodeKind sh:IRI"),
    "two tags alike": ('"a"@fr , "b"@FR', "sh:uniqueLang true"),
}


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_of_terms_is_seen_as_by_the_store(name: str) -> None:
    values, body = TRAPS[name]
    data, rules = (
        triples(f"ex:a ex:p {values} ."),
        triples(f"ex:S sh:targetNode ex:a ; sh:path ex:p ; {body} ."),
    )
    store, columns = (
        Counter(map(key, engine.validate(data, rules))) for engine in (StoreEngine(), ColumnsEngine())
    )
    assert store == columns


SPELLINGS = (
    r'<http://example.org/a> <http://example.org/p> "caf\u00E9" .',
    '<http://example.org/a>\t<http://example.org/p>"café"^^<' + XSD + "string>. # said once more",
    '<http://example.org/a> <http://example.org/p> "café" .',
    '_:b <http://example.org/p> "a\\tb"@FR-be .',
    "",
    "# a comment",
    "<http://example.org/é> <http://example.org/p> <mailto:a@b.example> .\r",
)


def test_each_spelling_of_a_term_is_the_term(tmp_path: Path) -> None:
    file = tmp_path / "data.nt"
    file.write_bytes("\n".join(SPELLINGS).encode())
    loader = Loader(None)
    read_file(loader, file, None)
    read = {
        (subject, f"<{iri}>", value)
        for iri, frame in loader.columns().frames(None).items()
        for subject, value in zip(*map(loader.terms.texts, frame), strict=True)
    }
    right = {tuple(map(str, quad.triple)) for quad in parse(path=str(file), format=RdfFormat.N_TRIPLES)}
    assert read == right
    assert len(read) == 3


WRONG = {
    "no end": '<http://example.org/a> <http://example.org/p> "a"',
    "a space in an IRI": '<http://example.org/a b> <http://example.org/p> "a" .',
    "a relative IRI": '<a> <http://example.org/p> "a" .',
    "a literal as subject": '"a" <http://example.org/p> "a" .',
    "no such escape": r'<http://example.org/a> <http://example.org/p> "\q" .',
    "no such tag": '<http://example.org/a> <http://example.org/p> "a"@123 .',
    "a bad percent": '<http://example.org/%zz> <http://example.org/p> "a" .',
}


@pytest.mark.parametrize("name", WRONG)
def test_a_syntax_error_in_the_last_line_is_said_with_its_line(
    cli: CommandLine, tmp_path: Path, shapes: Path, name: str
) -> None:
    file = tmp_path / "data.nt"
    lines = "".join(LINE.format(number, number) for number in range(20_000))
    file.write_text(lines + WRONG[name], encoding="utf-8")
    ran = cli("shacl", str(file), "--shapes", str(shapes), "--engine", "columns")
    assert (ran.code, ran.out) == (EXIT_INPUT, "")
    (line,) = ran.err.splitlines()
    assert "20001" in line.replace("\u202f", "").replace("\xa0", "")


def test_a_statement_does_not_go_on_after_others(tmp_path: Path) -> None:
    file = tmp_path / "data.nt"
    start, end = "<http://example.org/é> <http://example.org/p>\n", '"b" .\n'
    file.write_text(start + LINE.format(1, 1) + end, encoding="utf-8")
    with pytest.raises(InputProblem):
        read_file(Loader(None), file, None)


def test_bytes_that_are_no_utf8_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "data.nt"
    file.write_bytes(LINE.format(1, 1).encode() + LINE.format(2, "é").encode("latin-1"))
    with pytest.raises(InputProblem):
        ColumnsEngine().validate(FileTriples([file], None), triples(SHAPES.removeprefix(PREFIXES)))


def test_a_truncated_archive_is_refused_in_one_line(cli: CommandLine, tmp_path: Path, shapes: Path) -> None:
    file = tmp_path / "data.nt.gz"
    whole = gzip.compress("".join(LINE.format(number, number) for number in range(5_000)).encode())
    file.write_bytes(whole[: len(whole) // 2])
    ran = cli("shacl", str(file), "--shapes", str(shapes), "--engine", "columns")
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (EXIT_INPUT, "", 1)


def test_a_whole_archive_is_read(cli: CommandLine, tmp_path: Path, shapes: Path) -> None:
    file = tmp_path / "data.nt.gz"
    file.write_bytes(gzip.compress((LINE.format(1, 1) + LINE.format(1, 2)).encode()))
    ran = cli("shacl", str(file), "--shapes", str(shapes), "--engine", "columns", "-f", "json")
    report = json.loads(ran.out)
    assert (ran.code, report["engine"], report["checked"]) == (EXIT_NOT_CONFORM, "columns", 2)
    assert [one["component"] for one in report["findings"]] == ["MaxCount"]


def test_large_files_of_lines_are_for_columns_and_others_for_the_store(
    cli: CommandLine, tmp_path: Path, shapes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, turtle = tmp_path / "data.nt", tmp_path / "data.ttl"
    for one in (file, turtle):
        one.write_text(LINE.format(1, 1) * 2, encoding="utf-8")

    def engine(path: Path) -> str:
        ran = cli("shacl", str(path), "--shapes", str(shapes), "-f", "json")
        assert ran.code == EXIT_OK
        return str(json.loads(ran.out)["engine"])

    assert [engine(file), engine(turtle)] == ["store", "store"]
    monkeypatch.setattr(engines, "LARGE", 100)
    assert [engine(file), engine(turtle)] == ["columns", "store"]


def test_shapes_beyond_the_engine_go_to_pyshacl_with_files_too(
    cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LARGE", 1)
    file, rules = tmp_path / "data.nt", tmp_path / "rules.ttl"
    file.write_text(LINE.format(1, 1), encoding="utf-8")
    rules.write_text(SHAPES.replace("^a", "^a(?=b)"), encoding="utf-8")
    ran = cli("shacl", str(file), "--shapes", str(rules), "-f", "json")
    assert (ran.code, json.loads(ran.out)["engine"]) == (EXIT_NOT_CONFORM, "pyshacl")
