"""Findings in a CSV file with the character at which their cells start: what an editor goes to and replaces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ess_graph.report.csv_text import MARK, CsvText, Record
from ess_graph.report.located import LocatedFinding
from ess_graph.tables.content import Content
from ess_graph.tables.kind import kind_of


def with_characters(source: Path, findings: Iterable[LocatedFinding]) -> tuple[LocatedFinding, ...]:
    """Return findings with line and character of their cells, and what their fixes change there.

    Those of a workbook, which has neither, come back as they are.

    Args:
        source: the file that they are in.
        findings: what was found in it.

    Raises:
        InputProblem: it cannot be read.
        TableProblem: it is no table.
    """
    content = Content(source, None)
    found = tuple(findings)
    with content.open() as stream:
        if kind_of(stream, content.name) != "csv":
            return found
    rows = {one.place.row for one in found if one.place.column is not None}
    text = CsvText(content)
    records = {record.number: record for record in text.records() if record.number in rows}
    return tuple(_placed(one, text, records.get(one.place.row or 0)) for one in found)


def _placed(one: LocatedFinding, text: CsvText, record: Record | None) -> LocatedFinding:
    if record is None or one.place.column is None:
        return one
    spans = text.spans(record)
    if one.place.column >= len(spans):
        return one
    start, end = spans[one.place.column]
    before = record.raw[:start].removeprefix(MARK).replace("\r\n", "\n").replace("\r", "\n")
    line, character = record.line + before.count("\n"), len(before) - before.rfind("\n")
    fix = one.fix
    if fix is not None and fix.replacement is not None:
        old = record.raw[start:end]
        fix = replace(fix, raw=(old, text.written(fix.replacement, old)))
    return replace(one, place=replace(one.place, line=line, character=character), fix=fix)
