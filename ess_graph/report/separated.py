"""CSV and TSV that a spreadsheet reads and does not run."""

from __future__ import annotations

import csv
import io
import re
from typing import Any, Final

from ess_graph.report.listing import Listing

#: A spreadsheet runs a cell that starts so; a leading apostrophe makes it text (OWASP ASVS 1.2.10).
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?")


def as_separated(listing: Listing, separator: str) -> str:
    """Return the rows as CSV or TSV with their keys as header; cells that a spreadsheet would run are text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(_cell(key, separator) for key in listing.keys)
    writer.writerows([_cell(value, separator) for value in row] for row in listing.rows)
    return out.getvalue()


def _cell(value: Any, separator: str) -> str:
    if value is None:
        return ""
    text = str(value)
    # Python 3.11's csv leaves a lone carriage return unquoted, which ends the row for a spreadsheet.
    flat = " ".join(text.split()) if separator == "\t" else text.replace("\r\n", "\n").replace("\r", "\n")
    if flat.startswith(FORMULA_STARTS) and not _NUMBER.fullmatch(flat):
        return f"'{flat}"
    return flat
