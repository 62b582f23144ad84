"""Queries that are asked ahead of their turn: Oxigraph works beside Python, which it does not need."""

from __future__ import annotations

import sys
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Final

from ess_graph.shacl.plan.sparql import Sparql

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ess_graph.shacl.plan.problem import Term
    from ess_graph.shacl.plan.shapes import Shape
    from ess_graph.shacl.run.paths import Values
    from ess_graph.shacl.run.results import Hit
    from ess_graph.shacl.run.sparql import Queries

_THREADS: Final = 1
#: Seconds after which Python lets another thread go on (5 ms by default): a query waits so long for each of its rows.
_TURN: Final = 0.0002


class Ahead:
    """A context in which the SPARQL constraints of shapes are evaluated for their targets in a thread.

    Args:
        queries: what is asked; nothing when ``None``.
    """

    def __init__(self, queries: Queries | None) -> None:
        self._queries = queries
        self._pool = ThreadPoolExecutor(_THREADS, "shacl") if queries is not None else None
        self._turn: float | None = None
        self._prepared: Future[None] | None = None
        self._asked: dict[tuple[Shape, Sparql], tuple[Values, Future[list[tuple[Term, Hit]]]]] = {}

    def __enter__(self) -> Ahead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop(wait=error is None)

    def stop(self, *, wait: bool) -> None:
        """Ask nothing more, and wait for what is being asked or not."""
        if self._pool is not None:
            self._pool.shutdown(wait=wait, cancel_futures=True)
        if self._turn is not None:
            sys.setswitchinterval(self._turn)
            self._turn = None

    def _begin(self) -> ThreadPoolExecutor | None:
        if self._pool is not None and self._turn is None:
            self._turn = sys.getswitchinterval()
            sys.setswitchinterval(min(self._turn, _TURN))
        return self._pool

    def prepare(self) -> None:
        """Begin to copy what the queries see, before it is known what they are asked about."""
        pool = self._begin()
        if pool is not None and self._queries is not None:
            self._prepared = pool.submit(self._queries.prepare)

    def ask(self, shapes: Iterable[tuple[Shape, Iterable[Term]]]) -> None:
        """Begin to evaluate the queries of node shapes; nothing is done for one with a path.

        Args:
            shapes: each shape and its focus nodes.
        """
        pool = self._begin()
        if pool is None or self._queries is None:
            return
        queries, found = self._queries, []
        for shape, nodes in shapes:
            mine = [one for one in shape.constraints if isinstance(one, Sparql) and shape.path is None]
            values = {node: [node] for node in nodes} if mine else {}
            found += [(shape, one, values) for one in mine]
        # Those that do not wait for the copy come first.
        for shape, one, values in sorted(found, key=lambda task: not queries.sees_all(task[1])):
            self._asked[shape, one] = (values, pool.submit(self._evaluate, shape, one, values))

    def _evaluate(self, shape: Shape, one: Sparql, values: Values) -> list[tuple[Term, Hit]]:
        assert self._queries is not None
        return list(self._queries.violations(shape, one, values))

    def violations(self, shape: Shape, one: Sparql, values: Values) -> Iterable[tuple[Term, Hit]]:
        """Return what a query finds, from what was asked ahead if it was about the same nodes."""
        assert self._queries is not None
        if self._prepared is not None:
            self._prepared.result()
        asked = self._asked.pop((shape, one), None)
        if asked is not None and asked[0] == values:
            return asked[1].result()
        return self._queries.violations(shape, one, values)
