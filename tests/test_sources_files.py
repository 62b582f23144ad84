"""Queries on RDF files and on standard input give what the built graph gives."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import pytest

from ess_graph.catalogue.header import bundled_query, query_names
from ess_graph.catalogue.run import run_construct, run_query
from ess_graph.errors import InputProblem, UsageProblem
from ess_graph.publish.export import export
from ess_graph.store.files import FilesSource, open_files
from ess_graph.store.generation import OpenStore
from ess_graph.store.source import GraphSource
from tests.conftest import CommandLine, run_process

NAMES = query_names()


def answers(source: GraphSource, name: str, lang: str = "fr") -> Any:
    """What a bundled query says to its example; the name of the error where the small graph lacks the example."""
    query = bundled_query(name)
    try:
        if query.form == "construct":
            return run_construct(source, name, query.example, lang=lang)
        return run_query(source, name, query.example, lang=lang).rows
    except UsageProblem as error:
        return error.key


@pytest.fixture(scope="module")
def exported(small: OpenStore, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("exported")
    for syntax in ("nq", "trig", "ttl"):
        export(small, syntax, folder / f"graph.{syntax}")
    return {syntax: folder / f"graph.{syntax}" for syntax in ("nq", "trig", "ttl")}


@pytest.fixture(scope="module")
def opened(exported: dict[str, Path]) -> dict[str, FilesSource]:
    return {syntax: open_files([path]) for syntax, path in exported.items()}


@pytest.mark.parametrize("name", NAMES)
def test_a_query_gives_the_same_rows_on_an_exported_file(
    name: str, small: OpenStore, opened: dict[str, FilesSource]
) -> None:
    expected = answers(small, name)
    for source in opened.values():
        assert answers(source, name) == expected


def test_named_graphs_are_kept(small: OpenStore, opened: dict[str, FilesSource]) -> None:
    assert len(opened["nq"].store) == len(opened["trig"].store) == len(small.store)
    assert set(opened["trig"].store.named_graphs()) == set(small.store.named_graphs())
    assert not set(opened["ttl"].store.named_graphs())


def test_several_files_of_several_syntaxes_are_one_graph(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<id/a> a <def#Practice> . [] <def#x> 1 .", "utf-8")
    with gzip.open(tmp_path / "b.jsonld.gz", "wt", encoding="utf-8") as stream:
        stream.write('{"@id": "id/b", "@type": "def#Practice"}')
    (tmp_path / "c.nq").write_text("_:b0 <http://x/p> _:b0 <http://x/g> .\n", "utf-8")
    (tmp_path / "d.nq").write_text("_:b0 <http://x/p> _:b0 <http://x/g> .\n", "utf-8")
    found = open_files([tmp_path / name for name in ("a.ttl", "b.jsonld.gz", "c.nq", "d.nq")])
    rows = found.select("SELECT ?s WHERE { ?s a <def#Practice> } ORDER BY ?s", name="x").rows
    assert [row[0].value for row in rows] == [f"{found.base}id/a", f"{found.base}id/b"]
    # A blank node of one file is none of another, and stays one within its file.
    assert len(found.select("SELECT ?s WHERE { ?s <http://x/p> ?s }", name="x").rows) == 2
    assert len(found.construct("CONSTRUCT WHERE { ?s ?p ?o }", name="x")) == 5


def test_standard_input_needs_its_syntax() -> None:
    with pytest.raises(UsageProblem, match="--from"):
        open_files(["-"])
    found = open_files(
        ["-"], syntax="nt", standard_input=io.BytesIO(b"<http://x/s> <http://x/p> 'o' .\n"[:0])
    )
    assert len(found.store) == 0


def test_rules_do_not_run_on_files(small: OpenStore, tmp_path: Path) -> None:
    export(small, "ttl", tmp_path / "asserted.ttl", with_inferred=False)
    found = open_files([tmp_path / "asserted.ttl"])
    assert len(found.store) == small.manifest.asserted


def test_the_command_reads_files_and_standard_input(
    cli: CommandLine, exported: dict[str, Path], small_path: Path
) -> None:
    query = ("query", "pratiques", "-p", "theme=mobilite", "-f", "csv")
    expected = cli(*query, store=small_path)
    assert expected.code == 0
    assert cli(*query[:2], exported["trig"], *query[2:]).out == expected.out
    piped = run_process(*query[:2], "-", "--from", "nq", *query[2:], stdin=exported["nq"].read_bytes())
    assert (piped.code, piped.out) == (0, expected.out)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("missing.ttl",), 3),
        (("-",), 2),
        (("data.unknown",), 2),
        (("a.ttl", "--endpoint", "http://127.0.0.1:9/"), 2),
        (("a.ttl", "--store", "x"), 2),
        (("--endpoint", "http://127.0.0.1:9/", "--store", "x"), 2),
        (("--timeout", "0"), 2),
    ],
)
def test_a_source_that_cannot_be_is_told_in_one_line(
    arguments: tuple[str, ...], code: int, cli: CommandLine
) -> None:
    ran = cli("query", "textes", *arguments)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (code, "", 1)


def test_a_broken_file_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("<a> <b> <c> .\n<a> <b> oops .\n", "utf-8")
    with pytest.raises(InputProblem, match=r"bad\.ttl.*2"):
        open_files([tmp_path / "bad.ttl"])
