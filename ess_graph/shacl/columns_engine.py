"""The second engine of our own, for files: a plan of sets, evaluated on columns of numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ess_graph.errors import InputProblem
from ess_graph.rdf.namespaces import RDF_TYPE
from ess_graph.report.finding import Finding
from ess_graph.shacl.bounds import kept
from ess_graph.shacl.plan.graph import SUB_CLASS_OF
from ess_graph.shacl.scope import FileTriples, StoreTriples
from ess_graph.shacl.store_engine import StoreEngine, order
from ess_graph.shacl.trace import active_trace, stage
from ess_graph.text import message

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from ess_graph.shacl.columns.graph import Columns
    from ess_graph.shacl.plan.shapes import Plan
    from ess_graph.shacl.run.held import Data


class ColumnsEngine(StoreEngine):
    """SHACL Core and SHACL-SPARQL on columns: joins, groupings and expressions find the nodes that are wrong."""

    name = "columns"

    def run(self, plan: Plan, data: Iterable[Triple]) -> list[Finding]:
        """Return what a plan finds in data, which are read once.

        Raises:
            InputProblem: a file cannot be read, a query of the shapes is not valid, or reports a failure.
            BeyondEngine: a query asks for what this engine cannot show it.
        """
        from ess_graph.shacl.columns.evaluate import Evaluation
        from ess_graph.shacl.columns.traced import Traced
        from ess_graph.shacl.run.evaluate import wanted_predicates
        from ess_graph.shacl.run.held import OnDisk

        queries = None
        if plan.asks_sparql:
            from ess_graph.shacl.run.sparql import Queries

            queries = Queries(plan)
        wanted = wanted_predicates(plan, RDF_TYPE, SUB_CLASS_OF)
        source: Data | None = None
        asked: set[str] | None = set()
        if queries is not None:
            asked = queries.predicates
            if isinstance(data, StoreTriples) and not queries.asks_shapes:
                source, asked = OnDisk(data.store), queries.narrowing
        both = None if wanted is None or asked is None else wanted | asked
        try:
            with stage("data"):
                columns = _read(data, both)
            with stage("check"):
                trace = active_trace()
                if trace is None:
                    evaluation = Evaluation(plan, columns, queries, source)
                else:
                    evaluation = Traced(plan, columns, queries, source, trace)
                return kept(self.wanted(evaluation.findings()), order)
        except RecursionError as error:
            raise InputProblem("input.shapes", reason=message("shacl.too_deep")) from error


def _read(data: Iterable[Triple], wanted: set[str] | None) -> Columns:
    from ess_graph.shacl.columns.load import Loader
    from ess_graph.shacl.columns.reading import read_file, read_store

    loader = Loader(wanted)
    if isinstance(data, FileTriples):
        data.count = 0
        for path in data.paths:
            read = read_file(loader, path, data.base)
            data.count += read.count
            if read.names_fine:
                data.fine.add(path)
    elif isinstance(data, StoreTriples):
        read_store(loader, data)
    else:
        loader.add_triples(data)
    return loader.columns()
