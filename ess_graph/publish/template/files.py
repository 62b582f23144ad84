"""A template as a CSV file, as Table Schema and as CSVW metadata: the three describe the same file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ess_graph.model.choices import Choices
from ess_graph.model.code_lists import CodeLists
from ess_graph.model.contribution import (
    SPREADSHEET,
    contribution,
    contribution_lists,
    contribution_metadata,
)
from ess_graph.model.described import Table, TableGroup
from ess_graph.model.engine import match_header
from ess_graph.model.table_schema import dump, table_schema, write_table_schemas
from ess_graph.publish.template.example import example_row

#: Without a byte order mark, French Excel takes a CSV file for Windows-1252.
_MARK: Final = "\ufeff"


def csv_template(group: TableGroup, table: Table, language: str | None = None) -> bytes:
    """Return a CSV file of a header and an example.

    Args:
        group: the metadata; the published tables lie in its folder.
        table: one of its tables.
        language: of the titles in the header; without it, the names of the columns, which Table Schema asks for.

    Raises:
        InputProblem: a published table cannot be read.
    """
    example = example_row(group, table)
    columns = table.file_columns
    header = [one.name if language is None else one.titles.get(language, one.name) for one in columns]
    # A header that the reader would not understand is a fault of the metadata, and of ours.
    match_header(table, header)
    text = io.StringIO(newline="")
    # RFC 4180: CRLF. With it csv.writer quotes a lone carriage return too.
    writer = csv.writer(text, delimiter=SPREADSHEET.delimiter, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerow([example[one.name] for one in columns])
    return (_MARK + text.getvalue()).encode("utf-8")


def csvw_template(group: TableGroup, tables: Sequence[Table]) -> bytes:
    """Return the CSVW metadata of the CSV files of some tables."""
    return contribution_metadata(group, tables).encode("utf-8")


def table_schema_template(group: TableGroup, table: Table, choices: Choices, codes: CodeLists) -> bytes:
    """Return the Table Schema of the CSV file of one table, which asks for no other file.

    Args:
        group: the metadata.
        table: one of its tables.
        choices: the lists of its columns.
        codes: the lists of the ontology.

    Raises:
        InputProblem: a published table cannot be read.
    """
    alone = contribution(group, [table]).tables[0]
    return dump(table_schema(alone, contribution_lists([table], choices, codes))).encode("utf-8")


def write_schemas(
    group: TableGroup, tables: Sequence[Table], choices: Choices, codes: CodeLists, target: Path
) -> list[Path]:
    """Write the Table Schema of each table, and the Data Package of the CSV files; return their paths.

    Args:
        group: the metadata.
        tables: some of its tables.
        choices: the lists of their columns.
        codes: the lists of the ontology.
        target: a folder, made when it is absent.

    Raises:
        InputProblem: a published table cannot be read.
        SystemProblem: a file cannot be written.
    """
    lists = contribution_lists(tables, choices, codes)
    return write_table_schemas(contribution(group, tables), lists, target)
