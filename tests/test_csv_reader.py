"""CSV files: what is read, what is refused, and the place that is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ess_graph.errors import EXIT_INPUT, InputProblem, TableProblem
from ess_graph.tables.reader import MAX_CELL, column_letter, read_rows

Rows = list[tuple[int, list[str]]]

#: Text of a cell: a file holds neither NUL nor half a surrogate pair.
CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


def written(folder: Path, content: bytes) -> Path:
    path = folder / "t.csv"
    path.write_bytes(content)
    return path


def rows_of(folder: Path, content: bytes) -> Rows:
    return list(read_rows(written(folder, content)))


def refusal(folder: Path, content: bytes) -> InputProblem:
    with pytest.raises(InputProblem) as caught:
        rows_of(folder, content)
    assert caught.value.exit_code == EXIT_INPUT
    return caught.value


def test_the_header_is_row_one(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b"a,b\n1,2\n3,4\n") == [(1, ["a", "b"]), (2, ["1", "2"]), (3, ["3", "4"])]


def test_a_byte_order_mark_is_not_part_of_the_first_header(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b"\xef\xbb\xbfid,b\n1,2\n")[0] == (1, ["id", "b"])


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_both_line_ends_give_the_same_rows(tmp_path: Path, ending: bytes) -> None:
    assert rows_of(tmp_path, ending.join([b"a,b", b"1,2", b""])) == [(1, ["a", "b"]), (2, ["1", "2"])]


def test_a_last_line_without_end_is_a_row(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b"a,b\n1,2")[-1] == (2, ["1", "2"])


def test_quotes_commas_and_line_ends_stand_in_a_quoted_cell(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b'a,b\n"x ""y"", z","1\n2"\n3,4\n') == [
        (1, ["a", "b"]),
        (2, ['x "y", z', "1\n2"]),
        (3, ["3", "4"]),
    ]


@pytest.mark.parametrize(
    ("content", "row", "found"),
    [
        (b"a,b\n1,2\n1\n", 3, 1),
        (b"a,b\n1,2,3\n", 2, 3),
        (b"a,b\n\n1,2\n", 2, 0),
        (b'a,b\n"1\n2",3\n4\n', 3, 1),
    ],
)
def test_a_ragged_row_is_said_with_both_lengths(tmp_path: Path, content: bytes, row: int, found: int) -> None:
    error = refusal(tmp_path, content)
    assert isinstance(error, TableProblem)
    assert (error.key, error.fields) == (
        "table.ragged",
        {"file": "t.csv", "row": row, "found": found, "expected": 2},
    )


@pytest.mark.parametrize("content", [b'a,b\n1,2\n3,"x\n', b'a,b\n1,2\n3,"x"y\n', b"a,b\n1,2\n3,\0\n"])
def test_broken_quotes_and_nul_are_said_with_row_and_line(tmp_path: Path, content: bytes) -> None:
    error = refusal(tmp_path, content)
    assert (error.key, error.fields["row"], error.fields["line"]) == ("table.syntax", 3, 3)


def test_row_and_line_differ_after_a_cell_of_two_lines(tmp_path: Path) -> None:
    error = refusal(tmp_path, b'a,b\n"1\n2",3\n4,"x')
    assert (error.fields["row"], error.fields["line"]) == (3, 4)


@pytest.mark.parametrize(
    ("content", "line", "column", "byte"),
    [
        (b"a,b\n1,caf\xe9\n", 2, 6, "0xE9"),
        ("a,b\n1,é".encode() + b"\xe9\n", 2, 4, "0xE9"),
        (b"\xef\xbb\xbfa,\xff\n", 1, 3, "0xFF"),
        (b"a,\xc3\nb", 1, 3, "0xC3"),
        (b"a,b\n" * 20_000 + b"1,\x92\n", 20_001, 3, "0x92"),
    ],
)
def test_a_byte_that_is_not_utf8_is_said_with_its_place(
    tmp_path: Path, content: bytes, line: int, column: int, byte: str
) -> None:
    error = refusal(tmp_path, content)
    assert error.key == "input.encoding"
    assert (error.fields["line"], error.fields["column"], error.fields["byte"]) == (line, column, byte)
    assert byte in str(error)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, content).key == "table.empty"


def test_the_longest_cell_passes_and_one_character_more_does_not(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b"a\n" + b"x" * MAX_CELL + b"\n")[1] == (2, ["x" * MAX_CELL])
    assert refusal(tmp_path, b"a\n" + b"x" * (MAX_CELL + 1) + b"\n").key == "table.syntax"


def test_an_absent_file_is_said_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(InputProblem) as caught:
        next(read_rows(tmp_path / "nowhere.csv"))
    assert caught.value.key == "input.unreadable"
    assert "nowhere.csv" in str(caught.value)


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(InputProblem) as caught:
        next(read_rows(tmp_path))
    assert caught.value.key == "input.unreadable"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=6))
def test_rows_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    rows = [["first", "second"], *rows]
    content = "".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows
    ).encode()
    assert rows_of(tmp_path_factory.mktemp("rows"), content) == list(enumerate(rows, 1))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_give_rows_or_one_of_our_errors(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    refused: InputProblem | None = None
    rows: Rows = []
    try:
        rows = rows_of(folder, content)
    except InputProblem as error:
        refused = error
    if refused is None:
        assert {len(cells) for _, cells in rows} == {len(rows[0][1])}
        assert [number for number, _ in rows] == list(range(1, len(rows) + 1))
    else:
        assert refused.key in ("table.ragged", "table.syntax", "table.empty", "input.encoding")
        assert "\n" not in str(refused)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6))
def test_a_column_letter_read_as_a_number_is_the_column(index: int) -> None:
    letters = column_letter(index)
    number = 0
    for letter in letters:
        assert "A" <= letter <= "Z"
        number = number * 26 + ord(letter) - 64
    assert number == index + 1


def test_column_letters_are_those_of_a_spreadsheet() -> None:
    known = {0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"}
    assert {index: column_letter(index) for index in known} == known
