"""The canonical form and its hash: the same statements give the same bytes."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    serialize,
)

from ess_graph.errors import SystemProblem
from ess_graph.rdf import sorting
from ess_graph.rdf.canonical import canonical_hash, sorted_lines
from ess_graph.rdf.sorting import nameless_file

P = NamedNode("http://example.org/p")
S = NamedNode("http://example.org/s")
G = NamedNode("http://example.org/g")

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
IRIS = st.builds(
    lambda end: NamedNode("http://example.org/" + end),
    st.text("abcé日豈𝒳/-", max_size=4),
)
LITERALS = st.one_of(
    st.builds(Literal, TEXT),
    st.builds(lambda text, lang: Literal(text, language=lang), TEXT, st.sampled_from(["fr", "en-gb"])),
    st.builds(lambda text, datatype: Literal(text, datatype=datatype), TEXT, IRIS),
)
GRAPHS = st.one_of(st.just(DefaultGraph()), IRIS)
QUADS = st.lists(st.builds(Quad, IRIS, IRIS, st.one_of(IRIS, LITERALS), GRAPHS), max_size=12)


def write(path: Path, quads: Sequence[Quad]) -> Path:
    serialize(quads, output=str(path), format=RdfFormat.N_QUADS)
    return path


def lines_of(folder: Path, *files: Sequence[Quad], run_bytes: int | None = None) -> list[bytes]:
    paths = [write(folder / f"{i}.nq", quads) for i, quads in enumerate(files)]
    if run_bytes is None:
        return list(sorted_lines(paths, folder))
    return list(sorted_lines(paths, folder, run_bytes))


def some_quads(count: int) -> list[Quad]:
    return [
        Quad(S, P, Literal(f"text {i % (count // 2)} é\n"), G if i % 3 else DefaultGraph())
        for i in range(count)
    ]


def canonical_literal(text: str) -> str:
    """Escape a text as RDF 1.1 N-Quads, canonical form, asks (RDFC-1.0 §4.4)."""
    named = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    return "".join(
        named.get(c) or (f"\\u{ord(c):04X}" if ord(c) < 0x20 or ord(c) in (0x7F, 0xFFFE, 0xFFFF) else c)
        for c in text
    )


def test_the_order_of_files_and_lines_does_not_matter(tmp_path: Path) -> None:
    quads = some_quads(60)
    shuffled = quads[:]
    random.Random(1).shuffle(shuffled)
    assert shuffled != quads
    expected = lines_of(tmp_path, quads[:20], quads[20:])
    assert lines_of(tmp_path, shuffled[:45], shuffled[45:]) == expected
    assert lines_of(tmp_path, quads[20:], quads[:20]) == expected
    assert expected == sorted(set(expected))


def test_a_statement_that_comes_twice_counts_once(tmp_path: Path) -> None:
    quads = [Quad(S, P, Literal("x")), Quad(S, P, Literal("y"))]
    once = lines_of(tmp_path, quads)
    assert lines_of(tmp_path, quads * 3, quads) == once
    assert canonical_hash(once)[1] == 2


@pytest.mark.parametrize("run_bytes", [1, 100, 1000, 10**6])
def test_runs_on_disk_give_what_memory_gives(tmp_path: Path, run_bytes: int) -> None:
    quads = some_quads(200)
    expected = lines_of(tmp_path, quads)
    assert lines_of(tmp_path, quads[:70], quads[70:], run_bytes=run_bytes) == expected
    assert len(expected) < len(quads)


def test_small_runs_are_spilled_to_files_without_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    made: list[Path | None] = []

    def noted(folder: Path | None) -> IO[bytes]:
        made.append(folder)
        return nameless_file(folder)

    monkeypatch.setattr(sorting, "nameless_file", noted)
    path = write(tmp_path / "a.nq", some_quads(50))
    lines = sorted_lines([path], scratch, 500)
    assert next(lines)
    assert len(made) > 2
    assert set(made) == {scratch}
    assert list(scratch.iterdir()) == []


def test_no_file_and_an_empty_file_give_no_line(tmp_path: Path) -> None:
    assert lines_of(tmp_path) == []
    assert lines_of(tmp_path, []) == []
    assert canonical_hash([]) == (hashlib.sha256(b"").hexdigest(), 0, 0)


@pytest.mark.parametrize(
    "quad",
    [
        Quad(BlankNode("b"), P, S),
        Quad(S, P, BlankNode("b")),
        Quad(S, P, S, BlankNode("b")),
        Quad(BlankNode("b"), P, Literal("x")),
        Quad(S, P, Literal("x"), BlankNode("b")),
        Quad(S, P, Literal("x", language="fr"), BlankNode("b")),
        Quad(S, P, Literal('" _:c .', datatype=P), BlankNode("b")),
    ],
)
def test_a_blank_node_is_refused_wherever_it_stands(tmp_path: Path, quad: Quad) -> None:
    with pytest.raises(SystemProblem) as caught:
        lines_of(tmp_path, [Quad(S, P, S), quad])
    assert caught.value.key == "system.blank_node"
    assert "_:b" in str(caught.value)


@pytest.mark.parametrize(
    "text", ["_:b", " _:b", '" _:b', '" _:b .', "x _:b y", '\\" _:b', "_:b _:b .", 'a "b" _:c "d']
)
def test_a_text_that_looks_like_a_blank_node_is_a_text(tmp_path: Path, text: str) -> None:
    for literal in (Literal(text), Literal(text, language="fr"), Literal(text, datatype=P)):
        for graph in (DefaultGraph(), G):
            assert len(lines_of(tmp_path, [Quad(S, P, literal, graph)])) == 1


@settings(max_examples=150, deadline=None)
@given(QUADS, st.sampled_from([1, 60, 10**6]))
def test_the_hash_is_that_of_rdf_dataset_canonicalization(
    tmp_path_factory: pytest.TempPathFactory, quads: list[Quad], run_bytes: int
) -> None:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    written = serialize(dataset, format=RdfFormat.N_QUADS) or b""
    # By code point, as the Recommendation says, and not by byte as we do.
    canonical = "".join(sorted(line + "\n" for line in written.decode("utf-8").split("\n") if line))
    named = sum(not isinstance(quad.graph_name, DefaultGraph) for quad in dataset)
    lines = lines_of(tmp_path_factory.mktemp("canonical"), quads, run_bytes=run_bytes)
    assert canonical_hash(lines) == (
        hashlib.sha256(canonical.encode("utf-8")).hexdigest(),
        len(dataset),
        named,
    )


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_the_lines_are_written_in_the_canonical_form_of_n_quads(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    (line,) = lines_of(tmp_path_factory.mktemp("line"), [Quad(S, P, Literal(text, language="fr"), G)])
    expected = f'<{S.value}> <{P.value}> "{canonical_literal(text)}"@fr <{G.value}> .\n'
    assert line.decode("utf-8") == expected
