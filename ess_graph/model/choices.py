"""What may be chosen for a cell: the terms of a closed list, or the rows of the table that a column refers to.

A person chooses a label where the list is one of concepts, and where the label can be taken for nothing else; a code
everywhere else. Both are accepted in what a contributor fills.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ess_graph.model.annotations import annotation
from ess_graph.model.code_lists import CodeLists, scheme_of, words_of
from ess_graph.model.context import expand_property
from ess_graph.model.described import Column, ForeignKey, Table, TableGroup
from ess_graph.model.engine import match_header
from ess_graph.rdf.fold import fold
from ess_graph.rdf.namespaces import DCT, EXTERNAL, SKOS
from ess_graph.tables.reader import read_rows
from ess_graph.text import message

#: A longer list is no list to choose from (35,000 communes).
MOST: Final = 2_000
#: A spreadsheet shows and takes no more of an entry of a list.
MAX_LABEL: Final = 255
_TRUTH: Final = {"true": "output.true", "false": "output.false"}
#: What the name of a row is told by.
_NAMES: Final = (
    SKOS + "prefLabel",
    DCT + "title",
    EXTERNAL["eli"] + "title",
    EXTERNAL["igeo"] + "nom",
    EXTERNAL["foaf"] + "name",
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry: what a person enters, and the code and the label of it."""

    value: str
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """The entries of one list.

    Attributes:
        key: the path of a scheme, a table and its column, or the words themselves; the same list has the same key.
        title: its name for a person.
        closed: whether nothing else is admitted; a reference to a thing may name one that is described just now.
        choices: the entries, in the order in which people look for them.
    """

    key: str
    title: str
    closed: bool
    choices: tuple[Choice, ...]

    def value(self, code: str) -> str:
        """Return what a person enters for a code; the code itself when the list does not have it."""
        return next((one.value for one in self.choices if one.code == code), code)


class Choices:
    """The lists of a table group, each read once."""

    def __init__(self, group: TableGroup, codes: CodeLists, language: str) -> None:
        self._group = group
        self._codes = codes
        self._language = language
        self._known: dict[str, ChoiceList | None] = {}

    def of(self, table: Table, column: Column) -> ChoiceList | None:
        """Return the list of a column, or nothing when its values are free or too many to choose from.

        Raises:
            InputProblem: the table referred to cannot be read.
        """
        reference = next((one for one in table.foreign_keys if one.column == column.name), None)
        scheme = scheme_of(column)
        if reference is not None:
            name = f"{reference.target}#{reference.target_column}"
            if name not in self._known:
                self._known[name] = self._rows(name, reference)
            return self._known[name]
        if scheme is not None and scheme in self._codes.by_scheme:
            if scheme not in self._known:
                self._known[scheme] = self._concepts(scheme)
            return self._known[scheme]
        words = words_of(column)
        if not words:
            return None
        # The words of one column are no list of another, even when they are the same.
        title = column.titles.get(self._language, column.name)
        said = {word: word for word in words}
        if column.datatype == "boolean" and column.form is None:
            # No spreadsheet in French shows "true".
            said = {key: message(_TRUTH[key], self._language) for key in words}
        entries = tuple(Choice(text, word, "") for word, text in said.items())
        return ChoiceList(f"{table.url}#{column.name}", title, True, entries)

    def _concepts(self, scheme: str) -> ChoiceList:
        entries = [
            (code, self._codes.label(f"{scheme}/{code}", self._language))
            for code in self._codes.by_scheme[scheme]
        ]
        title = self._codes.label(scheme, self._language) or scheme
        return ChoiceList(scheme, title, True, _by_label(entries))

    def _rows(self, name: str, reference: ForeignKey) -> ChoiceList | None:
        target = self._group.table(reference.target)
        entries: dict[str, str] = {}
        for code, label in _names(self._group, target, reference.target_column, self._language):
            entries[code] = label
            if len(entries) > MOST:
                return None
        title = annotation(target.notes.get("dc:title"), self._language) or target.url
        if (target.about_url or "").startswith("../concept/"):
            return ChoiceList(name, title, True, _by_label(entries.items()))
        choices = [Choice(code, code, label) for code, label in sorted(entries.items())]
        return ChoiceList(name, title, False, tuple(choices))


def _by_label(entries: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    """Return concepts in the order of their labels; a label that could be taken for another gives way to its code."""
    known = list(entries)
    said = Counter(text for code, label in known for text in {fold(code), fold(label)})
    choices = []
    for code, label in known:
        # A semicolon would part a label in two where a cell holds several.
        clear = label and len(label) <= MAX_LABEL and ";" not in label and said[fold(label)] == 1
        choices.append(Choice(label if clear else code, code, label))
    return tuple(sorted(choices, key=lambda one: (fold(one.label), one.code)))


def _names(group: TableGroup, target: Table, key: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield the key and the name of each row of a table."""
    rows = read_rows(group.path.parent / target.url, target.dialect)
    columns = match_header(target, next(rows)[1])
    places = {column.name: place for place, column in enumerate(columns)}
    naming = _naming_columns(columns, language)
    for _, cells in rows:
        texts = (cells[places[one]] for one in naming)
        yield cells[places[key]], next((text for text in texts if text), "")


def _naming_columns(columns: Iterable[Column], language: str) -> list[str]:
    """Return the columns that name a row, those in the language of the reader first."""
    found = [
        (column.lang not in (language, None), _NAMES.index(prop), column.name)
        for column in columns
        if (prop := expand_property(column.property_url or "")) in _NAMES
    ]
    return [name for _, _, name in sorted(found)]
