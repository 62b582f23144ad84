"""Files that are no tables: one line each that says so, and nothing left behind."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from ess_graph.errors import EXIT_INPUT, InputProblem
from ess_graph.tables.source import open_tables
from tests.spreadsheets import (
    XLSX_PARTS,
    archive,
    ods_row,
    ods_table,
    raw_ods,
    raw_xlsx,
    tables_of,
    text_cell,
    xlsx,
)

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
BILLION = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
)
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst>&e;</sst>'
ENCRYPTED = (
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="content.xml">'
    "<m:encryption-data/></m:file-entry></m:manifest>"
)
FAR = f'<row r="1">{text_cell("A1", "Nom")}</row><row r="1048576">{text_cell("XFD1048576", "x")}</row>'
FAR_ODS = (
    '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"'
    ' office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
)


def lying_archive() -> bytes:
    """Return a workbook whose directory says that a member is small; it unpacks to 64 MiB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(64 << 20)) + packer.flush()
    content = archive({**XLSX_PARTS, "xl/worksheets/sheet1.xml": "<worksheet/>"})
    with zipfile.ZipFile(io.BytesIO(content)) as told:
        start = told.start_dir
    name = b"xl/bomb.xml"
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(packed), 100, len(name), 0) + name
    entry = struct.pack(
        "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(packed), 100, len(name), 0, 0, 0, 0, 0, start
    )
    directory = content[start : content.rindex(b"PK\x05\x06")] + entry + name
    count = len(XLSX_PARTS) + 2
    end = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), start + len(local) + len(packed), 0
    )
    return content[:start] + local + packed + directory + end


def encrypted_member() -> bytes:
    content = bytearray(xlsx(["Nom"]))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


CASES: dict[str, tuple[bytes, str]] = {
    "empty file": (b"", "table.empty"),
    "blank file": (b" \r\n\r\n", "table.empty"),
    "byte order mark only": (b"\xef\xbb\xbf", "table.empty"),
    "binary file": (bytes(range(256)) * 20, "table.binary"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3", "table.kind"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "table.kind"),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(20), "table.kind"),
    "web page": (b"<!DOCTYPE html><html><table><tr><td>x</table>", "table.kind"),
    "XML": (b'<?xml version="1.0"?><Workbook/>', "table.kind"),
    "JSON": (b'[{"nom": "x"}]', "table.kind"),
    "Turtle": (b"@prefix ess: <https://example.org/> .\n", "table.kind"),
    "old workbook": (COMPOUND, "table.old_workbook"),
    "workbook under a password": (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "table.encrypted"),
    "binary workbook": (archive({"[Content_Types].xml": "", "xl/workbook.bin": ""}), "table.old_workbook"),
    "zip that is no workbook": (archive({"lisez-moi.txt": "x"}), "table.no_workbook"),
    "text document": (
        archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
        "table.no_workbook",
    ),
    "word document": (archive({"[Content_Types].xml": "", "word/document.xml": "<x/>"}), "table.no_workbook"),
    "cut archive": (xlsx(["Nom"])[:-100], "table.damaged"),
    "archive of an encrypted member": (encrypted_member(), "table.encrypted"),
    "encrypted spreadsheet": (raw_ods("", {"META-INF/manifest.xml": ENCRYPTED}), "table.encrypted"),
    "zip bomb": (raw_xlsx("", more={"xl/more.xml": bytes(40 << 20)}), "table.bomb"),
    "zip bomb that lies": (lying_archive(), "table.bomb"),
    "entities": (raw_xlsx("", more={"xl/worksheets/sheet1.xml": BILLION}), "table.entity"),
    "external entity": (raw_xlsx("", more={"xl/sharedStrings.xml": EXTERNAL}), "table.entity"),
    "external entity in UTF-16": (
        raw_xlsx("", more={"xl/sharedStrings.xml": EXTERNAL.encode("utf-16")}),
        "table.entity",
    ),
    "cell at the end of the sheet": (raw_xlsx(FAR), "table.area"),
    "cell at the end of an OpenDocument sheet": (raw_ods(ods_table("F", FAR_ODS)), "table.area"),
    "sheet that is no XML": (raw_xlsx("<row"), "table.damaged"),
    "sheet that is not there": (archive(XLSX_PARTS), "table.damaged"),
    "row without a number": (raw_xlsx('<row r="x"><c><f>1</f></c></row>'), "table.damaged"),
    "spreadsheet that is no XML": (raw_ods("<table:table"), "table.damaged"),
    "repetition that is no number": (
        raw_ods(ods_table("F", '<table:table-row table:number-rows-repeated="x"/>', ods_row("a"))),
        "table.damaged",
    ),
}


def _read_all(content: bytes) -> None:
    for table in tables_of(content, "envoi.xlsx"):
        list(table.rows())


@pytest.mark.parametrize("case", CASES)
def test_a_file_that_is_no_table_is_refused_in_one_line(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    content, key = CASES[case]
    with pytest.raises(InputProblem) as refused:
        _read_all(content)
    assert refused.value.key == key
    assert refused.value.exit_code == EXIT_INPUT
    line = str(refused.value)
    assert line.startswith("envoi.xlsx")
    assert "\n" not in line
    del refused
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputProblem) as refused:
        next(open_tables(tmp_path / "absent.csv"))
    assert refused.value.key == "input.unreadable"


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputProblem) as refused:
        next(open_tables(tmp_path))
    assert refused.value.key == "input.unreadable"


def test_a_picture_may_be_a_document_with_a_declaration() -> None:
    svg = "<!DOCTYPE svg><svg/>"
    assert len(tables_of(raw_xlsx("", more={"xl/media/image1.svg": svg}), "a.xlsx")) == 1
