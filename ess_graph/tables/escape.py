"""Cells that a spreadsheet would take for a formula."""

from __future__ import annotations

from typing import Final

#: How a formula starts, in Excel, LibreOffice and Google Sheets; a tab or a line end may hide it (OWASP).
_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def escaped_for_spreadsheet(text: str) -> str:
    """Return a text that a spreadsheet shows and never computes: an apostrophe stands before the start of a formula.

    A number is not escaped: ``-12,5`` computes nothing.

    >>> escaped_for_spreadsheet("=1+1")
    "'=1+1"
    >>> escaped_for_spreadsheet("-12,5"), escaped_for_spreadsheet("Un texte")
    ('-12,5', 'Un texte')
    """
    if not text.startswith(_STARTS):
        return text
    rest = text[1:].replace(",", ".", 1)
    if text[0] in "+-" and rest.isascii() and rest.replace(".", "", 1).isdigit():
        return text
    return f"'{text}"
