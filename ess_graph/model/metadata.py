"""CSVW metadata as typed objects (W3C *Metadata Vocabulary for Tabular Data*, §5).

Only what our tables use is accepted; anything else is refused, never ignored: docs/csvw.md lists both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ess_graph.errors import InputProblem
from ess_graph.model.datatypes import CHECKS

_GROUP_KEYS = {"@context", "@id", "@type", "tables"}
_TABLE_KEYS = {"@id", "@type", "url", "tableSchema"}
_SCHEMA_KEYS = {"columns", "primaryKey", "foreignKeys", "aboutUrl"}
_COLUMN_KEYS = {
    "name",
    "titles",
    "virtual",
    "required",
    "datatype",
    "separator",
    "lang",
    "aboutUrl",
    "propertyUrl",
    "valueUrl",
    "default",
    "suppressOutput",
}


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


def read_metadata(path: Path) -> TableGroup:
    """Read a CSVW table group.

    Raises:
        InputProblem: the file is absent, is no JSON, or uses what we do not support.
    """
    try:
        raw = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputProblem("input.unreadable", path=path, reason=error.strerror) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InputProblem("input.json", path=path, reason=error) from error
    reader = _Reader(path)
    try:
        return reader.group(raw)
    except (KeyError, TypeError, AttributeError, ValueError, re.error) as error:
        # The JSON is not built as metadata is: a key is missing, or a value is of another kind.
        raise reader.fail("/", str(error)) from error


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, where: str, reason: str) -> InputProblem:
        return InputProblem("input.metadata", path=self.path, where=where, reason=reason)

    def known(self, node: Mapping[str, Any], keys: set[str], where: str) -> dict[str, Any]:
        # §5.8: a key with a colon is a common property (an annotation), kept as a note.
        notes = {key: value for key, value in node.items() if ":" in key and not key.startswith("@")}
        for key in node:
            if key not in keys and key not in notes:
                raise self.fail(where, key)
        return notes

    def group(self, raw: Any) -> TableGroup:
        if not isinstance(raw, dict) or "tables" not in raw:
            raise self.fail("/", "tables")
        self.known(raw, _GROUP_KEYS, "/")
        tables = tuple(self.table(node, f"/tables/{i}") for i, node in enumerate(raw["tables"]))
        known = {table.url: {column.name for column in table.columns} for table in tables}
        for table in tables:
            for key in table.foreign_keys:
                if key.target_column not in known.get(key.target, ()):
                    raise self.fail(table.url, f"foreignKeys: {key.target}#{key.target_column}")
        return TableGroup(self.path, tables)

    def table(self, node: Mapping[str, Any], where: str) -> Table:
        notes = self.known(node, _TABLE_KEYS, where)
        schema = node["tableSchema"]
        where = str(node["url"])
        self.known(schema, _SCHEMA_KEYS, where)
        columns = tuple(self.column(c, f"{where}/{c.get('name')}") for c in schema["columns"])
        names = {column.name for column in columns}
        if len(names) != len(columns):
            raise self.fail(where, "columns: name")
        keys = tuple(
            ForeignKey(
                one["columnReference"], one["reference"]["resource"], one["reference"]["columnReference"]
            )
            for one in schema.get("foreignKeys", [])
        )
        primary = schema.get("primaryKey", [])
        primary = (primary,) if isinstance(primary, str) else tuple(primary)
        for name in (*primary, *(key.column for key in keys)):
            if name not in names:
                raise self.fail(where, f"{name}")
        return Table(node["url"], columns, primary, keys, schema.get("aboutUrl"), notes)

    def column(self, node: Mapping[str, Any], where: str) -> Column:
        notes = self.known(node, _COLUMN_KEYS, where)
        datatype = node.get("datatype", "string")
        pattern = None
        if isinstance(datatype, dict):
            # §5.11.2: for string-like datatypes, format is a regular expression.
            self.known(datatype, {"base", "format"}, where)
            if "format" in datatype:
                pattern = re.compile(datatype["format"])
            datatype = datatype.get("base", "string")
        if datatype not in CHECKS:
            raise self.fail(where, f"datatype: {datatype}")
        if "default" in node and not node.get("virtual", False):
            raise self.fail(where, "default")
        titles = node.get("titles", {})
        return Column(
            name=node["name"],
            titles={"fr": titles} if isinstance(titles, str) else dict(titles),
            virtual=bool(node.get("virtual", False)),
            required=bool(node.get("required", False)),
            datatype=datatype,
            pattern=pattern,
            separator=node.get("separator"),
            lang=node.get("lang"),
            about_url=node.get("aboutUrl"),
            property_url=node.get("propertyUrl"),
            value_url=node.get("valueUrl"),
            default=node.get("default"),
            suppress_output=bool(node.get("suppressOutput", False)),
            notes=notes,
        )
