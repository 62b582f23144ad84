"""How a CSV file of a person is written, for what is written back in the same way."""

from __future__ import annotations

import io
from dataclasses import dataclass

from ess_graph.tables.content import Content
from ess_graph.tables.delimited import DIRECTIVE
from ess_graph.tables.encoding import find_encoding
from ess_graph.tables.kind import HEAD
from ess_graph.tables.separator import find_separator


@dataclass(frozen=True, slots=True)
class FoundDialect:
    """How a CSV file is written.

    Attributes:
        encoding: the name of Python's codec.
        separator: what stands between two cells.
        directive: whether its first line tells the separator to Excel, and is no row.
    """

    encoding: str
    separator: str
    directive: bool


def find_dialect(content: Content) -> FoundDialect:
    """Return how a CSV file is written.

    Raises:
        InputProblem: it is in no encoding that we read.
    """
    with content.open() as stream:
        encoding = find_encoding(stream, content.name)
    with content.open() as stream, io.TextIOWrapper(stream, encoding=encoding.name, newline="") as text:
        head = text.read(HEAD)
    directive = DIRECTIVE.match(head)
    separator = directive[1] if directive else find_separator(head, whole=len(head) < HEAD)
    return FoundDialect(encoding.name, separator, directive is not None)
