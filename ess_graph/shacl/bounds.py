"""What a validation may keep, and how far it is: for whoever waits for it.

SHACL sets no bound to the number of results, and a shape that is wrong for everything has one for each node. An engine
therefore hands its results to :func:`kept`, which holds the first of them in their order and counts the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from ess_graph.report.finding import Finding, kind_of

#: So many findings are gathered before the surplus is sorted out: it costs little, and memory stays the same.
_SLACK = 10_000


def _here(call: Callable[[], Any]) -> Any:
    return call()


@dataclass(slots=True)
class Bounds:
    """What is wanted of the validations of a block, and where they are.

    Attributes:
        findings: how many are kept at most, ``None`` for all.
        details: whether results are to tell those of nested shapes.
        stage: what is being done, a key of ``explain_stage``.
        done: how many shapes have been checked.
        total: how many shapes there are.
        data: what is being read, of which the length grows.
        doubts: what the engine finds odd in the shapes, a sentence each.
        in_front: calls what is Python alone where signals are heard; here, when nobody waits elsewhere.
    """

    findings: int | None = None
    details: bool = False
    stage: str = ""
    done: int = 0
    total: int = 0
    data: Sized = ()
    doubts: list[str] = field(default_factory=list)
    in_front: Callable[[Callable[[], Any]], Any] = _here


_ACTIVE: ContextVar[Bounds | None] = ContextVar("bounds", default=None)


def bounds() -> Bounds:
    """Return the bounds of the block around; there are none outside of any."""
    return _ACTIVE.get() or Bounds()


@contextmanager
def bounded(wanted: Bounds) -> Iterator[Bounds]:
    """Set the bounds of the validations of a block."""
    token = _ACTIVE.set(wanted)
    try:
        yield wanted
    finally:
        _ACTIVE.reset(token)


class Kept(list[Finding]):
    """The first findings in their order, and how many more there are of each severity of SHACL."""

    def __init__(self, found: Iterable[Finding] = (), left_out: Counter[str] | None = None) -> None:
        super().__init__(found)
        self.left_out: Counter[str] = Counter() if left_out is None else left_out


def kept(found: Iterable[Finding], order: Callable[[Finding], Any]) -> Kept:
    """Return findings in order, as many as the bounds allow.

    Args:
        found: the findings, which are read once.
        order: the key of a finding; equal ones stay in the order in which they come.

    >>> one = Finding("Warning", "b", "", "", "Class", "", "", {})
    >>> two = Finding("Warning", "a", "", "", "Class", "", "", {})
    >>> with bounded(Bounds(findings=1)):
    ...     first = kept([one, two], lambda one: one.focus)
    >>> [one.focus for one in first], dict(first.left_out)
    (['a'], {'Warning': 1})
    """
    most = bounds().findings
    if most is None:
        return Kept(sorted(found, key=order), _left_out(found))
    result = Kept(left_out=_left_out(found))
    for one in found:
        result.append(one)
        if len(result) >= most + _SLACK:
            _cut(result, most, order)
    _cut(result, most, order)
    return result


def _cut(found: Kept, most: int, order: Callable[[Finding], Any]) -> None:
    found.sort(key=order)
    found.left_out.update(kind_of(one.severity) for one in found[most:])
    del found[most:]


def _left_out(found: object) -> Counter[str]:
    return Counter(found.left_out) if isinstance(found, Kept) else Counter()
