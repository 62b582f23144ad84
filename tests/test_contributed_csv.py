"""CSV files as contributors send them: any separator, any encoding, and the habits of Excel in French."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ess_graph.errors import InputProblem, TableProblem
from ess_graph.tables.problem import MOST_KEPT
from ess_graph.tables.rows import LONG
from ess_graph.tables.separator import CANDIDATES, find_separator
from tests.spreadsheets import cells_of, codes_of, read, table_of

ROWS = [("Nom", "Commune"), ("L’épicerie d'Évreux", "Évreux"), ("Œuvre – été", "Aÿ")]


def written(rows: Sequence[tuple[str, ...]], separator: str = ";", ending: str = "\r\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=ending).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("separator", CANDIDATES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_is_the_same_in_every_usual_encoding_and_separator(encoding: str, separator: str) -> None:
    assert cells_of(written(ROWS, separator).encode(encoding)) == ROWS


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_lines_may_end_as_on_any_system(ending: str) -> None:
    assert cells_of(written(ROWS, ending=ending).encode()) == ROWS


def test_an_encoding_other_than_utf8_is_told_and_not_a_fault() -> None:
    _, _, problems = read(written(ROWS).encode("cp1252"))
    assert codes_of(problems) == ["TAB-ENCODING"]
    assert "Windows-1252" in problems[0].message("fr")
    assert read(written(ROWS).encode())[2] == []


def test_a_file_glued_from_two_encodings_is_refused_where_the_second_starts() -> None:
    glued = "Nom\né\n".encode() + "où\n".encode("cp1252")
    with pytest.raises(InputProblem) as refused:
        table_of(glued)
    assert refused.value.key == "input.encoding"
    assert (refused.value.fields["line"], refused.value.fields["column"]) == (3, 2)


def test_a_byte_that_windows_does_not_know_is_refused_with_its_place() -> None:
    with pytest.raises(InputProblem) as refused:
        table_of(b"Nom;Ville\nx;\x81\n")
    assert refused.value.fields["byte"] == "0x81"
    assert refused.value.fields["line"] == 2


def test_a_utf16_file_that_is_cut_is_refused() -> None:
    with pytest.raises(InputProblem) as refused:
        table_of("Nom;Ville\nx;y\n".encode("utf-16")[:-1])
    assert refused.value.key == "input.encoding_wrong"


def test_the_accent_that_tells_the_encoding_may_come_late(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    path.write_bytes(b"Nom;Ville\n" + b"x;y\n" * 400_000 + "x;Aÿ\n".encode("cp1252"))
    table = table_of(path, "late.csv")
    assert [row.cells for row in table.rows()][-1] == ("x", "Aÿ")


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ('"Nom ; sigle",Commune\n"a ; b",c\n', ","),
        ("Nom;Prix, en euros;Année\nx;3,5;2020\ny;4,5;2021\n", ";"),
        ("Nom (a,b,c);Ville\nx;y\n", ";"),
        ("Nom, prénom;Ville\n", ";"),
        ("Nom\nx\n", ","),
        ("Nom\tVille\nx;y\tz\n", "\t"),
        ('Nom;"Ville\nbis, ter"\nx;y\n', ";"),
        ("a, b, c\n1, 2, 3\n", ","),
        ("", ","),
    ],
)
def test_the_header_decides_the_separator(text: str, separator: str) -> None:
    assert find_separator(text, whole=True) == separator


NAMES = st.lists(
    st.text(st.sampled_from("abcdefé _'’()/"), min_size=1, max_size=12).filter(str.strip),
    min_size=2,
    max_size=8,
    unique_by=lambda name: name.strip(),
)
CELL = st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs", "Cc"]), max_size=15)


@st.composite
def contributed(draw: st.DrawFn) -> tuple[list[tuple[str, ...]], str]:
    header = tuple(name.strip() for name in draw(NAMES))
    row = st.tuples(*(CELL for _ in header)).filter(lambda cells: any(cell.strip() for cell in cells))
    return [header, *draw(st.lists(row, max_size=6))], draw(st.sampled_from(CANDIDATES))


@given(contributed())
def test_what_is_written_with_any_separator_is_read_back(drawn: tuple[list[tuple[str, ...]], str]) -> None:
    rows, separator = drawn
    assert cells_of(written(rows, separator).encode()) == rows


def test_the_directive_of_excel_tells_the_separator_and_is_no_row() -> None:
    _, rows, _ = read(b"sep=|\r\nNom|Ville, code\r\nx|y\r\n")
    assert rows[0][:3] == (2, ("x", "y"), 3)


def test_rows_have_the_number_of_the_record_and_the_line_of_the_file() -> None:
    _, rows, _ = read(b'Nom;Note\n"a";"deux\nlignes"\nb;x\n')
    assert [(row.number, row.line) for row in rows] == [(2, 2), (3, 4)]


def test_no_break_spaces_and_typographic_apostrophes_are_kept() -> None:
    assert cells_of("Nom;Note\nl’été;«\u00a0oui\u202f»\n".encode())[1] == ("l’été", "«\u00a0oui\u202f»")


@pytest.mark.parametrize("start", ["=1+1", "+33", "-x", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_a_cell_that_starts_like_a_formula_is_data(start: str) -> None:
    assert cells_of(f"Nom;Note\n{start};x\n".encode())[1] == (start, "x")


def test_a_row_that_is_too_long_is_told_and_read() -> None:
    _, rows, problems = read(b"Nom;Ville\na;b\nc;d;e\nf;g\n")
    assert [row.cells for row in rows] == [("a", "b"), ("c", "d"), ("f", "g")]
    (ragged,) = problems
    assert (ragged.code, ragged.row, ragged.line, ragged.value) == ("TAB-RAGGED", 3, 3, "e")
    assert ragged.params == {"found": "3", "expected": "2"}


def test_a_row_that_is_too_short_is_told_and_read_with_empty_cells() -> None:
    _, rows, problems = read(b"Nom;Ville;Code\na;b\n")
    assert rows[0].cells == ("a", "b", "")
    assert codes_of(problems) == ["TAB-ROW-SHORT"]


def test_empty_cells_after_the_last_column_are_no_fault() -> None:
    assert read(b"Nom;Ville;;\na;b;;\nc;d\n")[2] == []
    assert read(b"Nom;Ville\na;b;;\n")[2] == []


def test_a_value_in_a_column_without_a_header_is_told_once() -> None:
    _, rows, problems = read(b"Nom;;Ville;\na;b;c;\nd;e;f;g\nd;e;f;h\n")
    assert [row.cells for row in rows] == [("a", "b", "c"), ("d", "e", "f"), ("d", "e", "f")]
    assert [(one.code, one.row, one.column, one.value) for one in problems] == [
        ("TAB-COLUMN-UNNAMED", 2, 1, "b"),
        ("TAB-COLUMN-UNNAMED", 3, 3, "g"),
    ]


def test_empty_rows_in_the_middle_are_told_and_those_at_the_end_are_not() -> None:
    _, rows, problems = read(b"Nom;Ville\na;b\n;\n\n \xc2\xa0;\nc;d\n;\n\n")
    assert [row.number for row in rows] == [2, 6]
    (empty,) = problems
    assert (empty.code, empty.row, empty.params["count"]) == ("TAB-ROW-EMPTY", 3, "3")


def test_a_header_that_comes_twice_is_told_before_any_row() -> None:
    table = table_of("Nom;Ville; NOM\u00a0\na;b;c\n".encode())
    (twice,) = table.problems
    assert (twice.code, twice.column, twice.params["first"]) == ("TAB-HEADER-TWICE", 2, "1")


def test_the_header_is_the_first_row_that_holds_something() -> None:
    table = table_of(b";\n\nNom;Ville\na;b\n")
    assert (table.header_row, [row.number for row in table.rows()]) == (3, [4])


def test_a_title_above_the_header_is_told_when_the_header_is_known() -> None:
    table = table_of(b"Tableau 2024;\n;\nNom;Ville\na;b\n", header_score=lambda cells: float("Nom" in cells))
    assert [cell.text for cell in table.header] == ["Nom", "Ville"]
    assert [(one.code, one.row, one.params["rows"]) for one in table.problems] == [("TAB-ROWS-ABOVE", 3, "1")]


def test_a_cell_of_a_million_characters_is_told_and_read() -> None:
    _, rows, problems = read(b"Nom;Note\na;" + b"x" * 1_000_000 + b"\nb;y\n")
    assert len(rows[0].cells[1]) == 1_000_000
    (long,) = problems
    assert (long.code, long.row, long.column, long.params["found"]) == ("TAB-LONG", 2, 1, "1000000")
    assert len(long.value) < 300 < LONG


def test_a_cell_that_never_ends_stops_the_reading_where_it_starts() -> None:
    with pytest.raises(TableProblem) as refused:
        list(table_of(b"Nom;Note\na;b\nc;" + b"x" * 1_100_000 + b"\n").rows())
    assert refused.value.key == "table.endless"
    assert (refused.value.fields["row"], refused.value.fields["line"]) == (3, 3)


def test_a_nul_character_is_told_with_its_line_and_left_out() -> None:
    _, rows, problems = read(b"Nom;Ville\na;b\nc\0\0;d\n" + b"e;f\n" * 50)
    assert rows[1].cells == ("c", "d")
    (nul,) = problems
    assert (nul.code, nul.line, nul.params["at"], nul.params["count"]) == ("TAB-NUL", 3, "2", "2")


def test_an_unterminated_quote_stops_the_reading_at_the_row_that_opens_it() -> None:
    table = table_of(b"Nom;Ville\n" + b"a;b\n" * 30 + b'"c;d\ne;f\n')
    with pytest.raises(TableProblem) as refused:
        list(table.rows())
    assert refused.value.key == "table.unterminated"
    assert (refused.value.fields["row"], refused.value.fields["line"]) == (32, 32)


def test_text_after_a_closing_quote_stops_the_reading_at_its_row() -> None:
    with pytest.raises(TableProblem) as refused:
        table_of(b'Nom;Ville\n"Le "Rex"";b\n')
    assert (refused.value.key, refused.value.fields["row"]) == ("table.quote", 2)


def test_rows_can_be_read_twice_and_are_told_once() -> None:
    table = table_of(b"Nom;Ville\na;b;c\n")
    assert list(table.rows()) == list(table.rows())
    assert codes_of(table.problems) == ["TAB-RAGGED"]


def test_the_problems_of_a_table_are_a_bounded_number() -> None:
    table = table_of(b"Nom;Ville\n" + b"a;b;c\n" * (MOST_KEPT + 7))
    assert sum(1 for _ in table.rows()) == MOST_KEPT + 7
    assert len(table.problems) == MOST_KEPT
    assert table.problems.left_out == {"TAB-RAGGED": 7}


def test_a_header_without_rows_is_a_table_without_rows() -> None:
    assert read(b"Nom;Ville\n") == (["Nom", "Ville"], [], [])


def test_a_stream_is_read_like_a_file_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    table = table_of(b"Nom;Ville\na;b\n")
    assert len(list(tmp_path.iterdir())) == 1
    assert len(list(table.rows())) == 1
    del table
    assert list(tmp_path.iterdir()) == []
