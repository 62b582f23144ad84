"""Ask the store: one place where a query text of ours meets Oxigraph.

The default graph is the union of all: what was asserted and what the rules of each named graph add
(docs/decisions/0003-graphs.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ess_graph.errors import SystemProblem
from ess_graph.store.source import Answer

if TYPE_CHECKING:
    from pyoxigraph import (
        BlankNode,
        Literal,
        NamedNode,
        QuerySolutions,
        QueryTriples,
        Store,
        Triple,
        Variable,
    )

    Term = NamedNode | Literal | BlankNode | Triple


def select(
    store: Store, text: str, base: str, *, name: str, terms: Mapping[Variable, Term] | None = None
) -> QuerySolutions:
    """Run a SELECT query of ours.

    Args:
        store: the store.
        text: the query; relative IRIs are resolved against ``base``.
        base: the base of our IRIs.
        name: what an error calls the query.
        terms: terms put in place of variables in the parsed query.

    Raises:
        SystemProblem: the text is no valid SELECT query.
    """
    from pyoxigraph import QuerySolutions

    found = _run(store, text, base, name, terms)
    if not isinstance(found, QuerySolutions):
        raise SystemProblem("system.query", query=name, reason="SELECT")
    return found


def select_answer(store: Store, text: str, base: str, *, name: str) -> Answer:
    """Run a SELECT query of ours and return all its rows.

    Raises:
        SystemProblem: the text is no valid SELECT query.
    """
    found = select(store, text, base, name=name)
    columns = tuple(variable.value for variable in found.variables)
    return Answer(columns, tuple(tuple(row[column] for column in columns) for row in found))


def construct(store: Store, text: str, base: str, *, name: str) -> QueryTriples:
    """Run a CONSTRUCT query of ours.

    Raises:
        SystemProblem: the text is no valid CONSTRUCT query.
    """
    from pyoxigraph import QueryTriples

    found = _run(store, text, base, name, None)
    if not isinstance(found, QueryTriples):
        raise SystemProblem("system.query", query=name, reason="CONSTRUCT")
    return found


def _run(store: Store, text: str, base: str, name: str, terms: Mapping[Variable, Term] | None) -> object:
    try:
        return store.query(
            text,
            base_iri=base,
            use_default_graph_as_union=True,
            substitutions=dict(terms) if terms is not None else None,
        )
    except SyntaxError as error:
        # The parser draws the query over several lines.
        raise SystemProblem("system.query", query=name, reason=" ".join(str(error).split())) from error
