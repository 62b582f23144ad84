"""Which corrections are to be made in which cells: one for each cell, guesses only when they are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ess_graph.report.located import LocatedFinding, Place
from ess_graph.report.wording import Wording

#: A cell: the name of the sheet (``None`` in a CSV file), the row from 1, the column from 0.
Cell = tuple[str | None, int, int]
#: What may stand between several values of one cell.
_SEPARATORS: Final = re.compile(r"[;,|/\r\n]")


@dataclass(frozen=True, slots=True)
class Edit:
    """A correction to be made in one cell.

    Attributes:
        values: what the findings found in it; a value may be one of several of the cell.
        after: the new text.
    """

    values: tuple[str, ...]
    after: str

    def meets(self, found: str) -> bool:
        """Tell whether the cell still holds what was found.

        >>> Edit(("1001",), "01001").meets("1001 "), Edit(("SCIX",), "SCOP; SCIC").meets("SCOP; SCIX")
        (True, True)
        >>> Edit(("1001",), "01001").meets("21001")
        False
        """
        cell = found.strip()
        pieces = {cell, *(one.strip() for one in cell.split(";")), *map(str.strip, _SEPARATORS.split(cell))}
        # A long value was cut where it was found.
        return all(
            value.strip() in pieces or (value.endswith("…") and cell.startswith(value[:-1].strip()))
            for value in self.values
        )


def plan(findings: Iterable[LocatedFinding], guesses: bool) -> tuple[dict[Cell, Edit], dict[int, Wording]]:
    """Return one edit for each cell, and why findings have none, by their identity.

    Where a certain correction and a guess meet in one cell, the guess holds both (it is made from the whole cell).

    Args:
        findings: findings with a replacement.
        guesses: whether guesses are made.
    """
    edits: dict[Cell, Edit] = {}
    certain: dict[Cell, bool] = {}
    refused: dict[int, Wording] = {}
    for one in sorted(findings, key=lambda one: one.fix is None or one.fix.certain):
        cell, fix = cell_of(one.place), one.fix
        assert fix is not None, "the caller looks"
        after = fix.replacement or ""
        if cell is None:
            refused[id(one)] = Wording("corrected.no_cell")
        elif not (fix.certain or guesses):
            refused[id(one)] = Wording("corrected.guess")
        elif cell not in edits:
            edits[cell], certain[cell] = Edit((one.value,), after), fix.certain
        elif edits[cell].after == after or (fix.certain and not certain[cell]):
            edits[cell] = Edit((*edits[cell].values, one.value), edits[cell].after)
        else:
            refused[id(one)] = Wording("corrected.conflict", {"other": edits[cell].after})
    return edits, refused


def cell_of(place: Place) -> Cell | None:
    """Return the cell that a place is, if it is one."""
    if place.row is None or place.column is None:
        return None
    return place.sheet, place.row, place.column
