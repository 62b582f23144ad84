"""The classes of a map's legend: few, with round edges, and each in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ess_graph.report.plot import figure_of
from ess_graph.text import message

#: ColorBrewer YlGnBu, light to dark: told apart by every eye and on a grey print.
_COLOURS: Final = {
    1: ("#41b6c4",),
    2: ("#a1dab4", "#225ea8"),
    3: ("#c7e9b4", "#41b6c4", "#225ea8"),
    4: ("#c7e9b4", "#7fcdbb", "#2c9fc0", "#225ea8"),
    5: ("#d9f0c1", "#8ed3bb", "#41b6c4", "#2c7fb8", "#253494"),
}
MAX_CLASSES: Final = 5


@dataclass(frozen=True, slots=True)
class Class:
    """From the least to the greatest value of a class, both in it, with its colour."""

    least: float
    greatest: float
    colour: str

    @property
    def label(self) -> str:
        """The words of the legend."""
        if self.least == self.greatest:
            return figure_of(self.least)
        return message("output.from_to", least=figure_of(self.least), greatest=figure_of(self.greatest))


def classes(values: Sequence[int | float]) -> list[Class]:
    """Return at most five classes with about as many values each; equal values share a class.

    >>> [(one.least, one.greatest) for one in classes([1, 1, 1, 2, 3, 9])]
    [(1, 1), (2, 2), (3, 3), (9, 9)]
    """
    distinct = sorted(set(values))
    few = len(distinct) <= MAX_CLASSES
    groups = [[value] for value in distinct] if few else _quantiles(sorted(values))
    colours = _COLOURS[len(groups)]
    return [Class(group[0], group[-1], colour) for group, colour in zip(groups, colours, strict=True)]


def _quantiles(ordered: list[int | float]) -> list[list[int | float]]:
    groups: list[list[int | float]] = []
    rest = ordered
    for left in range(MAX_CLASSES, 0, -1):
        if not rest:
            break
        # Equal values go with the first of them, and the classes that are left share what is left.
        edge = rest[min(max(round(len(rest) / left), 1), len(rest)) - 1] if left > 1 else rest[-1]
        groups.append([value for value in rest if value <= edge])
        rest = [value for value in rest if value > edge]
    return groups
