"""Rows with their titles: what every form of output is made from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

#: Spaces that Python does not call printable, and that French typography needs.
_SPACES: Final = "\n\u00a0\u2002\u2003\u2007\u2009\u200a\u202f"
_WEB_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class About:
    """What rows are about, for the forms that stand alone: a page, a chart, a map.

    Attributes:
        title: one line, in the reader's language.
        details: what was asked, such as the values of the parameters.
        source: where the rows come from.
    """

    title: str = ""
    details: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Column keys with their titles, and rows of plain values.

    Attributes:
        keys: names for a program.
        titles: names for a person.
        rows: texts, numbers, truth values, or ``None``.
        empty: what a person is told when there is no row.
        terms: the terms of pyoxigraph behind the rows, when there are any.
        about: title and source, when there are any.
    """

    keys: tuple[str, ...]
    titles: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    empty: str = ""
    terms: tuple[tuple[Any, ...], ...] | None = None
    about: About = About()


def listing(
    keys: Sequence[str],
    titles: Sequence[str],
    rows: Iterable[Sequence[Any]],
    empty: str = "",
    *,
    terms: Iterable[Sequence[Any]] | None = None,
    about: About | None = None,
) -> Listing:
    """Make a listing from any sequences."""
    return Listing(
        tuple(keys),
        tuple(titles),
        tuple(tuple(row) for row in rows),
        empty,
        None if terms is None else tuple(tuple(row) for row in terms),
        about or About(),
    )


def column(listing: Listing, key: str) -> list[Any]:
    """Return the values of one column.

    >>> column(Listing(("a", "b"), ("A", "B"), ((1, 2), (3, 4))), "b")
    [2, 4]
    """
    index = listing.keys.index(key)
    return [row[index] for row in listing.rows]


def term_at(listing: Listing, row: int, place: int) -> Any:
    """Return the term behind a cell, or ``None`` when the listing has no terms."""
    return None if listing.terms is None else listing.terms[row][place]


def number(value: Any, term: Any = None) -> int | float | None:
    """Return the number in a cell, ``None`` when it holds no finite number.

    A text that looks like a number is none: postal and INSEE codes are texts.

    >>> number(3), number("75"), number(True)
    (3, None, None)
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value if abs(value) < float("inf") else None
    datatype = getattr(getattr(term, "datatype", None), "value", "")
    if datatype.rpartition("#")[2] in ("decimal", "double", "float", "integer"):
        try:
            found = float(term.value)
        except ValueError:
            return None
        return found if abs(found) < float("inf") else None
    return None


def web_address(value: Any, term: Any = None) -> str | None:
    """Return the http(s) address that a cell is, as a whole, else ``None``.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    text = str(term.value if _is_iri(term) else value)
    return text if _WEB_ADDRESS.fullmatch(text) else None


def _is_iri(term: Any) -> bool:
    # A blank node and a literal have a value too; only an IRI has nothing else.
    return type(term).__name__ == "NamedNode"


def is_iri(value: Any, term: Any = None) -> bool:
    """Tell whether a cell is an IRI, by its term or by its looks."""
    return _is_iri(term) if term is not None else web_address(value) is not None


def visible(text: str) -> str:
    r"""Return the text with control characters shown, so that no data drives a terminal.

    >>> visible("a\x1b[31m")
    'a\\x1b[31m'
    """
    return "".join(c if c.isprintable() or c in _SPACES else f"\\x{ord(c):02x}" for c in text)


def for_a_person(value: Any) -> str:
    """Return the text of a cell for a person: one kind of line break, control characters shown, yes and no in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        from ess_graph.text import message

        return message("output.true" if value else "output.false")
    lines = str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return visible(lines)
