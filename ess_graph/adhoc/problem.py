"""A query that is refused or wrong: one sentence, and the line with a caret under the place."""

from __future__ import annotations

import unicodedata

from ess_graph.errors import UsageProblem
from ess_graph.report.rows import visible

#: The most of a line that is shown, around the place.
_WIDTH = 76


class QueryProblem(UsageProblem):
    """A query that is refused or wrong, with the place (exit 2)."""

    def __init__(self, key: str, /, *, text: str, place: int, **fields: object) -> None:
        line, column = line_and_column(text, place)
        shown = {name: _short(str(value)) for name, value in fields.items()}
        super().__init__(key, line=line, column=column, **shown)
        self.text = text
        self.place = place

    def __str__(self) -> str:
        return f"{super().__str__()}\n{excerpt(self.text, self.place)}"


def line_and_column(text: str, place: int) -> tuple[int, int]:
    r"""Return the line and the column of a place, from 1.

    >>> line_and_column("a\nbc", 3)
    (2, 2)
    """
    return text.count("\n", 0, place) + 1, place - (text.rfind("\n", 0, place) + 1) + 1


def excerpt(text: str, place: int) -> str:
    r"""Return the line of a place, and a caret under the place.

    >>> print(excerpt("ASK {\n  ?s = ?o }", 11))
      ?s = ?o }
         ^
    """
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    end = len(text) if end < 0 else end
    start, end = max(start, place - _WIDTH // 2), min(end, place + _WIDTH // 2)
    before, after = _shown(text[start:place]), _shown(text[place:end])
    return f"{before}{after}".rstrip() + "\n" + " " * _columns(before) + "^"


def _shown(text: str) -> str:
    return visible(text.replace("\t", " ").replace("\r", " "))


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )


def _short(text: str) -> str:
    flat = visible(" ".join(text.split(" ")).replace("\n", " "))
    return flat if len(flat) <= 200 else f"{flat[:199]}…"
