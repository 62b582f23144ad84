"""The rows of a very large Office Open XML sheet, one after another, in bounded memory.

``python-calamine`` is ten times as fast, and holds every cell of a sheet: about 110 bytes for each of practices.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile

from ess_graph.errors import TableProblem
from ess_graph.tables.content import Content

if TYPE_CHECKING:
    from datetime import date, datetime, time, timedelta

    Value = int | float | str | bool | date | datetime | time | timedelta

#: What openpyxl raises for a part that is missing or holds what it does not expect.
_DAMAGED: Final = (KeyError, ValueError, TypeError, IndexError, SyntaxError, OSError, BadZipFile)


def can_stream() -> bool:
    """Tell whether openpyxl is installed."""
    return find_spec("openpyxl") is not None


def streamed_values(content: Content, sheet: str) -> Callable[[], Iterator[list[Value]]]:
    """Return what yields the values of each row of a sheet, from the first.

    Args:
        content: the workbook, which was found to be sound.
        sheet: the name of the sheet.
    """

    def values() -> Iterator[list[Value]]:
        openpyxl = import_module("openpyxl")
        # Not the path: openpyxl reads no file whose name ends otherwise than it likes.
        try:
            with content.open() as stream:
                with warnings.catch_warnings():
                    # It warns of what it will not keep when it writes; nothing is written.
                    warnings.simplefilter("ignore")
                    book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
                rows = book[sheet]
                # What a sheet says of its size need not be true.
                rows.reset_dimensions()
                for row in rows.iter_rows(values_only=True):
                    yield ["" if value is None else value for value in row]
        except _DAMAGED as error:
            raise TableProblem("table.damaged", file=content.name, reason=error) from error

    return values
