"""A one-word change in one practice shows as just that in the exported files; one hash for one graph."""

from __future__ import annotations

import difflib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
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
    serialize,
)

from ess_graph.errors import EXIT_FAILURE, EXIT_INPUT, EXIT_OK, EXIT_USAGE
from ess_graph.rdf.formats import SYNTAXES
from ess_graph.rdf.hashing import hash_file
from ess_graph.rdf.writing import blank
from ess_graph.store.generation import OpenStore
from tests.conftest import CommandLine

EX = "http://example.org/"
P = NamedNode(EX + "p")
Q = NamedNode(EX + "q")


def b(name: str) -> BlankNode:
    return BlankNode(name)


@pytest.fixture(scope="module")
def changed_path(small_source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which one word of the need that one practice states is another."""
    from ess_graph.store.build import build

    source = tmp_path_factory.mktemp("changed") / "source"
    shutil.copytree(small_source, source)
    table = source / "data" / "practices.csv"
    text = table.read_text("utf-8")
    assert text.count("Faciliter l'achat local par") == 1
    table.write_text(text.replace("Faciliter l'achat local par", "Organiser l'achat local par"), "utf-8")
    build(source.parent / "store", source=source)
    return source.parent / "store"


@pytest.mark.parametrize("name", ["ttl", "trig", "jsonld", "nt", "nq"])
def test_one_word_changed_in_one_practice_is_one_line_of_the_diff(
    cli: CommandLine, small_path: Path, changed_path: Path, tmp_path: Path, name: str
) -> None:
    files = []
    for folder, store in (("before", small_path), ("after", changed_path)):
        (tmp_path / folder).mkdir()
        files.append(tmp_path / folder / f"ess.{name}")
        assert cli("export", "-f", name, "-o", files[-1], store=store).code == EXIT_OK
    before, after = (path.read_text("utf-8").split("\n") for path in files)
    differing = [line for line in difflib.unified_diff(before, after, lineterm="", n=0) if line[0] in "+-"][
        2:
    ]
    assert [line[0] for line in differing] == ["-", "+"]
    assert "Faciliter l'achat local par" in differing[0]
    assert differing[0][1:].replace("Faciliter", "Organiser") == differing[1][1:]


def test_an_export_in_any_syntax_with_graphs_has_the_hash_that_build_tells(
    cli: CommandLine, small: OpenStore, small_path: Path, tmp_path: Path
) -> None:
    files = [tmp_path / f"ess.{name}" for name in ("nq", "trig", "jsonld")]
    for path in files:
        assert cli("export", "-f", path.suffix[1:], "-o", path, store=small_path).code == EXIT_OK
    ran = cli("hash", *files)
    assert ran.out == "".join(f"{small.manifest.hash}  {path}\n" for path in files)


def write(path: Path, quads: list[Quad]) -> Path:
    serialize(quads, output=str(path), format=RdfFormat.N_QUADS)
    return path


#: Graphs that naming can get wrong: a cycle, two alike, twins told apart by a far value, a graph named by a blank node.
SHAPES = {
    "a cycle": [Quad(b("a"), P, b("b")), Quad(b("b"), P, b("c")), Quad(b("c"), P, b("a"))],
    "two alike": [Quad(b("a"), P, Literal("x")), Quad(b("b"), P, Literal("x"))],
    "told apart from afar": [
        Quad(b("a"), P, b("b")),
        Quad(b("c"), P, b("d")),
        Quad(b("b"), Q, Literal("1")),
        Quad(b("d"), Q, Literal("2")),
    ],
    "a blank graph": [Quad(b("a"), P, b("a"), b("g")), Quad(b("g"), P, Literal("_:a"))],
    "one that points at itself": [Quad(b("a"), P, b("a"))],
}


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_the_names_of_blank_nodes_do_not_change_the_hash(tmp_path: Path, shape: str) -> None:
    quads = SHAPES[shape]
    names = {"a": "n3", "b": "n1", "c": "zz", "d": "a", "g": "b"}

    def renamed(term: object) -> object:
        return BlankNode(names[term.value]) if isinstance(term, BlankNode) else term

    others = [
        Quad(*(renamed(term) for term in (q.subject, q.predicate, q.object, q.graph_name)))  # type: ignore[arg-type]
        for q in reversed(quads)
    ]
    first, second = write(tmp_path / "a.nq", quads), write(tmp_path / "b.nq", others)
    assert hash_file(first) == hash_file(second)
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    third = write(tmp_path / "c.nq", list(dataset))
    assert hash_file(third) == hash_file(first)


def test_different_shapes_have_different_hashes(tmp_path: Path) -> None:
    found = {hash_file(write(tmp_path / f"{i}.nq", quads)) for i, quads in enumerate(SHAPES.values())}
    assert len(found) == len(SHAPES)


def complete(size: int) -> list[Quad]:
    """Return a graph in which every blank node points at every other: each naming must be tried."""
    return [Quad(b(f"n{i}"), P, b(f"n{j}")) for i in range(size) for j in range(size) if i != j]


def test_a_poisonous_graph_is_given_up_in_bounded_time(
    cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blank, "SECONDS", 1.0)
    path = write(tmp_path / "poison.nq", complete(20))
    started = time.monotonic()
    ran = cli("hash", path)
    assert time.monotonic() - started < 10
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_INPUT, "", 1)
    assert "--stream" in ran.err
    (tmp_path / "out.ttl").write_text("before")
    assert cli("convert", path, tmp_path / "out.ttl").code == EXIT_INPUT
    assert (tmp_path / "out.ttl").read_text() == "before"
    assert cli("convert", path, tmp_path / "out.ttl", "--stream").code == EXIT_OK
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out.ttl", "poison.nq"]


def test_stream_keeps_the_order_of_the_source(cli: CommandLine, tmp_path: Path) -> None:
    lines = f"<{EX}b> <{EX}p> _:x .\n<{EX}a> <{EX}p> <{EX}c> .\n"
    (tmp_path / "a.nt").write_text(lines)
    assert cli("convert", tmp_path / "a.nt", tmp_path / "b.nt", "--stream").code == EXIT_OK
    assert (tmp_path / "b.nt").read_text() == lines
    assert cli("convert", tmp_path / "a.nt", tmp_path / "c.nt").code == EXIT_OK
    assert (tmp_path / "c.nt").read_text() == f"<{EX}a> <{EX}p> <{EX}c> .\n<{EX}b> <{EX}p> _:c14n0 .\n"


@pytest.mark.parametrize(
    ("line", "target", "said"),
    [
        (f'<{EX}a> <{EX}p/> "x" .', "rdf", f"{EX}p/"),
        (f'<{EX}a> <{EX}123> "x" .', "rdf", f"{EX}123"),
        (f'<{EX}a> <{EX}p> "a\\u0001b" .', "rdf", f"{EX}a"),
        (f'<{EX}a> <{EX}p> <<( <{EX}a> <{EX}p> "x" )>> .', "jsonld", "<<("),
        (f'<{EX}a> <{EX}p> "x"@ar--rtl .', "jsonld", "rtl"),
    ],
)
def test_what_a_syntax_cannot_hold_is_one_line_and_no_file(
    cli: CommandLine, tmp_path: Path, line: str, target: str, said: str
) -> None:
    (tmp_path / "a.nt").write_text(line + "\n")
    ran = cli("convert", tmp_path / "a.nt", tmp_path / f"b.{target}")
    assert (ran.code, ran.err.count("\n")) == (EXIT_USAGE, 1)
    assert said in ran.err
    assert [one.name for one in tmp_path.iterdir()] == ["a.nt"]


def test_turtle_keeps_the_triple_terms_and_directions_of_rdf_1_2(cli: CommandLine, tmp_path: Path) -> None:
    lines = f'<{EX}a> <{EX}p> "x"@ar--rtl .\n<{EX}a> <{EX}p> <<( <{EX}a> <{EX}p> "x)>>" )>> .\n'
    (tmp_path / "a.nt").write_text(lines)
    assert cli("convert", tmp_path / "a.nt", tmp_path / "b.ttl").code == EXIT_OK
    assert cli("convert", tmp_path / "b.ttl", tmp_path / "c.nt").code == EXIT_OK
    assert (tmp_path / "c.nt").read_text() == lines


def many_lines(path: Path, count: int) -> Path:
    with path.open("w", encoding="ascii") as out:
        out.writelines(f'<{EX}{i * 7919 % count}> <{EX}p> "{"x" * 200}" .\n' for i in range(count))
    return path


@pytest.mark.parametrize("target", ["ttl", "nt"])
def test_a_disk_that_fills_with_spilled_lines_is_one_line_and_leaves_nothing(
    tmp_path: Path, target: str
) -> None:
    path = many_lines(tmp_path / "a.nt", 250_000)
    (tmp_path / f"b.{target}").write_text("before")
    spill = tmp_path / "spill"
    spill.mkdir()
    program = shlex.join(
        [sys.executable, "-m", "ess_graph", "convert", str(path), str(tmp_path / f"b.{target}")]
    )
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 1024; exec {program}"],
        env={**os.environ, "TMPDIR": str(spill)},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == EXIT_FAILURE
    said = done.stderr.decode("utf-8")
    assert len(said.splitlines()) == 1
    assert str(spill) in said
    assert (tmp_path / f"b.{target}").read_text() == "before"
    assert list(spill.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="files without a name are a thing of POSIX")
def test_a_killed_conversion_leaves_nothing_in_the_temporary_folder(tmp_path: Path) -> None:
    path = many_lines(tmp_path / "a.nt", 400_000)
    spill = tmp_path / "spill"
    spill.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "ess_graph", "convert", str(path), str(tmp_path / "b.ttl")],
        env={**os.environ, "TMPDIR": str(spill)},
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert list(spill.iterdir()) == []
    assert not (tmp_path / "b.ttl").exists()


def test_every_syntax_is_known_to_the_hash(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text(f'<{EX}b> <{EX}p> "é" .\n<{EX}a> <{EX}p> _:x .\n')
    hashes = set()
    for name, syntax in SYNTAXES.items():
        path = tmp_path / f"b.{syntax.extensions[0]}"
        assert cli("convert", tmp_path / "a.nt", path).code == EXIT_OK
        hashes.add(cli("hash", path).out.split()[0])
        assert name
    assert hashes == {hash_file(tmp_path / "a.nt")}
