"""The outlines of the départements, from ``assets/departements.json`` (sources and licences beside it)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

Ring = list[tuple[float, float]]
#: In the order of the boxes under the map.
OVERSEAS: Final = ("971", "972", "973", "974", "976")
#: Too small to be seen on a map of the country: drawn a second time, larger.
PARIS: Final = ("75", "92", "93", "94")


@dataclass(frozen=True, slots=True)
class Outline:
    """One département: its name, and its rings with y downwards."""

    code: str
    name: str
    rings: tuple[Ring, ...]


@cache
def outlines() -> dict[str, Outline]:
    """Return the 101 départements by code.

    >>> outlines()["2A"].name
    'Corse-du-Sud'
    """
    raw = json.loads((Path(__file__).parent / "assets" / "departements.json").read_text("utf-8"))
    found = {}
    for code, one in raw["departements"].items():
        unit = raw["unit"]["outre_mer" if code in OVERSEAS else "metropole"]
        found[code] = Outline(code, one["name"], tuple(_ring(steps, unit) for steps in one["rings"]))
    return found


def _ring(steps: list[int], unit: int) -> Ring:
    """Return the points of a ring: each step goes on from the point before."""
    x = y = 0
    points = []
    for right, down in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + right, y + down
        points.append((x / unit, y / unit))
    return points


def bounds(rings: list[Ring]) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom.

    >>> bounds([[(0, 1), (2, 5)], [(-1, 3), (0, 0)]])
    (-1, 0, 2, 5)
    """
    across = [x for ring in rings for x, _ in ring]
    down = [y for ring in rings for _, y in ring]
    return min(across), min(down), max(across), max(down)
