"""What the spreadsheet itself says and refuses when a cell is filled: help, drop-downs, numbers, lengths."""

from __future__ import annotations

from typing import Any, Final

from ess_graph.publish.template.described import NEED_WORDS, OPTIONAL, TemplateColumn
from ess_graph.publish.template.form import length_sentence
from ess_graph.publish.template.lists_sheet import Place
from ess_graph.report.needed import needed
from ess_graph.text import message

#: The limits of Excel for the title and the text of a help.
_MAX_TITLE: Final = 32
_MAX_HELP: Final = 255
#: Datatype → the least and the greatest number; years of four digits, else what a spreadsheet shows in full.
_WHOLE: Final = {
    "gYear": (1000, 9999),
    "integer": (-999_999_999, 999_999_999),
    "nonNegativeInteger": (0, 999_999_999),
    "positiveInteger": (1, 999_999_999),
}
_DECIMAL: Final = frozenset({"decimal", "double", "float"})
_MOST_DECIMAL: Final = 10**15
#: What stops a person, what asks, and what lets pass: Excel names the first two so.
_STOP, _ASK = "stop", "warning"


def validation(column: TemplateColumn, place: Place | None, language: str) -> Any:
    """Return the validation of a column, as openpyxl has it, without its cells.

    Args:
        column: the column.
        place: where its list stands, when it has one.
        language: of the help.
    """
    made = needed("openpyxl.worksheet.datavalidation", "xlsx").DataValidation(
        allow_blank=True, showInputMessage=True, **_rule(column, place)
    )
    made.promptTitle = shortened(column.title, _MAX_TITLE)
    made.prompt = help_text(column, language)
    if made.type is not None:
        made.showErrorMessage = True
        made.errorTitle = made.promptTitle
        made.error = shortened(_refusal(column, made.type, language), _MAX_HELP)
    return made


def _rule(column: TemplateColumn, place: Place | None) -> dict[str, Any]:
    """Return what the spreadsheet checks; nothing where it can only help."""
    about = column.column
    if about.separator is not None:
        # A drop-down gives one value, and would refuse several.
        return {}
    if column.choices is not None and place is not None:
        style = _STOP if column.choices.closed else _ASK
        return {"type": "list", "formula1": place.range, "errorStyle": style}
    if about.datatype in _WHOLE and about.form is None:
        least, most = _WHOLE[about.datatype]
        return _between("whole", least, most)
    if about.datatype in _DECIMAL and about.form is None:
        return _between("decimal", -_MOST_DECIMAL, _MOST_DECIMAL)
    if about.datatype == "date":
        # A spreadsheet knows no date before 1900: such a one is written as text, and asked about.
        return {"type": "date", "operator": "greaterThan", "formula1": "0", "errorStyle": _ASK}
    if column.expected.longest is not None:
        style = _STOP if column.expected.strict_length else _ASK
        return _between("textLength", column.expected.shortest or 0, column.expected.longest, style)
    return {}


def _between(kind: str, least: int, most: int, style: str = _STOP) -> dict[str, Any]:
    return {
        "type": kind,
        "operator": "between",
        "formula1": str(least),
        "formula2": str(most),
        "errorStyle": style,
    }


def _refusal(column: TemplateColumn, kind: str, language: str) -> str:
    if kind == "textLength":
        return length_sentence(column.expected, language)
    if kind == "list" and column.choices is not None:
        key = "template.choose" if column.choices.closed else "template.choose_or_new"
        return message(
            key, language, list=column.choices.title, sheet=message("template.lists_sheet", language)
        )
    return column.form


def help_text(column: TemplateColumn, language: str) -> str:
    """Return what a person reads when the cell is chosen: whether it is asked for, what it means, its form.

    What is too long for a spreadsheet is cut at the meaning: the whole stands in the sheet of instructions.
    """
    need = "" if column.need == OPTIONAL else f"{message(NEED_WORDS[column.need][0], language)}. "
    ends = []
    if column.column.separator is not None:
        ends.append(message("table_schema.separator", language, separator=column.column.separator))
        if column.choices is not None:
            ends.append(
                message(
                    "template.see_list",
                    language,
                    list=column.choices.title,
                    sheet=message("template.lists_sheet", language),
                )
            )
    elif column.choices is None or not column.meaning:
        ends.append(column.form)
    end = " ".join(["", *ends])
    return shortened(shortened(need + column.meaning, max(_MAX_HELP - len(end), 60)) + end, _MAX_HELP)


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters, cut after a word.

    >>> shortened("un deux trois", 10)
    'un deux…'
    """
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut}…"
