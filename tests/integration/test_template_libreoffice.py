"""A template opened by LibreOffice: nothing is lost, the drop-downs are there, and they stay in an ODS file."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ess_graph.report.needed import needed
from tests.conftest import run_process
from tests.integration.needed import need

pytestmark = pytest.mark.integration

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "modele.xlsx"
    ran = run_process("template", "practices", "actors", "arrangements", "-o", path, "--lang", "fr")
    assert (ran.code, ran.err) == (0, "")
    return path


def converted(path: Path, form: str, profile: Path) -> Path:
    need("soffice")
    # A profile of its own: another LibreOffice that runs would take the file over and answer nothing.
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", form]
    done = subprocess.run(
        [*command, "--outdir", str(path.parent), str(path)], capture_output=True, check=True, timeout=300
    )
    target = path.with_suffix(f".{form}")
    assert target.exists(), done.stderr.decode()
    return target


def test_the_drop_downs_and_the_help_survive_a_conversion_to_ods(template: Path, tmp_path: Path) -> None:
    ods = converted(template, "ods", tmp_path / "profile")
    content = ET.fromstring(zipfile.ZipFile(ods).read("content.xml"))
    kept = {one.get(f"{TABLE}name"): one for one in content.iter(f"{TABLE}content-validation")}
    tables = {one.get(f"{TABLE}name"): one for one in content.iter(f"{TABLE}table")}
    book = needed("openpyxl", "xlsx").load_workbook(template)
    lists = 0
    for name in ("Pratiques", "Acteurs", "Modes de gestion des pratiques"):
        # Row 2 of the sheet, without what follows the last column.
        row = list(tables[name].iter(f"{TABLE}table-row"))[1]
        cells = [cell for cell in row if cell.get(f"{TABLE}content-validation-name")]
        written = book[name].data_validations.dataValidation
        assert len(cells) == len(written) == book[name].max_column
        for cell, check in zip(cells, written, strict=True):
            same = kept[cell.get(f"{TABLE}content-validation-name")]
            condition = same.get(f"{TABLE}condition", "")
            help_message, error = same.find(f"{TABLE}help-message"), same.find(f"{TABLE}error-message")
            assert help_message is not None
            text = " ".join("".join(part.itertext()) for part in help_message.iter(f"{TEXT}p"))
            assert (help_message.get(f"{TABLE}title"), text) == (check.promptTitle, check.prompt)
            assert ("is-in-list" in condition) == (check.type == "list")
            if check.type == "list":
                lists += 1
                assert condition.replace("$", "").endswith(
                    check.formula1.replace("$", "").rpartition("!")[2].replace(":", ":.") + "])"
                )
                assert error is not None
                assert error.get(f"{TABLE}message-type") == check.errorStyle
    assert lists == 5 + 4 + 2


def test_the_cells_that_are_covered_are_as_many_as_is_said(template: Path, tmp_path: Path) -> None:
    ods = converted(template, "ods", tmp_path / "profile")
    content = ET.fromstring(zipfile.ZipFile(ods).read("content.xml"))
    sheet = next(one for one in content.iter(f"{TABLE}table") if one.get(f"{TABLE}name") == "Pratiques")
    covered = 0
    for row in sheet.iter(f"{TABLE}table-row"):
        first = next(iter(row.iter(f"{TABLE}table-cell")))
        if first.get(f"{TABLE}content-validation-name"):
            covered += int(row.get(f"{TABLE}number-rows-repeated", "1"))
    assert covered == 1000


def test_what_libreoffice_writes_back_as_xlsx_has_the_same_cells(template: Path, tmp_path: Path) -> None:
    ods = converted(template, "ods", tmp_path / "profile")
    again = tmp_path / "again.ods"
    again.write_bytes(ods.read_bytes())
    back = converted(again, "xlsx", tmp_path / "profile")
    load = needed("openpyxl", "xlsx").load_workbook
    ours, theirs = load(template), load(back)
    assert ours.sheetnames == theirs.sheetnames
    for sheet in ours:
        for row in sheet.iter_rows():
            for cell in row:
                same = theirs[sheet.title][cell.coordinate]
                assert same.value == cell.value
                if sheet.title == "Pratiques":
                    assert same.number_format == cell.number_format


def test_the_printed_instructions_are_read(template: Path, tmp_path: Path) -> None:
    need("pdftotext")
    pdf = converted(template, "pdf", tmp_path / "profile")
    shown = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    text = shown.stdout.decode()
    assert "Modèle de contribution à ess-graph" in text
    assert "ESS-P-002, ESS-P-101" in text
    assert "####" not in text
