"""A table of GitHub-flavoured Markdown, whatever the cells hold."""

from __future__ import annotations

import re
from typing import Any, Final

from ess_graph.report.listing import Listing, for_a_person, number, term_at, web_address

#: A backslash before one of these makes it text (CommonMark §2.4); the pipe ends a cell (GFM §4.10).
_MARKS: Final = re.compile(r"([\\`*_\[\]<>|&~$])")


def as_markdown(listing: Listing) -> str:
    """Return the rows as one table; web addresses are links, numbers are flush right."""
    numeric = [_is_numeric(listing, place) for place in range(len(listing.keys))]
    lines = [
        _line(escaped(title) for title in listing.titles),
        _line("---:" if one else "---" for one in numeric),
    ]
    for index, row in enumerate(listing.rows):
        lines.append(_line(_cell(value, term_at(listing, index, place)) for place, value in enumerate(row)))
    return "\n".join(lines) + "\n"


def _line(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: Any, term: Any) -> str:
    address = web_address(value, term)
    text = for_a_person(value)
    if address is None:
        return escaped(text)
    return f"<{address}>" if address == text else f"[{escaped(text)}](<{address}>)"


def escaped(text: str) -> str:
    """Return a text as Markdown shows it, whatever it holds; a line end is a break."""
    lines = text.strip().splitlines()
    return "<br>".join(_MARKS.sub(r"\\\1", line.strip()) for line in lines)


def _is_numeric(listing: Listing, place: int) -> bool:
    cells = [(row[place], term_at(listing, i, place)) for i, row in enumerate(listing.rows)]
    bound = [cell for cell in cells if cell[0] is not None]
    return bool(bound) and all(number(*cell) is not None for cell in bound)
