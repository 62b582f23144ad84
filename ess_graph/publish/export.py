"""Export the whole graph in one file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ess_graph.rdf.atomic import atomic_writer
from ess_graph.rdf.formats import syntax_named
from ess_graph.store.generation import OpenStore

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple


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
    from pyoxigraph import serialize

    chosen = syntax_named(syntax)
    count = 0

    def statements() -> Iterator[Quad | Triple]:
        nonlocal count
        for quad in _quads(opened, with_inferred):
            count += 1
            yield quad if chosen.has_graphs else quad.triple

    writer = nullcontext(sys.stdout.buffer) if str(target) == "-" else atomic_writer(Path(target))
    with writer as out:
        serialize(
            cast("Iterable[Quad]", statements()),
            output=out,
            format=chosen.rdf_format,
            prefixes=dict(opened.prefixes),
        )
    return count


def _quads(opened: OpenStore, with_inferred: bool) -> Iterator[Quad]:
    """Yield the quads subject by subject, so that Turtle writes each subject once."""
    from pyoxigraph import DefaultGraph

    default = DefaultGraph()
    yield from opened.store.quads_for_pattern(None, None, None, None if with_inferred else default)
