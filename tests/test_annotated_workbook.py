"""The contributor's workbook back: what was found is in its cells, and the rest is as it was."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ess_graph.errors import TableProblem, UsageProblem
from ess_graph.report.annotated import COLOURS, annotated_workbook
from ess_graph.report.beside import save_copy
from ess_graph.report.finding import INFO, VIOLATION, WARNING
from ess_graph.report.located import Fix, LocatedFinding, Place, unchecked
from ess_graph.report.needed import needed
from ess_graph.report.verdict import FileVerdict, file_verdict
from ess_graph.report.wording import worded
from tests import contributed
from tests.contributed import HEADERS, ROWS, SHEET


def opened(data: bytes) -> Any:
    return needed("openpyxl", "xlsx").load_workbook(io.BytesIO(data), rich_text=True)


def annotated(path: Path, verdict: FileVerdict | None = None, lang: str = "fr") -> Any:
    one = verdict or contributed.verdict()
    return opened(annotated_workbook(path, one, contributed.report(one), lang))


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "pratiques.xlsx"
    path.write_bytes(contributed.workbook())
    return path


def colours(sheet: Any) -> dict[str, str]:
    known = set(COLOURS.values())
    return {
        cell.coordinate: cell.fill.fgColor.rgb
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type and cell.fill.fgColor.rgb in known
    }


def test_the_ten_cells_are_coloured_by_severity(workbook: Path) -> None:
    expected = dict.fromkeys(("C3", "D4", "C6", "B7", "E8", "D10"), VIOLATION)
    # A finding of a whole row colours what the row holds.
    expected |= dict.fromkeys(("A9", "B9", "C9", "D9", "E9", "F9", "H9"), VIOLATION)
    expected |= {"J1": WARNING, "F5": WARNING, "H11": INFO}
    found = colours(annotated(workbook)[SHEET])
    assert found == {cell: COLOURS[severity] for cell, severity in expected.items()}


def test_a_comment_says_what_is_wrong_and_how_to_mend_it(workbook: Path) -> None:
    french, english = (annotated(workbook, lang=lang)[SHEET] for lang in ("fr", "en"))
    assert french["D10"].comment.text == (
        "Erreur (CEL-FORMER)\n69159 est devenue 69114 le 15 mars 2024.\n→ Écrivez « 69114 »."
    )
    assert english["D10"].comment.text == (
        "Error (CEL-FORMER)\n69159 became 69114 on 15 March 2024.\n→ Write “69114”."
    )
    assert french["B7"].comment.text.count("\n– 0 valeur trouvée") == 1


def test_a_finding_of_a_row_is_told_once_and_names_the_other_row(workbook: Path) -> None:
    sheet = annotated(workbook)[SHEET]
    assert "Voir feuille Nos pratiques, ligne 2." in sheet["A9"].comment.text
    assert [cell.coordinate for cell in sheet[9] if cell.comment] == ["A9"]


def test_the_comment_of_the_contributor_stays_and_comes_first(workbook: Path) -> None:
    text = annotated(workbook)[SHEET]["D4"].comment.text
    assert text.startswith("À vérifier avec Paul\n\nErreur (CEL-ZERO)")


def test_two_findings_of_one_cell_share_its_comment_and_the_worst_gives_the_colour(workbook: Path) -> None:
    first, second = (
        LocatedFinding(code, severity, Place("pratiques.xlsx", SHEET, 2, 0), worded(code))
        for code, severity in (("X-MILD", INFO), ("X-HARD", VIOLATION))
    )
    sheet = annotated(workbook, file_verdict("pratiques.xlsx", [first, second], rules=1))[SHEET]
    assert colours(sheet) == {"A2": COLOURS[VIOLATION]}
    assert "X-MILD" in sheet["A2"].comment.text
    assert "X-HARD" in sheet["A2"].comment.text


def test_values_styles_formulas_and_other_sheets_stay(workbook: Path) -> None:
    before, after = opened(contributed.workbook()), annotated(workbook)
    assert after.sheetnames == ["Résumé du contrôle", *before.sheetnames]
    for name in before.sheetnames:
        for row in before[name].iter_rows():
            for old in row:
                new = after[name][old.coordinate]
                assert (new.value, new.data_type) == (old.value, old.data_type), old.coordinate
                assert (repr(new.font), new.number_format) == (repr(old.font), old.number_format), (
                    old.coordinate
                )
    assert after["Calculs"]["A2"].value == "=A1+2"
    assert after[SHEET].freeze_panes == "A2"
    assert after[SHEET].column_dimensions["B"].width == before[SHEET].column_dimensions["B"].width


def test_the_summary_comes_first_and_links_each_finding_to_its_cell(workbook: Path) -> None:
    book = annotated(workbook)
    sheet = book.worksheets[0]
    assert book.active is sheet
    assert [one.sheet_view.tabSelected for one in book.worksheets] == [True, False, False]
    assert (
        sheet["A3"].value == "À corriger : 7 erreurs, 2 avertissements, 1 information (10 lignes contrôlées)."
    )
    assert [sheet.cell(row, 1).value for row in (4, 5, 6)] == [
        "7 erreurs",
        "2 avertissements",
        "1 information",
    ]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=8, max_row=18)]
    assert rows[0][:4] == ["Gravité", "Feuille", "Où", "Colonne"]
    assert rows[1] == [
        "Erreur",
        SHEET,
        "C3",
        "Forme",
        "SCIX",
        "« SCIX » n'est pas dans la liste « Formes juridiques ».",
        "Peut-être « SCIC » : à vérifier.",
        "SCIC",
        "Valeur hors de la liste (CEL-CODE)",
    ]
    links = [cell.hyperlink.location for cell in sheet["C"] if cell.hyperlink]
    cells = ["C3", "D4", "C6", "B7", "E8", "A9", "D10", "J1", "F5", "H11"]
    assert links == [f"'{SHEET}'!{cell}" for cell in cells]


def test_a_finding_of_the_whole_file_is_in_the_summary_only(workbook: Path) -> None:
    one = file_verdict("pratiques.xlsx", [unchecked("pratiques.xlsx")], rules=1)
    book = annotated(workbook, one)
    assert colours(book[SHEET]) == {}
    assert book.worksheets[0]["C9"].value == "tout le fichier"
    assert not book.worksheets[0]["C9"].hyperlink


def test_a_text_that_starts_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Nom,Note\n=1+1,+cmd\n@x,-12\n", "utf-8")
    evil = "=cmd|' /C calc'!A0"
    one = LocatedFinding("X", VIOLATION, Place("a.csv", None, 2, 0, evil), worded(evil), value=evil)
    one = dataclasses.replace(one, fix=Fix(worded(evil), evil))
    book = annotated(path, file_verdict("a.csv", [one], rows=2, rules=1))
    for sheet in book.worksheets:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert [(book["a.csv"][at].value, book["a.csv"][at].quotePrefix) for at in ("A2", "B2", "A3", "A1")] == [
        ("=1+1", True),
        ("+cmd", True),
        ("@x", True),
        ("Nom", False),
    ]


@pytest.mark.parametrize(
    ("encoding", "start"), [("cp1252", ""), ("utf-8-sig", ""), ("utf-8", "sep=;\r\n"), ("utf-16", "")]
)
def test_the_same_rows_as_csv_are_marked_in_the_same_cells(tmp_path: Path, encoding: str, start: str) -> None:
    path = tmp_path / "pratiques.csv"
    path.write_bytes(f"{start}{contributed.as_csv()}".encode(encoding))
    book = annotated(path, contributed.verdict("pratiques.csv", None))
    sheet = book["pratiques.csv"]
    assert [cell.value for cell in sheet[1]] == list(HEADERS)
    # A code keeps its zero, as every cell of a CSV file is a text.
    assert {type(cell.value) for row in sheet.iter_rows() for cell in row} == {str, type(None)}
    assert len(colours(sheet)) == 16
    assert set(colours(sheet)) == {*colours_of_the_workbook(tmp_path)}


def colours_of_the_workbook(folder: Path) -> dict[str, str]:
    path = folder / "pratiques.xlsx"
    path.write_bytes(contributed.workbook())
    return colours(annotated(path)[SHEET])


def test_the_same_file_gives_the_same_bytes_whenever_it_is_made(workbook: Path) -> None:
    one = contributed.verdict()
    first, second = (annotated_workbook(workbook, one, contributed.report(one), "fr") for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-11-27T00:00:00Z" in archive.read("docProps/core.xml")
    later = dataclasses.replace(contributed.report(one), date=date(2026, 12, 1))
    assert annotated_workbook(workbook, one, later, "fr") != first


def test_an_annotated_workbook_may_be_annotated_again(workbook: Path, tmp_path: Path) -> None:
    one = contributed.verdict()
    again = tmp_path / "again.xlsx"
    again.write_bytes(annotated_workbook(workbook, one, contributed.report(one), "fr"))
    names = annotated(again).sheetnames
    assert names[:2] == ["Résumé du contrôle (2)", "Résumé du contrôle"]


def test_a_finding_in_a_merged_area_marks_the_cell_that_shows_it(tmp_path: Path) -> None:
    book = needed("openpyxl", "xlsx").Workbook()
    book.active.append(["Nom", None])
    book.active.merge_cells("A1:B1")
    path = tmp_path / "a.xlsx"
    book.save(path)
    one = LocatedFinding("X", VIOLATION, Place("a.xlsx", "Sheet", 1, 1), worded("fusion"))
    sheet = annotated(path, file_verdict("a.xlsx", [one], rules=1))["Sheet"]
    assert sheet["A1"].comment.text == "Erreur (X)\nfusion"


def test_a_place_beyond_the_sheet_or_in_no_sheet_is_told_in_the_summary(workbook: Path) -> None:
    places = (Place("p", SHEET, 2_000_000, 0), Place("p", "Absente", 2, 0), Place("p", None, 2, 0))
    found = [LocatedFinding("X", VIOLATION, place, worded("loin")) for place in places]
    book = annotated(workbook, file_verdict("pratiques.xlsx", found, rules=1))
    assert colours(book[SHEET]) == {}
    assert [row[5].value for row in book.worksheets[0].iter_rows(min_row=9, max_row=11)] == ["loin"] * 3


def test_a_damaged_workbook_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(io.BytesIO(contributed.workbook())) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry, data[:-40] if "sheet1.xml" in entry.filename else data)
    with pytest.raises(TableProblem, match=r"^a\.xlsx"):
        annotated(path)


def test_the_file_that_was_handed_in_is_never_written_over(workbook: Path, tmp_path: Path) -> None:
    before = workbook.read_bytes()
    link = tmp_path / "autre-nom.xlsx"
    link.symlink_to(workbook)
    for target in (workbook, link):
        with pytest.raises(UsageProblem, match=r"fichier reçu|handed in"):
            save_copy(b"new", workbook, target)
    save_copy(b"new", workbook, tmp_path / "copie.xlsx")
    assert workbook.read_bytes() == before
    assert (tmp_path / "copie.xlsx").read_bytes() == b"new"


def test_the_rows_of_the_example_are_those_of_the_report() -> None:
    assert len(ROWS) == contributed.verdict().rows
