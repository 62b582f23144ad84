"""The engines by name, and the choice between them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final

from ess_graph.errors import InputProblem
from ess_graph.report.finding import Finding
from ess_graph.shacl.columns_engine import ColumnsEngine
from ess_graph.shacl.engine import ShaclEngine
from ess_graph.shacl.pyshacl_engine import PyShaclEngine
from ess_graph.shacl.scope import FileTriples, StoreTriples
from ess_graph.shacl.store_engine import StoreEngine

if TYPE_CHECKING:
    from pyoxigraph import Triple

ENGINES: Final = ("auto", "store", "columns", "pyshacl")
#: From so many bytes on, columns: where the two engines cross (measured, docs/decisions/0012-columns.md).
LARGE: Final = 6 << 20
#: The statements of a store that are as much.
MANY: Final = 50_000


class AutoEngine:
    """Our engine, or pySHACL for shapes that ours does not decide: all of them, and never a part in silence."""

    def __init__(self) -> None:
        #: The engine that ran, or will.
        self.name = StoreEngine.name
        #: Why pySHACL was needed, if it was.
        self.notice: InputProblem | None = None

    def validate(self, data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Finding]:
        """Return the findings of the engine that can decide all shapes.

        Raises:
            InputProblem: the shapes graph is not valid SHACL.
        """
        from ess_graph.shacl.plan.problem import BeyondEngine

        rules, ours = list(shapes), _ours(data)
        self.name, self.notice = ours.name, None
        try:
            plan = ours.plan(rules)
            kept = isinstance(data, Collection | StoreTriples) or isinstance(ours, ColumnsEngine)
            if plan.asks_sparql and not kept:
                # Only a query can turn out to be beyond our engine once data are read.
                data = list(data)
            return ours.run(plan, data)
        except BeyondEngine as problem:
            self.name, self.notice = PyShaclEngine.name, problem
            return PyShaclEngine().validate(data, rules)


def _ours(data: Iterable[Triple]) -> StoreEngine:
    """Return our engine for data: *columns* for a large store, and for large N-Triples and N-Quads on disk."""
    large = isinstance(data, FileTriples) and (data.lines_size or 0) >= LARGE
    if large or (isinstance(data, StoreTriples) and len(data) >= MANY):
        return ColumnsEngine()
    return StoreEngine()


def engine_named(name: str) -> ShaclEngine:
    """Return an engine of :data:`ENGINES`."""
    if name == "auto":
        return AutoEngine()
    ours = {"store": StoreEngine, "columns": ColumnsEngine}
    return ours[name]() if name in ours else PyShaclEngine()
