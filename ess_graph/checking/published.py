"""What is published about the nodes that a contribution names: from a store, or from the published tables.

Files are the truth and the store is a cache of them: without a store, what the tables say of the rows that are named
is mapped on the spot. What the rules add to it is then inferred with the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from pyoxigraph import Literal, NamedNode, Triple, parse

from ess_graph.contribution.cells import ReadRow
from ess_graph.contribution.graph import RowMapper
from ess_graph.model.described import Table, TableGroup
from ess_graph.model.uri_template import bindings, compile_template
from ess_graph.tables.reader import read_rows

if TYPE_CHECKING:
    from pyoxigraph import Store

#: Statements that are lists of thousands, which no shape of a contributed thing looks at.
_LONG: Final = ("#competenceTakenOver", "#exercises", "#hasTopConcept", "#narrower", "hasPart")
#: So many things may have a value in common; more of them have it for another reason.
_MOST_ALIKE: Final = 100


class Published(Protocol):
    """What is published."""

    def about(self, iris: Iterable[str]) -> Iterator[Triple]:
        """Yield what is said of nodes, except for lists of thousands."""

    def alike(self, keys: Iterable[tuple[str, object]]) -> Iterator[str]:
        """Yield the nodes that have a property with a value."""


class InStore:
    """What a store holds, contributions too.

    Args:
        store: the store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def about(self, iris: Iterable[str]) -> Iterator[Triple]:
        """Yield what is said of nodes, except for lists of thousands."""
        ask = self._store.quads_for_pattern
        for iri in iris:
            for quad in ask(NamedNode(iri), None, None, None):
                if not quad.predicate.value.endswith(_LONG):
                    yield quad.triple

    def alike(self, keys: Iterable[tuple[str, object]]) -> Iterator[str]:
        """Yield the nodes that have a property with a value."""
        for predicate, value in keys:
            assert isinstance(value, NamedNode | Literal), "a contribution has no blank node"
            found = self._store.quads_for_pattern(None, NamedNode(predicate), value, None)
            for _, quad in zip(range(_MOST_ALIKE), found, strict=False):
                if isinstance(quad.subject, NamedNode):
                    yield quad.subject.value


class InFiles:
    """What the published tables and the ontology hold.

    Args:
        group: the description of the tables.
        ontology: the Turtle files of classes, schemes and concepts.
        base: the base of our IRIs.
    """

    def __init__(self, group: TableGroup, ontology: Iterable[Path], base: str) -> None:
        self._group = group
        self._ontology = tuple(ontology)
        self._base = base
        self._said: dict[str, list[Triple]] | None = None
        self._mappers = {table.url: RowMapper(table, base) for table in group.tables}

    def about(self, iris: Iterable[str]) -> Iterator[Triple]:
        """Yield what is said of nodes, except for lists of thousands."""
        wanted = dict.fromkeys(iris)
        if self._said is None:
            self._said = defaultdict(list)
            for path in self._ontology:
                for quad in parse(path=str(path), base_iri=self._base):
                    self._said[str(getattr(quad.subject, "value", ""))].append(quad.triple)
        for iri in wanted:
            yield from self._said.get(iri, ())
        for table in self._group.tables:
            yield from self._rows_about(table, wanted)

    def _rows_about(self, table: Table, wanted: dict[str, None]) -> Iterator[Triple]:
        if table.about_url is None:
            return
        template = compile_template(table.about_url, f"{self._base}data/{table.url}")
        if len(template.variables) != 1 or not template.parts[0]:
            return
        name = template.variables[0][0]
        codes = {
            one[name]
            for iri in wanted
            if iri.startswith(template.parts[0])
            for one in bindings(template, iri)
        }
        if codes:
            yield from self._mapped(table, name, codes)

    def _mapped(self, table: Table, name: str, codes: set[str]) -> Iterator[Triple]:
        rows = read_rows(self._group.path.parent / table.url, table.dialect)
        header = next(rows)[1]
        at, mapper = header.index(name), self._mappers[table.url]
        separators = {one.name: one.separator for one in table.file_columns}
        for number, cells in rows:
            if cells[at] in codes:
                values = {
                    column: tuple(text.split(separator)) if (separator := separators[column]) else (text,)
                    for column, text in zip(header, cells, strict=True)
                    if text
                }
                yield from mapper.triples(ReadRow(number, None, values, ()), [])

    def alike(self, keys: Iterable[tuple[str, object]]) -> Iterator[str]:
        """Yield the nodes that have a property with a value: of the tables that have a column for it."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for predicate, value in keys:
            if isinstance(value, Literal):
                wanted[predicate].add(value.value)
        for table in self._group.tables:
            columns = {
                column.name: texts
                for predicate, texts in wanted.items()
                for maker in self._mappers[table.url].makers(predicate)
                if not (column := maker.column).virtual and maker.about.text == table.about_url
            }
            if columns and table.about_url:
                yield from self._with(table, columns)

    def _with(self, table: Table, columns: dict[str, set[str]]) -> Iterator[str]:
        template = compile_template(table.about_url or "", f"{self._base}data/{table.url}")
        rows = read_rows(self._group.path.parent / table.url, table.dialect)
        header = next(rows)[1]
        for _, cells in rows:
            row = dict(zip(header, cells, strict=True))
            if any(row[name] in texts for name, texts in columns.items()):
                yield template.expand(row)
