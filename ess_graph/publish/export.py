"""Export the whole graph in one file, in the published order (docs/files.md)."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import IO

from ess_graph.rdf.atomic import atomic_writer
from ess_graph.rdf.formats import syntax_named
from ess_graph.rdf.writing.document import write_document
from ess_graph.store.generation import OpenStore
from ess_graph.store.provenance import contributed_graphs


def export(opened: OpenStore, syntax: str, target: str | Path = "-", *, with_inferred: bool = True) -> int:
    """Write the graph and return the number of statements.

    Args:
        opened: the store.
        syntax: ``ttl``, ``jsonld``, ``nt``, ``rdfxml``, ``trig`` or ``nq``. The last two and JSON-LD keep inferred
            statements in their own named graphs; the others merge them.
        target: a path, or ``-`` for standard output.
        with_inferred: ``False`` writes the asserted statements only.

    Raises:
        UsageProblem: the syntax is not known.
        SystemProblem: the file cannot be written; what was there before stays.
    """
    chosen = syntax_named(syntax)

    def fill(stream: IO[bytes]) -> None:
        from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, serialize

        if not with_inferred:
            opened.store.dump(stream, RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
            for graph in contributed_graphs(opened):
                opened.store.dump(stream, RdfFormat.N_TRIPLES, from_graph=NamedNode(graph))
        elif chosen.has_graphs:
            opened.store.dump(stream, RdfFormat.N_QUADS)
        else:
            quads = opened.store.quads_for_pattern(None, None, None, None)
            serialize((quad.triple for quad in quads), output=stream, format=RdfFormat.N_TRIPLES)

    writer = nullcontext(sys.stdout.buffer) if str(target) == "-" else atomic_writer(Path(target))
    with writer as out:
        write_document(fill, chosen, out, opened.prefixes)
    return opened.manifest.asserted + (opened.manifest.inferred if with_inferred else 0)
