"""The tables of a file: CSV, TSV, XLSX or ODS, told by its content and not by its name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

from ess_graph.tables.content import Content
from ess_graph.tables.delimited import delimited_table
from ess_graph.tables.kind import kind_of, told_kind
from ess_graph.tables.rows import HeaderCell, HeaderScore, Row, SourceTable
from ess_graph.tables.workbook import extension_problem, workbook_tables

__all__ = ["HeaderCell", "HeaderScore", "Row", "SourceTable", "open_tables"]


def open_tables(
    source: Path | IO[bytes],
    name: str | None = None,
    *,
    read_hidden: bool = False,
    passed_over: Collection[str] = (),
    header_score: HeaderScore | None = None,
) -> Iterator[SourceTable]:
    """Yield the tables of a file: the one of a CSV file, each sheet of a workbook.

    Args:
        source: the file, or a stream of its bytes.
        name: what messages call it; the name of the file when it is left out.
        read_hidden: whether to read hidden sheets; they are else named, and their rows left alone.
        passed_over: the names of sheets that hold no table, such as the help of a template; they are not yielded.
        header_score: how well a row would do as the header, for files with a title above it; without it the first row
            that holds something is the header.

    Raises:
        InputProblem: the file cannot be read, or is in no encoding that we read.
        TableProblem: it is empty, no table, damaged, encrypted, too large, or a quote is not closed.
    """
    content = Content(source, name)
    with content.open() as stream:
        kind = kind_of(stream, content.name)
    said = told_kind(content.name)
    if kind == "zip":
        yield from workbook_tables(content, header_score, read_hidden, passed_over, said)
    else:
        told = [extension_problem(content.name, "csv")] if said not in ("csv", None) else []
        yield delimited_table(content, header_score, told)
