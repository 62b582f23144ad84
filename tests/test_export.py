"""Exports: six syntaxes of one graph, each read back by a parser that is not the one that wrote it."""

from __future__ import annotations

import gzip
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyld import jsonld
from pyoxigraph import DefaultGraph, RdfFormat, parse, serialize

from ess_graph.errors import EXIT_FAILURE, EXIT_OK, EXIT_USAGE
from ess_graph.publish.export import export
from ess_graph.rdf.canonical import canonical_hash, sorted_lines
from ess_graph.rdf.formats import SYNTAXES
from ess_graph.store.build import build
from ess_graph.store.generation import OpenStore, open_store
from tests.conftest import CommandLine, run_process

RDFLIB = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdfxml": "xml", "trig": "trig", "nq": "nquads"}
WITH_GRAPHS = sorted(name for name, syntax in SYNTAXES.items() if syntax.has_graphs)
WITHOUT_GRAPHS = sorted(set(SYNTAXES) - set(WITH_GRAPHS))


@pytest.fixture(scope="module")
def exported(small: OpenStore, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The small store in every syntax."""
    folder = tmp_path_factory.mktemp("exports")
    files = {name: folder / f"ess.{SYNTAXES[name].extensions[0]}" for name in SYNTAXES}
    for name, path in files.items():
        assert export(small, name, path) == len(small.store)
    return files


@pytest.fixture(scope="module")
def quads(small: OpenStore) -> set[str]:
    """The statements of the store, canonical, with their graphs."""
    return {str(quad) for quad in small.store}


@pytest.fixture(scope="module")
def triples(small: OpenStore) -> set[str]:
    """The statements of the store, canonical, graphs merged."""
    return {str(quad.triple) for quad in small.store}


def _canonical(lines: str | bytes) -> set[str]:
    """Return N-Quads in the one spelling of our own writer, so that sets can be compared.

    No statement has a blank node: equal sets are isomorphic graphs.
    """
    return {str(quad) for quad in parse(lines, format=RdfFormat.N_QUADS)}


def _as_triples(lines: str | bytes) -> set[str]:
    return {str(quad.triple) for quad in parse(lines, format=RdfFormat.N_TRIPLES)}


@pytest.fixture
def _exact_literals(monkeypatch: pytest.MonkeyPatch) -> None:
    # rdflib rewrites "01"^^xsd:integer while it reads; an oracle must not.
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def test_every_syntax_is_tested() -> None:
    assert set(RDFLIB) == set(SYNTAXES)
    assert (len(WITH_GRAPHS), len(WITHOUT_GRAPHS)) == (3, 3)


@pytest.mark.usefixtures("_exact_literals")
@pytest.mark.parametrize("name", WITHOUT_GRAPHS)
def test_a_syntax_without_graphs_holds_every_statement(
    exported: dict[str, Path], triples: set[str], name: str
) -> None:
    graph = rdflib.Graph().parse(exported[name], format=RDFLIB[name])
    assert _as_triples(graph.serialize(format="nt", encoding="utf-8")) == triples


@pytest.mark.usefixtures("_exact_literals")
@pytest.mark.parametrize("name", WITH_GRAPHS)
def test_a_syntax_with_graphs_keeps_the_inferred_apart(
    exported: dict[str, Path], quads: set[str], name: str
) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(exported[name], format=RDFLIB[name])
    # rdflib names its default graph; N-Quads has no name for it.
    lines = dataset.serialize(format="nquads", encoding="utf-8")
    assert _canonical(lines.replace(b" <urn:x-rdflib:default> .", b" .")) == quads


@pytest.mark.parametrize("name", sorted(SYNTAXES))
def test_our_own_parser_reads_the_same(
    exported: dict[str, Path], quads: set[str], triples: set[str], name: str
) -> None:
    read = list(parse(path=str(exported[name]), format=SYNTAXES[name].rdf_format))
    if SYNTAXES[name].has_graphs:
        assert {str(quad) for quad in read} == quads
    else:
        assert {str(quad.triple) for quad in read} == triples


def test_json_ld_is_the_same_graph_for_a_third_parser(exported: dict[str, Path], quads: set[str]) -> None:
    document: Any = json.loads(exported["jsonld"].read_text("utf-8"))
    lines: str = jsonld.to_rdf(document, {"format": "application/n-quads"})
    assert _canonical(lines) == quads


def test_json_ld_asks_for_nothing_from_the_network(exported: dict[str, Path]) -> None:
    assert b'"@context":"http' not in exported["jsonld"].read_bytes().replace(b" ", b"")


@pytest.mark.parametrize("name", ["ttl", "trig"])
def test_a_syntax_with_prefixes_uses_them(exported: dict[str, Path], name: str) -> None:
    text = exported[name].read_text("utf-8")
    assert "@prefix ess: <https://w3id.org/ess-graph/def#> ." in text
    assert "\tess:Practice" in text or " ess:Practice" in text


@pytest.mark.parametrize("name", sorted(SYNTAXES))
def test_what_rules_deduce_can_be_left_out(small: OpenStore, tmp_path: Path, name: str) -> None:
    target = tmp_path / "asserted"
    count = export(small, name, target, with_inferred=False)
    read = list(parse(path=str(target), format=SYNTAXES[name].rdf_format))
    assert len(read) == count == small.manifest.asserted < len(small.store)
    assert {quad.graph_name for quad in read} == {DefaultGraph()}
    asserted = small.store.quads_for_pattern(None, None, None, DefaultGraph())
    assert {str(quad.triple) for quad in read} == {str(quad.triple) for quad in asserted}


def test_the_command_leaves_the_inferred_out_too(cli: CommandLine, small: OpenStore, tmp_path: Path) -> None:
    target = tmp_path / "a.nq"
    ran = cli("export", "-f", "nq", "-o", target, "--asserted", store=small.folder.parent.parent)
    assert (ran.code, ran.out, ran.err) == (EXIT_OK, "", "")
    assert len(target.read_bytes().splitlines()) == small.manifest.asserted


def test_standard_output_gets_the_same_bytes_as_a_file(exported: dict[str, Path], small_path: Path) -> None:
    ran = run_process("export", "-f", "nt", env={"ESS_GRAPH_STORE": str(small_path)})
    assert ran.code == EXIT_OK
    assert ran.out.encode("utf-8") == exported["nt"].read_bytes()


@pytest.mark.parametrize("name", sorted(SYNTAXES))
def test_two_exports_are_the_same_bytes(
    exported: dict[str, Path], small: OpenStore, tmp_path: Path, name: str
) -> None:
    export(small, name, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == exported[name].read_bytes()


def test_the_export_of_a_store_built_again_is_the_same_bytes(
    exported: dict[str, Path], small: OpenStore, small_source: Path, tmp_path: Path
) -> None:
    build(tmp_path / "again", source=small_source)
    again = open_store(tmp_path / "again")
    assert again.manifest == small.manifest
    export(again, "trig", tmp_path / "again.trig")
    assert (tmp_path / "again.trig").read_bytes() == exported["trig"].read_bytes()


@pytest.mark.parametrize("name", WITH_GRAPHS)
def test_an_export_has_the_fingerprint_of_its_store(
    exported: dict[str, Path], small: OpenStore, tmp_path: Path, name: str
) -> None:
    lines = tmp_path / "again.nq"
    read = parse(path=str(exported[name]), format=SYNTAXES[name].rdf_format)
    serialize(read, output=str(lines), format=RdfFormat.N_QUADS)
    digest, count, named = canonical_hash(sorted_lines([lines], tmp_path))
    assert digest == small.manifest.hash
    assert (count - named, named) == (small.manifest.asserted, small.manifest.inferred)


def test_a_converted_export_is_still_the_same_graph(
    cli: CommandLine, exported: dict[str, Path], quads: set[str], tmp_path: Path
) -> None:
    target = tmp_path / "ess.trig.gz"
    assert cli("convert", exported["jsonld"], target).code == EXIT_OK
    assert {str(quad) for quad in parse(gzip.decompress(target.read_bytes()), format=RdfFormat.TRIG)} == quads


def test_an_unknown_syntax_is_refused_before_anything_is_written(
    cli: CommandLine, small_path: Path, tmp_path: Path
) -> None:
    ran = cli("export", "-f", "n3", "-o", tmp_path / "x", store=small_path)
    assert ran.code == EXIT_USAGE
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_cannot_be_written_is_one_line_and_leaves_nothing(
    cli: CommandLine, small_path: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    for target in (tmp_path / "nowhere" / "x.ttl", tmp_path / "file" / "x.ttl"):
        ran = cli("export", "-f", "ttl", "-o", target, store=small_path)
        assert ran.code == EXIT_FAILURE
        assert len(ran.err.splitlines()) == 1
        assert str(target) in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_is_no_target_and_keeps_what_it_holds(
    cli: CommandLine, small_path: Path, tmp_path: Path
) -> None:
    target = tmp_path / "folder"
    target.mkdir()
    (target / "kept").write_text("kept")
    ran = cli("export", "-f", "nt", "-o", target, store=small_path)
    assert ran.code == EXIT_FAILURE
    assert [path.name for path in tmp_path.rglob("*")] == ["folder", "kept"]


def test_a_disk_that_fills_leaves_the_file_that_was_there(small_path: Path, tmp_path: Path) -> None:
    target = tmp_path / "ess.nt"
    target.write_bytes(b"before")
    program = shlex.join([sys.executable, "-m", "ess_graph", "export", "-f", "nt", "-o", str(target)])
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 8; exec {program}"],
        env={**os.environ, "ESS_GRAPH_STORE": str(small_path)},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == EXIT_FAILURE
    assert len(done.stderr.decode("utf-8").splitlines()) == 1
    assert target.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["ess.nt"]


def test_an_export_replaces_the_file_that_was_there(small: OpenStore, tmp_path: Path) -> None:
    target = tmp_path / "ess.nt"
    target.write_bytes(b"before")
    export(small, "nt", target)
    assert target.read_bytes().startswith(b"<")
    assert [path.name for path in tmp_path.iterdir()] == ["ess.nt"]
