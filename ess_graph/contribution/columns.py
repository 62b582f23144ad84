"""Which table a sheet is, and which column each of its headers names, before any row is read.

A header may be a column's name or one of its titles, in French or English; case, accents, punctuation, spaces and
underscores do not count. One that is nearly a name is told, and its column is read as if it were: one slip then makes
one problem, and not one more on each row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import Final

from ess_graph.contribution.fold import bracketed, name_key
from ess_graph.model.annotations import annotation
from ess_graph.model.described import Column, Table, TableGroup
from ess_graph.tables.problem import Correction, Problem
from ess_graph.tables.rows import HeaderCell, HeaderScore, SourceTable
from ess_graph.text import LANGUAGES

#: The tables that a contributor fills.
CONTRIBUTED: Final = (
    "practices.csv",
    "actors.csv",
    "sheets.csv",
    "arrangements.csv",
    "participations.csv",
    "effects.csv",
    "epci_competences.csv",
)
#: How alike, of 100, a header must be to a name to be read as it.
_NEAR: Final = 80.0
#: The names that spreadsheets give, which say nothing; a shorter name than this could start any title.
_UNNAMED: Final = frozenset({"sheet", "feuil", "feuille", "table", "tableau", "classeur", "book"})
_LEAST_NAME: Final = 4
#: How alike it must be to be offered only.
_LIKE: Final = 60.0


@dataclass(frozen=True, slots=True)
class MatchedColumn:
    """A column of the file and what it means.

    Attributes:
        index: the column of the file, from 0.
        column: its description.
        assumed: whether its header is only nearly the name of that column, which a problem tells.
    """

    index: int
    column: Column
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """What the header of one table says.

    Attributes:
        table: the table that it is; ``None`` when it is none that we know, or could be several.
        columns: the columns that were recognised, in the order of the file.
        problems: what is wrong in the header.
    """

    table: Table | None
    columns: tuple[MatchedColumn, ...]
    problems: tuple[Problem, ...]


class _Names:
    """The names that the columns of one table answer to."""

    def __init__(self, table: Table) -> None:
        self.table = table
        columns = table.file_columns
        self.by_key = {name_key(column.name): column for column in columns}
        titled = [(name_key(text), column) for column in columns for text in column.all_titles]
        self._add(titled)
        # "EPCI (SIREN)" is also "EPCI", when nothing else is.
        short = [(bracketed(text), column) for column in columns for text in column.all_titles]
        self._add([(name_key(pair[0]), column) for pair, column in short if pair])

    def _add(self, named: list[tuple[str, Column]]) -> None:
        """Take in names that one column only has, and no other had before."""
        counts = Counter(key for key, _ in dict.fromkeys((key, column.name) for key, column in named))
        for key, column in named:
            if counts[key] == 1:
                self.by_key.setdefault(key, column)

    def find(self, text: str) -> Column | None:
        """Return the column that a header names."""
        found = self.by_key.get(name_key(text))
        if found is None and (pair := bracketed(text)):
            # "Titre (obligatoire)".
            found = self.by_key.get(name_key(pair[0]))
        return found

    def nearest(self, text: str, free: set[str]) -> tuple[Column, float] | None:
        """Return the free column whose name is most like a header, and how alike they are."""
        from rapidfuzz import fuzz, process

        keys = [key for key, column in self.by_key.items() if column.name in free]
        best = process.extractOne(name_key(text)[:200], keys, scorer=fuzz.ratio, score_cutoff=_LIKE)
        return (self.by_key[best[0]], best[1]) if best else None


def _names(group: TableGroup, wanted: Sequence[str]) -> list[_Names]:
    return [_cached_names(_ById(group.table(url))) for url in wanted]


@dataclass(frozen=True, slots=True)
class _ById:
    """A table as a key of the cache: descriptions are compared by identity, and are not hashable."""

    table: Table

    def __hash__(self) -> int:
        return id(self.table)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.table is self.table


@cache
def _cached_names(key: _ById) -> _Names:
    return _Names(key.table)


def header_score(group: TableGroup, wanted: Sequence[str] = CONTRIBUTED) -> HeaderScore:
    """Return how well a row would do as a header: how many of its cells name columns of one table.

    Args:
        group: the description of the tables.
        wanted: which of them may be meant.
    """
    names = _names(group, wanted)

    def score(cells: Sequence[str]) -> float:
        found = max(sum(one.find(cell) is not None for cell in cells if cell.strip()) for one in names)
        # One word alone is a title, or a cell of a row.
        return found if found > 1 else 0.0

    return score


def match_columns(
    source: SourceTable,
    group: TableGroup,
    *,
    wanted: Sequence[str] = CONTRIBUTED,
    table: str | None = None,
) -> Match:
    """Return which table a sheet is, which columns its headers name, and what is wrong with them.

    Args:
        source: the sheet.
        group: the description of the tables.
        wanted: which of them may be meant.
        table: the one that is meant, when that is known (``practices.csv``).
    """
    if table is not None:
        return _match(source, _names(group, (table,))[0])
    named = [cell for cell in source.header if cell.text]
    if not named:
        return Match(None, (), ())
    names = _names(group, wanted)
    said = _said(source, names)
    scores = {one.table.url: sum(one.find(cell.text) is not None for cell in named) for one in names}
    best = max(scores.values())
    candidates = [one for one in names if scores[one.table.url] == best]
    if said is not None and scores[said.table.url] > 0 and (said in candidates or best < 2):
        return _match(source, said)
    if best < 2 and not (best == 1 and len(named) == 1 and len(candidates) == 1):
        return Match(None, (), (_no_table(source, names, "HDR-NO-TABLE"),))
    if len(candidates) > 1:
        return Match(None, (), (_no_table(source, candidates, "HDR-AMBIGUOUS"),))
    return _match(source, candidates[0])


def _said(source: SourceTable, names: Sequence[_Names]) -> _Names | None:
    """Return the table that the name of the sheet, else of the file, tells."""
    for text in (source.sheet, PurePath(source.file).stem if source.file else None):
        key = name_key(text or "")
        if len(key) < _LEAST_NAME or key.rstrip("0123456789") in _UNNAMED:
            continue
        for one in names:
            titles = {
                name_key(PurePath(one.table.url).stem),
                *map(name_key, table_titles(one.table).values()),
            }
            if any(key.startswith(title) or title.startswith(key) for title in titles):
                return one
    return None


def table_titles(table: Table) -> Mapping[str, str]:
    """Return the title of a table by language.

    >>> from ess_graph.model.metadata import read_metadata
    >>> from ess_graph.resources import folder
    >>> table_titles(read_metadata(folder("data") / "csv-metadata.json").table("practices.csv"))["fr"]
    'Pratiques'
    """
    return {lang: annotation(table.notes.get("dc:title"), lang) or table.url for lang in LANGUAGES}


def _no_table(source: SourceTable, names: Sequence[_Names], code: str) -> Problem:
    params = {
        f"tables.{lang}": ", ".join(table_titles(one.table).get(lang, one.table.url) for one in names)
        for lang in LANGUAGES
    }
    found = ", ".join(cell.text for cell in source.header if cell.text)
    return source.problem(code, source.header_row, value=found, params=params)


def _match(source: SourceTable, names: _Names) -> Match:
    columns: dict[str, MatchedColumn] = {}
    unknown: list[HeaderCell] = []
    problems: list[Problem] = []
    for cell in source.header:
        column = names.find(cell.text) if cell.text else None
        if column is None:
            unknown += [cell] if cell.text else []
        elif column.name in columns:
            problems += _twice(source, cell, columns[column.name])
        else:
            columns[column.name] = MatchedColumn(cell.column, column)
    english = _in_english(source, columns.values())
    for cell in unknown:
        free = {one.name for one in names.table.file_columns} - columns.keys()
        near = names.nearest(cell.text, free)
        if near is None or near[1] < _NEAR:
            offered = (
                (near[0],) if near else tuple(one for one in names.table.file_columns if one.name in free)
            )
            problems.append(_unknown(source, cell, offered or names.table.file_columns, names.table))
        else:
            columns[near[0].name] = MatchedColumn(cell.column, near[0], assumed=True)
            problems.append(_near(source, cell, near[0], english))
    for column in names.table.file_columns:
        if column.required and column.name not in columns:
            problems.append(
                source.problem("HDR-MISSING", source.header_row, params=titles_of(column, "missing"))
            )
    problems.sort(key=lambda problem: (problem.column is None, problem.column or 0))
    return Match(names.table, tuple(sorted(columns.values(), key=lambda one: one.index)), tuple(problems))


def titles_of(column: Column, name: str) -> dict[str, str]:
    """Return the titles of a column as the parameter ``name`` of a sentence, in both languages."""
    return {f"{name}.{lang}": column.titles.get(lang, column.name) for lang in LANGUAGES}


def _in_english(source: SourceTable, columns: Iterable[MatchedColumn]) -> bool:
    """Tell whether most headers are English titles."""
    balance = 0
    for one in columns:
        key = name_key(source.title(one.index))
        french, english = (name_key(one.column.titles.get(lang, "")) == key for lang in LANGUAGES)
        balance += english - french
    return balance > 0


def _twice(source: SourceTable, cell: HeaderCell, first: MatchedColumn) -> list[Problem]:
    if " ".join(cell.text.split()).casefold() == " ".join(source.title(first.index).split()).casefold():
        # The same text twice is told of the table itself.
        return []
    params = {**titles_of(first.column, "column"), "first": source.title(first.index)}
    return [source.problem("HDR-TWICE", source.header_row, cell.column, value=cell.text, params=params)]


def _unknown(source: SourceTable, cell: HeaderCell, offered: Sequence[Column], table: Table) -> Problem:
    params = {f"table.{lang}": text for lang, text in table_titles(table).items()}
    for lang in LANGUAGES:
        params[f"near.{lang}"] = ", ".join(one.titles.get(lang, one.name) for one in offered)
    return source.problem("HDR-UNKNOWN", source.header_row, cell.column, value=cell.text, params=params)


def _near(source: SourceTable, cell: HeaderCell, column: Column, english: bool) -> Problem:
    params = titles_of(column, "near")
    fix = Correction(params["near.en" if english else "near.fr"], certain=True)
    return source.problem("HDR-NEAR", source.header_row, cell.column, value=cell.text, fix=fix, params=params)
