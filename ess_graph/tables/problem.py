"""What is wrong in a table and does not stop the reading: a typed value with its place, worded late.

The sentence of a problem is ``problem.CODE`` of the message catalogues, its advice ``problem_fix.CODE``, its name
``problem_title.CODE``. A parameter whose text depends on the language is given as ``name.fr`` and ``name.en``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ess_graph.text import current_language, message

#: Severities, by the names that SHACL §2.1.4 gives them.
VIOLATION: Final = "Violation"
WARNING: Final = "Warning"
INFO: Final = "Info"

#: The longest text of a cell that a problem quotes.
QUOTED: Final = 200
#: How many problems of one code are kept for one table; the others are counted.
MOST_KEPT: Final = 1_000

#: Every problem that reading a table may tell. A code is never given to another problem.
TABLE_CODES: Final[Mapping[str, str]] = {
    "TAB-COLUMN-UNNAMED": VIOLATION,
    "TAB-ENCODING": INFO,
    "TAB-EXTENSION": WARNING,
    "TAB-FORMULA": VIOLATION,
    "TAB-HEADER-MERGED": WARNING,
    "TAB-HEADER-TWICE": VIOLATION,
    "TAB-LONG": WARNING,
    "TAB-NUL": VIOLATION,
    "TAB-RAGGED": VIOLATION,
    "TAB-ROW-EMPTY": INFO,
    "TAB-ROW-SHORT": WARNING,
    "TAB-ROWS-ABOVE": INFO,
    "TAB-SHEET-EMPTY": INFO,
    "TAB-SHEET-HIDDEN": WARNING,
}


@dataclass(frozen=True, slots=True)
class Correction:
    """What would mend a cell.

    Attributes:
        replacement: the whole new text of the cell.
        certain: whether there is no other reading of what was written; a guess wants a person's eye.
    """

    replacement: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at one place of a table.

    Attributes:
        code: ``TAB-RAGGED``; stable.
        file: the name of the file.
        sheet: the name of the sheet; ``None`` in a CSV file.
        row: the number that the spreadsheet shows, from 1; ``None`` for the whole sheet.
        column: the column, from 0; ``None`` for the whole row.
        header: the text at the head of the column, ``""`` when there is none.
        value: what was found, cut to :data:`QUOTED` characters.
        params: what the sentence tells beside the value.
        fix: what would mend it, when that can be computed.
        line: the line of the file on which the row starts, in a CSV file.
    """

    code: str
    file: str
    sheet: str | None = None
    row: int | None = None
    column: int | None = None
    header: str = ""
    value: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    fix: Correction | None = None
    line: int | None = None

    def message(self, lang: str | None = None) -> str:
        """Return what is wrong, in one sentence without its place.

        >>> Problem("TAB-ROW-SHORT", "a.csv", params={"found": "1", "expected": "2"}).message("en")
        'Cells found: 1, expected: 2; those that are missing are read as empty.'
        """
        return message(f"problem.{self.code}", lang, **self._fields(lang))

    def advice(self, lang: str | None = None) -> str:
        """Return how to mend it: what to write, when that is known, else what to do."""
        if self.fix is None:
            return message(f"problem_fix.{self.code}", lang, **self._fields(lang))
        if not self.fix.replacement:
            return message("problem_fix.clear", lang)
        key = "problem_fix.replace" if self.fix.certain else "problem_fix.replace_maybe"
        return message(key, lang, fix=quoted(self.fix.replacement))

    def _fields(self, lang: str | None) -> dict[str, str]:
        suffix = f".{lang or current_language()}"
        worded = {name.removesuffix(suffix): text for name, text in self.params.items()}
        return {**worded, "value": self.value, "header": self.header}


def title(code: str, lang: str | None = None) -> str:
    """Return what a code is about, in a few words.

    >>> title("TAB-RAGGED", "en")
    'Row with too many cells'
    """
    return message(f"problem_title.{code}", lang)


def quoted(text: str) -> str:
    """Return a text short enough to be quoted."""
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"


class Problems(list[Problem]):
    """The problems of one table, in the order in which they were met: a bounded number of each code.

    Attributes:
        left_out: how many more there are, by code.
    """

    def __init__(self) -> None:
        super().__init__()
        self.left_out: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()

    def tell(self, problem: Problem) -> None:
        """Take one more in."""
        if self._kept[problem.code] < MOST_KEPT:
            self._kept[problem.code] += 1
            self.append(problem)
        else:
            self.left_out[problem.code] += 1
