"""How a CSV file is written (CSVW *Metadata Vocabulary for Tabular Data* §5.9).

Two defaults are stricter than the Recommendation's, so that no cell changes or vanishes in silence: no row is a
comment unless a prefix is given, and spaces at the edge of a cell are an error unless ``trim`` takes them away.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """The dialect of one file; the defaults are those of RFC 4180 in UTF-8."""

    delimiter: str = ","
    quote_char: str | None = '"'
    double_quote: bool = True
    encoding: str = "utf-8"
    header: bool = True
    comment_prefix: str | None = None
    skip_rows: int = 0
    skip_blank_rows: bool = False
    #: ``true``, ``start`` or ``end``; ``false`` leaves cells as they are.
    trim: str = "false"

    def trimmed(self, cell: str) -> str:
        """Return a cell without the spaces that the dialect takes away.

        >>> Dialect(trim="start").trimmed(" a ")
        'a '
        """
        match self.trim:
            case "true":
                return cell.strip()
            case "start":
                return cell.lstrip()
            case "end":
                return cell.rstrip()
        return cell
