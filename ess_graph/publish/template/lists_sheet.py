"""The sheet that holds the lists: what may be chosen, beside its code or its label."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ess_graph.model.choices import ChoiceList
from ess_graph.publish.template.described import TemplateTable
from ess_graph.publish.template.look import Look, print_setup
from ess_graph.report.needed import needed
from ess_graph.text import message

#: The first row of entries, below the name of the list and what its two columns are.
_FIRST = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list stands: the sheet, the column of what is entered, its first and last rows."""

    sheet: str
    letter: str
    first: int
    last: int

    @property
    def range(self) -> str:
        """The entries, as a formula names them."""
        # A name of ours with a letter that is no ASCII would need quotes, and a quote is harmless.
        return f"'{self.sheet}'!${self.letter}${self.first}:${self.letter}${self.last}"


def used_lists(tables: Iterable[TemplateTable]) -> dict[str, ChoiceList]:
    """Return the lists of some tables, each once, by their keys, in the order in which they are met."""
    lists: dict[str, ChoiceList] = {}
    for table in tables:
        for column in table.columns:
            if column.choices is not None and column.choices.choices:
                lists.setdefault(column.choices.key, column.choices)
    return lists


def write_lists(book: Any, lists: dict[str, ChoiceList], look: Look, language: str) -> dict[str, Place]:
    """Add the sheet of lists, when there are any, and return where each stands.

    Args:
        book: a workbook of openpyxl.
        lists: the lists, by their keys.
        look: the styles.
        language: ``fr`` or ``en``.
    """
    if not lists:
        return {}
    letters = needed("openpyxl.utils", "xlsx").get_column_letter
    name = message("template.lists_sheet", language)
    sheet = book.create_sheet(name)
    places: dict[str, Place] = {}
    at = 1
    for key, one in lists.items():
        paired = any(choice.label for choice in one.choices)
        title = sheet.cell(1, at, one.title)
        look.title(title, 12)
        look.bold(sheet.cell(2, at, message("template.lists_value", language)))
        if paired:
            labelled = any(choice.value == choice.label for choice in one.choices)
            other = message("template.lists_code" if labelled else "template.lists_label", language)
            look.bold(sheet.cell(2, at + 1, other))
        for row, choice in enumerate(one.choices, _FIRST):
            _text(sheet.cell(row, at), choice.value)
            if paired:
                other = choice.code if choice.value != choice.code else choice.label
                _text(sheet.cell(row, at + 1), other)
        for place in (at, at + paired):
            cells = (sheet.cell(row, place).value or "" for row in range(2, len(one.choices) + _FIRST))
            sheet.column_dimensions[letters(place)].width = min(max(map(len, cells)) + 2, 60)
        places[key] = Place(name, letters(at), _FIRST, len(one.choices) + _FIRST - 1)
        sheet.column_dimensions[letters(at + paired + 1)].width = 3
        at += paired + 2
    sheet.freeze_panes = f"A{_FIRST}"
    print_setup(sheet, "1:2")
    return places


def _text(cell: Any, value: str) -> None:
    cell.value = value
    # A code is a text: 01 stays 01, and what starts with "=" is no formula.
    cell.data_type = "s"
    cell.number_format = "@"
