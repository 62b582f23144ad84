"""A finding with its place: what is wrong, in which cell or on which line, what was expected, and how to mend it.

A value of these types is all that the renderings of :mod:`ess_graph.report.findings` are made from. Numbers inside are
those that people see, from 1, except columns, which count from 0 and are shown as letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ess_graph.report.finding import VIOLATION, Terms
from ess_graph.report.wording import Wording
from ess_graph.text import message

#: The code of the finding that no rule looked at a file.
UNCHECKED: Final = "FILE-UNCHECKED"


def column_letter(column: int) -> str:
    """Return the letters of a column that counts from 0.

    >>> column_letter(0), column_letter(25), column_letter(26), column_letter(701), column_letter(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    letters = ""
    rest = column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a cell of a table, a line of a text, a node of a JSON document, or a whole file.

    Attributes:
        file: the name of the file, as it was given.
        sheet: the name of the sheet, in a workbook.
        row: the number of the row that a spreadsheet shows, from 1.
        column: the column, from 0.
        header: the text at the head of the column.
        line: the line of the file, from 1; in a CSV file, the one on which the row starts.
        character: the character of the line, from 1.
        pointer: the JSON pointer (RFC 6901), in a JSON document.
    """

    file: str
    sheet: str | None = None
    row: int | None = None
    column: int | None = None
    header: str | None = None
    line: int | None = None
    character: int | None = None
    pointer: str | None = None

    @property
    def cell(self) -> str:
        """The reference of the cell, ``C12``; of the row, ``12``; of the column, ``C``; ``""`` without either.

        >>> Place("a.xlsx", row=12, column=2).cell, Place("a.xlsx", row=12).cell, Place("a.ttl", line=3).cell
        ('C12', '12', '')
        """
        letter = "" if self.column is None else column_letter(self.column)
        return letter if self.row is None else f"{letter}{self.row}"

    @property
    def reference(self) -> str:
        """The reference of the cell, row or column with its sheet, as a formula writes it (ECMA-376 Part 1 §18.17.2.2).

        >>> Place("a.xlsx", "Nos pratiques", 12, 2).reference, Place("a.csv", row=12, column=2).reference
        ("'Nos pratiques'!C12", 'C12')
        >>> Place("a.xlsx", "Feuil1", 12).reference
        'Feuil1!12:12'
        """
        whole = self.cell and (self.row is None or self.column is None)
        cell = f"{self.cell}:{self.cell}" if whole else self.cell
        if self.sheet is None:
            return cell
        plain = self.sheet.isascii() and self.sheet.isidentifier()
        sheet = self.sheet if plain else "'{}'".format(self.sheet.replace("'", "''"))
        return f"{sheet}!{cell}" if cell else sheet

    def words(self, lang: str | None = None) -> str:
        """Return the place inside its file, in words; ``""`` for the whole file.

        >>> Place("a.xlsx", "Pratiques", 12, 2, "Code INSEE").words("fr")
        'feuille Pratiques, ligne 12, colonne C « Code INSEE »'
        >>> Place("a.ttl", line=3, character=7).words("en")
        'line 3, character 7'
        """
        parts = []
        if self.sheet is not None:
            parts.append(message("located.sheet", lang, sheet=self.sheet))
        if self.row is not None:
            parts.append(message("located.row", lang, row=self.row))
        elif self.line is not None:
            parts.append(message("located.line", lang, line=self.line))
        if self.column is not None:
            letter = column_letter(self.column)
            key = "located.column_named" if self.header else "located.column"
            fields = {"letter": letter, "header": self.header} if self.header else {"letter": letter}
            parts.append(message(key, lang, **fields))
        elif self.character is not None:
            parts.append(message("located.character", lang, character=self.character))
        if self.row is not None and self.line not in (None, self.row):
            parts.append(message("located.file_line", lang, line=self.line))
        if self.pointer is not None:
            parts.append(message("located.pointer", lang, pointer=self.pointer or "/"))
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Fix:
    """How to mend what is wrong.

    Attributes:
        wording: what to do.
        replacement: the whole new text of the cell, when it can be computed; ``""`` empties the cell.
        certain: whether there is no other reading of what was written; a guess wants a person's eye.
        raw: in a text file, the characters that stand at the place and those that should, with their quotes.
    """

    wording: Wording
    replacement: str | None = None
    certain: bool = True
    raw: tuple[str, str] | None = None

    def text(self, lang: str | None = None) -> str:
        """Return what to do."""
        return self.wording.text(lang)


@dataclass(frozen=True, slots=True)
class LocatedFinding:
    """Something wrong in a contribution, at its place.

    Attributes:
        code: the stable code of the rule, or of the kind of problem.
        severity: ``Violation``, ``Warning`` or ``Info``.
        place: where it stands.
        message: what is wrong.
        related: other places that it has to do with: the first of two equal rows.
        subject: the IRI of what the row is about, ``""`` when there is none.
        path: the property path, ``""`` when there is none.
        value: what was found, ``""`` when something is missing.
        expected: what was expected, with its numbers as parameters.
        rule: the IRI of the shape, ``""`` when no shape says it.
        causes: the findings of nested shapes that make this one up.
        fix: how to mend it.
        terms: the terms behind the texts, for a report in RDF (SHACL §3.6.2); two findings that say the same are equal
            whatever these are.
    """

    code: str
    severity: str
    place: Place
    message: Wording
    related: tuple[Place, ...] = ()
    subject: str = ""
    path: str = ""
    value: str = ""
    expected: Wording = field(default_factory=Wording)
    rule: str = ""
    causes: tuple[LocatedFinding, ...] = ()
    fix: Fix | None = None
    terms: Terms | None = field(default=None, compare=False, repr=False)

    def advice(self, lang: str | None = None) -> str:
        """Return how to mend it, ``""`` when that is not known."""
        return self.fix.text(lang) if self.fix else ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a code is about, for whoever meets it.

    Attributes:
        code: the code.
        title: a few words.
        help: what it asks and how to follow it.
        address: the page of the rule, ``""`` when there is none.
    """

    code: str
    title: Wording
    help: Wording = field(default_factory=Wording)
    address: str = ""


def unchecked(file: str, severity: str = VIOLATION) -> LocatedFinding:
    """Return the finding that no rule looked at a file: that it conforms would say nothing.

    >>> unchecked("notes.csv").message.text("en")
    'No rule looked at this file: nothing in it was checked.'
    """
    return LocatedFinding(
        UNCHECKED,
        severity,
        Place(file),
        Wording("located.unchecked"),
        fix=Fix(Wording("located.unchecked_fix")),
    )


#: What the codes of this module are about.
OWN_RULES: Final[Mapping[str, Rule]] = {
    UNCHECKED: Rule(UNCHECKED, Wording("located.unchecked_title"), Wording("located.unchecked_help"))
}
