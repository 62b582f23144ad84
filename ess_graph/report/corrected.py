"""A corrected copy of a contributor's file: the proposed values in their cells, and nothing else touched.

A correction that is a guess is made only when that is asked for, and none is made in a cell that no longer holds what
was found: what was not done is told like what was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ess_graph.report.corrected_csv import correct_csv
from ess_graph.report.corrected_ods import correct_ods
from ess_graph.report.corrected_plan import Cell, Edit, cell_of, plan
from ess_graph.report.corrected_xlsx import correct_xlsx
from ess_graph.report.located import LocatedFinding, Place
from ess_graph.report.wording import Wording
from ess_graph.tables.archive import open_archive
from ess_graph.tables.content import Content
from ess_graph.tables.kind import kind_of
from ess_graph.tables.workbook import workbook_kind

#: How each kind of file is written: the bytes of the copy, and why each edit was not made (empty when it was).
_WRITERS: Final[Mapping[str, Callable[[Content, Mapping[Cell, Edit]], tuple[bytes, dict[Cell, Wording]]]]] = {
    "csv": correct_csv,
    "ods": correct_ods,
    "xlsx": correct_xlsx,
}


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one correction.

    Attributes:
        code: the code of the finding.
        place: the cell.
        before: what was found.
        after: the new text of the cell.
        refused: why it was not made; empty when it was.
    """

    code: str
    place: Place
    before: str
    after: str
    refused: Wording

    @property
    def applied(self) -> bool:
        """Whether it was made."""
        return not self.refused


@dataclass(frozen=True, slots=True)
class Corrected:
    """A corrected copy.

    Attributes:
        content: the bytes of the copy, in the format of the original.
        changes: what became of each correction that the findings propose, in their order.
    """

    content: bytes
    changes: tuple[Change, ...]


def corrected(source: Path, findings: Iterable[LocatedFinding], *, guesses: bool = False) -> Corrected:
    """Return a copy of a file in which the proposed values stand; the file itself is only read.

    Args:
        source: the file: CSV, TSV, XLSX or ODS.
        findings: what was found in it.
        guesses: whether to write the values that a person should have looked at, too.

    Raises:
        InputProblem: the file cannot be read.
        TableProblem: it is no table, or damaged.
    """
    wanted = [one for one in findings if one.fix is not None and one.fix.replacement is not None]
    edits, refused = plan(wanted, guesses)
    content = Content(source, None)
    with content.open() as stream:
        kind = kind_of(stream, content.name)
        if kind == "zip":
            kind = workbook_kind(open_archive(stream, content.name), content.name)
    if edits:
        done, outcome = _WRITERS[kind](content, edits)
    else:
        done, outcome = content.path.read_bytes(), {}
    changes = tuple(_change(one, edits, refused, outcome) for one in wanted)
    return Corrected(done, changes)


def _change(
    one: LocatedFinding,
    edits: Mapping[Cell, Edit],
    refused: Mapping[int, Wording],
    outcome: Mapping[Cell, Wording],
) -> Change:
    cell, after = cell_of(one.place), (one.fix.replacement if one.fix else None) or ""
    why = refused.get(id(one))
    if why is None and cell is not None:
        why = outcome.get(cell, Wording("corrected.absent"))
        after = edits[cell].after
    return Change(one.code, one.place, one.value, after, why or Wording())
