"""SHACL-SPARQL constraints, sent to an endpoint with the values of their variables laid in (SHACL §5.3 and §6.3).

Not every server can be trusted with every query: Virtuoso loses rows of paths that repeat, beside VALUES or a filter
(docs/endpoints.md), and has a stack overflow for others. So a query with such a path, or one that the server fails on,
is evaluated here on the statements that it can see, when it names their predicates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import BlankNode, NamedNode

from ess_graph.errors import EndpointProblem
from ess_graph.shacl.plan.problem import BeyondEngine, beyond
from ess_graph.shacl.plan.query import tokens
from ess_graph.shacl.plan.sparql import Sparql
from ess_graph.shacl.remote.index import blank_problem
from ess_graph.shacl.run.held import Data, Held
from ess_graph.shacl.run.sparql import Queries

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Node, Term
    from ess_graph.shacl.plan.shapes import Plan, Shape
    from ess_graph.shacl.remote.index import RemoteIndex
    from ess_graph.shacl.remote.pages import Pages
    from ess_graph.shacl.run.paths import Values
    from ess_graph.shacl.run.results import Hit
    from ess_graph.store.source import Answer

#: Focus nodes that one query names; halved when the endpoint fails: Virtuoso compiles VALUES to SQL.
_BATCH: Final = 200
#: An answer of more rows than this is counted: a server that cuts below is of no use.
_COUNTED: Final = 100


class RemoteQueries(Queries):
    """The queries of a plan, asked of an endpoint."""

    def __init__(self, plan: Plan, pages: Pages, index: RemoteIndex) -> None:
        """Read the queries.

        Args:
            plan: the shapes.
            pages: the endpoint.
            index: the statements that have been fetched, and that can be.

        Raises:
            InputProblem: a query is not valid.
            BeyondEngine: it asks for named graphs, or for the shapes graph, which is not on the endpoint.
        """
        super().__init__(plan)
        for shape in plan.shapes.values():
            for one in shape.constraints:
                if isinstance(one, Sparql) and "shapesGraph" in self._texts[one.query].names:
                    raise beyond(shape.node, "5.3.1", "shacl.shapes_elsewhere")
        self._pages = pages
        self._index = index
        self._data = self._remote = _Asked(pages)
        self._here: dict[str, Held | None] = {}
        self._batch = _BATCH

    def violations(
        self, shape: Shape, one: Sparql, values: Values, data: Data | None = None
    ) -> Iterator[tuple[Term, Hit]]:
        """Yield what a query finds, with the focus node that it was asked about.

        Raises:
            EndpointProblem: the endpoint does not answer whole.
            InputProblem: a focus node is blank, or the query reports a failure.
        """
        if any(isinstance(focus, BlankNode) for focus in values):
            raise blank_problem(str(shape.node))
        if not one.asks and self._texts[one.query].flat and self._for_all(one, len(values), self._asked(one)):
            yield from super().violations(shape, one, values, data)
            return
        if _repeats(one.query):
            self._fetched(one)
        pending = list(values.items())
        while pending:
            size = self._batch
            try:
                found = list(super().violations(shape, one, dict(pending[:size]), data))
            except EndpointProblem as problem:
                if one.query in self._here or not _may_be_too_much(problem):
                    raise
                if self._fetched(one) is None:
                    if size == 1 or one.asks:
                        raise
                    del self._here[one.query]
                    self._batch = size // 2
                continue
            yield from found
            pending = pending[size:]

    def _asked(self, one: Sparql) -> Data:
        return self._here.get(one.query) or self._remote

    def _fetched(self, one: Sparql) -> Held | None:
        """Return the statements that a query can see, held here; ``None`` when it can only be sent."""
        if one.query not in self._here:
            self._here[one.query] = self._hold(self._seen[one.query].predicates)
        return self._here[one.query]

    def _hold(self, predicates: frozenset[str] | None) -> Held | None:
        if predicates is None:
            return None
        for iri in predicates:
            pattern = f"?s {NamedNode(iri)} ?o"
            if any(self._pages.any_blank(pattern, name) for name in "so"):
                return None  # the server follows a blank node within its own query
        try:
            return Held(self._plan, self._index.triples(sorted(predicates)), with_shapes=False)
        except BeyondEngine:  # literals that Oxigraph would rewrite are for the server
            return None


def _repeats(query: str) -> bool:
    """Tell whether a query has a path that repeats; a product or a sum of names is taken for one.

    >>> _repeats("SELECT $this WHERE { $this a/ex:p* ?o }"), _repeats("SELECT (COUNT(*) AS ?n) WHERE { $this a ?o }")
    (True, False)
    """
    return any(
        sign in ("*", "+", "?") and (kind in ("iri", "name") or before == ")")
        for (kind, before, _), (_, sign, _) in pairwise(tokens(query))
    )


def _may_be_too_much(problem: EndpointProblem) -> bool:
    """Tell whether a failure may be one of a query that the server cannot take, for which servers have many words."""
    return problem.key in ("endpoint.query", "endpoint.too_long") or problem.fields.get("status") == 500


class _Asked:
    """The endpoint as the data of the queries."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._counts: dict[str, int] = {}

    def query(self, text: str) -> Any:
        """Return the truth of an ASK query, or the solutions of a SELECT query, all of them.

        Raises:
            EndpointProblem: the endpoint does not answer, or with fewer rows than it counts.
        """
        source = self._pages.source
        kind, start = _form(text)
        if kind == "ASK":
            return source.ask(text)
        answer = source.select(text, name="shacl")
        if len(answer.rows) > _COUNTED:
            inner = f"{text[:start]} SELECT (COUNT(*) AS ?essRows) WHERE {{ {{ {text[start:]} }} }}"
            (row,) = source.select(inner, name="shacl").rows
            if row[0] is None or row[0].value != str(len(answer.rows)):
                expected = "?" if row[0] is None else row[0].value
                raise EndpointProblem(
                    "endpoint.missing_rows", address=source.shown, found=len(answer.rows), expected=expected
                )
        return _Solutions(answer)

    def count(self, predicate: str) -> int:
        """Return how many statements have a predicate."""
        found = self._counts.get(predicate)
        if found is None:
            found = self._counts[predicate] = self._pages.count(f"?s {NamedNode(predicate)} ?o")
        return found

    def head(self, values: Mapping[str, Term], shape: Node) -> str:
        """Return the text that binds variables to one value each.

        Raises:
            InputProblem: a value is a blank node, which no query can name.
        """
        if any(isinstance(term, BlankNode) for term in values.values()):
            raise blank_problem(str(shape))
        if not values:
            return ""
        names = " ".join(f"?{name}" for name in values)
        return f"VALUES ({names}) {{ ({' '.join(map(str, values.values()))}) }}"


def _form(text: str) -> tuple[str, int]:
    """Return the kind of a query, and where its prologue ends.

    >>> _form("PREFIX a: <b> SELECT $this WHERE {}")
    ('SELECT', 14)
    """
    for kind, value, end in tokens(text):
        if kind == "name" and value.upper() in ("SELECT", "ASK"):
            return value.upper(), end - len(value)
    raise ValueError(text)


@dataclass(frozen=True, slots=True)
class _Named:
    value: str


class _Solutions:
    """Rows of an endpoint, as pyoxigraph gives those of its store."""

    def __init__(self, answer: Answer) -> None:
        self.variables = [_Named(name) for name in answer.columns]
        self._rows = answer.rows

    def __iter__(self) -> Iterator[dict[str, Any]]:
        names = [one.value for one in self.variables]
        for row in self._rows:
            yield dict(zip(names, row, strict=True))
