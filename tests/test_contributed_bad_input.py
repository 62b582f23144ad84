"""Files that are no tables: one line each that says so, and nothing left behind."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
#: Nine million equal cells, written once.
MANY_ODS = FAR_ODS.replace("1048576", "9000").replace("16384", "1000")
#: A text of 100,000 characters in 20,000 cells, written once.
LONG_ODS = FAR_ODS.replace("1048576", "200").replace("16384", "100").replace(">x<", f">{'x' * 100_000}<")


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
    "one cell that stands for millions": (raw_ods(ods_table("F", MANY_ODS)), "table.area"),
    "long text that stands for many": (raw_ods(ods_table("F", LONG_ODS)), "table.too_large"),
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


def test_two_cells_far_apart_are_refused_where_rows_cannot_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ess_graph.tables.workbook.can_stream", lambda: False)
    apart = f'<row r="1">{text_cell("A1", "Nom")}</row><row r="900000">{text_cell("S900000", "x")}</row>'
    with pytest.raises(InputProblem) as refused:
        tables_of(raw_xlsx(apart), "a.xlsx")
    assert refused.value.key == "table.area"


def test_a_long_text_that_many_cells_share_streams_or_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 15_000))
    types = XLSX_PARTS["xl/_rels/workbook.xml.rels"]
    shared = types.replace("/worksheet", "/sharedStrings", 1).replace(
        "worksheets/sheet1.xml", "sharedStrings.xml"
    )
    entry = shared[shared.index("<Relationship ") : shared.index("</Relationships>")].replace("r1", "r2")
    override = (
        '<Override PartName="/xl/sharedStrings.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    content = raw_xlsx(
        cells,
        more={
            "xl/sharedStrings.xml": f'<sst xmlns="{main}"><si><t>{"x" * 100_000}</t></si></sst>',
            "[Content_Types].xml": XLSX_PARTS["[Content_Types].xml"].replace("</Types>", override),
            "xl/_rels/workbook.xml.rels": types.replace("</Relationships>", f"{entry}</Relationships>"),
        },
    )
    (table,) = tables_of(content, "a.xlsx")
    assert sum(1 for _ in table.rows()) == 14_998
    monkeypatch.setattr("ess_graph.tables.workbook.can_stream", lambda: False)
    with pytest.raises(InputProblem) as refused:
        tables_of(content, "a.xlsx")
    assert refused.value.key == "table.too_large"


def test_a_picture_may_be_a_document_with_a_declaration() -> None:
    svg = "<!DOCTYPE svg><svg/>"
    assert len(tables_of(raw_xlsx("", more={"xl/media/image1.svg": svg}), "a.xlsx")) == 1


def _read_or_refuse(content: bytes) -> None:
    """Read a file to its end; whatever is raised beside a problem of ours fails the test."""
    with contextlib.suppress(InputProblem):
        _read_all(content)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    _read_or_refuse(content)


@given(st.text('ab;",\n\r\t\0é ', max_size=60), st.sampled_from(["utf-8", "cp1252", "utf-16", "utf-16-le"]))
def test_any_text_is_read_or_refused(text: str, encoding: str) -> None:
    _read_or_refuse(text.encode(encoding))


WHOLE = (
    xlsx(["Nom", "Nombre"], ["é", 1.5]),
    raw_ods(ods_table("F", ods_row("Nom", "Nombre"), ods_row("é", "1"))),
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(WHOLE), st.data())
def test_a_workbook_with_a_slip_in_one_part_is_read_or_refused(content: bytes, data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    start = data.draw(st.integers(0, len(parts[name])))
    stop = data.draw(st.integers(start, min(len(parts[name]), start + 20)))
    slip = data.draw(
        st.sampled_from([b"", b"<", b">", b'"', b"-1", b"99999999999", b"&x;", b"\0", b"\xff", b"ZZZ9"])
    )
    _read_or_refuse(archive({**parts, name: parts[name][:start] + slip + parts[name][stop:]}))
