"""A contribution from end to end: read, told where it is wrong, given back marked and mended, read again."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from ess_graph.report.annotated import annotated_workbook
from ess_graph.report.characters import with_characters
from ess_graph.report.corrected import corrected
from ess_graph.report.finding import VIOLATION
from ess_graph.report.findings.forms import FORMS, text_of
from ess_graph.report.needed import needed
from ess_graph.report.problems import located, rules_of
from ess_graph.report.verdict import ContributionReport, FileVerdict, file_verdict
from tests.contributed import DAY
from tests.test_contribution_sheets import PLANTED, as_csv, as_ods, as_xlsx, checked

FILES = {
    "envoi.csv": as_csv("utf-8", ","),
    "excel.csv": as_csv("cp1252", ";"),
    "envoi.txt": as_csv("utf-16", "\t"),
    "envoi.xlsx": as_xlsx(),
    "envoi.ods": as_ods(),
}


@pytest.fixture(params=sorted(FILES))
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / str(request.param)
    path.write_bytes(FILES[path.name])
    return path


def verdict(path: Path) -> FileVerdict:
    _, problems = checked(path, path.name)
    return file_verdict(path.name, [located(one, VIOLATION) for one in problems], rows=11, rules=1)


def report(one: FileVerdict) -> ContributionReport:
    return ContributionReport((one,), DAY, "1.2.3", rules=rules_of({found.code for found in one.findings}))


def test_ten_faults_are_told_in_every_form(file: Path) -> None:
    one = verdict(file)
    assert [found.code for found in one.findings] == [code for _, _, code in PLANTED]
    assert all(found.advice("fr") and found.advice("en") for found in one.findings)
    for form in FORMS:
        for lang in ("fr", "en"):
            text = text_of(report(one), form, lang)
            assert all(code in text for _, _, code in PLANTED), form


def test_ten_cells_are_marked_in_what_comes_back(file: Path) -> None:
    one = verdict(file)
    data = annotated_workbook(file, one, report(one), "fr")
    sheet = needed("openpyxl", "xlsx").load_workbook(io.BytesIO(data)).worksheets[1]
    marked = [(cell.row, cell.column - 1) for row in sheet.iter_rows() for cell in row if cell.comment]
    assert marked == [(row, column) for row, (column, _, _) in enumerate(PLANTED, 3)]


def test_a_sarif_log_of_csv_has_fixes_that_are_the_corrections_of_the_copy(tmp_path: Path) -> None:
    path = tmp_path / "envoi.csv"
    path.write_bytes(FILES["envoi.csv"])
    one = verdict(path)
    placed = file_verdict(path.name, with_characters(path, one.findings), rows=11, rules=1)
    results = json.loads(text_of(report(placed), "sarif", "fr"))["runs"][0]["results"]
    lines = path.read_bytes().decode().split("\n")
    for result in results:
        for fix in result.get("fixes", ()):
            change = fix["artifactChanges"][0]["replacements"][0]
            at, text = change["deletedRegion"], change["insertedContent"]["text"]
            line = lines[at["startLine"] - 1]
            lines[at["startLine"] - 1] = line[: at["startColumn"] - 1] + text + line[at["endColumn"] - 1 :]
    assert "\n".join(lines) == corrected(path, one.findings, guesses=True).content.decode()


def test_the_copy_has_the_faults_that_have_no_certain_correction_and_no_others(file: Path) -> None:
    one = verdict(file)
    copy = corrected(file, one.findings)
    certain = {found.code for found in one.findings if found.fix and found.fix.replacement is not None}
    certain &= {found.code for found in one.findings if found.fix and found.fix.certain}
    assert certain
    assert {change.code for change in copy.changes if change.applied} == certain
    file.write_bytes(copy.content)
    left = [found.code for found in verdict(file).findings]
    assert left == [found.code for found in one.findings if found.code not in certain]
    # What was mended is not mended again.
    assert not [change for change in corrected(file, verdict(file).findings).changes if change.applied]
