"""The second engine of our own, for files: a plan of sets, evaluated on columns of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ess_graph.errors import InputProblem
from ess_graph.rdf.formats import syntax_of
from ess_graph.rdf.namespaces import RDF_TYPE
from ess_graph.rdf.reading import read_quads
from ess_graph.report.finding import Finding
from ess_graph.shacl.bounds import kept
from ess_graph.shacl.plan.graph import SUB_CLASS_OF
from ess_graph.shacl.store_engine import StoreEngine, order
from ess_graph.shacl.trace import stage
from ess_graph.text import message

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from ess_graph.shacl.columns.graph import Columns
    from ess_graph.shacl.plan.shapes import Plan

_LINES: Final = ("nt", "nq")


class FileTriples:
    """The statements of files, as a stream, and how many there were.

    Args:
        paths: RDF files of any syntax.
        base: the IRI against which relative IRIs are resolved.
    """

    def __init__(self, paths: Iterable[Path], base: str | None) -> None:
        self.paths = tuple(paths)
        self.base = base
        #: How many statements have been read, the last time.
        self.count = 0
        #: The files that an engine has found to name no namespace that is nearly a known one.
        self.fine: set[Path] = set()

    @property
    def lines_size(self) -> int | None:
        """How many bytes the files have on disk; ``None`` unless all are of lines and can be read again."""
        if all(syntax_of(one).name in _LINES and one.is_file() for one in self.paths):
            return sum(one.stat().st_size for one in self.paths)
        return None

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Triple]:
        self.count = 0
        for path in self.paths:
            for quad in read_quads(path, syntax_of(path), self.base):
                self.count += 1
                yield quad.triple


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
        from ess_graph.shacl.columns.shown import Shown
        from ess_graph.shacl.run.evaluate import wanted_predicates

        queries = None
        if plan.asks_sparql:
            from ess_graph.shacl.run.sparql import Queries

            queries = Queries(plan)
        wanted = wanted_predicates(plan, RDF_TYPE, SUB_CLASS_OF)
        asked: set[str] | None = set() if queries is None else queries.predicates
        both = None if wanted is None or asked is None else wanted | asked
        try:
            with stage("data"):
                columns = _read(data, both)
                if queries is not None:
                    queries.show(Shown(plan, columns, asked, with_shapes=queries.asks_shapes))
            with stage("check"):
                return kept(Evaluation(plan, columns, queries).findings(), order)
        except RecursionError as error:
            raise InputProblem("input.shapes", reason=message("shacl.too_deep")) from error


def _read(data: Iterable[Triple], wanted: set[str] | None) -> Columns:
    from ess_graph.shacl.columns.load import Loader
    from ess_graph.shacl.columns.reading import read_file

    loader = Loader(wanted)
    if isinstance(data, FileTriples):
        data.count = 0
        for path in data.paths:
            read = read_file(loader, path, data.base)
            data.count += read.count
            if read.names_fine:
                data.fine.add(path)
    else:
        loader.add_triples(data)
    return loader.columns()
