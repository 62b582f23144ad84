"""One table ready to be read from a graph: what its subject tells at once, and where its other cells stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ess_graph.model.compiled import Emitter, compile_emitters
from ess_graph.model.described import Column, Table
from ess_graph.model.uri_template import Template, compile_template

Binding = dict[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """The columns of one table, by how the graph tells of them."""

    table: Table
    about: Template
    columns: Mapping[str, Column]
    #: Columns whose statement is known as soon as the subject is.
    checks: tuple[Emitter, ...]
    #: Columns whose cells stand in their statements.
    sources: tuple[Emitter, ...]

    @property
    def bound(self) -> set[str]:
        """The columns that the subject tells."""
        return {name for name, _ in self.about.variables}

    def subject(self, emitter: Emitter, row: FoundRow) -> str:
        """Return what a column speaks of in a row."""
        return row.subject if emitter.about == self.about else emitter.about.expand(row.cells)


@dataclass(frozen=True, slots=True)
class FoundRow:
    """What the subject of a row tells of its cells."""

    subject: str
    cells: Binding


def make_plan(table: Table, table_url: str) -> Plan:
    """Sort the columns of a table by how the graph tells of them.

    A column whose subject is not made from the subject of the table alone is in neither list.
    """
    about = compile_template(table.about_url or "", table_url)
    bound = {name for name, _ in about.variables}
    checks: list[Emitter] = []
    sources: list[Emitter] = []
    for emitter in compile_emitters(table, table_url):
        if {name for name, _ in emitter.about.variables} <= bound:
            (checks if set(told_columns(emitter)) <= bound else sources).append(emitter)
    columns = {column.name: column for column in table.file_columns}
    return Plan(table, about, columns, tuple(checks), tuple(sources))


def told_columns(emitter: Emitter) -> list[str]:
    """Return the columns that stand in the predicate and the object of a statement."""
    names = [name for name, _ in emitter.prop.variables]
    if emitter.value is not None:
        return names + [name for name, _ in emitter.value.variables]
    return names if emitter.fixed_value is not None else [*names, emitter.column.name]


def lost_columns(table: Table) -> tuple[str, ...]:
    """Return the columns whose cells no statement tells: suppressed, and in no template."""
    plan = make_plan(table, "https://example.org/data/t.csv")
    told = plan.bound | {name for source in plan.sources for name in told_columns(source)}
    return tuple(column.name for column in table.file_columns if column.name not in told)
