"""The corrected copy: the proposed values are in their cells, and not a byte beside them has changed."""

from __future__ import annotations

import csv
import dataclasses
import io
import zipfile
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from ess_graph.errors import TableProblem
from ess_graph.report.characters import with_characters
from ess_graph.report.corrected import Corrected, corrected
from ess_graph.report.finding import VIOLATION
from ess_graph.report.located import Fix, LocatedFinding, Place
from ess_graph.report.needed import needed
from ess_graph.report.wording import worded
from tests import contributed
from tests.contributed import SHEET
from tests.spreadsheets import ods_row, ods_table, raw_ods


def mend(
    row: int, column: int, value: str, after: str, *, sheet: str | None = None, certain: bool = True
) -> LocatedFinding:
    place = Place("a", sheet, row, column)
    return LocatedFinding(
        "X", VIOLATION, place, worded("x"), value=value, fix=Fix(worded("y"), after, certain)
    )


def of_text(folder: Path, data: bytes, *found: LocatedFinding, guesses: bool = False) -> Corrected:
    path = folder / "a.csv"
    path.write_bytes(data)
    return corrected(path, found, guesses=guesses)


def told(copy: Corrected) -> list[tuple[str, str]]:
    return [(one.place.cell, one.refused.text("fr")) for one in copy.changes]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "pratiques.xlsx"
    path.write_bytes(contributed.workbook())
    return path


def sheet_of(data: bytes, name: str = SHEET) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python()


def test_a_code_without_its_leading_zero_is_given_back_with_it(workbook: Path) -> None:
    copy = corrected(workbook, contributed.findings("pratiques.xlsx"))
    rows = sheet_of(copy.content)
    assert rows[3][3] == "01001"
    assert rows[4][5] == "2024-12-31"
    assert rows[9][3] == "69114"


def test_what_is_a_guess_waits_for_a_person(workbook: Path) -> None:
    found = contributed.findings("pratiques.xlsx")
    certain, all_of_them = (corrected(workbook, found, guesses=guesses) for guesses in (False, True))
    guess = "ce n'est qu'une proposition, à vérifier"
    assert told(certain) == [("C3", guess), ("D4", ""), ("F5", ""), ("C6", ""), ("E8", guess), ("D10", "")]
    assert [one.applied for one in all_of_them.changes] == [True] * 6
    assert sheet_of(certain.content)[2][2] == "SCIX"
    assert sheet_of(all_of_them.content)[2][2] == "SCIC"


def test_every_part_of_a_workbook_but_the_corrected_cells_stays_byte_for_byte(workbook: Path) -> None:
    copy = corrected(workbook, contributed.findings("pratiques.xlsx"))
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(io.BytesIO(copy.content)) as new:
        assert [one.filename for one in old.infolist()] == [one.filename for one in new.infolist()]
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
        assert changed == ["xl/worksheets/sheet1.xml"]
        before, after = (one.read(changed[0]).decode() for one in (old, new))
    old_cells, new_cells = (one.split("<c ") for one in (before, after))
    differ = [new for old, new in zip(old_cells, new_cells, strict=True) if old != new]
    assert [one.split('"')[1] for one in differ] == ["D4", "F5", "C6", "D10"]
    assert all('t="inlineStr"><is><t xml:space="preserve">' in one for one in differ)
    # The contributor's number format of the cell stays: it is in the style that the cell refers to.
    old_cell = before[before.index('<c r="D4"') :].split(">")[0]
    assert old_cell.split(' s="')[1].split('"')[0] in after[after.index('<c r="D4"') :].split(">")[0]


def test_a_workbook_that_needs_no_correction_comes_back_as_it_was(workbook: Path) -> None:
    assert corrected(workbook, []).content == workbook.read_bytes()


def test_a_cell_with_a_formula_is_left_alone(workbook: Path) -> None:
    book = needed("openpyxl", "xlsx").load_workbook(workbook)
    book.save(workbook)
    copy = corrected(workbook, [mend(2, 0, "", "42", sheet="Calculs")])
    assert told(copy) == [("A2", "la cellule contient une formule")]


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (mend(4, 3, "1002", "01002", sheet=SHEET), "la cellule contient maintenant « 1001 »"),
        (mend(400, 3, "1002", "01002", sheet=SHEET), "la cellule contient maintenant «  »"),
        (mend(7, 1, "", "Titre", sheet=SHEET), "il n'y a pas de telle cellule dans le fichier"),
        (mend(4, 3, "1001", "01001", sheet="Absente"), "il n'y a pas de telle cellule dans le fichier"),
        (mend(4, 3, "1001", "a\x01b", sheet=SHEET), "l'encodage du fichier n'a pas ces caractères"),
        (
            dataclasses.replace(mend(4, 3, "1001", "01001"), place=Place("a", SHEET, 4)),
            "le constat ne porte pas sur une cellule",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_correction_that_no_longer_fits_is_not_made_and_is_told(
    workbook: Path, found: LocatedFinding, reason: str
) -> None:
    copy = corrected(workbook, [found])
    assert [one.refused.text("fr") for one in copy.changes] == [reason]
    assert sheet_of(copy.content) == sheet_of(workbook.read_bytes())


def test_a_cell_written_without_a_reference_is_found_by_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(io.BytesIO(contributed.workbook())) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                text = data.decode()
                rows = "<row><c><v>1</v></c><c t='n'><v>1001</v></c></row>"
                data = f"{text.split('<sheetData>')[0]}<sheetData>{rows}</sheetData></worksheet>".encode()
            new.writestr(entry, data)
    copy = corrected(path, [mend(1, 1, "1001", "01001 <&>", sheet=SHEET)])
    assert told(copy) == [("B1", "")]
    assert sheet_of(copy.content) == [[1, "01001 <&>"]]


def test_two_corrections_of_one_cell_are_one_when_they_say_the_same(tmp_path: Path) -> None:
    data = b"a;b\r\nSCIX; SCOOP;1\r\n".replace(b"; ", b", ")
    both = [mend(2, 0, value, "SCIC, SCOP") for value in ("SCIX", "SCOOP")]
    copy = of_text(tmp_path, data, *both)
    assert copy.content == b"a;b\r\nSCIC, SCOP;1\r\n"
    assert told(copy) == [("A2", ""), ("A2", "")]


def test_of_two_corrections_that_differ_the_first_is_made_and_the_other_told(tmp_path: Path) -> None:
    copy = of_text(tmp_path, b"a;b\nx;1\n", mend(2, 0, "x", "y"), mend(2, 0, "x", "z"))
    assert copy.content == b"a;b\ny;1\n"
    assert told(copy) == [("A2", ""), ("A2", "une autre correction met « y » dans cette cellule")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "sep=;"])
def test_separator_encoding_mark_and_line_ends_of_a_csv_stay(
    tmp_path: Path, encoding: str, end: str, start: str
) -> None:
    head = f"{start}{end}" if start else ""
    lines = ["Nom;Code", 'é "cité";1001', '"a;b";  x ', "", '"deux', 'lignes";"1""001"', "fin;"]
    before = (head + end.join(lines)).encode(encoding)
    copy = of_text(tmp_path, before, mend(2, 1, "1001", "01001"), mend(5, 1, '1"001', "d;e"))
    after = (head + end.join(lines)).replace('é "cité";1001', 'é "cité";01001').replace('"1""001"', '"d;e"')
    if encoding == "utf-16":
        assert copy.content.startswith(b"\xff\xfe")
    assert told(copy) == [("B2", ""), ("B5", "")]
    assert copy.content == after.encode(encoding)


def test_a_value_that_needs_quotes_gets_them(tmp_path: Path) -> None:
    copy = of_text(tmp_path, b"a,b\nx,y\n", mend(2, 0, "x", 'un, "deux"'))
    assert copy.content == b'a,b\n"un, ""deux""",y\n'


def test_a_character_that_the_encoding_lacks_is_not_written(tmp_path: Path) -> None:
    data = "a;b\né;y\n".encode("cp1252")
    copy = of_text(tmp_path, data, mend(2, 1, "y", "Ω"))
    assert copy.content == data
    assert told(copy) == [("B2", "l'encodage du fichier n'a pas ces caractères")]


def test_a_value_that_a_spreadsheet_would_run_is_not_written(tmp_path: Path) -> None:
    copy = of_text(tmp_path, b"a;b\nx;y\n", mend(2, 1, "y", "=1+1"))
    assert copy.content == b"a;b\nx;y\n"
    assert told(copy) == [("B2", "un tableur prendrait la valeur pour une formule")]


def test_a_cell_is_emptied_when_the_correction_is_empty(tmp_path: Path, workbook: Path) -> None:
    assert of_text(tmp_path, b"a;b\nx;inconnu\n", mend(2, 1, "inconnu", "")).content == b"a;b\nx;\n"
    copy = corrected(workbook, [mend(4, 9, "à revoir", "", sheet=SHEET)])
    assert copy.changes[0].applied
    assert sheet_of(copy.content)[3][9] == ""


def test_a_file_of_the_directive_alone_or_with_old_line_ends_comes_back(tmp_path: Path) -> None:
    assert of_text(tmp_path, b"sep=;\n", mend(2, 0, "x", "y")).content == b"sep=;\n"
    assert of_text(tmp_path, b"sep=;\ra;b\rx;1\r", mend(2, 0, "x", "y")).content == b"sep=;\ra;b\ry;1\r"


def test_a_finding_gets_the_character_at_which_its_cell_starts(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes('\ufeffNom;Code\r\n"un\r\ndeux";"1001"\r\né;x\r\n'.encode())
    found = [
        mend(2, 1, "1001", "01001"),
        mend(1, 1, "Code", "Codes"),
        mend(3, 0, "é", "e;f"),
        mend(9, 9, "", ""),
    ]
    placed = with_characters(path, found)
    assert [(one.place.line, one.place.character) for one in placed] == [(3, 7), (1, 5), (4, 1), (None, None)]
    raws = [one.fix.raw for one in placed if one.fix]
    assert raws == [('"1001"', '"01001"'), ("Code", "Codes"), ("é", '"e;f"'), None]
    # Whoever applies the fixes as a tool would, by line and character, gets the corrected copy.
    lines = path.read_text("utf-8-sig").split("\n")
    for one in sorted(placed[:3], key=lambda one: one.place.column or 0, reverse=True):
        assert one.fix is not None
        assert one.fix.raw is not None
        line, start = (one.place.line or 0) - 1, (one.place.character or 0) - 1
        assert lines[line][start:].startswith(one.fix.raw[0])
        lines[line] = lines[line][:start] + one.fix.raw[1] + lines[line][start + len(one.fix.raw[0]) :]
    copy = corrected(path, found).content.decode("utf-8-sig").replace("\r\n", "\n")
    assert "\n".join(lines) == copy


def test_the_findings_of_a_workbook_have_no_characters(workbook: Path) -> None:
    found = contributed.findings("pratiques.xlsx")
    assert with_characters(workbook, found) == found


def test_a_record_after_one_of_several_lines_is_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    copy = of_text(tmp_path, b'a;b\n"1\n2\n3";x\ny;z\n', mend(3, 0, "y", "w"))
    assert copy.content == b'a;b\n"1\n2\n3";x\nw;z\n'


def number(value: str, more: str = "") -> str:
    return (
        f'<table:table-cell table:style-name="ce1" office:value-type="float" office:value="{value}"{more}>'
        f"<office:annotation><text:p>de Marie</text:p></office:annotation><text:p>{value}</text:p></table:table-cell>"
    )


def of_sheet(folder: Path, rows: str, *found: LocatedFinding) -> tuple[Corrected, str]:
    path = folder / "a.ods"
    path.write_bytes(raw_ods(ods_table("F", rows)))
    copy = corrected(path, found)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(io.BytesIO(copy.content)) as new:
        assert [one.filename for one in old.infolist()] == [one.filename for one in new.infolist()]
        assert [one.compress_type for one in old.infolist()] == [one.compress_type for one in new.infolist()]
        same = [name for name in old.namelist() if old.read(name) == new.read(name)]
        assert {"mimetype", "META-INF/manifest.xml"} <= set(same)
        content = new.read("content.xml").decode()
    return copy, content[content.index("<table:table-row") : content.index("</table:table>")]


def test_a_cell_of_an_open_document_keeps_its_style_and_its_comment(tmp_path: Path) -> None:
    copy, rows = of_sheet(
        tmp_path,
        f"<table:table-row>{number('1001')}</table:table-row>",
        mend(1, 0, "1001", "01001", sheet="F"),
    )
    assert told(copy) == [("A1", "")]
    assert rows == (
        '<table:table-row><table:table-cell table:style-name="ce1" office:value-type="string">'
        "<office:annotation><text:p>de Marie</text:p></office:annotation><text:p>01001</text:p>"
        "</table:table-cell></table:table-row>"
    )


def test_equal_rows_and_cells_that_are_written_once_are_told_apart(tmp_path: Path) -> None:
    cells = number("1001", ' table:number-columns-repeated="4"')
    copy, _ = of_sheet(
        tmp_path,
        f'<table:table-row table:number-rows-repeated="5">{cells}</table:table-row>{ods_row("fin")}',
        *(
            mend(row, column, "1001", f"{row}-{column}", sheet="F")
            for row, column in ((2, 1), (2, 2), (4, 3))
        ),
    )
    assert all(one.applied for one in copy.changes)
    plain = [1001.0] * 4
    assert sheet_of(copy.content, "F") == [
        plain,
        [1001.0, "2-1", "2-2", 1001.0],
        plain,
        [1001.0, 1001.0, 1001.0, "4-3"],
        plain,
        ["fin", "", "", ""],
    ]


def test_white_space_of_an_open_document_is_kept(tmp_path: Path) -> None:
    copy, rows = of_sheet(tmp_path, ods_row("x"), mend(1, 0, "x", " a  b\tc\nd", sheet="F"))
    assert '<text:p><text:s text:c="1"/>a<text:s text:c="2"/>b<text:tab/>c</text:p><text:p>d</text:p>' in rows
    # The reader of workbooks passes over a tabulator of OpenDocument.
    assert sheet_of(copy.content, "F") == [[" a  bc\nd"]]


def test_a_formula_of_an_open_document_is_left_alone(tmp_path: Path) -> None:
    cell = number("1001", ' table:formula="of:=1000+1"')
    copy, rows = of_sheet(
        tmp_path, f"<table:table-row>{cell}</table:table-row>", mend(1, 0, "1001", "x", sheet="F")
    )
    assert told(copy) == [("A1", "la cellule contient une formule")]
    assert rows == f"<table:table-row>{cell}</table:table-row>"


def test_a_file_that_is_no_table_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("@prefix ex: <https://example.org/> .\nex:a ex:b ex:c .\n", "utf-8")
    with pytest.raises(TableProblem, match=r"a\.ttl"):
        corrected(path, [mend(2, 0, "x", "y")])


def shared(first: bytes, second: bytes) -> int:
    """Return how many bytes two texts start with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


cells = st.text(st.sampled_from('aé;,"\n\r 1'), max_size=6)
tables = st.lists(st.lists(cells, min_size=2, max_size=2), min_size=2, max_size=5)


@settings(max_examples=150, deadline=None)
@given(tables, st.data())
def test_one_correction_changes_one_cell_whatever_the_file(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], data: st.DataObject
) -> None:
    out = io.StringIO()
    table = [["Nom", "Code"], *rows]
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(table)
    at = data.draw(st.integers(1, len(rows)))
    column = data.draw(st.integers(0, 1))
    after = data.draw(cells.filter(lambda text: not text.startswith(("\r", "\n"))))
    folder = tmp_path_factory.mktemp("csv")
    found = mend(at + 1, column, table[at][column].strip(), after)
    copy = of_text(folder, out.getvalue().encode(), found)
    expected = [list(row) for row in table]
    if copy.changes[0].applied:
        expected[at][column] = after
    assert list(csv.reader(io.StringIO(copy.content.decode(), ""), delimiter=";", strict=True)) == expected
    before = out.getvalue().encode()
    start = shared(before, copy.content)
    end = shared(before[start:][::-1], copy.content[start:][::-1])
    # What differs is no longer than the cell with its quotes.
    longest = len(table[at][column].replace('"', '""').encode()) + 2
    assert len(before) - start - end <= longest
