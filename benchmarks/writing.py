"""Writing the whole graph: ours, in the published order, beside Oxigraph's own serialiser, in no order.

Whole processes on the same store, in turn; the floor is ``Store.dump``, for Turtle the graphs merged.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import RdfFormat, Store, serialize

from benchmarks.measure import in_turn, median
from ess_graph.rdf.formats import SYNTAXES
from ess_graph.rdf.namespaces import prefixes
from ess_graph.store.generation import open_store

NAMES = ("ttl", "jsonld", "trig", "nt", "nq")


def floor(data: str, name: str, base: str, target: str) -> None:
    """Write a store with Oxigraph alone."""
    store = Store.read_only(data)
    syntax = SYNTAXES[name]
    known = None if syntax.oxigraph.startswith("N_") else prefixes(base)
    if syntax.has_graphs:
        store.dump(target, syntax.rdf_format, prefixes=known)
        return
    quads = store.quads_for_pattern(None, None, None, None)
    form: RdfFormat = syntax.rdf_format
    serialize((quad.triple for quad in quads), output=target, format=form, prefixes=known)


def report(store: Path | None, rounds: int) -> Iterator[str]:
    """Yield the rows of a Markdown table."""
    opened = open_store(store)
    data = str(opened.folder / "oxigraph")
    given = [] if store is None else ["--store", str(store)]
    count = f"{len(opened.store):,}"
    yield f"| export of {count} statements | floor, cpu s | ess-graph, cpu s | ratio | wall ratio | peak MiB |"
    yield "|---|---:|---:|---:|---:|---:|"
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "out")
        for name in NAMES:
            bare = [sys.executable, "-m", "benchmarks.writing", data, name, opened.base, target]
            ours = [sys.executable, "-m", "ess_graph", "export", "-f", name, "-o", target, *given]
            low, full = (median(runs) for runs in in_turn([bare, ours], rounds))
            yield (
                f"| {name} | {low.cpu:.1f} | {full.cpu:.1f} | {full.cpu / low.cpu:.2f} "
                f"| {full.wall / low.wall:.2f} | {full.peak:.0f} |"
            )


if __name__ == "__main__":
    floor(*sys.argv[1:5])
