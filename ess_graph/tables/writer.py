r"""Write CSV after RFC 4180, ``\n`` between rows, quotes only where they are needed.

Not ``csv.writer``: with ``\n`` between rows it leaves a lone carriage return bare, which every reader takes for a new
row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SPECIAL = re.compile('[,"\r\n]')


def csv_line(cells: Iterable[str]) -> str:
    r"""Return one row with its line break.

    >>> csv_line(["a", "b, c", ""])
    'a,"b, c",\n'
    """
    line = ",".join(_quoted(cell) for cell in cells)
    # A row of one empty cell would be an empty line, which readers skip.
    return (line or '""') + "\n"


def _quoted(cell: str) -> str:
    if _SPECIAL.search(cell) is None:
        return cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'
