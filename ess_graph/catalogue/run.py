"""Run a bundled query: one that selects rows, or one that constructs statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ess_graph.catalogue.binding import Given, bind
from ess_graph.catalogue.header import BundledQuery, bundled_query, query_names
from ess_graph.catalogue.values import with_language, with_values
from ess_graph.errors import UsageProblem
from ess_graph.store.source import GraphSource

if TYPE_CHECKING:
    from pyoxigraph import Triple


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
    source: GraphSource, name: str, params: Given | None = None, *, lang: str = "fr"
) -> QueryResult:
    """Run a bundled query that selects rows.

    Args:
        source: a store, files or an endpoint.
        name: the name of the query, as ``list_queries`` gives it.
        params: text by parameter name; a sequence of texts for a parameter that may be repeated.
        lang: ``"fr"`` or ``"en"``, for the labels that the query returns.

    Raises:
        UsageProblem: the query or a parameter is not known, a value is none of its type, or the query constructs.
        SystemProblem: the query is no valid SPARQL (a fault of ours).
    """
    query = bundled_query(name)
    if query.form != "select":
        raise UsageProblem("usage.query_construct", query=name)
    answer = source.select(_text(source, query, params, lang), name=name)
    # The header says which columns are the answer, and in which order.
    columns = tuple(query.columns)
    places = [answer.columns.index(column) for column in columns]
    rows = tuple(tuple(_filled(row[place]) for place in places) for row in answer.rows)
    return QueryResult(query, columns, rows)


def run_construct(
    source: GraphSource, name: str, params: Given | None = None, *, lang: str = "fr"
) -> tuple[Triple, ...]:
    """Run a bundled query that constructs statements, and return them, each once, in the order of their text.

    Args:
        source: a store, files or an endpoint.
        name: the name of the query, as ``list_queries`` gives it.
        params: text by parameter name; a sequence of texts for a parameter that may be repeated.
        lang: ``"fr"`` or ``"en"``, for the labels where the query asks for one language.

    Raises:
        UsageProblem: the query or a parameter is not known, a value is none of its type, or the query selects.
        SystemProblem: the query is no valid SPARQL (a fault of ours).
    """
    query = bundled_query(name)
    if query.form != "construct":
        raise UsageProblem("usage.query_select", query=name)
    return tuple(sorted(set(source.construct(_text(source, query, params, lang), name=name)), key=str))


def _text(source: GraphSource, query: BundledQuery, params: Given | None, lang: str) -> str:
    # The values last: what a person typed is never looked at again.
    return with_values(with_language(query.text, lang), bind(source, query, params or {}))


def _filled(term: Any) -> Any:
    """Return a term, or nothing for an empty text: GROUP_CONCAT of nothing is one in Virtuoso, and none in Oxigraph."""
    return term if term is None or getattr(term, "value", None) != "" else None
