"""Read a CSV file row by row, strictly: RFC 4180, UTF-8, every row as long as the header."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ess_graph.errors import InputProblem, TableProblem
from ess_graph.tables.dialect import Dialect

#: Longest cell that we read, in characters: a longer one is a file gone wrong, not a fact.
MAX_CELL: Final = 1 << 20
#: The dialect of the published tables.
PLAIN: Final = Dialect()
_UTF8: Final = {"utf-8", "utf8", "utf-8-sig"}


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


def read_rows(path: Path, dialect: Dialect = PLAIN) -> Iterator[tuple[int, list[str]]]:
    """Yield ``(row number, cells)``; row 1 is the header, as in a spreadsheet.

    Args:
        path: a CSV file.
        dialect: how it is written; without it, comma separated, UTF-8 (a byte order mark is accepted).

    Raises:
        InputProblem: the file is absent, unreadable, empty or not UTF-8.
        TableProblem: a row is ragged, a quote is not closed, a cell is too long or holds NUL.
    """
    csv.field_size_limit(MAX_CELL)
    try:
        # A byte order mark is no part of the first name.
        encoding = "utf-8-sig" if dialect.encoding.lower() in _UTF8 else dialect.encoding
        stream = path.open("r", encoding=encoding, newline="")
    except OSError as error:
        raise InputProblem("input.unreadable", path=path, reason=error.strerror) from error
    number = 0
    with stream:
        reader = csv.reader(
            stream,
            strict=True,
            delimiter=dialect.delimiter,
            quotechar=dialect.quote_char,
            quoting=csv.QUOTE_MINIMAL if dialect.quote_char else csv.QUOTE_NONE,
            doublequote=dialect.double_quote,
            escapechar=None if dialect.double_quote else "\\",
        )
        width = -1
        try:
            for cells in reader:
                if "\0" in "".join(cells):
                    raise csv.Error("line contains NUL")
                number += 1
                if _passed_over(dialect, number, cells):
                    continue
                if dialect.trim != "false":
                    cells = [dialect.trimmed(cell) for cell in cells]  # noqa: PLW2901 - the row as it is meant
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
            if encoding != "utf-8-sig":
                byte = f"0x{error.object[error.start]:02X}"
                raise InputProblem(
                    "input.encoding_as", path=path, encoding=encoding, byte=byte, reason=error.reason
                ) from error
            line, column, byte = _first_bad_byte(path)
            raise InputProblem("input.encoding", path=path, line=line, column=column, byte=byte) from error
    if width < 0:
        raise TableProblem("table.empty", file=path.name)


def _passed_over(dialect: Dialect, number: int, cells: list[str]) -> bool:
    """Tell whether a row is no data: skipped, a comment or blank."""
    if number <= dialect.skip_rows:
        return True
    if dialect.comment_prefix and cells and cells[0].startswith(dialect.comment_prefix):
        return True
    return dialect.skip_blank_rows and not any(cells)


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
