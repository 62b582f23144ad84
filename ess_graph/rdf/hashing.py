"""The hash of an RDF file: of its graph, and not of its bytes."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from ess_graph.rdf.canonical import canonical_hash
from ess_graph.rdf.formats import syntax_named, syntax_of
from ess_graph.rdf.reading import read_quads
from ess_graph.rdf.writing.document import filled_by, sorted_statements


def hash_file(path: str | Path, *, from_syntax: str | None = None, base: str | None = None) -> str:
    """Return the SHA-256 of the canonical N-Quads of a file (RDFC-1.0, https://www.w3.org/TR/rdf-canon/).

    The same graph has the same hash, whatever its syntax, its order and the names of its blank nodes; an export with
    graphs has the hash that ``build`` tells.

    Args:
        path: the file; ``.gz`` is unpacked.
        from_syntax: short name of its syntax; its extension tells otherwise.
        base: the IRI against which relative IRIs are resolved.

    Raises:
        UsageProblem: the syntax cannot be told.
        InputProblem: the file cannot be read, or its blank nodes cannot be named in the time allowed.
        SystemProblem: the disk is full.
    """
    syntax = syntax_of(path) if from_syntax is None else syntax_named(from_syntax)

    def fill(stream: IO[bytes]) -> None:
        filled_by(read_quads(Path(path), syntax, base))(stream)

    with sorted_statements(fill) as sorter:
        return canonical_hash(line + b"\n" for batch in sorter.batches() for line in batch)[0]
