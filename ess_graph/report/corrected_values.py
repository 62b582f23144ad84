"""Which cells of a workbook still hold what was found, and how a text stands in XML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import escape

from ess_graph.errors import TableProblem
from ess_graph.report.corrected_plan import Cell, Edit
from ess_graph.report.wording import Wording
from ess_graph.tables.content import Content
from ess_graph.tables.workbook import text_of

#: What XML 1.0 §2.2 cannot hold.
_NO_CHARACTER: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> bytes | None:
    r"""Return a text as XML holds it between two tags, ``None`` when it cannot.

    >>> xml_text("a < b\r"), xml_text("\x01")
    (b'a &lt; b&#13;', None)
    """
    return None if _NO_CHARACTER.search(text) else escape(text, {"\r": "&#13;"}).encode()


def still_due(content: Content, edits: Mapping[Cell, Edit], outcome: dict[Cell, Wording]) -> dict[Cell, Edit]:
    """Return the edits whose cells still hold what was found.

    Args:
        content: the workbook, XLSX or ODS.
        edits: what is to be written, by cell.
        outcome: takes in why the others are not made.

    Raises:
        TableProblem: the workbook is damaged.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    due: dict[Cell, Edit] = {}
    try:
        with CalamineWorkbook.from_path(content.path) as book:
            for name in dict.fromkeys(cell[0] for cell in edits):
                if name is None or name not in book.sheet_names:
                    continue
                sheet = book.get_sheet_by_name(name)
                left = sheet.start[1] if sheet.start else 0
                rows = {cell[1] for cell in edits if cell[0] == name}
                values = {n: row for n, row in enumerate(sheet.iter_rows(), 1) if n in rows}
                for cell, edit in edits.items():
                    if cell[0] != name:
                        continue
                    row, column = values.get(cell[1], []), cell[2] - left
                    found = text_of(row[column]) if 0 <= column < len(row) else ""
                    if edit.meets(found):
                        due[cell] = edit
                    else:
                        outcome[cell] = Wording("corrected.changed", {"found": found})
    except CalamineError as error:
        raise TableProblem("table.damaged", file=content.name, reason=error) from error
    return due
