"""The description of what a contributor sends: some tables, written as spreadsheets write them, with no foreign key.

A contribution refers to what is published as well as to what it brings. CSVW §5.5.2.1 and the Data Package alike take
a foreign key for broken when the tables described with it do not answer: what is referred to is checked against the
graph instead, and closed lists are said value by value.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from ess_graph.model.choices import Choices
from ess_graph.model.code_lists import CodeLists, scheme_of
from ess_graph.model.described import Table, TableGroup
from ess_graph.tables.dialect import Dialect
from ess_graph.text import LANGUAGES, message

#: How French spreadsheets write and read CSV.
SPREADSHEET: Final = Dialect(delimiter=";")


def help_sheets() -> frozenset[str]:
    """Return the names of the sheets of a template that hold no row to read, in every language.

    Their cells name columns and lists, so that a reader who looks at headers alone would take them for tables.

    >>> sorted(help_sheets())
    ['Instructions', 'Listes', 'Lists', "Mode d'emploi"]
    """
    keys = ("template.guide_sheet", "template.lists_sheet")
    return frozenset(message(key, language) for key in keys for language in LANGUAGES)


def contribution(group: TableGroup, tables: Sequence[Table]) -> TableGroup:
    """Return a group of some tables of a group, as a contributor sends them."""
    return TableGroup(
        group.path, tuple(replace(table, foreign_keys=(), dialect=SPREADSHEET) for table in tables)
    )


def contribution_lists(tables: Sequence[Table], choices: Choices, codes: CodeLists) -> CodeLists:
    """Return the closed lists, with those whose terms stand in a published table.

    Args:
        tables: the tables, with the foreign keys that they are published with.
        choices: the lists of their columns.
        codes: the lists of the ontology.

    Raises:
        InputProblem: a published table cannot be read.
    """
    by_scheme = dict(codes.by_scheme)
    for table in tables:
        for column in table.file_columns:
            scheme, chosen = scheme_of(column), choices.of(table, column)
            if scheme is not None and chosen is not None and chosen.closed:
                known = [*by_scheme.get(scheme, ()), *(one.code for one in chosen.choices)]
                by_scheme[scheme] = tuple(dict.fromkeys(known))
    return CodeLists(by_scheme, codes.labels)


def contribution_metadata(group: TableGroup, tables: Sequence[Table]) -> str:
    """Return the CSVW metadata of a contribution, as JSON for people.

    Args:
        group: the whole group, as it was read.
        tables: the tables of the contribution, in their order.
    """
    raw = json.loads(group.path.read_text("utf-8"))
    nodes: dict[str, dict[str, Any]] = {node["url"]: node for node in raw["tables"]}
    kept = [nodes[table.url] for table in tables]
    for node in kept:
        node["tableSchema"].pop("foreignKeys", None)
        node["dialect"] = {"delimiter": SPREADSHEET.delimiter, "encoding": SPREADSHEET.encoding}
    return json.dumps({**raw, "tables": kept}, ensure_ascii=False, indent=2) + "\n"
