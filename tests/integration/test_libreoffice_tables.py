"""Workbooks and CSV files that LibreOffice writes: the same rows, whatever the format."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ess_graph.contribution.references import References
from ess_graph.contribution.sheets import open_sheets
from ess_graph.tables.source import open_tables
from tests.integration.needed import need
from tests.spreadsheets import book, codes_of
from tests.test_contribution_sheets import HEADER, PLANTED, as_xlsx

pytestmark = pytest.mark.integration

#: Field separator, text delimiter, encoding (1: Windows-1252, 76: UTF-8), as LibreOffice numbers them.
FRENCH_CSV = "csv:Text - txt - csv (StarCalc):59,34,1"
UTF8_CSV = "csv:Text - txt - csv (StarCalc):44,34,76"


def converted(path: Path, form: str, folder: Path) -> Path:
    need("soffice")
    profile = (folder / "profile").as_uri()
    target = folder / form.partition(":")[0]
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", form]
    subprocess.run(
        [*command, "--outdir", str(target), str(path)], capture_output=True, check=True, timeout=300
    )
    (made,) = target.iterdir()
    return made


@pytest.mark.parametrize(
    "form", ["ods", "xlsx", FRENCH_CSV, UTF8_CSV], ids=["ods", "xlsx", "excel-csv", "utf8-csv"]
)
def test_the_faults_of_a_contribution_are_the_same_in_what_libreoffice_writes(
    form: str, tmp_path: Path
) -> None:
    original = tmp_path / "envoi.xlsx"
    original.write_bytes(as_xlsx())
    references = References.published()
    (sheet,) = open_sheets(converted(original, form, tmp_path), references)
    problems = [problem for row in sheet.rows(references) for problem in row.problems]
    assert [(one.row, one.column, one.code) for one in problems] == [
        (row, column, code) for row, (column, _, code) in enumerate(PLANTED, 3)
    ]
    assert [one.header for one in problems] == [HEADER[column] for column, _, _ in PLANTED]


@pytest.mark.parametrize("form", ["ods", "xlsx"])
def test_values_formulas_and_hidden_sheets_of_libreoffice_are_read(form: str, tmp_path: Path) -> None:
    made = book()
    made.active.append(["Nom", "Lieu", None, "Nombre", "Vrai", "Erreur", "Jour"])
    made.active.append(["a", "b", None, "=40+2", "=TRUE()", "=1/0", "=DATE(2024,12,31)"])
    made.active["G2"].number_format = "DD/MM/YYYY"
    made.active.merge_cells("B1:C1")
    made.create_sheet("Cachée").append(["secret"])
    made["Cachée"].sheet_state = "hidden"
    original = tmp_path / "calcul.xlsx"
    made.save(original)
    shown, hidden = open_tables(converted(original, form, tmp_path))
    (row,) = shown.rows()
    assert row.cells[:2] == ("a", "b")
    assert row.cells[3] == "42"
    assert row.cells[4] in ("true", "1")
    assert row.cells[5:] == ("#DIV/0!", "2024-12-31")
    assert codes_of(shown.problems) == ["TAB-HEADER-MERGED"]
    assert (hidden.sheet, hidden.hidden) == ("Cachée", True)
