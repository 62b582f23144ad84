"""Where the time of a validation goes: each stage, and each constraint of each shape, when somebody asks (--explain).

An executor asks :func:`active_trace` once for each run, and does nothing more when there is none. Time is counted where
it is spent: what a nested constraint takes is not counted again for the one that asks about it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar

from ess_graph.shacl.bounds import bounds

_T = TypeVar("_T")


@dataclass(slots=True)
class Step:
    """What was spent on one constraint of one shape, or on the path or the targets of the shape.

    Attributes:
        shape: the shape, as N-Triples writes its node.
        kind: the component of the constraint, ``targets`` or ``path``.
        parameter: the value of its parameter, for a person; the path, for ``path``.
        query: the text of its query, ``""`` when it has none.
        focus_nodes: how many focus nodes it was asked about; one that is asked about twice counts twice.
        values: how many value nodes they have.
        findings: how many of them it found wrong.
        seconds: the time it took by itself.
    """

    shape: str
    kind: str
    parameter: str = ""
    query: str = ""
    focus_nodes: int = 0
    values: int = 0
    findings: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Trace:
    """The steps of a validation and its stages, in the order in which they began.

    Attributes:
        stages: seconds by the name of a stage: ``plan``, ``data``, ``check``.
        engine: which executor ran.
        reason: why that one, in the reader's language.
    """

    stages: dict[str, float] = field(default_factory=dict)
    engine: str = ""
    reason: str = ""
    _steps: dict[object, Step] = field(default_factory=dict)
    #: Time spent inside of each step that is being timed.
    _inner: list[float] = field(default_factory=lambda: [0.0])

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps, in the order in which they began."""
        return tuple(self._steps.values())

    def step(self, key: object, shape: str, kind: str, parameter: str = "", query: str = "") -> Step:
        """Return the step of a key, made the first time.

        Args:
            key: what tells it from others, such as the shape and the identity of the constraint.
            shape: see :class:`Step`.
            kind: see :class:`Step`.
            parameter: see :class:`Step`.
            query: see :class:`Step`.
        """
        found = self._steps.get(key)
        if found is None:
            found = self._steps[key] = Step(shape, kind, parameter, query)
        return found

    @contextmanager
    def timing(self, step: Step) -> Iterator[None]:
        """Count the time of a block for a step, but for that of the steps inside."""
        self._inner.append(0.0)
        started = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - started
            step.seconds += spent - self._inner.pop()
            self._inner[-1] += spent

    def over(self, step: Step, things: Iterator[_T]) -> Iterator[_T]:
        """Yield what an iterator yields, and count for a step how many there are and the time of each."""
        while True:
            with self.timing(step):
                try:
                    one = next(things)
                except StopIteration:
                    return
            step.findings += 1
            yield one


_ACTIVE: ContextVar[Trace | None] = ContextVar("trace", default=None)


def active_trace() -> Trace | None:
    """Return the trace that is being kept, or ``None``."""
    return _ACTIVE.get()


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Say that a stage has begun, and count its time for the trace, if one is kept."""
    started = time.perf_counter()
    bounds().stage = name
    try:
        yield
    finally:
        trace = _ACTIVE.get()
        if trace is not None:
            trace.stages[name] = trace.stages.get(name, 0.0) + time.perf_counter() - started


@contextmanager
def tracing() -> Iterator[Trace]:
    """Keep a trace of the validations of a block.

    >>> with tracing() as trace, stage("data"):
    ...     assert active_trace() is trace
    >>> list(trace.stages)
    ['data']
    """
    trace = Trace()
    token = _ACTIVE.set(trace)
    try:
        yield trace
    finally:
        _ACTIVE.reset(token)
