"""Corrections in a CSV file: separator, encoding, byte order mark, line ends and every other byte stay."""

from __future__ import annotations

import io
from collections.abc import Mapping

from ess_graph.report.corrected_plan import Cell, Edit
from ess_graph.report.csv_text import CsvText, Record
from ess_graph.report.wording import Wording
from ess_graph.tables.content import Content
from ess_graph.tables.escape import escaped_for_spreadsheet


def correct_csv(content: Content, edits: Mapping[Cell, Edit]) -> tuple[bytes, dict[Cell, Wording]]:
    """Return the corrected bytes, and why each edit was not made: empty when it was.

    Args:
        content: the file.
        edits: what to write, by cell; the sheet is not looked at, as a CSV file has none.

    Raises:
        InputProblem: the file is in no encoding that we read.
        TableProblem: it is not CSV to its end.
    """
    text = CsvText(content)
    by_row: dict[int, dict[int, Cell]] = {}
    for cell in edits:
        by_row.setdefault(cell[1], {})[cell[2]] = cell
    outcome: dict[Cell, Wording] = {}
    out = io.BytesIO()
    for record in text.records():
        raw = record.raw
        # From the right: what stands to the left keeps its place.
        for column, cell in sorted(by_row.get(record.number, {}).items(), reverse=True):
            raw, outcome[cell] = _edited(text, record, raw, column, edits[cell])
        out.write(raw.encode(text.codec))
    return out.getvalue(), outcome


def _edited(text: CsvText, record: Record, raw: str, column: int, edit: Edit) -> tuple[str, Wording]:
    """Return a record with one cell replaced, or as it was with the reason."""
    spans = text.spans(record)
    if column >= len(spans):
        return raw, Wording("corrected.absent")
    if not edit.meets(record.cells[column]):
        return raw, Wording("corrected.changed", {"found": record.cells[column]})
    if escaped_for_spreadsheet(edit.after) != edit.after:
        return raw, Wording("corrected.runs")
    try:
        edit.after.encode(text.codec)
    except UnicodeEncodeError:
        return raw, Wording("corrected.encoding")
    start, end = spans[column]
    return raw[:start] + text.written(edit.after, raw[start:end]) + raw[end:], Wording()
