"""SHACL-SPARQL constraints, sent to an endpoint with the values of their variables laid in (SHACL §5.3 and §6.3).

Not every server can be trusted with every query. Virtuoso loses rows of paths that repeat, beside VALUES or a filter
(docs/endpoints.md), and has a stack overflow for others. A default graph is a set of statements (RDF 1.1 §4), but when
it is the union of others Virtuoso gives a statement as often as it is in them: COUNT counts it twice. And no query can
name a blank node, or a graph that is not there, such as that of the shapes. So such queries, and those that the server
fails on, are evaluated here on the statements that they can see, when they name the predicates of these, or when there
are few in all.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from threading import RLock
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, NamedNode

from ess_graph.errors import EndpointProblem
from ess_graph.shacl.plan.problem import beyond
from ess_graph.shacl.plan.sparql import Sparql
from ess_graph.shacl.remote.here import Here
from ess_graph.shacl.remote.index import blank_problem
from ess_graph.shacl.remote.sent import Sent
from ess_graph.shacl.remote.trust import counts, repeats
from ess_graph.shacl.run.held import Data
from ess_graph.shacl.run.sparql import Queries

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Term
    from ess_graph.shacl.plan.shapes import Plan, Shape
    from ess_graph.shacl.remote.index import RemoteIndex
    from ess_graph.shacl.remote.pages import Pages
    from ess_graph.shacl.run.paths import Values
    from ess_graph.shacl.run.results import Hit

#: Focus nodes that one query names; halved when the endpoint fails: Virtuoso compiles VALUES to SQL.
_BATCH: Final = 200
_TOO_MUCH: Final = ("endpoint.query", "endpoint.too_long", "endpoint.slow")


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
            BeyondEngine: it asks for named graphs, or for the shapes graph beside statements that cannot be held here.
            EndpointProblem: the endpoint does not answer.
        """
        super().__init__(plan)
        self._pages = pages
        self._index = index
        self._data = self._remote = Sent(pages)
        self._held = Here(plan, pages, index, with_shapes=self.asks_shapes)
        self._held_here: dict[str, bool] = {}
        self._repeated: dict[str, bool] = {}
        # Queries are asked ahead in a thread of their own.
        self._fetching = RLock()
        self._batch = _BATCH
        for shape, one in self._all():
            if "shapesGraph" in self._texts[one.query].names and self._fetched(one) is None:
                raise beyond(shape.node, "5.3.1", "shacl.shapes_elsewhere")

    def _all(self) -> Iterator[tuple[Shape, Sparql]]:
        for shape in self._plan.shapes.values():
            for one in shape.constraints:
                if isinstance(one, Sparql):
                    yield shape, one

    def violations(
        self, shape: Shape, one: Sparql, values: Values, data: Data | None = None
    ) -> Iterator[tuple[Term, Hit]]:
        """Yield what a query finds, with the focus node that it was asked about.

        Raises:
            EndpointProblem: the endpoint does not answer whole, or would count statements twice.
            InputProblem: a node that the query is about is blank and it cannot be evaluated here, or it reports a
                failure.
        """
        blank = self._is_about_blank(shape, one, values)
        counting = counts(one.query)
        if blank or counting or repeats(one.query) or one.query in self._held_here:
            held = self._fetched(one)
            if held is not None:
                yield from super().violations(shape, one, values, held)
                return
            if blank:
                raise blank_problem(str(shape.node))
            if counting:
                self._refuse_repeated(one)
        if not one.asks and self._texts[one.query].flat and self._for_all(one, len(values), self._remote):
            yield from super().violations(shape, one, values, data)
            return
        yield from self._sent(shape, one, values, data)

    def _sent(
        self, shape: Shape, one: Sparql, values: Values, data: Data | None
    ) -> Iterator[tuple[Term, Hit]]:
        pending = list(values.items())
        while pending:
            size = self._batch
            try:
                found = list(super().violations(shape, one, dict(pending[:size]), data))
            except EndpointProblem as problem:
                if not _may_be_too_much(problem):
                    raise
                held = self._fetched(one)
                if held is not None:
                    yield from super().violations(shape, one, dict(pending), held)
                    return
                if size == 1 or one.asks:
                    raise
                self._batch = size // 2
                continue
            yield from found
            pending = pending[size:]

    def _is_about_blank(self, shape: Shape, one: Sparql, values: Values) -> bool:
        """Tell whether a query would have to name a blank node."""
        names = self._texts[one.query].names
        fixed = [term for name, term in (("currentShape", shape.node), *one.bindings) if name in names]
        asked = chain.from_iterable(values.values()) if one.asks else ()
        return any(isinstance(term, BlankNode) for term in chain(fixed, values, asked))

    def _fetched(self, one: Sparql) -> Here | None:
        """Return the statements that a query can see, held here; ``None`` when it can only be sent."""
        with self._fetching:
            if one.query not in self._held_here:
                self._held_here[one.query] = self._held.add(self._seen[one.query].predicates)
            return self._held if self._held_here[one.query] else None

    def _refuse_repeated(self, one: Sparql) -> None:
        """Refuse a query that counts statements which the server gives more than once."""
        predicates = self._seen[one.query].predicates
        patterns = (
            ["?s ?p ?o"] if predicates is None else [f"?s {NamedNode(iri)} ?o" for iri in sorted(predicates)]
        )
        for pattern in patterns:
            if pattern not in self._repeated:
                self._repeated[pattern] = self._pages.repeats(pattern)
            if self._repeated[pattern]:
                raise EndpointProblem("endpoint.repeated", address=self._pages.source.shown)


def _may_be_too_much(problem: EndpointProblem) -> bool:
    """Tell whether a failure may be one of a query that the server cannot take, for which servers have many words."""
    return problem.key in _TOO_MUCH or problem.fields.get("status") == 500
