"""Which character separates the cells of a CSV file: its header decides, its first rows confirm.

A candidate is worth the number of times it stands in the header outside quotes, times the share of the rows that have
as many cells as the header. One that a space follows is punctuation before it is a separator ("Prix, en euros").
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Final

#: In the order of preference, when nothing tells them apart: Excel in French writes the first.
CANDIDATES: Final = (";", "\t", ",", "|")
_LOOKED_AT: Final = 50


def find_separator(head: str, whole: bool) -> str:
    r"""Return the separator of a CSV file, a comma when it has one column.

    Args:
        head: the start of the file.
        whole: whether that is all of it; the last row is else cut somewhere, and not looked at.

    >>> find_separator('"Nom ; sigle",Commune\n"a ; b",c\n', True)
    ','
    >>> find_separator("Nom;Prix, en euros\nx;3,5\n", True)
    ';'
    """
    scores = {candidate: _score(head, whole, candidate) for candidate in CANDIDATES}
    best = max(CANDIDATES, key=lambda candidate: scores[candidate])
    return best if scores[best] > (0.0, 0.0) else ","


def _score(head: str, whole: bool, separator: str) -> tuple[float, float]:
    records = [record for record in _records(head, separator) if any(cell.strip() for cell in record)]
    if not whole and len(records) > 1:
        records.pop()
    if not records:
        return (0.0, 0.0)
    header, rows = records[0], records[1:]
    if len(header) > 1 and not rows:
        share = 1.0
    else:
        share = sum(len(row) == len(header) for row in rows) / len(rows) if rows else 0.0
    count = len(header) - 1
    tight = sum(not cell.startswith(" ") for cell in header[1:])
    # When no row is as long as the header, the header alone decides.
    return (tight * share or tight / 1000, count * share or count / 1000)


def _records(head: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
    try:
        yield from islice(reader, _LOOKED_AT)
    except csv.Error:  # a cell beyond the limit: whoever reads the rows says it, with its place
        return
