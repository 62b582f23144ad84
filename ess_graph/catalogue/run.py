"""Run a bundled query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ess_graph.catalogue.binding import bind
from ess_graph.catalogue.header import BundledQuery, bundled_query, query_names
from ess_graph.catalogue.values import with_language, with_values
from ess_graph.store.generation import OpenStore
from ess_graph.store.sparql import select


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The rows of a query: terms of pyoxigraph, ``None`` where a variable is not bound."""

    query: BundledQuery
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def list_queries() -> list[BundledQuery]:
    """Return every bundled query, by name."""
    return [bundled_query(name) for name in query_names()]


def run_query(
    opened: OpenStore, name: str, params: Mapping[str, str] | None = None, *, lang: str = "fr"
) -> QueryResult:
    """Run a bundled query on a store.

    Args:
        opened: the store.
        name: the name of the query, as ``list_queries`` gives it.
        params: text by parameter name.
        lang: ``"fr"`` or ``"en"``, for the labels that the query returns.

    Raises:
        UsageProblem: the query or a parameter is not known, or a value is none of its type.
        SystemProblem: the query is no valid SPARQL (a fault of ours).
    """
    query = bundled_query(name)
    # The values last: what a person typed is never looked at again.
    text = with_values(with_language(query.text, lang), bind(opened, query, params or {}))
    found = select(opened.store, text, opened.base, name=name)
    # The header says which columns are the answer, and in which order.
    columns = tuple(query.columns)
    rows = tuple(tuple(row[column] for column in columns) for row in found)
    return QueryResult(query, columns, rows)
