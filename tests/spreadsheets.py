"""Tables of contributors for the tests: CSV as bytes, workbooks through openpyxl, and raw archives for hostile ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ess_graph.report.needed import needed
from ess_graph.tables.problem import Problem
from ess_graph.tables.rows import Row, SourceTable
from ess_graph.tables.source import open_tables

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
#: What a workbook of one sheet is made of, but for the sheet.
XLSX_PARTS = {
    "[Content_Types].xml": _CONTENT_TYPES,
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_RELATIONS}/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
    '<sheet name="Feuil1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1"'
    f' Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def sheet_xml(rows: str, after: str = "") -> str:
    """Return the part of a sheet."""
    return f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def text_cell(place: str, text: str) -> str:
    """Return a cell that holds a text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def archive(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def raw_xlsx(rows: str, after: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return a workbook of one sheet made of XML by hand."""
    return archive({**XLSX_PARTS, "xl/worksheets/sheet1.xml": sheet_xml(rows, after), **(more or {})})


def raw_ods(tables: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return an OpenDocument spreadsheet made of XML by hand."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text")
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    content = (
        f"{_DECLARATION}<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return archive(
        {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content, **(more or {})}
    )


def ods_table(name: str, *rows: str) -> str:
    """Return a sheet of an OpenDocument spreadsheet."""
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def ods_row(*cells: str) -> str:
    """Return a row of texts."""
    made = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row>{made}</table:table-row>"


def book() -> Any:
    """Return a new workbook of openpyxl, with one sheet."""
    return needed("openpyxl", "xlsx").Workbook()


def saved(workbook: Any) -> bytes:
    """Return a workbook as its bytes."""
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def xlsx(*rows: Sequence[object]) -> bytes:
    """Return a workbook of one sheet."""
    made = book()
    for row in rows:
        made.active.append(list(row))
    return saved(made)


def tables_of(content: bytes | Path, name: str = "table.csv", **options: Any) -> list[SourceTable]:
    """Return the tables of a file."""
    source = content if isinstance(content, Path) else io.BytesIO(content)
    return list(open_tables(source, name, **options))


def table_of(content: bytes | Path, name: str = "table.csv", **options: Any) -> SourceTable:
    """Return the one table of a file."""
    (table,) = tables_of(content, name, **options)
    return table


def read(content: bytes | Path, name: str = "table.csv") -> tuple[list[str], list[Row], list[Problem]]:
    """Return header, rows and problems of the one table of a file."""
    table = table_of(content, name)
    rows = list(table.rows())
    return [cell.text for cell in table.header], rows, list(table.problems)


def cells_of(content: bytes | Path, name: str = "table.csv") -> list[tuple[str, ...]]:
    """Return header and rows of the one table of a file, as texts."""
    header, rows, _ = read(content, name)
    return [tuple(header), *(row.cells for row in rows)]


def codes_of(problems: Sequence[Problem]) -> list[str]:
    """Return the codes of problems."""
    return [problem.code for problem in problems]
