"""Cold start: ``query`` and ``show`` against the bare floor, side by side on the same store and query text."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import in_turn, median
from ess_graph.catalogue.binding import bind
from ess_graph.catalogue.header import bundled_query
from ess_graph.catalogue.values import with_language, with_values
from ess_graph.store.generation import open_store

QUERIES = ("kits-et-editions", "pratiques", "competences-epci")
THING = "pratique:mangeons-24"
DESCRIBE = "SELECT ?p ?o WHERE { <id/pratique/mangeons-24> ?p ?o }"


def report(store: Path, rounds: int) -> Iterator[str]:
    """Yield the rows of a Markdown table."""
    opened = open_store(store)
    python = sys.executable
    yield "| command | floor, s | ess-graph, s | ratio | peak MiB |"
    yield "|---|---:|---:|---:|---:|"
    with tempfile.TemporaryDirectory() as folder:
        for name in (*QUERIES, "show"):
            file = Path(folder) / f"{name}.rq"
            if name == "show":
                file.write_text(DESCRIBE, "utf-8")
                ours = ["show", THING]
            else:
                query = bundled_query(name)
                text = with_values(with_language(query.text, "fr"), bind(opened, query, query.example))
                file.write_text(text, "utf-8")
                ours = ["query", name, *(f"--param={key}={value}" for key, value in query.example.items())]
            data = str(opened.folder / "oxigraph")
            floor = [python, "-m", "benchmarks.floor", data, str(file), opened.base]
            command = [python, "-m", "ess_graph", *ours, "--store", str(store)]
            bare, full = (median(runs) for runs in in_turn([floor, command], rounds))
            ratio = full.wall / bare.wall
            yield f"| {' '.join(ours)} | {bare.wall:.3f} | {full.wall:.3f} | {ratio:.2f} | {full.peak:.0f} |"
