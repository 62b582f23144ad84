"""Ten planted faults of ten kinds: found once each, at their cells, in French, with what to do about them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ess_graph.checking.check import check
from ess_graph.checking.inputs import Given
from ess_graph.errors import EXIT_NOT_CONFORM, EXIT_OK
from ess_graph.report.findings.forms import FORMS, text_of
from ess_graph.store.generation import OpenStore
from tests.checking.planted import FAULTS, HEADER, table, write_french_csv, write_workbook
from tests.conftest import CommandLine

DAY = ("--date", "2026-11-27")


def checked(cli: CommandLine, store: Path | None, *arguments: str | Path) -> dict[str, Any]:
    """Return what ``validate`` tells a program of one file."""
    ran = cli("validate", *arguments, *DAY, "-f", "json", store=store)
    assert ran.code in (EXIT_OK, EXIT_NOT_CONFORM), ran.err
    report: dict[str, Any] = json.loads(ran.out)
    assert report["exitCode"] == ran.code
    (only,) = report["files"]
    return dict(only)


def cells(file: dict[str, Any], *, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Return the codes of findings with their cells."""
    found = []
    for one in file["findings"]:
        place = one["place"]
        if one["code"] not in without:
            found.append((one["code"], f"{place.get('letter', '')}{place.get('row', '')}"))
    return found


def test_each_fault_of_a_workbook_is_one_finding_at_its_cell(
    small_path: Path, tmp_path: Path, cli: CommandLine
) -> None:
    file = checked(cli, small_path, write_workbook(tmp_path / "a.xlsx", table()))
    assert cells(file) == list(FAULTS)
    assert {one["place"]["sheet"] for one in file["findings"]} == {"Pratiques"}


def test_the_same_rows_as_french_csv_have_the_same_findings_at_the_same_cells(
    small_path: Path, tmp_path: Path, cli: CommandLine
) -> None:
    file = checked(cli, small_path, write_french_csv(tmp_path / "a.csv", table()))
    assert file["findings"][0]["code"] == "TAB-ENCODING"
    assert cells(file, without=("TAB-ENCODING",)) == list(FAULTS)


def test_columns_in_another_order_move_the_findings_with_them(
    small_path: Path, tmp_path: Path, cli: CommandLine
) -> None:
    turned = [list(reversed(row)) for row in table()]
    file = checked(cli, small_path, write_workbook(tmp_path / "a.xlsx", turned))
    last = ord("A") + len(HEADER) - 1
    moved = {
        (code, f"{chr(ord('A') + last - ord(cell[0]))}{cell[1:]}" if cell[0].isalpha() else cell)
        for code, cell in FAULTS
    }
    assert set(cells(file)) == moved


def test_every_fault_says_in_french_what_to_do(small_path: Path, tmp_path: Path, cli: CommandLine) -> None:
    path = write_workbook(tmp_path / "a.xlsx", table())
    file = checked(cli, small_path, path)
    assert all(one["fix"]["text"]["fr"] for one in file["findings"])
    mended = {one["code"]: one["fix"].get("replacement") for one in file["findings"]}
    assert mended["CEL-ZERO"] == "01"
    assert mended["CEL-CODE"] == "Alimentation"
    assert mended["CEL-FORMER"] == "69114"
    assert mended["CEL-KEY"] == "200054807"
    assert mended["CEL-YEAR"] == "2024"
    ran = cli("validate", path, *DAY, "--lang", "fr", store=small_path)
    assert (ran.code, ran.err) == (EXIT_NOT_CONFORM, "")
    assert "Le code de commune 69159 n'existe plus : il est devenu 69114" in " ".join(ran.out.split())
    assert "feuille Pratiques, ligne 8, colonne K « Communes »" in ran.out


def test_a_second_check_gives_the_same_report(
    small_path: Path, small: OpenStore, tmp_path: Path, cli: CommandLine
) -> None:
    path = write_french_csv(tmp_path / "a.csv", table())
    ran = cli("validate", path, *DAY, "-f", "ttl", store=small_path)
    assert ran.out == cli("validate", path, *DAY, "-f", "ttl", store=small_path).out
    given = [Given(path, "a.csv")]
    first, second = (check(given, opened=small, day=date(2026, 11, 27)) for _ in range(2))
    for form in FORMS:
        assert text_of(first, form, "fr") == text_of(second, form, "fr")


def test_what_can_be_read_in_one_way_only_is_mended_in_a_copy(tmp_path: Path, cli: CommandLine) -> None:
    # Without a store: the small one lacks the commune that the former code leads to.
    path = write_workbook(tmp_path / "a.xlsx", table())
    before, copy = path.read_bytes(), tmp_path / "b.xlsx"
    ran = cli("validate", path, *DAY, "-f", "json", "--fix", copy, "--guesses")
    assert ran.code == EXIT_NOT_CONFORM
    assert path.read_bytes() == before
    left = checked(cli, None, copy)
    gone = {"CEL-ZERO", "CEL-YEAR", "CEL-CODE", "CEL-KEY", "CEL-FORMER", "CEL-URL"}
    assert cells(left) == [(code, cell) for code, cell in FAULTS if code not in gone]


def test_the_workbook_comes_back_with_its_findings(
    small_path: Path, tmp_path: Path, cli: CommandLine
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    path = write_workbook(tmp_path / "a.xlsx", table())
    copy = tmp_path / "b.xlsx"
    cli("validate", path, *DAY, "--annotated", copy, "--lang", "fr", store=small_path)
    sheet = openpyxl.load_workbook(copy)["Pratiques"]
    for code, cell in FAULTS:
        comment = sheet[cell if cell[0].isalpha() else f"A{cell}"].comment
        assert comment is not None, cell
        assert code in comment.text


def test_a_copy_never_takes_the_place_of_the_file(small_path: Path, tmp_path: Path, cli: CommandLine) -> None:
    path = write_workbook(tmp_path / "a.xlsx", table())
    before = path.read_bytes()
    for option in ("--fix", "--annotated"):
        assert cli("validate", path, option, path, store=small_path).code == 2
        assert path.read_bytes() == before


def test_rows_without_a_fault_conform(small_path: Path, tmp_path: Path, cli: CommandLine) -> None:
    path = write_workbook(tmp_path / "a.xlsx", table([{"id": "agen-une"}, {"id": "agen-deux"}], HEADER[:-1]))
    file = checked(cli, small_path, path)
    assert (file["findings"], file["conforms"], file["rows"]) == ([], True, 2)
    assert file["rules"] > 10


def test_the_severity_that_fails_can_be_chosen(small_path: Path, tmp_path: Path, cli: CommandLine) -> None:
    path = write_workbook(tmp_path / "a.xlsx", table([{"id": "agen-une"}]))
    assert cli("validate", path, store=small_path).code == EXIT_OK
    assert cli("validate", path, "--fail-on", "warning", store=small_path).code == EXIT_NOT_CONFORM


def test_a_file_that_no_rule_looked_at_does_not_pass(
    small_path: Path, tmp_path: Path, cli: CommandLine
) -> None:
    path = tmp_path / "courses.csv"
    path.write_text("pain;lait\n1;2\n", "utf-8")
    file = checked(cli, small_path, path)
    assert {one["code"] for one in file["findings"]} == {"HDR-NO-TABLE", "FILE-UNCHECKED"}
    assert not file["conforms"]


def test_without_a_store_the_published_tables_are_the_context(tmp_path: Path, cli: CommandLine) -> None:
    path = write_workbook(tmp_path / "a.xlsx", table())
    ran = cli("validate", path, *DAY, "-f", "json")
    file = json.loads(ran.out)["files"][0]
    assert cells(file) == list(FAULTS)
    assert "tables publiées" in file["notices"][0]["fr"]
