"""Rows in the form a person or a program asks for: a table on a screen, TSV in a pipe, CSV, JSON."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TextIO

if TYPE_CHECKING:
    from rich.table import Table

#: What ``-f`` takes.
FORMATS: Final = ("table", "json", "csv", "tsv")
#: A spreadsheet runs a cell that starts so; a leading apostrophe makes it text (OWASP ASVS 1.2.10).
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Listing:
    """Column keys with their titles, and rows of plain values."""

    keys: tuple[str, ...]
    titles: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    empty: str = ""


def write_listing(listing: Listing, form: str | None, out: TextIO | None = None) -> None:
    """Write a listing.

    Args:
        listing: what to write.
        form: one of ``FORMATS``; ``None`` is a table when a person is watching, TSV otherwise.
        out: where; the default is standard output.
    """
    stream = sys.stdout if out is None else out
    chosen = form or ("table" if stream.isatty() else "tsv")
    if chosen == "json":
        stream.write(as_json(listing))
    elif chosen in ("csv", "tsv"):
        stream.write(as_separated(listing, "," if chosen == "csv" else "\t"))
    else:
        _write_table(listing, stream)


def as_json(listing: Listing) -> str:
    """Return the rows as a JSON array of objects.

    >>> print(as_json(Listing(("a",), ("A",), (("é",),))), end="")
    [
      {
        "a": "é"
      }
    ]
    """
    rows = [dict(zip(listing.keys, row, strict=True)) for row in listing.rows]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def as_separated(listing: Listing, separator: str) -> str:
    """Return the rows as CSV or TSV with their keys as header; cells that a spreadsheet would run are text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(listing.keys)
    writer.writerows([_cell(value, separator) for value in row] for row in listing.rows)
    return out.getvalue()


def _cell(value: Any, separator: str) -> str:
    text = "" if value is None else str(value)
    if separator == "\t":
        text = " ".join(text.split())
    if text.startswith(_FORMULA_STARTS) and not _is_number(text):
        return f"'{text}"
    return text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def visible(text: str) -> str:
    r"""Return the text with control characters shown, so that no data drives a terminal.

    >>> visible("a\x1b[31m")
    'a\\x1b[31m'
    """
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in text)


def rich_table(listing: Listing) -> Table:
    """Return a listing as a table of rich."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for title in listing.titles:
        table.add_column(title, overflow="fold")
    for row in listing.rows:
        table.add_row(*(Text(visible("" if value is None else str(value))) for value in row))
    return table


def _write_table(listing: Listing, stream: TextIO) -> None:
    if not listing.rows:
        stream.write(f"{listing.empty}\n")
        return
    from rich.console import Console

    # rich follows the width of the terminal by itself, a pipe gets 120 columns; and with NO_COLOR it would still
    # write escapes, for bold.
    console = Console(
        file=stream,
        width=None if stream.isatty() else 120,
        highlight=False,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
    )
    console.print(rich_table(listing))


def column(listing: Listing, key: str) -> list[Any]:
    """Return the values of one column.

    >>> column(Listing(("a", "b"), ("A", "B"), ((1, 2), (3, 4))), "b")
    [2, 4]
    """
    index = listing.keys.index(key)
    return [row[index] for row in listing.rows]


def listing(
    keys: Sequence[str], titles: Sequence[str], rows: Iterable[Sequence[Any]], empty: str = ""
) -> Listing:
    """Make a listing from any sequences."""
    return Listing(tuple(keys), tuple(titles), tuple(tuple(row) for row in rows), empty)
