"""Read a CSV file row by row, strictly: RFC 4180, UTF-8, every row as long as the header."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ess_graph.errors import InputProblem, TableProblem

#: Longest cell that we read, in characters: a longer one is a file gone wrong, not a fact.
MAX_CELL: Final = 1 << 20


def column_letter(index: int) -> str:
    """Return the spreadsheet letter of a 0-based column.

    >>> column_letter(0), column_letter(26)
    ('A', 'AA')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield ``(row number, cells)``; row 1 is the header, as in a spreadsheet.

    Args:
        path: a CSV file, comma separated, UTF-8 (a byte order mark is accepted).

    Raises:
        InputProblem: the file is absent, unreadable, empty or not UTF-8.
        TableProblem: a row is ragged, a quote is not closed, a cell is too long or holds NUL.
    """
    csv.field_size_limit(MAX_CELL)
    try:
        stream = path.open("r", encoding="utf-8-sig", newline="")
    except OSError as error:
        raise InputProblem("input.unreadable", path=path, reason=error.strerror) from error
    number = 0
    with stream:
        reader = csv.reader(stream, strict=True)
        width = -1
        try:
            for cells in reader:
                if "\0" in "".join(cells):
                    raise csv.Error("line contains NUL")
                number += 1
                if width < 0:
                    width = len(cells)
                elif len(cells) != width:
                    raise TableProblem(
                        "table.ragged", file=path.name, row=number, found=len(cells), expected=width
                    )
                yield number, cells
        except csv.Error as error:
            raise TableProblem(
                "table.syntax", file=path.name, row=number + 1, line=reader.line_num, reason=error
            ) from error
        except UnicodeDecodeError as error:
            line, column, byte = _first_bad_byte(path)
            raise InputProblem("input.encoding", path=path, line=line, column=column, byte=byte) from error
    if width < 0:
        raise TableProblem("table.empty", file=path.name)


def _first_bad_byte(path: Path) -> tuple[int, int, str]:
    """Return line, column and value of the first byte that is not UTF-8."""
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            try:
                # A byte order mark is no column.
                line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                # What the error holds is the line without its byte order mark.
                column = len(error.object[: error.start].decode("utf-8")) + 1
                return number, column, f"0x{error.object[error.start]:02X}"
    raise AssertionError("the decoder refused a file that decodes")
