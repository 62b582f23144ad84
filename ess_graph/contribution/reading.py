"""What was read from one value of a cell: the value that the column wants, and what is wrong with what was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ess_graph.tables.problem import Correction


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem of a cell, before its place is known.

    Attributes:
        code: ``CEL-CODE``.
        value: what was found.
        params: what the sentence tells beside the value.
        fix: the text that would be right in its place.
    """

    code: str
    value: str
    params: Mapping[str, str] = field(default_factory=dict)
    fix: Correction | None = None


class Reading(NamedTuple):
    """One value: what it is for the graph, ``None`` when it is nothing, and what is wrong.

    A value that was normalised without a change of meaning has no fault; one that was corrected in the only possible
    way has both.
    """

    value: str | None
    fault: Fault | None = None


def wrong(code: str, text: str, fix: str | None = None, certain: bool = False, /, **params: str) -> Reading:
    """Return the reading of a wrong value.

    Args:
        code: what is wrong.
        text: what was found.
        fix: the text that would be right.
        certain: whether that is the only possible reading.
        **params: what the sentence tells.
    """
    return Reading(None, Fault(code, text, params, None if fix is None else Correction(fix, certain)))


def corrected(code: str, text: str, value: str, fix: str | None = None, /, **params: str) -> Reading:
    """Return the reading of a value that can be meant in one way only.

    Args:
        code: what is wrong.
        text: what was found.
        value: what is meant.
        fix: the text that would be right; the value when it is left out.
        **params: what the sentence tells.
    """
    return Reading(value, Fault(code, text, params, Correction(value if fix is None else fix, certain=True)))
