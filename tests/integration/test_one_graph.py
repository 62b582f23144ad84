"""Random graphs read by parsers of another family: rapper (raptor) and serdi (serd), from Debian."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from pyoxigraph import Quad, RdfFormat, parse

from ess_graph.rdf.formats import SYNTAXES
from tests.integration.needed import need
from tests.integration.test_other_parsers import READERS
from tests.random_graphs import canonical, graphs, within, written

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(("program", "syntax"), READERS)
def test_a_random_graph_read_by_another_parser_is_the_same(program: str, syntax: str) -> None:
    need(program)

    @settings(deadline=None, max_examples=50, suppress_health_check=list(HealthCheck))
    @given(quads=graphs(named=SYNTAXES[syntax].has_graphs))
    def holds(quads: list[Quad]) -> None:
        kept = within(quads, program, syntax)
        with tempfile.TemporaryDirectory() as scratch:
            path = written(kept, syntax, Path(scratch))
            target = [str(path)] if program == "serdi" else [str(path), "https://w3id.org/ess-graph/"]
            done = subprocess.run([*READERS[program, syntax], *target], capture_output=True, check=False)
            assert done.returncode == 0, done.stderr.decode()
            assert canonical(parse(done.stdout, format=RdfFormat.N_QUADS)) == canonical(kept)

    holds()


def test_limit_dot_segments_for_rapper(tmp_path: Path) -> None:
    need("rapper")
    path = tmp_path / "a.ttl"
    path.write_text("<https://example.org/x/../y> <urn:p> <urn:o> .\n", "utf-8")
    done = subprocess.run([*READERS["rapper", "ttl"], path, "urn:base"], capture_output=True, check=True)
    assert done.stdout == b"<https://example.org/y> <urn:p> <urn:o> .\n"


def test_limit_nul_for_rapper(tmp_path: Path) -> None:
    need("rapper")
    path = tmp_path / "a.nt"
    path.write_text('<urn:a> <urn:p> "a\\u0000b" .\n', "utf-8")
    done = subprocess.run([*READERS["rapper", "nt"], path, "urn:base"], capture_output=True, check=True)
    assert done.stdout == b'<urn:a> <urn:p> "a" .\n'
