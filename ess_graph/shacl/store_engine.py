"""The engine of our own: a plan of sets, evaluated on indexes and Oxigraph."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
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


class StoreEngine:
    """SHACL Core and SHACL-SPARQL, each shape for all of its nodes at once."""

    name = "store"

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

            with stage("data"):
                data = list(data)
            with stage("queries"):
                queries = Queries(plan, data)
        wanted = wanted_predicates(plan, RDF_TYPE, SUB_CLASS_OF)
        if wanted is not None and isinstance(data, StoreTriples):
            data = data.of(sorted(wanted))
        try:
            with _without_collection():
                with stage("data"):
                    index = Index(data, wanted)
                with stage("check"):
                    return kept(Evaluation(plan, index, queries).findings(), _order)
        except RecursionError as error:
            raise InputProblem("input.shapes", reason=message("shacl.too_deep")) from error


@contextmanager
def _without_collection() -> Iterator[None]:
    """Stop Python's search for cycles: millions of lists are made, none of them in one (measured: 14 % of the time)."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _order(one: Finding) -> tuple[int, str, str, str, str]:
    return (SEVERITIES.index(kind_of(one.severity)), one.focus, one.path, one.shape, one.value)
