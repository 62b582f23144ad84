"""The sheets of a workbook, Office Open XML or OpenDocument: the values that stand there, and nothing computed."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from ess_graph.errors import TableProblem
from ess_graph.tables.archive import open_archive
from ess_graph.tables.big_sheet import can_stream, streamed_values
from ess_graph.tables.content import Content
from ess_graph.tables.problem import Problem
from ess_graph.tables.rows import HeaderScore, RawRow, SourceTable, no_rows
from ess_graph.tables.survey import SheetSurvey
from ess_graph.tables.survey_ods import survey_ods
from ess_graph.tables.survey_xlsx import survey_xlsx

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Value = int | float | str | bool | date | datetime | time | timedelta
#: Above it a spreadsheet no longer holds every digit.
_EXACT: Final = 10**15
_NONE: Final = frozenset[int]()


def workbook_kind(archive: zipfile.ZipFile, name: str) -> str:
    """Return ``xlsx`` or ``ods``.

    Raises:
        TableProblem: the archive is no workbook that we read.
    """
    names = {one.lower() for one in archive.namelist()}
    if "[content_types].xml" in names:
        if any(one.endswith("workbook.bin") for one in names):
            raise TableProblem("table.old_workbook", file=name)
        if any(one.endswith("workbook.xml") for one in names):
            return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        kind = archive.read("mimetype").decode("ascii", "replace")
        if kind.startswith("application/vnd.oasis.opendocument.spreadsheet"):
            return "ods"
    raise TableProblem("table.no_workbook", file=name)


def text_of(value: Value) -> str:
    """Return the text of a cell: a whole number without a fraction, a date after ISO 8601, a truth value in English.

    >>> text_of(5710.0), text_of(0.1 + 0.2), text_of(date(2024, 12, 31)), text_of(True)
    ('5710', '0.3', '2024-12-31', 'true')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < _EXACT:
            return str(int(value))
        # A spreadsheet shows 15 digits of a number, and means them.
        return format(Decimal(format(value, ".15g")), "f")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return value.isoformat() if isinstance(value, date | time) else str(value)


def workbook_tables(
    content: Content,
    score: HeaderScore | None,
    read_hidden: bool,
    passed_over: Collection[str],
    kind_told: str | None,
) -> Iterator[SourceTable]:
    """Yield the sheets of a workbook, in its order.

    Args:
        content: the file.
        score: how well a row would do as the header.
        read_hidden: whether to read the rows of hidden sheets.
        passed_over: the names of sheets that are not looked at.
        kind_told: the kind that the file's name tells.

    Raises:
        TableProblem: it is no workbook, damaged, encrypted, or too large for the memory.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with content.open() as stream:
        archive = open_archive(stream, content.name)
        kind = workbook_kind(archive, content.name)
        if kind == "xlsx":
            surveys = survey_xlsx(archive, content.name, can_stream())
        else:
            surveys = survey_ods(archive, content.name)
    told = [extension_problem(content.name, kind)] if kind_told not in (kind, None) else []
    try:
        with CalamineWorkbook.from_path(content.path) as book:
            for about in book.sheets_metadata:
                hidden = about.visible != SheetVisibleEnum.Visible
                survey = surveys.get(about.name)
                if about.typ != SheetTypeEnum.WorkSheet or about.name in passed_over:
                    continue
                if survey is None:
                    raise TableProblem("table.damaged", file=content.name, reason=about.name)
                if hidden and not read_hidden:
                    hint = Problem("TAB-SHEET-HIDDEN", content.name, about.name)
                    yield SourceTable(content.name, about.name, no_rows, hidden=True, told=[*told, hint])
                else:
                    values = _values(content, book, about.name, survey, kind)
                    yield _sheet(content, values, about.name, hidden, survey, score, told)
                told = []
    except CalamineError as error:
        raise TableProblem("table.damaged", file=content.name, reason=error) from error


def extension_problem(name: str, kind: str) -> Problem:
    """Return the problem of a file that is not what its name says."""
    return Problem("TAB-EXTENSION", name, params={"kind": kind})


def _values(
    content: Content, book: CalamineWorkbook, name: str, survey: SheetSurvey, kind: str
) -> Callable[[], Iterator[list[Value]]]:
    """Return what yields the values of each row of a sheet, from the first."""
    if kind == "xlsx" and survey.is_big and can_stream():
        return streamed_values(content, name)
    sheet = book.get_sheet_by_name(name)
    # Empty rows above the first value are given, empty columns before it are not.
    left: list[Value] = [""] * (sheet.start[1] if sheet.start else 0)
    return lambda: (left + values for values in sheet.iter_rows())


def _sheet(
    content: Content,
    values: Callable[[], Iterator[list[Value]]],
    name: str,
    hidden: bool,
    survey: SheetSurvey,
    score: HeaderScore | None,
    told: list[Problem],
) -> SourceTable:
    unread: dict[int, frozenset[int]] = defaultdict(frozenset)
    for row, column in survey.unread:
        unread[row] |= {column}
    errors: dict[int, dict[int, str]] = defaultdict(dict)
    for (row, column), text in survey.errors.items():
        errors[row][column] = text

    def rows() -> Iterator[RawRow]:
        for index, row in enumerate(values()):
            cells = [value if isinstance(value, str) else text_of(value) for value in row]
            if index in errors:
                cells += [""] * (max(errors[index]) + 1 - len(cells))
                for column, text in errors[index].items():
                    cells[column] = text
            yield RawRow(index + 1, cells, None, unread.get(index, _NONE))

    table = SourceTable(content.name, name, rows, hidden=hidden, merged=survey.merged, score=score, told=told)
    formulas = [
        table.problem("TAB-FORMULA", row + 1, column)
        for row, column in sorted(survey.unread)
        if row + 1 >= table.header_row
    ]
    table.tell_first(formulas)
    return table
