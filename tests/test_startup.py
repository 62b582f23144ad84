"""What a short command imports: cold start is paid by every call."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = frozenset({"rdflib", "pyshacl", "SPARQLWrapper", "rich"})


def _imported(store: Path, *arguments: str) -> set[str]:
    """Return the modules that a command line imports, its output going to a pipe."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "ess_graph", *arguments],
        capture_output=True,
        env={**os.environ, "ESS_GRAPH_STORE": str(store)},
        timeout=120,
        check=True,
    )
    lines = done.stderr.decode("utf-8").splitlines()
    return {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}


def _packages(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def test_help_imports_no_slow_library(small_path: Path) -> None:
    found = _imported(small_path, "--help")
    assert "ess_graph.cli.main" in found
    assert _packages(found) & (HEAVY | {"rapidfuzz", "yaml"}) == set()


@pytest.mark.parametrize(
    ("arguments", "own"),
    [
        (("query", "pratiques", "-p", "theme=alimentation"), "ess_graph.catalogue.run"),
        (("show", "id/kit/municipaless"), "ess_graph.store.describe"),
    ],
    ids=["query", "show"],
)
def test_an_answer_in_a_pipe_imports_no_other_rdf_library_and_no_table_maker(
    small_path: Path, arguments: tuple[str, ...], own: str
) -> None:
    found = _imported(small_path, *arguments)
    assert {own, "pyoxigraph"} <= found
    assert _packages(found) & (HEAVY | {"rapidfuzz"}) == set()
    assert "ess_graph.store.build" not in found


def test_the_list_of_queries_is_told_without_the_store(tmp_path: Path) -> None:
    found = _imported(tmp_path / "none", "query", "--list")
    assert "ess_graph.catalogue.header" in found
    assert _packages(found) & (HEAVY | {"rapidfuzz"}) == set()


def test_a_table_imports_what_draws_it(small_path: Path) -> None:
    found = _imported(small_path, "stats", "-f", "table")
    assert "rich" in _packages(found)
    assert _packages(found) & (HEAVY - {"rich"}) == set()
