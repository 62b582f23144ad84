"""The engine for files: statements as columns of numbers, constraints as joins on Polars."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ess_graph.errors import InputProblem
from ess_graph.rdf.namespaces import RDF_TYPE
from ess_graph.report.finding import Finding
from ess_graph.shacl.plan.graph import SUB_CLASS_OF
from ess_graph.shacl.scope import FileTriples
from ess_graph.shacl.store_engine import StoreEngine, in_order
from ess_graph.text import message

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from ess_graph.shacl.plan.shapes import Plan


class ColumnsEngine:
    """SHACL Core and SHACL-SPARQL, the same plan as the first engine and the same findings."""

    name = "columns"

    def validate(self, data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Finding]:
        """Return the findings, sorted by severity, focus node, path, shape and value.

        Raises:
            InputProblem: the shapes graph is not valid SHACL.
            BeyondEngine: it may be valid, and needs what this engine does not have.
        """
        return self.run(StoreEngine().plan(shapes), data)

    def run(self, plan: Plan, data: Iterable[Triple]) -> list[Finding]:
        """Return what a plan finds in data, which are read once.

        Raises:
            InputProblem: a query of the shapes is not valid, or reports a failure.
            BeyondEngine: a query asks for what this engine cannot show it.
        """
        from ess_graph.shacl.columns.evaluate import Evaluation
        from ess_graph.shacl.columns.load import Loader
        from ess_graph.shacl.columns.shown import Shown
        from ess_graph.shacl.run.evaluate import wanted_predicates
        from ess_graph.shacl.run.sparql import Queries

        queries = Queries(plan) if plan.asks_sparql else None
        wanted = wanted_predicates(plan, RDF_TYPE, SUB_CLASS_OF)
        asked = queries.predicates if queries is not None else set()
        both = None if wanted is None or asked is None else wanted | asked
        try:
            loader = Loader(both)
            if isinstance(data, FileTriples):
                from ess_graph.shacl.columns.reading import read_file

                for path in data.files:
                    read = read_file(loader, path, data.base)
                    data.count += read.count
                    if read.names_fine:
                        data.fine.add(path)
            else:
                loader.add_triples(data)
            columns = loader.columns()
            if queries is not None:
                queries.show(Shown(plan, columns, asked, with_shapes=queries.asks_shapes))
            return in_order(Evaluation(plan, columns, queries).findings())
        except RecursionError as error:
            raise InputProblem("input.shapes", reason=message("shacl.too_deep")) from error
