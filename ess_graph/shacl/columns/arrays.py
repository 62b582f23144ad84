"""Pairs of terms as arrays: sorted, each pair once, and the joins between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ids: TypeAlias = "NDArray[np.uint32]"
Flags: TypeAlias = "NDArray[np.bool_]"
Keys: TypeAlias = "NDArray[np.uint64]"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of numbers of terms, sorted by the first, then the second; none twice."""

    first: Ids
    second: Ids

    @property
    def keys(self) -> Keys:
        """Each pair as one number, in the same order."""
        return (self.first.astype(np.uint64) << np.uint64(32)) | self.second

    def turned(self) -> Pairs:
        """Return the pairs the other way round."""
        return pairs(self.second, self.first)

    def of(self, ids: Ids) -> Pairs:
        """Return the pairs whose first is one of some sorted distinct numbers."""
        return joined(Pairs(ids, ids), self, distinct=True)


def unpacked(keys: Keys) -> Pairs:
    """Return the pairs that sorted distinct keys stand for."""
    return Pairs((keys >> np.uint64(32)).astype(np.uint32), keys.astype(np.uint32))


def pairs(first: Ids, second: Ids) -> Pairs:
    """Return pairs sorted, each once."""
    return unpacked(np.unique(Pairs(first, second).keys))


def union(parts: list[Pairs]) -> Pairs:
    """Return the pairs of several."""
    return unpacked(np.unique(np.concatenate([one.keys for one in parts])))


def joined(left: Pairs, right: Pairs, *, distinct: bool = False) -> Pairs:
    """Return ``(a, c)`` for each ``(a, b)`` on the left and ``(b, c)`` on the right.

    Args:
        left: what is followed from.
        right: what is followed.
        distinct: whether no ``a`` has two ``b``, so that the result is sorted as it comes.
    """
    rows, second = matched(left.second, right)
    first = left.first[rows]
    return Pairs(first, second) if distinct else pairs(first, second)


def matched(ids: Ids, right: Pairs) -> tuple[NDArray[np.int64], Ids]:
    """Return, for each number and each pair that begins with it, the row of the number and the second of the pair."""
    start = np.searchsorted(right.first, ids, "left")
    count = np.searchsorted(right.first, ids, "right") - start
    rows = np.repeat(np.arange(len(ids), dtype=np.int64), count)
    before = np.cumsum(count) - count
    places = np.arange(len(rows), dtype=np.int64) - np.repeat(before - start, count)
    return rows, right.second[places]


def among(ids: Ids, some: Ids) -> Flags:
    """Tell which numbers are among some that are sorted."""
    if not len(some):
        return np.zeros(len(ids), dtype=bool)
    places = np.searchsorted(some, ids)
    places[places == len(some)] = 0
    found: Flags = some[places] == ids
    return found
