"""Exports read by parsers of another family: rapper (raptor) and serdi (serd), from Debian."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from pyoxigraph import Dataset, RdfFormat, parse

from ess_graph.publish.export import export
from ess_graph.store.generation import OpenStore
from tests.integration.needed import need

pytestmark = pytest.mark.integration

READERS = {
    ("rapper", "ttl"): ["rapper", "-q", "-i", "turtle", "-o", "ntriples"],
    ("rapper", "nt"): ["rapper", "-q", "-i", "ntriples", "-o", "ntriples"],
    ("rapper", "rdfxml"): ["rapper", "-q", "-i", "rdfxml", "-o", "ntriples"],
    ("rapper", "trig"): ["rapper", "-q", "-i", "trig", "-o", "nquads"],
    ("serdi", "ttl"): ["serdi", "-q", "-i", "turtle", "-o", "ntriples"],
    ("serdi", "nt"): ["serdi", "-q", "-i", "ntriples", "-o", "ntriples"],
    ("serdi", "trig"): ["serdi", "-q", "-i", "trig", "-o", "nquads"],
    ("serdi", "nq"): ["serdi", "-q", "-i", "nquads", "-o", "nquads"],
}


@pytest.mark.parametrize(("program", "syntax"), READERS)
def test_an_export_read_by_another_parser_is_the_same_graph(
    program: str, syntax: str, small: OpenStore, tmp_path: Path
) -> None:
    need(program)
    file = tmp_path / f"graph.{syntax}"
    export(small, syntax, file)
    command = READERS[program, syntax]
    target = [str(file)] if program == "serdi" else [str(file), "https://w3id.org/ess-graph/"]
    done = subprocess.run([*command, *target], capture_output=True, check=True)
    read = Dataset(parse(done.stdout, format=RdfFormat.N_QUADS))
    quads = small.store.quads_for_pattern(None, None, None, None)
    if syntax in ("trig", "nq"):
        expected = Dataset(quads)
    else:
        written = tmp_path / "expected.nt"
        export(small, "nt", written)
        expected = Dataset(parse(path=str(written), format=RdfFormat.N_TRIPLES))
    assert {str(quad) for quad in read} == {str(quad) for quad in expected}
