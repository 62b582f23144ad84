"""The statements that rows make, by the mapping that makes the published tables into the graph, and the way back.

No statement carries where it comes from. A subject leads to its rows, which are noted when they are mapped; a property
leads to the columns that make it, which the mapping says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ess_graph.contribution.cells import ReadRow
from ess_graph.contribution.reading import Fault
from ess_graph.model.compiled import Emitter, compile_emitters
from ess_graph.model.described import Column, Table

if TYPE_CHECKING:
    from pyoxigraph import Triple


@dataclass(frozen=True, slots=True)
class Misfit:
    """A cell whose value makes no valid IRI, which only the mapping can tell.

    Attributes:
        column: the name of the column.
        fault: what is wrong.
    """

    column: str
    fault: Fault


class RowMapper:
    """Makes the statements of the rows of one table.

    Args:
        table: its description.
        base: the base of our IRIs; tables are published under ``{base}data/``.
    """

    def __init__(self, table: Table, base: str) -> None:
        self.table = table
        self._emitters = compile_emitters(table, f"{base}data/{table.url}")
        self._separators = {one.name: one.separator or ";" for one in table.file_columns}
        self._defaults = {one.name: (one.default,) for one in table.file_columns if one.default}

    def triples(self, row: ReadRow, misfits: list[Misfit]) -> Iterator[Triple]:
        """Yield the statements of a row; what an empty cell would have named makes none.

        Args:
            row: what was read.
            misfits: takes in the cells of which no valid IRI comes out.
        """
        yield from self._made(self._emitters, row, misfits)

    def _made(self, emitters: Iterable[Emitter], row: ReadRow, misfits: list[Misfit]) -> Iterator[Triple]:
        values: Mapping[str, tuple[str, ...]] = {**self._defaults, **row.values}
        texts = {
            name: items[0] if len(items) == 1 else self._separators[name].join(items)
            for name, items in values.items()
        }
        texts |= {"_row": str(row.number), "_sourceRow": str(row.number)}
        once = ("",)
        for emitter in emitters:
            column = emitter.column
            items = once if column.virtual else values.get(column.name)
            if items is None:
                continue
            try:
                yield from emitter.triples(texts, items)
            except KeyError:
                # A required cell is empty or wrong, which its own problem tells.
                continue
            except ValueError:
                if not column.virtual:
                    misfits.append(
                        Misfit(column.name, Fault("CEL-URL", ";".join(items), {"form": "https://…"}))
                    )

    def makers(self, predicate: str) -> list[Emitter]:
        """Return how the columns make a property, or any, those of cells first, in the order of the table.

        Args:
            predicate: the property, ``""`` for any.
        """
        found = [
            one
            for one in self._emitters
            if not predicate or (one.fixed_prop is not None and one.fixed_prop.value == predicate)
        ]
        return sorted(found, key=lambda one: one.column.virtual)

    def named(self, row: ReadRow) -> Iterator[tuple[str, str]]:
        """Yield the columns of a row that name a thing, each with the IRI."""
        for maker in self._emitters:
            if maker.value is not None and not maker.column.virtual:
                for triple in self._made((maker,), row, []):
                    yield maker.column.name, str(getattr(triple.object, "value", ""))

    def columns_of(self, row: ReadRow, subject: str, predicate: str, value: str) -> list[str]:
        """Return the columns of a row of which a statement comes.

        Args:
            row: what was read.
            subject: the IRI that it is about.
            predicate: its property.
            value: the IRI or the text that it ends in.
        """
        found: list[str] = []
        for maker in self.makers(predicate):
            for triple in self._made((maker,), row, []):
                said = (getattr(triple.subject, "value", ""), getattr(triple.object, "value", ""))
                if said == (subject, value):
                    found += [one.name for one in source_columns(maker, self.table)]
                    break
        return found


def source_columns(emitter: Emitter, table: Table) -> list[Column]:
    """Return the columns of the file behind a property: its own, or those that a virtual one takes its value from."""
    if not emitter.column.virtual:
        return [emitter.column]
    by_name = {one.name: one for one in table.file_columns}
    templates = [emitter.value] if emitter.value is not None else []
    names = [name for one in (*templates, emitter.about) for name, _ in one.variables]
    return [by_name[name] for name in dict.fromkeys(names) if name in by_name]
