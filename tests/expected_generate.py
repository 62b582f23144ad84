"""Freeze what each query of the catalogue answers to its example: ``python -m tests.expected_generate STORE``.

Read the differences before you keep them: these files say what is right.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ess_graph.catalogue.header import BundledQuery, bundled_query, query_names
from ess_graph.catalogue.run import run_construct, run_query
from ess_graph.store.generation import open_store
from ess_graph.store.source import GraphSource

FOLDER = Path(__file__).parent / "expected"


def expected_path(query: BundledQuery) -> Path:
    """Return where the expected result of a query lies: SPARQL TSV for rows, sorted N-Triples for statements."""
    return FOLDER / f"{query.name}.{'tsv' if query.form == 'select' else 'nt'}"


def expected_text(source: GraphSource, query: BundledQuery) -> str:
    """Return what a query answers to its example, in French, each term as N-Triples writes it."""
    if query.form == "construct":
        return "".join(f"{triple} .\n" for triple in run_construct(source, query.name, query.example))
    result = run_query(source, query.name, query.example)
    lines = ["\t".join(f"?{column}" for column in result.columns)]
    lines += [
        "\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row)
        for row in result.rows
    ]
    return "".join(f"{line}\n" for line in lines)


def main(store: str) -> None:
    """Write the expected result of every query, and remove those of queries that are gone."""
    opened = open_store(store)
    FOLDER.mkdir(exist_ok=True)
    queries = [bundled_query(name) for name in query_names()]
    for query in queries:
        expected_path(query).write_text(expected_text(opened, query), encoding="utf-8")
    for path in set(FOLDER.iterdir()) - {expected_path(query) for query in queries}:
        path.unlink()


if __name__ == "__main__":
    main(sys.argv[1])
