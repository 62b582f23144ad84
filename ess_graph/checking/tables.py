"""The tables of a contribution: read, mapped, and told what is wrong before any shape looks at them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from ess_graph.checking.duplicates import NearPublished, Twice, duplicate_finding
from ess_graph.checking.origin import CheckedSheet, Origins
from ess_graph.checking.statements import Statements
from ess_graph.contribution.cells import ReadRow, RowReader
from ess_graph.contribution.codes import severity_of
from ess_graph.contribution.graph import Misfit, RowMapper
from ess_graph.contribution.references import References
from ess_graph.contribution.sheets import Sheet, add_own_rows, open_sheets
from ess_graph.model.contribution import help_sheets
from ess_graph.report.finding import VIOLATION, kind_of
from ess_graph.report.located import LocatedFinding
from ess_graph.report.problems import located
from ess_graph.tables.problem import MOST_KEPT, Problem

_PRACTICES = "practices.csv"


@dataclass(slots=True)
class CheckedFile:
    """What was found in one file before the shapes looked.

    Attributes:
        name: the name of the file.
        findings: what was found.
        left_out: how many more there are, by severity.
        rows: how many rows were read.
        statements: how many statements they make, or the file holds.
        codes: how many findings of each code are kept.
    """

    name: str
    findings: list[LocatedFinding] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    statements: int = 0
    codes: Counter[str] = field(default_factory=Counter)

    def tell(self, one: LocatedFinding) -> None:
        """Take in one more; a bounded number of each code is kept."""
        if self.codes[one.code] < MOST_KEPT:
            self.codes[one.code] += 1
            self.findings.append(one)
        else:
            self.left_out[kind_of(one.severity)] += 1


class TableCheck:
    """Reads the tables of one contribution.

    Args:
        references: what cells may refer to.
        said: takes in the statements.
        base: the base of our IRIs.
        near: finds published practices that are nearly contributed ones.
    """

    def __init__(self, references: References, said: Statements, base: str, near: NearPublished) -> None:
        self.origins = Origins(references)
        self._references = references
        self._said = said
        self._base = base
        self._near = near
        self._sheets: list[tuple[CheckedFile, Sheet]] = []

    def open(
        self, path: Path, name: str, *, table: str | None = None, read_hidden: bool = False
    ) -> CheckedFile:
        """Open a file, and take in what other tables may refer to.

        Raises:
            InputProblem: it cannot be read.
            TableProblem: it is no table, or damaged.
        """
        checked = CheckedFile(name)
        for sheet in open_sheets(
            path,
            self._references,
            name,
            table=table,
            read_hidden=read_hidden,
            passed_over=help_sheets(),
        ):
            self._sheets.append((checked, sheet))
        return checked

    def read(self) -> None:
        """Read every row of every file that was opened.

        Raises:
            InputProblem: a file can no longer be read.
            TableProblem: a quote is not closed, or a cell never ends.
        """
        add_own_rows([sheet for _, sheet in self._sheets], self._references)
        for checked, sheet in self._sheets:
            self._read(checked, sheet)

    def _read(self, checked: CheckedFile, sheet: Sheet) -> None:
        if sheet.match.table is None:
            for problem in sheet.problems():
                checked.tell(located(problem, severity_of(problem.code)))
            return
        one = CheckedSheet(sheet, RowMapper(sheet.match.table, self._base))
        reader = RowReader(sheet.source, sheet.match, self._references)
        twice = Twice(sheet.match.table)
        for problem in sheet.match.problems:
            checked.tell(located(problem, severity_of(problem.code)))
        rows = 0
        for row in sheet.source.rows():
            rows += 1
            self._row(checked, one, reader.read(row), twice)
        checked.rows += rows
        for problem in sheet.source.problems:
            self._tell(checked, one, problem)
        for code, count in sheet.source.problems.left_out.items():
            checked.left_out[severity_of(code)] += count

    def _tell(self, checked: CheckedFile, sheet: CheckedSheet, problem: Problem) -> None:
        found = located(problem, severity_of(problem.code))
        if problem.row is not None and found.severity == VIOLATION:
            sheet.faulty.setdefault(problem.row, set()).add(problem.column)
        checked.tell(found)

    def _row(self, checked: CheckedFile, sheet: CheckedSheet, row: ReadRow, twice: Twice) -> None:
        for problem in row.problems:
            self._tell(checked, sheet, problem)
        key = next(iter(sheet.mapper.table.primary_key), None)
        again = twice.look(
            row, sheet.place(row.number, None, row.line), sheet.place(row.number, key, row.line)
        )
        if again is not None:
            # It would be two values where one is expected, on top of what was told.
            checked.tell(again)
            return
        misfits: list[Misfit] = []
        subjects: dict[str, None] = {}
        count = 0
        for triple in sheet.mapper.triples(row, misfits):
            self._said.add(triple)
            count += 1
            subjects[getattr(triple.subject, "value", "")] = None
        checked.statements += count
        for subject in subjects:
            self.origins.note(subject, sheet, row.number, row.line)
        for misfit in misfits:
            self._tell(checked, sheet, self._problem_of(misfit, sheet, row))
        if sheet.mapper.table.url == _PRACTICES and (found := self._near_published(sheet, row)):
            checked.tell(found)

    def _problem_of(self, misfit: Misfit, sheet: CheckedSheet, row: ReadRow) -> Problem:
        index = sheet.columns[misfit.column].index
        fault = misfit.fault
        return sheet.sheet.source.problem(
            fault.code, row.number, index, value=fault.value, line=row.line, params={**fault.params}
        )

    def _near_published(self, sheet: CheckedSheet, row: ReadRow) -> LocatedFinding | None:
        ids, titles = row.values.get("id"), row.values.get("title_fr")
        if not ids or not titles:
            return None
        things = f"{self._base}id/"
        bodies = [
            f"{things}collectivite/{code}"
            for name in ("communes", "epcis", "bodies")
            for code in row.values.get(name, ())
        ]
        subject = f"{things}pratique/{ids[0]}"
        found = self._near.find(subject, titles[0], bodies)
        if found is None:
            return None
        place = sheet.place(row.number, "title_fr", row.line)
        told = duplicate_finding("DUP-PUBLISHED", place, titles[0], title=found.title, iri=found.iri)
        return replace(told, subject=subject)
