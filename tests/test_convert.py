"""``ess-graph convert``: the same graph in every syntax, whole files or none."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path

import pytest
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
    serialize,
)

from ess_graph.errors import EXIT_FAILURE, EXIT_INPUT, EXIT_OK, EXIT_USAGE
from ess_graph.rdf.convert import convert
from ess_graph.rdf.formats import SYNTAXES, syntax_of
from tests.conftest import CommandLine, run_process

EX = "http://example.org/"


def ex(name: str) -> NamedNode:
    return NamedNode(EX + name)


TRIPLES = [
    Quad(ex("a"), ex("p"), ex("é/日")),
    Quad(ex("a"), ex("p"), Literal('L\'été\n"quoted" \\ <&>\t')),
    Quad(ex("a"), ex("p"), Literal("crèche", language="fr")),
    Quad(ex("a"), ex("n"), Literal("12.50", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))),
    Quad(ex("a"), ex("n"), Literal("2024", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#gYear"))),
    Quad(ex("a"), ex("q"), BlankNode("x")),
    Quad(BlankNode("x"), ex("q"), BlankNode("y")),
    Quad(BlankNode("y"), NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ex("C")),
]
NAMED = [
    *TRIPLES,
    Quad(ex("a"), ex("p"), Literal(""), ex("g")),
    Quad(BlankNode("x"), ex("p"), ex("b"), ex("g")),
]
WITH_GRAPHS = [name for name, syntax in SYNTAXES.items() if syntax.has_graphs]
NT = f"<{EX}a> <{EX}p> <{EX}b> .\n"


def canonical(quads: Dataset) -> list[str]:
    quads.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, quads))


def read(path: Path) -> list[str]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return canonical(Dataset(parse(content, format=syntax_of(path).rdf_format)))


def write(path: Path, quads: list[Quad]) -> Path:
    syntax = syntax_of(path)
    statements = quads if syntax.has_graphs else [quad.triple for quad in quads]
    serialize(statements, output=str(path), format=syntax.rdf_format)
    return path


def only(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(("source", "target"), list(itertools.product(SYNTAXES, repeat=2)))
def test_every_pair_of_syntaxes_keeps_the_graph(
    tmp_path: Path, cli: CommandLine, source: str, target: str
) -> None:
    before = write(tmp_path / f"a.{SYNTAXES[source].extensions[0]}", TRIPLES)
    after = tmp_path / f"b.{SYNTAXES[target].extensions[0]}"
    ran = cli("convert", before, after)
    assert (ran.code, ran.out, ran.err) == (EXIT_OK, "", "")
    assert read(after) == canonical(Dataset(TRIPLES))


@pytest.mark.parametrize(("source", "target"), list(itertools.product(WITH_GRAPHS, repeat=2)))
def test_syntaxes_with_graphs_keep_them(tmp_path: Path, cli: CommandLine, source: str, target: str) -> None:
    before = write(tmp_path / f"a.{source}", NAMED)
    after = tmp_path / f"b.{target}"
    assert cli("convert", before, after).code == EXIT_OK
    assert read(after) == canonical(Dataset(NAMED))


def test_the_number_of_statements_is_given_back(tmp_path: Path) -> None:
    path = write(tmp_path / "a.nq", NAMED)
    assert convert(str(path), str(tmp_path / "b.trig")) == len(NAMED)


@pytest.mark.parametrize("target", ["ttl", "nt", "rdfxml"])
def test_named_graphs_are_not_lost_in_silence(tmp_path: Path, cli: CommandLine, target: str) -> None:
    before = write(tmp_path / "a.nq", NAMED)
    ran = cli("convert", before, tmp_path / "b.out", "--to", target)
    assert (ran.code, ran.err.count("\n")) == (EXIT_USAGE, 1)
    assert EX + "g" in ran.err
    assert only(tmp_path) == ["a.nq"]


def test_standard_streams_are_read_and_written() -> None:
    ran = run_process("convert", "-", "-", "--from", "nt", "--to", "nq", stdin=NT.encode())
    assert (ran.code, ran.out, ran.err) == (EXIT_OK, NT, "")


def test_standard_input_makes_a_file_and_a_file_standard_output(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    assert run_process("convert", "-", path, "--from", "nt", stdin=NT.encode()).code == EXIT_OK
    assert run_process("convert", path, "-", "--to", "nt").out == NT


@pytest.mark.parametrize(
    ("arguments", "option"),
    [(("-", "x.nt"), "--from"), (("a.nt", "-"), "--to"), (("-", "-", "--to", "nt"), "--from")],
)
def test_a_standard_stream_needs_the_name_of_its_syntax(
    tmp_path: Path, cli: CommandLine, arguments: tuple[str, ...], option: str
) -> None:
    (tmp_path / "a.nt").write_text(NT)
    given = [str(tmp_path / one) if one.endswith(".nt") else one for one in arguments]
    ran = cli("convert", *given)
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_USAGE, "", 1)
    assert option in ran.err
    assert only(tmp_path) == ["a.nt"]


def test_the_options_win_over_the_extensions(tmp_path: Path, cli: CommandLine) -> None:
    (tmp_path / "a.txt").write_text(NT)
    assert (
        cli("convert", tmp_path / "a.txt", tmp_path / "b.nt", "--from", "ttl", "--to", "nq").code == EXIT_OK
    )
    assert (tmp_path / "b.nt").read_text() == NT


@pytest.mark.parametrize(
    "arguments", [("a.nt", "b.csv"), ("a.csv", "b.nt"), ("a.nt", "b.nt", "--to", "n3"), ("a.nt",)]
)
def test_an_unknown_syntax_or_a_missing_argument_is_a_usage_error(
    tmp_path: Path, cli: CommandLine, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.nt").write_text(NT)
    ran = cli("convert", *arguments)
    assert (ran.code, ran.err.count("\n")) == (EXIT_USAGE, 1)
    assert only(tmp_path) == ["a.nt"]


@pytest.mark.parametrize("name", ["b.nt.gz", "b.ttl.gz", "b.rdf.gz", "b.jsonld.gz"])
def test_a_packed_target_is_the_same_file_each_time(tmp_path: Path, name: str) -> None:
    before = write(tmp_path / "a.nt", TRIPLES[:5])
    made = []
    for seed, folder in (("1", "one"), ("2", "two")):
        (tmp_path / folder).mkdir()
        target = tmp_path / folder / name
        assert (
            run_process("convert", before, target, env={"PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"}).code == 0
        )
        made.append(target.read_bytes())
    assert made[0] == made[1]
    assert made[0][:2] == b"\x1f\x8b"
    assert read(tmp_path / "one" / name) == canonical(Dataset(TRIPLES[:5]))


def test_a_packed_source_is_unpacked_on_the_way(tmp_path: Path, cli: CommandLine) -> None:
    (tmp_path / "a.nt.gz").write_bytes(gzip.compress(NT.encode()))
    assert cli("convert", tmp_path / "a.nt.gz", tmp_path / "b.nt").code == EXIT_OK
    assert (tmp_path / "b.nt").read_text() == NT


@pytest.mark.parametrize("name", ["b.nt", "b.nt.gz"])
def test_a_bad_source_leaves_the_target_as_it_was(tmp_path: Path, cli: CommandLine, name: str) -> None:
    (tmp_path / "a.nt").write_text(NT * 5000 + "oops\n")
    (tmp_path / name).write_bytes(b"what was there")
    ran = cli("convert", tmp_path / "a.nt", tmp_path / name)
    assert (ran.code, ran.err.count("\n")) == (EXIT_INPUT, 1)
    assert (tmp_path / name).read_bytes() == b"what was there"
    assert only(tmp_path) == sorted(["a.nt", name])


def test_a_file_may_be_converted_onto_itself(tmp_path: Path, cli: CommandLine) -> None:
    path = write(tmp_path / "a.nq", NAMED)
    assert cli("convert", path, path).code == EXIT_OK
    assert read(path) == canonical(Dataset(NAMED))


def test_a_base_resolves_relative_addresses(tmp_path: Path, cli: CommandLine) -> None:
    (tmp_path / "a.ttl").write_text('<x> <p> <../y> , "v" .')
    ran = cli("convert", tmp_path / "a.ttl", tmp_path / "b.nt", "--base", EX + "dir/doc")
    assert ran.code == EXIT_OK
    expected = [f'<{EX}dir/x> <{EX}dir/p> "v" .', f"<{EX}dir/x> <{EX}dir/p> <{EX}y> ."]
    assert (tmp_path / "b.nt").read_text().splitlines() == expected


def test_a_relative_address_without_base_is_an_error_with_its_place(tmp_path: Path, cli: CommandLine) -> None:
    (tmp_path / "a.ttl").write_text("\n<x> <p> <y> .")
    ran = cli("convert", tmp_path / "a.ttl", tmp_path / "b.nt")
    assert ran.code == EXIT_INPUT
    assert "2" in ran.err


@pytest.mark.parametrize("base", ["not an iri", "relative/path", ""])
def test_a_base_that_is_no_iri_is_a_usage_error(tmp_path: Path, cli: CommandLine, base: str) -> None:
    (tmp_path / "a.nt").write_text(NT)
    ran = cli("convert", tmp_path / "a.nt", tmp_path / "b.nt", "--base", base)
    assert (ran.code, ran.err.count("\n")) == (EXIT_USAGE, 1)
    assert only(tmp_path) == ["a.nt"]


def test_turtle_is_written_with_our_prefixes(tmp_path: Path, cli: CommandLine) -> None:
    kit = "https://w3id.org/ess-graph/id/kit/a"
    (tmp_path / "a.nt").write_text(f'<{kit}> <http://purl.org/dc/terms/title> "x" .\n')
    assert cli("convert", tmp_path / "a.nt", tmp_path / "b.ttl").code == EXIT_OK
    assert 'kit:a\n    dct:title "x" ;\n.' in (tmp_path / "b.ttl").read_text()


def test_an_absent_source_is_an_input_error(tmp_path: Path, cli: CommandLine) -> None:
    ran = cli("convert", tmp_path / "absent.nt", tmp_path / "b.nt")
    assert (ran.code, ran.err.count("\n")) == (EXIT_INPUT, 1)
    assert only(tmp_path) == []


@pytest.mark.parametrize("name", ["file/b.nt", "file/b.nt.gz", "no-folder/b.nt", "folder.nt"])
def test_a_target_that_cannot_be_written_is_a_system_error(
    tmp_path: Path, cli: CommandLine, name: str
) -> None:
    (tmp_path / "a.nt").write_text(NT)
    (tmp_path / "file").write_text("a regular file, no folder")
    (tmp_path / "folder.nt").mkdir()
    ran = cli("convert", tmp_path / "a.nt", tmp_path / name)
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_FAILURE, "", 1)
    assert Path(name).name in ran.err
    assert only(tmp_path) == ["a.nt", "file", "folder.nt"]


def test_a_bad_line_of_standard_input_is_said_with_its_place() -> None:
    ran = run_process("convert", "-", "-", "--from", "nt", "--to", "nq", stdin=(NT + "oops\n").encode())
    assert (ran.code, ran.err.count("\n")) == (EXIT_INPUT, 1)
    assert "2" in ran.err


def test_a_conversion_follows_the_umask(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text(NT)
    assert run_process("convert", tmp_path / "a.nt", tmp_path / "b.nq").code == EXIT_OK
    assert (tmp_path / "b.nq").stat().st_mode == (tmp_path / "a.nt").stat().st_mode
    assert (
        serialize(parse(NT, format=RdfFormat.N_TRIPLES), format=RdfFormat.N_QUADS)
        == (tmp_path / "b.nq").read_bytes()
    )
