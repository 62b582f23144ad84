"""From the text of a cell to the values that its column wants, and what is wrong with what was written.

Three degrees: *normalised* in silence, when the meaning is the same (spaces at the edges, a label for its code, a
decimal comma); *corrected*, when it can be meant in one way only (a value, and a problem with its replacement); *wrong*
(a problem, with a replacement when there is a likely one, and no value). A cell is data, whatever it starts with:
nothing is run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, NamedTuple

from ess_graph.contribution.coded import read_choice
from ess_graph.contribution.columns import Match, titles_of
from ess_graph.contribution.fold import plain_words
from ess_graph.contribution.reading import Fault, Reading, wrong
from ess_graph.contribution.references import References
from ess_graph.contribution.scalars import reader_of
from ess_graph.model.described import Column, Table
from ess_graph.tables.problem import Correction, Problem
from ess_graph.tables.rows import Row, SourceTable

#: What stands at the edges of a cell without being seen, beside spaces.
_UNSEEN: Final = "\ufeff\u200b\u200e\u200f\u2060"
#: What people put between values where the separator belongs.
_OTHER_SEPARATORS: Final = re.compile(r"\s*[,|/\t\n\r]+\s*|\s+(?:et|and)\s+")
#: What a spreadsheet shows for a formula that failed, in English and French (ECMA-376 part 1, §18.17.2.7).
_ERRORS: Final = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!"}
    | {"#VALEUR!", "#NOM?", "#NUL!", "#NOMBRE!", "#PROPAGATION!", "#DIV/0 !"}
)
#: What people write for "nothing"; signs alone are no words.
_NOTHING: Final = frozenset(
    {"", "n a", "na", "nc", "nr", "neant", "rien", "aucun", "aucune", "inconnu", "inconnue", "a completer"}
    | {"non renseigne", "non renseignee", "non communique", "sans objet", "unknown", "none", "nan", "null"}
)
#: How many different texts of one column are remembered.
_MOST_REMEMBERED: Final = 50_000
_FREE: Final = frozenset({"string", "normalizedString", "token"})


class CellValue(NamedTuple):
    """What was read from one cell: its values for the graph, and what is wrong."""

    values: tuple[str, ...]
    faults: tuple[Fault, ...] = ()


_EMPTY: Final = CellValue(())


def bare(text: str) -> str:
    r"""Return a text without the spaces and the unseen characters at its edges.

    >>> bare("\u200b\u00a0 Rennes ")
    'Rennes'
    """
    stripped = text.strip()
    while stripped and (stripped[0] in _UNSEEN or stripped[-1] in _UNSEEN):
        stripped = stripped.strip(_UNSEEN).strip()
    return stripped


class CellReader:
    """Reads the cells of one column.

    Args:
        table: the description of the table.
        column: the description of the column.
        references: what cells may refer to.
    """

    def __init__(self, table: Table, column: Column, references: References) -> None:
        self.column = column
        choices = references.choices(table, column)
        self._coded = choices is not None
        self._one = partial(read_choice, choices) if choices is not None else reader_of(column)
        self._is_text = (
            not self._coded and column.datatype in _FREE and column.pattern is None and not column.separator
        )
        self._required = Fault("CEL-REQUIRED", "", titles_of(column, "column"))
        is_needed = column.required and column.default is None
        self._empty = CellValue((), (self._required,)) if is_needed else _EMPTY
        self._known: dict[str, CellValue] = {}

    def read(self, text: str) -> CellValue:
        """Return what a cell says.

        Args:
            text: the cell as it stands in the file.
        """
        if not text:
            return self._empty
        if self._is_text and text[0] != "#":
            stripped = bare(text)
            return CellValue((stripped,)) if stripped else self._empty
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            known = self._known[text] = self._read(text)
        return known

    def _read(self, text: str) -> CellValue:
        stripped = bare(text)
        if not stripped:
            return self._empty
        if stripped.upper() in _ERRORS:
            return CellValue((), (Fault("CEL-ERROR", stripped),))
        if self._is_text:
            return CellValue((stripped,))
        if self.column.separator:
            return self._several(stripped, self.column.separator)
        reading = self._value(stripped)
        if reading.value is None and self._coded:
            pieces = [piece for one in re.split("[;\r\n]", stripped) if (piece := bare(one))]
            if len(pieces) == 1:
                reading = self._value(pieces[0])
            elif pieces and all(self._one(one).value for one in pieces):
                return CellValue((), (Fault("CEL-SEVERAL", stripped, {"count": str(len(pieces))}),))
        return CellValue(
            () if reading.value is None else (reading.value,), (reading.fault,) if reading.fault else ()
        )

    def _value(self, text: str, alone: bool = True) -> Reading:
        """Read one value; a word for "nothing" is none, and where something is required it is as good as empty."""
        reading = self._one(text)
        if reading.value is None and plain_words(text) in _NOTHING:
            if self.column.required and alone:
                return Reading(None, replace(self._required, value=text))
            return wrong("CEL-UNKNOWN", text, "")
        return reading

    def _several(self, text: str, separator: str) -> CellValue:
        pieces = [piece for one in text.split(separator) if (piece := bare(one))]
        values: dict[str, None] = {}
        faults: list[tuple[int, Fault]] = []
        for at, piece in enumerate(pieces):
            reading = self._value(piece, alone=len(pieces) == 1)
            if reading.value is None and (parts := self._otherwise_separated(piece)):
                values |= dict.fromkeys(one.value for one in parts if one.value is not None)
                right = Correction(f"{separator} ".join(_OTHER_SEPARATORS.split(piece)), certain=True)
                faults.append((at, Fault("CEL-SEPARATOR", piece, {"separator": separator}, right)))
                continue
            if reading.value is not None:
                values[reading.value] = None
            if reading.fault is not None:
                faults.append((at, reading.fault))
        return CellValue(tuple(values), _whole_cell(faults, pieces, f"{separator} "))

    def _otherwise_separated(self, piece: str) -> list[Reading]:
        """Return the readings of a text cut at other separators, when each of its parts is right."""
        parts = [one for one in _OTHER_SEPARATORS.split(piece) if one]
        readings = [self._one(one) for one in parts] if self._coded and len(parts) > 1 else []
        return readings if all(one.value is not None and one.fault is None for one in readings) else []


def _whole_cell(faults: list[tuple[int, Fault]], pieces: list[str], glue: str) -> tuple[Fault, ...]:
    """Return the faults of a cell of several values, each corrected by a whole cell in which every fault is mended.

    What is certain is mended together, and what is a guess together with it: whichever fault is mended first, no other
    correction of the same cell is undone.
    """
    fixes = {at: fault.fix for at, fault in faults if fault.fix}
    texts = {
        certain: glue.join(
            text
            for at, piece in enumerate(pieces)
            if (text := fixes[at].replacement if at in fixes and fixes[at].certain >= certain else piece)
        )
        for certain in (True, False)
    }
    return tuple(
        replace(one, fix=Correction(texts[one.fix.certain], one.fix.certain)) if one.fix else one
        for _, one in faults
    )


@dataclass(frozen=True, slots=True)
class ReadRow:
    """What was read from one row.

    Attributes:
        number: its number, as the spreadsheet shows it.
        line: the line of the file on which it starts, in a CSV file.
        values: what it says, by the name of the column; an empty cell says nothing.
        problems: what is wrong in its cells.
    """

    number: int
    line: int | None
    values: dict[str, tuple[str, ...]]
    problems: tuple[Problem, ...]


class RowReader:
    """Reads the rows of one table of a contribution.

    Args:
        source: the table as it stands in the file.
        match: what its header says; its table is known.
        references: what cells may refer to.
    """

    def __init__(self, source: SourceTable, match: Match, references: References) -> None:
        assert match.table is not None, "the caller looks"
        self._source = source
        table = match.table
        self._readers = [
            (one.index, one.column.name, CellReader(table, one.column, references)) for one in match.columns
        ]

    def read(self, row: Row) -> ReadRow:
        """Return what a row says, and what is wrong in it."""
        values: dict[str, tuple[str, ...]] = {}
        problems: list[Problem] = []
        cells = row.cells
        for index, name, reader in self._readers:
            found = reader.read(cells[index])
            if found.values:
                values[name] = found.values
            if found.faults and index not in row.unread:
                problems += [self._placed(row, index, fault) for fault in found.faults]
        return ReadRow(row.number, row.line, values, tuple(problems))

    def _placed(self, row: Row, index: int, fault: Fault) -> Problem:
        return self._source.problem(
            fault.code,
            row.number,
            index,
            value=fault.value,
            line=row.line,
            fix=fault.fix,
            params={**fault.params},
        )
