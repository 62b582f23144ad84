"""Statements of an endpoint for the queries that are evaluated here: each predicate once, for all of them.

A query finds the same among more statements, as long as those of the predicates that it can see are all there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Quad

from ess_graph.shacl.plan.problem import BeyondEngine
from ess_graph.shacl.run.held import Memory, refuse_rewritten, typed

if TYPE_CHECKING:
    from ess_graph.shacl.plan.shapes import Plan
    from ess_graph.shacl.remote.index import RemoteIndex
    from ess_graph.shacl.remote.pages import Pages

#: As many statements in all are fetched for a query that may see any of them.
FEW: Final = 100_000


class Here(Memory):
    """Statements in a store of their own, to which more predicates are added as queries need them."""

    def __init__(self, plan: Plan, pages: Pages, index: RemoteIndex, *, with_shapes: bool) -> None:
        """Begin with no statement but those of the shapes."""
        super().__init__(plan, with_shapes=with_shapes)
        self._plan = plan
        self._pages = pages
        self._index = index
        self._faithful: dict[str, bool] = {}
        self._few: bool | None = None

    def add(self, predicates: frozenset[str] | None) -> bool:
        """Fetch the statements with some predicates, or all.

        Returns:
            Whether they are here; not when their blank nodes could not be told apart, when they are too many of all
            predicates, or when a literal is among them that Oxigraph would rewrite.

        Raises:
            EndpointProblem: the endpoint does not give them whole.
        """
        if not self._index.covers(predicates) or (predicates is None and not self._are_few()):
            return False
        names: Iterable[str] = self._index.predicates() if predicates is None else predicates
        return all(self._load(iri) for iri in sorted(names))

    def _load(self, iri: str) -> bool:
        if iri not in self._faithful:
            triples = list(self._index.triples([iri]))
            try:
                refuse_rewritten(self._plan, {one.object for one in triples if typed(one.object)})
            except BeyondEngine:  # it is for the server
                self._faithful[iri] = False
                return False
            default = DefaultGraph()
            self._store.bulk_extend(Quad(one.subject, one.predicate, one.object, default) for one in triples)
            self._counts[iri] = len(triples)
            self._faithful[iri] = True
        return self._faithful[iri]

    def _are_few(self) -> bool:
        if self._few is None:
            self._few = self._pages.count("?s ?p ?o") <= FEW
        return self._few
