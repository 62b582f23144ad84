"""The form of a cell in words: what stands in it, how many values, how long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ess_graph.model.annotations import annotation
from ess_graph.model.choices import ChoiceList
from ess_graph.model.described import Column, Table, TableGroup
from ess_graph.shacl.expected import Expectation
from ess_graph.text import message

#: CSVW datatype → the sentence that says it.
_DATATYPES: Final = {
    "anyURI": "template.form_address",
    "date": "template.form_date",
    "dateTime": "template.form_date_time",
    "decimal": "template.form_number",
    "double": "template.form_number",
    "float": "template.form_number",
    "gYear": "template.form_year",
    "gYearMonth": "template.form_month",
    "integer": "template.form_integer",
    "nonNegativeInteger": "template.form_integer",
    "positiveInteger": "template.form_integer",
    "time": "template.form_time",
}


def form_sentences(
    group: TableGroup,
    table: Table,
    column: Column,
    choices: ChoiceList | None,
    expected: Expectation,
    language: str,
) -> str:
    """Return what is written in a column, in a few sentences.

    Args:
        group: the metadata of every table.
        table: the table of the column.
        column: its metadata.
        choices: its list, if there is one.
        expected: what the shapes expect of it.
        language: ``fr`` or ``en``.
    """
    return " ".join(_sentences(group, table, column, choices, expected, language))


def _sentences(
    group: TableGroup,
    table: Table,
    column: Column,
    choices: ChoiceList | None,
    expected: Expectation,
    language: str,
) -> Iterator[str]:
    reference = next((key for key in table.foreign_keys if key.column == column.name), None)
    if choices is not None and choices.closed:
        yield message("template.form_list", language, list=choices.title)
    elif choices is not None:
        yield message("template.form_reference", language, list=choices.title)
    elif reference is not None:
        notes = group.table(reference.target).notes
        yield message(
            "template.form_foreign",
            language,
            table=annotation(notes.get("dc:title"), language),
            file=reference.target,
            column=reference.target_column,
        )
    else:
        yield message(_DATATYPES.get(column.datatype, "template.form_text"), language)
        if column.form is not None:
            yield message("template.form_as", language, form=column.form.name)
        if column.pattern is not None:
            yield message("template.form_pattern", language, pattern=column.pattern.pattern)
    if column.separator:
        yield message("table_schema.separator", language, separator=column.separator)
    if expected.most is not None and column.separator:
        yield message("template.form_most", language, count=expected.most)
    if length := length_sentence(expected, language):
        yield length
    if table.primary_key == (column.name,):
        yield message("template.form_unique", language)


def length_sentence(expected: Expectation, language: str) -> str:
    """Return how long a value may be, or nothing when no rule says it."""
    least, most = expected.shortest, expected.longest
    if most is None:
        return "" if least is None else message("template.length_least", language, least=least)
    if least is None:
        return message("template.length_most", language, most=most)
    return message("template.length", language, least=least, most=most)
