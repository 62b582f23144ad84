"""One table's metadata, compiled: for each column, a function from a row to its statements.

After *Generating RDF from Tabular Data on the Web* §4.6 (standard mode is not used: minimal mode, only the
statements about the things described, not about the rows).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from ess_graph.errors import TableProblem
from ess_graph.model.context import expand_property
from ess_graph.model.datatypes import CHECKS, datatype_iri
from ess_graph.model.described import Column, Table
from ess_graph.model.uri_template import Template, compile_template

#: The raw text of one row's cells, by column name; an empty cell is absent.
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Emitter:
    """How one column makes statements."""

    column: Column
    about: Template
    prop: Template
    value: Template | None
    make_literal: Callable[[str], Literal] | None
    fixed_prop: NamedNode | None
    fixed_value: NamedNode | Literal | None

    @property
    def variables(self) -> frozenset[str]:
        """Every name that its templates ask for."""
        templates = (self.about, self.prop, *([self.value] if self.value else []))
        return frozenset(name for template in templates for name, _ in template.variables)

    def triples(self, row: Row, items: tuple[str, ...]) -> Iterator[Triple]:
        """Yield the statements of this column in one row.

        Args:
            row: every cell of the row.
            items: the values of this column's cell; one empty text for a virtual column.

        Raises:
            KeyError: a template names a cell that is empty in this row.
            ValueError: no valid IRI comes out.
        """
        subject = NamedNode(self.about.expand(row))
        prop = self.fixed_prop or NamedNode(self.prop.expand(row))
        if self.fixed_value is not None:
            yield Triple(subject, prop, self.fixed_value)
        elif self.value is not None:
            name = self.column.name
            for item in items:
                yield Triple(subject, prop, NamedNode(self.value.expand({**row, name: item})))
        elif self.make_literal is not None:
            for item in items:
                yield Triple(subject, prop, self.make_literal(item))


def _literal_maker(column: Column) -> Callable[[str], Literal]:
    if column.lang is not None:
        lang = column.lang
        return lambda text: Literal(text, language=lang)
    if column.datatype == "string":
        return Literal
    datatype = NamedNode(datatype_iri(column.datatype))
    return lambda text: Literal(text, datatype=datatype)


def compile_emitters(table: Table, table_url: str) -> tuple[Emitter, ...]:
    """Return the emitters of a table, in the order of its columns.

    Args:
        table: its metadata.
        table_url: the absolute address of the table, against which templates resolve.
    """
    emitters = []
    for column in table.columns:
        if column.suppress_output:
            continue
        if column.virtual and column.value_url is None and column.default is None:
            # Its cells are empty, and an empty cell says nothing.
            continue
        about = compile_template(_named(column.about_url or "", column), table_url)
        # §4.6: without a propertyUrl, the name of the column is a fragment of the table.
        told = expand_property(column.property_url) if column.property_url else "#{_name}"
        prop = compile_template(_named(told, column), table_url)
        value = maker = None
        fixed_value: NamedNode | Literal | None = None
        if column.value_url is not None:
            value = compile_template(_named(expand_property(column.value_url), column), table_url)
            if not value.variables:
                fixed_value = NamedNode(value.expand({}))
        else:
            maker = _literal_maker(column)
            if column.virtual and column.default is not None:
                fixed_value = maker(column.default)
        fixed_prop = None if prop.variables else NamedNode(prop.expand({}))
        emitters.append(Emitter(column, about, prop, value, maker, fixed_prop, fixed_value))
    return tuple(emitters)


def _named(template: str, column: Column) -> str:
    """Fill in ``{_name}``, which is the same in every row (§5.1.1); a name may stand in an IRI as it is."""
    return template.replace("{_name}", column.name)


def split_cell(table: Table, column: Column, number: int, letter: str, text: str) -> tuple[str, ...]:
    """Return the values of one cell after checking each against the column's datatype.

    Raises:
        TableProblem: when the cell is required and empty, or a value is not of the datatype.
    """
    if not text and column.default:
        text = column.default
    if text in column.null:
        if column.required:
            raise TableProblem(
                "table.required", file=table.url, row=number, letter=letter, column=column.name
            )
        return ()
    items = tuple(text.split(column.separator)) if column.separator else (text,)
    if column.form is not None:
        return tuple(_checked(table, column, number, letter, item) for item in items)
    for item in items:
        _checked(table, column, number, letter, item)
    return items


def _checked(table: Table, column: Column, number: int, letter: str, item: str) -> str:
    """Return the lexical form of one value.

    Raises:
        TableProblem: it is not of the datatype or of the form.
    """

    def problem(key: str, **more: object) -> TableProblem:
        return TableProblem(
            key, file=table.url, row=number, letter=letter, column=column.name, found=item, **more
        )

    if not item or item != item.strip():
        raise problem("table.spaces")
    check, example = CHECKS[column.datatype]
    value: str | None = item
    if column.form is not None:
        example = column.form.name
        try:
            value = column.form.read(item)
        except ValueError:
            value = None
    if value is None or not check(value):
        raise problem("table.datatype", expected=column.datatype, example=example)
    if column.pattern is not None and column.pattern.fullmatch(value) is None:
        raise problem("table.pattern", expected=column.pattern.pattern)
    return value
