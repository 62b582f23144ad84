"""What a cell may refer to: the closed lists of the ontology, and the rows of the published tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from ess_graph.contribution.columns import table_titles
from ess_graph.contribution.known_values import KnownValues, Label
from ess_graph.model.code_lists import CodeLists, read_code_lists, scheme_of
from ess_graph.model.described import Column, ForeignKey, Table, TableGroup
from ess_graph.model.metadata import read_metadata
from ess_graph.resources import folder
from ess_graph.tables.reader import read_rows

#: Properties whose values name a thing, the shown one first.
_SHOWN: Final = frozenset({"skos:prefLabel", "dcterms:title", "http://rdf.insee.fr/def/geo#nom"})
_NAMING: Final = _SHOWN | {"skos:altLabel", "../def#acronym", "../def#siren"}
#: A body is also known by the territory that it governs, when that is one only.
_GOVERNED: Final = "dcterms:spatial"
_COMMUNES: Final = "communes.csv"
_FORMER: Final = ("communes_former_codes.csv", "former_code", "current_code")


class References:
    """The lists that cells refer to, each read when it is first asked for.

    Args:
        group: the description of the tables; they lie in its folder.
        concepts: the Turtle files of the closed lists.
    """

    def __init__(self, group: TableGroup, concepts: Iterable[Path]) -> None:
        self.group = group
        self._concepts = tuple(concepts)
        self._things: dict[tuple[str, str], KnownValues] = {}
        self._schemes: dict[str, KnownValues] | None = None
        self._own: dict[tuple[str, str], dict[str, tuple[Label, ...]]] = defaultdict(dict)
        self._targets: dict[str, set[str]] = defaultdict(set)
        for table in group.tables:
            for key in table.foreign_keys:
                self._targets[key.target].add(key.target_column)

    @classmethod
    def published(cls) -> References:
        """Return those of the published data and ontology."""
        files = (folder("ontology") / name for name in ("schemes.ttl", "concepts.ttl"))
        return cls(read_metadata(folder("data") / "csv-metadata.json"), files)

    def choices(self, table: Table, column: Column) -> KnownValues | None:
        """Return the values that a column of a table chooses from; ``None`` when it takes any.

        Raises:
            InputProblem: a file of the published data cannot be read.
        """
        for key in table.foreign_keys:
            if key.column == column.name:
                return self.things(
                    key.target, key.target_column, (column.value_url or "").startswith("../concept/")
                )
        scheme = scheme_of(column)
        return self._closed_lists().get(scheme) if scheme else None

    def naming_columns(self, table: Table) -> frozenset[str]:
        """Return the columns of a table to which others refer, and those that name its rows."""
        return frozenset({*self._targets.get(table.url, ()), *(name for name, _, _ in _naming(table))})

    def add(self, url: str, values: Mapping[str, tuple[str, ...]]) -> None:
        """Take in a row of the contribution itself, to which other rows of it may refer.

        All rows are taken in before the first is checked: a reader remembers what it did not find.

        Args:
            url: the table that it is a row of.
            values: its values, by the name of the column.
        """
        for column in self._targets.get(url, ()):
            for code in values.get(column, ()):
                labels = tuple(_labels_of(_naming(self.group.table(url)), values, code))
                self._own[url, column][code] = labels
                if (url, column) in self._things:
                    self._things[url, column].add(code, labels)

    def things(self, url: str, column: str, concepts: bool = False) -> KnownValues:
        """Return the values of one column of a published table.

        Args:
            url: the table.
            column: its column.
            concepts: whether they are concepts of a list, and not things.
        """
        if (url, column) not in self._things:
            table = self.group.table(url)
            governs = any(key.target == _COMMUNES for key in self._governed(table))
            self._things[url, column] = KnownValues(
                table_titles(table),
                (code for row in self._rows(table) for code in row.get(column, ())),
                partial(self._labels, table, column),
                of_things=not concepts,
                former=self._former if governs or url == _COMMUNES else dict,
            )
            for code, labels in self._own.get((url, column), {}).items():
                self._things[url, column].add(code, labels)
        return self._things[url, column]

    def _rows(self, table: Table) -> Iterator[dict[str, tuple[str, ...]]]:
        """Yield the values of each row of a published table, by the name of the column."""
        rows = read_rows(self.group.path.parent / table.url, table.dialect)
        header = next(rows)[1]
        separators = {column.name: column.separator for column in table.file_columns}
        for _, cells in rows:
            yield {
                name: tuple(text.split(separator)) if (separator := separators[name]) else (text,)
                for name, text in zip(header, cells, strict=True)
                if text
            }

    def _labels(self, table: Table, column: str) -> Iterator[Label]:
        governed = {key.column: self.things(key.target, key.target_column) for key in self._governed(table)}
        naming = _naming(table)
        for row in self._rows(table):
            for code in row.get(column, ()):
                yield from _labels_of(naming, row, code)
                for name, choices in governed.items():
                    for place in row.get(name, ()):
                        yield Label(code, place)
                        yield Label(code, choices.shown(place, "fr"), preferred=True)

    def _governed(self, table: Table) -> list[ForeignKey]:
        names = {
            column.name
            for column in table.file_columns
            if column.property_url == _GOVERNED and column.separator is None
        }
        return [key for key in table.foreign_keys if key.column in names]

    def _former(self) -> Mapping[str, tuple[str, ...]]:
        url, former, current = _FORMER
        found: dict[str, tuple[str, ...]] = {}
        for row in self._rows(self.group.table(url)):
            for code in row[former]:
                found[code] = (*found.get(code, ()), *row[current])
        return found

    def _closed_lists(self) -> dict[str, KnownValues]:
        if self._schemes is None:
            lists = read_code_lists(*self._concepts)
            self._schemes = {
                scheme: KnownValues(
                    lists.labels.get(scheme) or {"fr": scheme, "en": scheme},
                    codes,
                    partial(_labels_of_scheme, lists, scheme),
                )
                for scheme, codes in lists.by_scheme.items()
            }
        return self._schemes


def _naming(table: Table) -> list[tuple[str, str, bool]]:
    """Return the columns whose values name what a row is about: name, language, and whether they are shown."""
    return [
        (column.name, column.lang or "", column.property_url in _SHOWN)
        for column in table.file_columns
        if column.property_url in _NAMING
    ]


def _labels_of(
    naming: Iterable[tuple[str, str, bool]], row: Mapping[str, tuple[str, ...]], code: str
) -> Iterator[Label]:
    for name, lang, preferred in naming:
        for text in row.get(name, ()):
            yield Label(code, text, lang, preferred)


def _labels_of_scheme(lists: CodeLists, scheme: str) -> Iterator[Label]:
    for code in lists.by_scheme[scheme]:
        path = f"{scheme}/{code}"
        for lang, text in lists.labels.get(path, {}).items():
            yield Label(code, text, lang, preferred=True)
        for lang, text in lists.alternatives.get(path, ()):
            yield Label(code, text, lang)
