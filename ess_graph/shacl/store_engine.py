"""The engine of our own: a plan of sets, evaluated on indexes and Oxigraph."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ess_graph.errors import InputProblem
from ess_graph.rdf.namespaces import RDF_TYPE
from ess_graph.report.finding import SEVERITIES, Finding, kind_of
from ess_graph.shacl.bounds import bounds, kept
from ess_graph.shacl.plan.graph import SUB_CLASS_OF
from ess_graph.shacl.scope import StoreTriples
from ess_graph.shacl.trace import stage
from ess_graph.text import message

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from ess_graph.shacl.plan.shapes import Plan
    from ess_graph.shacl.run.evaluate import Evaluation
    from ess_graph.shacl.run.index import Index
    from ess_graph.shacl.run.sparql import Queries


class StoreEngine:
    """SHACL Core and SHACL-SPARQL, each shape for all of its nodes at once."""

    name = "store"

    def __init__(self, only: Callable[[Finding], bool] | None = None) -> None:
        """Take what is wanted of the findings: those about some nodes, in data that lead further than these."""
        self._only = only

    def wanted(self, found: Iterable[Finding]) -> Iterable[Finding]:
        """Return the findings that are wanted, as they are met."""
        return found if self._only is None else filter(self._only, found)

    def validate(self, data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Finding]:
        """Return the findings, sorted by severity, focus node, path, shape and value.

        Raises:
            InputProblem: the shapes graph is not valid SHACL.
            BeyondEngine: it may be valid, and needs what this engine does not have.
        """
        return self.run(self.plan(shapes), data)

    def plan(self, shapes: Iterable[Triple]) -> Plan:
        """Return what is to be checked, before any data are read.

        Raises:
            InputProblem: the shapes graph is not valid SHACL.
            BeyondEngine: it may be valid, and needs what this engine does not have.
        """
        from ess_graph.shacl.plan.doubts import doubts
        from ess_graph.shacl.plan.reader import read_plan
        from ess_graph.shacl.run.evaluate import check_patterns

        try:
            with stage("plan"):
                plan = read_plan(shapes)
        except RecursionError as error:
            raise InputProblem("input.shapes", reason=message("shacl.too_deep")) from error
        bounds().doubts[:] = doubts(plan)
        check_patterns(plan)
        return plan

    def run(self, plan: Plan, data: Iterable[Triple]) -> list[Finding]:
        """Return what a plan finds in data, which are read once.

        Raises:
            InputProblem: a query of the shapes is not valid, or reports a failure.
            BeyondEngine: a query asks for what this engine cannot show it.
        """
        from ess_graph.shacl.run.evaluate import Evaluation, wanted_predicates
        from ess_graph.shacl.run.index import Index

        queries = None
        if plan.asks_sparql:
            from ess_graph.shacl.run.sparql import Queries

            queries = Queries(plan)
        wanted = wanted_predicates(plan, RDF_TYPE, SUB_CLASS_OF)
        index = Index()
        evaluation = Evaluation(plan, index, queries)
        try:
            with without_collection():
                with stage("data"):
                    if (
                        isinstance(data, StoreTriples)
                        and wanted is not None
                        and not (queries and queries.asks_shapes)
                    ):
                        _read_store(plan, index, evaluation, queries, data, wanted)
                    else:
                        _read_all(index, queries, data, wanted)
                with stage("check"):
                    return kept(self.wanted(evaluation.findings()), order)
        except RecursionError as error:
            raise InputProblem("input.shapes", reason=message("shacl.too_deep")) from error
        finally:
            evaluation.stop()


def _read_store(
    plan: Plan,
    index: Index,
    evaluation: Evaluation,
    queries: Queries | None,
    data: StoreTriples,
    wanted: set[str],
) -> None:
    """Read the statements by which targets are found, so that the queries run while the rest is read."""
    from ess_graph.shacl.run.evaluate import target_predicates

    if queries is not None:
        queries.ask_of(data.store)
        evaluation.prepare()
    first = target_predicates(plan, RDF_TYPE, SUB_CLASS_OF)
    for iri in sorted(first):
        index.fill(iri, data.pairs(iri))
    evaluation.begin()
    for iri in sorted(wanted - first):
        index.fill(iri, data.pairs(iri))


def _read_all(index: Index, queries: Queries | None, data: Iterable[Triple], wanted: set[str] | None) -> None:
    """Read the data once: what the constraints and the queries look at."""
    asked = queries.predicates if queries is not None else set()
    both = None if wanted is None or asked is None else wanted | asked
    index.read(data, both)
    if queries is not None:
        queries.hold(index.triples(asked))


@contextmanager
def without_collection() -> Iterator[None]:
    """Stop Python's search for cycles: millions of lists are made, none of them in one (measured: 14 % of the time)."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def order(one: Finding) -> tuple[int, str, str, str, str]:
    """Return the key by which findings are sorted: severity, focus node, path, shape, value."""
    return (SEVERITIES.index(kind_of(one.severity)), one.focus, one.path, one.shape, one.value)
