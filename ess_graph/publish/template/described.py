"""What a template says of each table and each column, whatever the form in which it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ess_graph.model.annotations import annotation
from ess_graph.model.choices import ChoiceList, Choices
from ess_graph.model.described import Column, Table, TableGroup
from ess_graph.publish.template.example import example_row
from ess_graph.publish.template.form import form_sentences
from ess_graph.publish.template.kinds import Kinds
from ess_graph.shacl.expected import Expectation, Expectations
from ess_graph.shacl.rules import Rule

REQUIRED: Final = "required"
ADVISED: Final = "advised"
OPTIONAL: Final = "optional"
#: The word for each, and what it asks of a person.
NEED_WORDS: Final = {
    REQUIRED: ("template.need_required", "template.legend_required"),
    ADVISED: ("template.need_advised", "template.legend_advised"),
    OPTIONAL: ("template.need_optional", "template.legend_optional"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateColumn:
    """One column of a template.

    Attributes:
        column: its metadata.
        title: its header, as the metadata say it.
        need: ``required``, ``advised`` or ``optional``.
        meaning: what it means.
        form: what is written in it, in sentences.
        fix: how it is best written, from the rules; nothing where it is chosen from a list.
        expected: what the shapes expect of it.
        choices: what may be chosen.
        example: the published cell of the example, as the tables have it.
        shown: the same, as a person enters it.
    """

    column: Column
    title: str
    need: str
    meaning: str
    form: str
    fix: str
    expected: Expectation
    choices: ChoiceList | None
    example: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateTable:
    """One table of a template.

    Attributes:
        table: its metadata.
        title: its name for a person.
        description: what its rows are.
        columns: its columns, in the order of the published file.
        rules: the rules that look at a whole row.
    """

    table: Table
    title: str
    description: str
    columns: tuple[TemplateColumn, ...]
    rules: tuple[Rule, ...]


def describe(
    group: TableGroup, tables: Sequence[Table], choices: Choices, expectations: Expectations, language: str
) -> list[TemplateTable]:
    """Return what a template of some tables says.

    Args:
        group: the metadata of every table, published beside it.
        tables: those to fill.
        choices: the lists, in the same language.
        expectations: what the shapes expect.
        language: ``fr`` or ``en``.

    Raises:
        InputProblem: a published table cannot be read.
    """
    kinds = Kinds(group)
    return [_table(group, table, choices, expectations, kinds, language) for table in tables]


def _table(
    group: TableGroup,
    table: Table,
    choices: Choices,
    expectations: Expectations,
    kinds: Kinds,
    language: str,
) -> TemplateTable:
    example = example_row(group, table)
    columns = []
    for column in table.file_columns:
        classes, prop = kinds.of(column.about_url), kinds.property(column)
        expected = expectations.of(classes, prop) if prop else Expectation(fix={})
        alone = sum(kinds.property(one) == prop for one in table.file_columns) == 1
        chosen = choices.of(table, column)
        cell = example[column.name]
        columns.append(
            TemplateColumn(
                column=column,
                title=column.titles.get(language) or column.name,
                need=_need(column, expected, alone),
                meaning=annotation(column.notes.get("dc:description"), language),
                form=form_sentences(group, table, column, chosen, expected, language),
                fix=expected.fix.get(language, "") if _is_written(column, chosen) else "",
                expected=expected,
                choices=chosen,
                example=cell,
                shown=_shown(column, chosen, cell),
            )
        )
    return TemplateTable(
        table=table,
        title=annotation(table.notes.get("dc:title"), language) or table.url,
        description=annotation(table.notes.get("dc:description"), language),
        columns=tuple(columns),
        rules=expectations.of_whole(kinds.of(table.about_url)),
    )


def _need(column: Column, expected: Expectation, alone: bool) -> str:
    if column.required or (expected.required and alone):
        return REQUIRED
    # One of several columns of a property is enough: none of them is required by itself.
    return ADVISED if expected.advised else OPTIONAL


def _is_written(column: Column, chosen: ChoiceList | None) -> bool:
    """Tell whether a person writes the value itself, and not the code of something."""
    return chosen is None and (column.value_url is None or column.datatype == "anyURI")


def _shown(column: Column, chosen: ChoiceList | None, cell: str) -> str:
    if chosen is None or not cell:
        return cell
    if column.separator is None:
        return chosen.value(cell)
    return column.separator.join(chosen.value(one) for one in cell.split(column.separator))
