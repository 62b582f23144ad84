"""Cells that a spreadsheet would take for a formula."""

from __future__ import annotations

import re
from typing import Final

#: How a formula starts, in Excel, LibreOffice and Google Sheets; a tab or a line end may hide it (OWASP ASVS 1.2.10).
_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?")


def escaped_for_spreadsheet(text: str) -> str:
    """Return a text that a spreadsheet shows and never computes: an apostrophe stands before the start of a formula.

    A number is not escaped: ``-12,5`` computes nothing.

    >>> escaped_for_spreadsheet("=1+1")
    "'=1+1"
    >>> escaped_for_spreadsheet("-12,5"), escaped_for_spreadsheet("Un texte")
    ('-12,5', 'Un texte')
    """
    return f"'{text}" if text.startswith(_STARTS) and not _NUMBER.fullmatch(text) else text
