"""The problems that a contributor's table may have, each with its severity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ess_graph.tables.problem import TABLE_CODES, VIOLATION, WARNING

HEADER_CODES: Final[Mapping[str, str]] = {
    "HDR-AMBIGUOUS": VIOLATION,
    "HDR-MISSING": VIOLATION,
    "HDR-NEAR": VIOLATION,
    "HDR-NO-TABLE": WARNING,
    "HDR-TWICE": VIOLATION,
    "HDR-UNKNOWN": WARNING,
}
CELL_CODES: Final[Mapping[str, str]] = {
    "CEL-AMBIGUOUS": VIOLATION,
    "CEL-BOOLEAN": VIOLATION,
    "CEL-CODE": VIOLATION,
    "CEL-DATE": VIOLATION,
    "CEL-DATE-FORM": WARNING,
    "CEL-ERROR": VIOLATION,
    "CEL-FORM": VIOLATION,
    "CEL-FORMER": VIOLATION,
    "CEL-KEY": VIOLATION,
    "CEL-NUMBER": VIOLATION,
    "CEL-REFERENCE": VIOLATION,
    "CEL-REQUIRED": VIOLATION,
    "CEL-SEPARATOR": WARNING,
    "CEL-SEVERAL": VIOLATION,
    "CEL-UNKNOWN": WARNING,
    "CEL-URL": VIOLATION,
    "CEL-YEAR": VIOLATION,
    "CEL-ZERO": VIOLATION,
}
#: Every code ever published, with its severity. A code is never given to another problem.
CODES: Final[Mapping[str, str]] = {**TABLE_CODES, **HEADER_CODES, **CELL_CODES}


def severity_of(code: str) -> str:
    """Return ``Violation``, ``Warning`` or ``Info``.

    >>> severity_of("CEL-DATE-FORM")
    'Warning'
    """
    return CODES[code]
