"""The bare floor of a command: click, pyoxigraph opened read-only, one query. Run by ``benchmarks.cold_start``."""

from __future__ import annotations

from pathlib import Path

import click
import pyoxigraph


@click.command()
@click.argument("store")
@click.argument("query", type=click.Path(path_type=Path))
@click.argument("base")
def floor(store: str, query: Path, base: str) -> None:
    """Answer one query as barely as can be."""
    opened = pyoxigraph.Store.read_only(store)
    solutions = opened.query(query.read_text("utf-8"), base_iri=base, use_default_graph_as_union=True)
    if not isinstance(solutions, pyoxigraph.QuerySolutions):
        raise TypeError("SELECT expected")
    for solution in solutions:
        click.echo("\t".join(str(term) for term in solution))


if __name__ == "__main__":
    floor()
