"""The contributor's own workbook back: cells coloured by severity, comments with the fix, a summary sheet first."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from ess_graph.report.annotated_summary import write_summary
from ess_graph.report.finding import INFO, SEVERITIES, VIOLATION, WARNING, kind_of
from ess_graph.report.findings.verdicts import related, severity_word
from ess_graph.report.listing import for_a_person
from ess_graph.report.located import LocatedFinding
from ess_graph.report.needed import needed
from ess_graph.report.original import as_workbook
from ess_graph.report.steady import save_steady
from ess_graph.report.verdict import ContributionReport, FileVerdict
from ess_graph.report.workbook import MAX_ROWS
from ess_graph.tables.content import Content

#: The colours of cells, dark text on them stays readable.
COLOURS: Final[Mapping[str, str]] = {VIOLATION: "FFF8C4BE", WARNING: "FFFFE3A8", INFO: "FFC9E2F5"}
_AUTHOR: Final = "ess-graph"
_MAX_COLUMNS: Final = 16_384
#: What a comment shows at once; longer ones are scrolled.
_COMMENT_WIDTH: Final = 340
_LINE: Final = 17
_LETTERS_OF_A_LINE: Final = 46
_LONGEST_COMMENT: Final = 8_000

#: A sheet by its name, row and column of openpyxl, from 1.
_At = tuple[str | None, int, int]


def annotated_workbook(source: Path, verdict: FileVerdict, report: ContributionReport, lang: str) -> bytes:
    """Return a copy of a contributor's file as XLSX with what was found in it; the file itself is only read.

    In a workbook, what openpyxl knows stays: values, formulas, styles, other sheets, charts; macros are left out.

    Args:
        source: the file: XLSX, ODS, CSV or TSV.
        verdict: what was found in it.
        report: the report that the verdict is of, for its date and its rules.
        lang: the language of comments and summary.

    Raises:
        InputProblem: the file cannot be read.
        SystemProblem: openpyxl is not installed.
        TableProblem: it is no table, or damaged.
        UsageProblem: it has more rows than a sheet.
    """
    book, sheets = as_workbook(Content(source, None))
    marked: dict[_At, list[LocatedFinding]] = {}
    links: list[tuple[LocatedFinding, str]] = []
    for one in verdict.findings:
        sheet = _sheet_of(one, sheets)
        cells = [] if sheet is None else _cells(one, sheet)
        for row, column in cells:
            marked.setdefault((sheet.title, row, column), []).append(one)
        links.append((one, "" if sheet is None else _target(sheet, cells)))
    for (title, row, column), found in marked.items():
        _mark(book[title].cell(row, column), found, lang)
    by_name = {title: book[title] for title in book.sheetnames}
    _comments(by_name, marked, lang)
    write_summary(book, links, verdict, report, lang, COLOURS)
    out = io.BytesIO()
    save_steady(book, out, report.date)
    return out.getvalue()


def _sheet_of(one: LocatedFinding, sheets: Mapping[str | None, Any]) -> Any:
    """Return the sheet that a finding is in, ``None`` when it is about the whole file or a sheet that is no table."""
    at = one.place
    if at.sheet is None and None not in sheets:
        return None
    return sheets.get(at.sheet)


def _cells(one: LocatedFinding, sheet: Any) -> list[tuple[int, int]]:
    """Return the cells to colour: the one of the finding, else those of its row or the head of its column."""
    row, column = one.place.row, one.place.column
    if row is None and column is None:
        return []
    if (row or 1) > MAX_ROWS or (column or 0) >= _MAX_COLUMNS:
        return []
    if row is None or column is not None:
        return [_anchor(sheet, row or 1, (column or 0) + 1)]
    filled = [cell.column for cell in sheet[row] if cell.value is not None] if row <= sheet.max_row else []
    return [_anchor(sheet, row, number) for number in filled or [1]]


def _anchor(sheet: Any, row: int, column: int) -> tuple[int, int]:
    """Return the cell that shows what stands here: of a merged area, the first one."""
    for area in sheet.merged_cells.ranges:
        if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
            return area.min_row, area.min_col
    return row, column


def _target(sheet: Any, cells: list[tuple[int, int]]) -> str:
    letter = needed("openpyxl.utils", "xlsx").get_column_letter
    row, column = cells[0] if cells else (1, 1)
    name = sheet.title.replace("'", "''")
    return f"'{name}'!{letter(column)}{row}"


def _mark(cell: Any, found: Iterable[LocatedFinding], lang: str) -> None:
    """Colour a cell by the most severe of its findings; the rest of its style stays."""
    worst = min((kind_of(one.severity) for one in found), key=SEVERITIES.index)
    cell.fill = needed("openpyxl.styles", "xlsx").PatternFill("solid", fgColor=COLOURS[worst])


def _comments(sheets: Mapping[str, Any], marked: Mapping[_At, list[LocatedFinding]], lang: str) -> None:
    """Write one comment a cell; a finding of a whole row is told at its first cell only."""
    told: set[int] = set()
    for (title, row, column), found in sorted(marked.items(), key=lambda item: item[0][1:]):
        new = [one for one in found if id(one) not in told]
        told.update(map(id, new))
        if new and title is not None:
            _comment(sheets[title].cell(row, column), new, lang)


def _comment(cell: Any, found: Iterable[LocatedFinding], lang: str) -> None:
    parts = [_told(one, lang) for one in found]
    if cell.comment is not None:
        # What the contributor wrote there is theirs, and comes first.
        parts.insert(0, str(cell.comment.text))
    text = "\n\n".join(parts)
    if len(text) > _LONGEST_COMMENT:
        text = f"{text[:_LONGEST_COMMENT]}…"
    lines = sum(1 + len(line) // _LETTERS_OF_A_LINE for line in text.split("\n"))
    cell.comment = needed("openpyxl.comments", "xlsx").Comment(
        text, _AUTHOR, width=_COMMENT_WIDTH, height=_LINE * (min(lines, 20) + 1)
    )


def _told(one: LocatedFinding, lang: str) -> str:
    head = f"{severity_word(one.severity, lang)} ({one.code})"
    advice = one.advice(lang)
    causes = [f"– {cause.message.text(lang)}" for cause in one.causes]
    parts = [head, one.message.text(lang), *related(one, lang), *causes, f"→ {advice}" if advice else ""]
    return "\n".join(for_a_person(part) for part in parts if part)
