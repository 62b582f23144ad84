"""Run a bundled query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ess_graph.catalogue.binding import bind
from ess_graph.catalogue.header import BundledQuery, bundled_query, query_names
from ess_graph.catalogue.values import with_language, with_values
from ess_graph.store.source import GraphSource


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
    source: GraphSource, name: str, params: Mapping[str, str] | None = None, *, lang: str = "fr"
) -> QueryResult:
    """Run a bundled query on a store.

    Args:
        source: a store, files or an endpoint.
        name: the name of the query, as ``list_queries`` gives it.
        params: text by parameter name.
        lang: ``"fr"`` or ``"en"``, for the labels that the query returns.

    Raises:
        UsageProblem: the query or a parameter is not known, or a value is none of its type.
        SystemProblem: the query is no valid SPARQL (a fault of ours).
    """
    query = bundled_query(name)
    # The values last: what a person typed is never looked at again.
    text = with_values(with_language(query.text, lang), bind(source, query, params or {}))
    answer = source.select(text, name=name)
    # The header says which columns are the answer, and in which order.
    columns = tuple(query.columns)
    places = [answer.columns.index(column) for column in columns]
    return QueryResult(query, columns, tuple(tuple(row[place] for place in places) for row in answer.rows))
