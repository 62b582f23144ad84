"""What CSVW metadata say of tables, as typed objects (W3C *Metadata Vocabulary for Tabular Data*, §5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ess_graph.model.value_forms import ValueForm
from ess_graph.tables.dialect import Dialect


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what its cells hold and which statement each makes."""

    name: str
    titles: Mapping[str, str]
    virtual: bool
    required: bool
    datatype: str
    pattern: re.Pattern[str] | None
    separator: str | None
    lang: str | None
    about_url: str | None
    property_url: str | None
    value_url: str | None
    default: str | None
    suppress_output: bool
    notes: Mapping[str, Any]
    null: tuple[str, ...] = ("",)
    form: ValueForm | None = None
    all_titles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Cells of ``column`` must stand in ``target_column`` of the table ``target``."""

    column: str
    target: str
    target_column: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its file, columns and keys."""

    url: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    about_url: str | None
    notes: Mapping[str, Any] = field(default_factory=dict)
    dialect: Dialect = field(default_factory=Dialect)

    @property
    def file_columns(self) -> tuple[Column, ...]:
        """The columns that stand in the file."""
        return tuple(column for column in self.columns if not column.virtual)


@dataclass(frozen=True, slots=True)
class TableGroup:
    """Every table that one metadata file describes."""

    path: Path
    tables: tuple[Table, ...]

    def table(self, url: str) -> Table:
        """Return the table of one file name.

        Raises:
            KeyError: when no table has that ``url``.
        """
        for table in self.tables:
            if table.url == url:
                return table
        raise KeyError(url)
