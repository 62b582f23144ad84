"""The statements of tables as people fill them, all or nothing: for who takes a contribution in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ess_graph.contribution.codes import severity_of
from ess_graph.contribution.graph import Misfit, RowMapper
from ess_graph.contribution.references import References
from ess_graph.contribution.sheets import Sheet, add_own_rows, open_sheets
from ess_graph.errors import InputProblem, UsageProblem
from ess_graph.model.contribution import help_sheets
from ess_graph.tables.problem import VIOLATION, Problem
from ess_graph.tables.reader import column_letter

if TYPE_CHECKING:
    from pyoxigraph import Triple


def filled_triples(paths: Sequence[Path], references: References, base: str) -> Iterator[Triple]:
    """Yield the statements of tables; what was normalised or corrected with certainty is as it is meant.

    Args:
        paths: CSV, TSV, XLSX and ODS files, which may refer to each other.
        references: what cells may refer to.
        base: the base of our IRIs.

    Raises:
        InputProblem: a file cannot be read, or a cell of it is wrong.
        UsageProblem: a file holds no table that we know.
    """
    opened = [(path, list(open_sheets(path, references, passed_over=help_sheets()))) for path in paths]
    for path, sheets in opened:
        if not any(sheet.match.table for sheet in sheets):
            known = ", ".join(table.url for table in references.group.tables)
            raise UsageProblem("contribution.no_table", path=path, known=known)
    every = [(path, sheet) for path, sheets in opened for sheet in sheets]
    add_own_rows([sheet for _, sheet in every], references)
    for path, sheet in every:
        yield from _triples(path, sheet, references, base)


def _triples(path: Path, sheet: Sheet, references: References, base: str) -> Iterator[Triple]:
    if sheet.match.table is None:
        return
    _refuse(path, sheet.problems())
    mapper = RowMapper(sheet.match.table, base)
    for row in sheet.rows(references):
        _refuse(path, row.problems)
        misfits: list[Misfit] = []
        yield from mapper.triples(row, misfits)
        for one in misfits:
            index = next(found.index for found in sheet.match.columns if found.column.name == one.column)
            params = {**one.fault.params}
            problem = sheet.source.problem(
                one.fault.code, row.number, index, value=one.fault.value, params=params
            )
            _refuse(path, [problem])
    _refuse(path, sheet.source.problems)


def _refuse(path: Path, problems: Sequence[Problem]) -> None:
    """Refuse what is wrong and was not corrected for certain.

    Raises:
        InputProblem: with the place of the first problem.
    """
    for one in problems:
        if severity_of(one.code) == VIOLATION:
            letter = "" if one.column is None else column_letter(one.column)
            place = " ".join(filter(None, (one.sheet, f"{letter}{one.row or ''}")))
            raise InputProblem(
                "contribution.cell", path=path, place=place, problem=one.message(), advice=one.advice()
            )
