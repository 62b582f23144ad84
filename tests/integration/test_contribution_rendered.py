"""What a contributor gets, opened as they would open it: workbooks in LibreOffice, the page in Chromium."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import zipfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ess_graph.report.annotated import COLOURS, annotated_workbook
from ess_graph.report.corrected import corrected
from ess_graph.report.finding import INFO, VIOLATION, WARNING
from ess_graph.report.findings.forms import text_of
from tests import contributed
from tests.integration.needed import need

pytestmark = pytest.mark.integration

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
#: Where a program of a hardened container runs only like this.
CHROMIUM = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")


def converted(path: Path, form: str, profile: Path) -> Path:
    need("soffice")
    # A profile of its own: another LibreOffice that runs would take the file over and answer nothing.
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", form]
    out = path.parent / "converted"
    done = subprocess.run(
        [*command, "--outdir", str(out), str(path)], capture_output=True, check=True, timeout=300
    )
    target = out / path.with_suffix(f".{form.partition(':')[0]}").name
    assert target.exists(), done.stderr.decode()
    return target


def pixels(pdf: Path, page: int) -> Counter[str]:
    """Return how many pixels of each colour a page has."""
    need("pdftoppm")
    command = ["pdftoppm", "-r", "50", "-f", str(page), "-l", str(page), str(pdf)]
    image = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout
    head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", image)
    assert head is not None
    data = image[head.end() :].hex().upper()
    return Counter(data[i : i + 6] for i in range(0, len(data), 6))


@pytest.fixture
def annotated(tmp_path: Path) -> Path:
    source = tmp_path / "pratiques.xlsx"
    source.write_bytes(contributed.workbook())
    one = contributed.verdict()
    path = tmp_path / "annote.xlsx"
    path.write_bytes(annotated_workbook(source, one, contributed.report(one), "fr"))
    return path


def test_libreoffice_shows_the_ten_comments_at_their_cells(annotated: Path, tmp_path: Path) -> None:
    ods = converted(annotated, "ods", tmp_path / "profile")
    content = ET.fromstring(zipfile.ZipFile(ods).read("content.xml"))
    tables = {one.get(f"{TABLE}name"): one for one in content.iter(f"{TABLE}table")}
    assert list(tables) == ["Résumé du contrôle", contributed.SHEET, "Calculs"]
    notes = ["".join(note.itertext()) for note in tables[contributed.SHEET].iter(f"{OFFICE}annotation")]
    assert len(notes) == 10
    for code in contributed.RULES:
        assert sum(f"({code})" in note for note in notes) == 1
    formulas = [
        one.get(f"{TABLE}formula") for one in content.iter(f"{TABLE}table-cell") if one.get(f"{TABLE}formula")
    ]
    assert formulas == ["of:=[.A1]+2"]


def test_the_colours_of_each_severity_are_seen(annotated: Path, tmp_path: Path) -> None:
    pdf = converted(annotated, "pdf", tmp_path / "profile")
    summary = pixels(pdf, 1)
    for severity in (VIOLATION, WARNING, INFO):
        assert summary[COLOURS[severity][2:]] > 20, severity
    assert pixels(pdf, 2)[COLOURS[VIOLATION][2:]] > 500


def test_a_workbook_of_libreoffice_is_corrected_and_opens_again(tmp_path: Path) -> None:
    source = tmp_path / "pratiques.xlsx"
    source.write_bytes(contributed.workbook())
    # LibreOffice keeps texts in a table of shared strings, which openpyxl does not.
    theirs = converted(source, "xlsx", tmp_path / "profile")
    copy = corrected(theirs, contributed.findings("pratiques.xlsx"), guesses=True)
    assert [one.applied for one in copy.changes] == [True] * 6
    path = tmp_path / "corrige.xlsx"
    path.write_bytes(copy.content)
    with zipfile.ZipFile(theirs) as old, zipfile.ZipFile(path) as new:
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
    assert changed == ["xl/worksheets/sheet1.xml"]
    text = converted(path, "csv:Text - txt - csv (StarCalc):59,34,76", tmp_path / "profile").read_text(
        "utf-8"
    )
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    places = {(2, 2): "SCIC", (3, 3): "01001", (4, 5): "2024-12-31", (7, 4): "732829320", (9, 3): "69114"}
    assert {at: rows[at[0]][at[1]] for at in places} == places


def test_chromium_prints_the_page_whole(tmp_path: Path) -> None:
    need("chromium", "pdftotext")
    page, pdf = tmp_path / "rapport.html", tmp_path / "rapport.pdf"
    page.write_text(text_of(contributed.report(), "html", "fr"), "utf-8")
    command = [
        *CHROMIUM,
        f"--user-data-dir={tmp_path / 'chromium'}",
        f"--print-to-pdf={pdf}",
        page.as_uri(),
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True).stdout.decode()
    flat = " ".join(text.split())
    for code in contributed.RULES:
        assert code in flat
    assert "7 erreurs, 2 avertissements, 1 information" in flat
