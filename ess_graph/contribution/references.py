"""What a cell may refer to: the closed lists of the ontology, and the rows of the published tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from ess_graph.contribution.choices import Choices, Label
from ess_graph.contribution.columns import table_titles
from ess_graph.model.described import Column, ForeignKey, Table, TableGroup
from ess_graph.model.metadata import read_metadata
from ess_graph.rdf.namespaces import SKOS
from ess_graph.resources import folder
from ess_graph.tables.reader import read_rows

_CONCEPT: Final = re.compile(r"\.\./(concept/[^/{}]+)/\{\+?(\w+)\}")
_BASE: Final = "https://example.org/"
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
        self._things: dict[tuple[str, str], Choices] = {}
        self._schemes: dict[str, Choices] | None = None
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

    def choices(self, table: Table, column: Column) -> Choices | None:
        """Return the values that a column of a table chooses from; ``None`` when it takes any.

        Raises:
            InputProblem: a file of the published data cannot be read.
        """
        for key in table.foreign_keys:
            if key.column == column.name:
                return self.things(
                    key.target, key.target_column, (column.value_url or "").startswith("../concept/")
                )
        match = _CONCEPT.fullmatch(column.value_url or "")
        if match is None or match[2] != column.name:
            return None
        return self._closed_lists().get(match[1])

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

    def things(self, url: str, column: str, concepts: bool = False) -> Choices:
        """Return the values of one column of a published table.

        Args:
            url: the table.
            column: its column.
            concepts: whether they are concepts of a list, and not things.
        """
        if (url, column) not in self._things:
            table = self.group.table(url)
            governs = any(key.target == _COMMUNES for key in self._governed(table))
            self._things[url, column] = Choices(
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

    def _closed_lists(self) -> dict[str, Choices]:
        if self._schemes is None:
            self._schemes = _read_schemes(self._concepts)
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


def _read_schemes(files: Iterable[Path]) -> dict[str, Choices]:
    """Read the closed lists of Turtle files of SKOS concepts whose IRIs are relative to the base."""
    from pyoxigraph import Literal, NamedNode

    from ess_graph.rdf.formats import syntax_of
    from ess_graph.rdf.reading import read_quads

    members: dict[str, dict[str, str]] = defaultdict(dict)
    labels: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for quad in (quad for path in files for quad in read_quads(path, syntax_of(path), _BASE)):
        assert isinstance(quad.subject, NamedNode), "no blank node in published data"
        subject, prop, value = quad.subject.value, quad.predicate.value.removeprefix(SKOS), quad.object
        if prop == "inScheme" and isinstance(value, NamedNode) and subject.startswith(f"{value.value}/"):
            members[value.value][subject[len(value.value) + 1 :]] = subject
        elif prop in ("prefLabel", "altLabel") and isinstance(value, Literal):
            labels[subject].append((value.value, value.language or "", prop))

    def labels_of(codes: Mapping[str, str]) -> Iterable[Label]:
        for code, concept in codes.items():
            for text, lang, prop in labels[concept]:
                yield Label(code, text, lang, prop == "prefLabel")

    def titles(scheme: str) -> dict[str, str]:
        name = scheme.removeprefix(_BASE)
        return {"fr": name, "en": name, **{lang: text for text, lang, _ in labels[scheme]}}

    return {
        scheme.removeprefix(_BASE): Choices(titles(scheme), codes, partial(labels_of, codes))
        for scheme, codes in members.items()
    }
