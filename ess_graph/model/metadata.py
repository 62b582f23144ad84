"""CSVW metadata from JSON to objects: what is not supported is refused, with its place (docs/csvw.md lists it)."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from pyoxigraph import Literal

from ess_graph.errors import InputProblem
from ess_graph.model.datatypes import ALIASES, CHECKS
from ess_graph.model.described import Column, ForeignKey, Table, TableGroup
from ess_graph.model.value_forms import DATES, NUMBERS, ValueForm, value_form
from ess_graph.tables.dialect import Dialect

#: §5.7: what a column takes from its schema, its table and its group.
_INHERITED: Final = frozenset(
    {
        "aboutUrl",
        "datatype",
        "default",
        "lang",
        "null",
        "ordered",
        "propertyUrl",
        "required",
        "separator",
        "valueUrl",
    }
)
_GROUP_KEYS: Final = {"@context", "@id", "@type", "tables", "dialect", "notes"} | _INHERITED
_TABLE_KEYS: Final = {"@id", "@type", "url", "tableSchema", "dialect", "notes", "suppressOutput"} | _INHERITED
_SCHEMA_KEYS: Final = {"@id", "@type", "columns", "primaryKey", "foreignKeys"} | _INHERITED
_COLUMN_KEYS: Final = {"@id", "@type", "name", "titles", "virtual", "suppressOutput"} | _INHERITED
_DIALECT_KEYS: Final = {
    "@id",
    "@type",
    "commentPrefix",
    "delimiter",
    "doubleQuote",
    "encoding",
    "header",
    "headerRowCount",
    "lineTerminators",
    "quoteChar",
    "skipBlankRows",
    "skipInitialSpace",
    "skipRows",
    "trim",
}
#: Types whose ``format`` is no regular expression (§5.11.2).
_FORMED: Final = NUMBERS | set(DATES) | {"boolean"}
#: §5.1.1: what a template may ask for beside the columns.
_VARIABLES: Final = frozenset({"_row", "_sourceRow", "_name"})
_ASKED = re.compile(r"\{\+?((?:[A-Za-z0-9_.]|%[0-9A-Fa-f]{2})+)\}")


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
    reader = MetadataReader(path)
    try:
        return reader.group(raw)
    except (KeyError, TypeError, AttributeError, ValueError, re.error) as error:
        # The JSON is not built as metadata is: a key is missing, or a value is of another kind.
        raise reader.fail("/", str(error)) from error


class MetadataReader:
    """Reads one metadata file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.language = "und"

    def fail(self, where: str, reason: str) -> InputProblem:
        """Return the problem of one place of the file."""
        return InputProblem("input.metadata", path=self.path, where=where, reason=reason)

    def _known(self, node: Mapping[str, Any], keys: frozenset[str] | set[str], where: str) -> dict[str, Any]:
        # §5.8: a key with a colon is a common property (an annotation), kept as a note.
        notes = {key: value for key, value in node.items() if ":" in key and not key.startswith("@")}
        for key in node:
            if key not in keys and key not in notes:
                raise self.fail(where, key)
        return notes

    def group(self, raw: Any) -> TableGroup:
        """Return the tables of a table group, or of the one table that the file describes."""
        if isinstance(raw, dict) and "url" in raw and "tables" not in raw:
            context = {"@context": raw["@context"]} if "@context" in raw else {}
            raw = {**context, "tables": [{key: value for key, value in raw.items() if key != "@context"}]}
        if not isinstance(raw, dict) or "tables" not in raw:
            raise self.fail("/", "tables")
        self._known(raw, _GROUP_KEYS, "/")
        self._context(raw.get("@context"))
        tables = tuple(self._table(node, raw, f"/tables/{i}") for i, node in enumerate(raw["tables"]))
        known = {table.url: {column.name for column in table.columns} for table in tables}
        for table in tables:
            for key in table.foreign_keys:
                if key.target_column not in known.get(key.target, ()):
                    raise self.fail(table.url, f"foreignKeys: {key.target}#{key.target_column}")
        return TableGroup(self.path, tables)

    def _context(self, context: Any) -> None:
        """Take the default language of titles (§5.2); a base other than the place of the file is refused."""
        for one in context if isinstance(context, list) else [context]:
            if isinstance(one, dict):
                self._known(one, {"@language"}, "@context")
                self.language = str(one["@language"])

    def _table(self, node: Mapping[str, Any], group: Mapping[str, Any], where: str) -> Table:
        notes = self._known(node, _TABLE_KEYS, where)
        schema = node["tableSchema"]
        where = str(node["url"])
        self._known(schema, _SCHEMA_KEYS, where)
        above = {
            key: value for level in (group, node, schema) for key, value in level.items() if key in _INHERITED
        }
        silent = bool(node.get("suppressOutput", False))
        columns = tuple(
            self._column({**above, **c}, silent, i, f"{where}/{c.get('name', c.get('titles'))}")
            for i, c in enumerate(schema["columns"], 1)
        )
        names = {column.name for column in columns}
        if len(names) != len(columns):
            raise self.fail(where, "columns: name")
        self._templates(columns, names, where)
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
        # §5.9: the dialect of a table stands in place of the one of its group, it is not laid over it.
        dialect = self._dialect(node.get("dialect", group.get("dialect", {})), where)
        return Table(node["url"], columns, primary, keys, above.get("aboutUrl"), notes, dialect)

    def _templates(self, columns: tuple[Column, ...], names: set[str], where: str) -> None:
        """Refuse a template that asks for what no row has."""
        for column in columns:
            for template in (column.about_url, column.property_url, column.value_url):
                for name in _ASKED.findall(template or ""):
                    if name not in names and name not in _VARIABLES:
                        raise self.fail(f"{where}/{column.name}", f"{{{name}}}")

    def _dialect(self, node: Any, where: str) -> Dialect:
        where = f"{where}/dialect"
        if not isinstance(node, dict):
            # A dialect in a file of its own is not fetched.
            raise self.fail(where, str(node))
        self._known(node, _DIALECT_KEYS, where)
        trim = node.get("trim", "start" if node.get("skipInitialSpace") else "false")
        trim = str(trim).lower() if isinstance(trim, bool) else str(trim)
        headers = int(node.get("headerRowCount", 1 if node.get("header", True) else 0))
        found = Dialect(
            delimiter=node.get("delimiter", ","),
            quote_char=node.get("quoteChar", '"'),
            double_quote=bool(node.get("doubleQuote", True)),
            encoding=node.get("encoding", "utf-8"),
            header=headers == 1,
            comment_prefix=node.get("commentPrefix"),
            skip_rows=int(node.get("skipRows", 0)),
            skip_blank_rows=bool(node.get("skipBlankRows", False)),
            trim=trim,
        )
        try:
            codecs.lookup(found.encoding)
        except LookupError as error:
            raise self.fail(where, f"encoding: {found.encoding}") from error
        single = [found.delimiter, *([found.quote_char] if found.quote_char else [])]
        if headers > 1 or found.skip_rows < 0 or trim not in ("true", "false", "start", "end"):
            raise self.fail(where, f"headerRowCount: {headers}, skipRows: {found.skip_rows}, trim: {trim}")
        if any(len(one) != 1 for one in single) or found.delimiter == found.quote_char:
            raise self.fail(where, f"delimiter: {found.delimiter}, quoteChar: {found.quote_char}")
        return found

    def _column(self, node: Mapping[str, Any], silent: bool, number: int, where: str) -> Column:
        notes = self._known(node, _COLUMN_KEYS, where)
        datatype, pattern, form = self._datatype(node.get("datatype", "string"), where)
        null = node.get("null", "")
        if node.get("ordered", False):
            raise self.fail(where, "ordered")
        if node.get("lang") is not None:
            self._check_language(node["lang"], where)
        titles = self._titles(node.get("titles", {}))
        suppressed = silent or bool(node.get("suppressOutput", False))
        if not suppressed and not node.get("aboutUrl"):
            # The Recommendation makes a blank node: we publish none.
            raise self.fail(where, "aboutUrl")
        first = next((text for texts in titles.values() for text in texts), None)
        # §5.6: a column without a name is named after its first title, or its place.
        name = node.get("name") or (quote(first, safe="") if first else f"_col.{number}")
        return Column(
            name=name,
            titles={language: texts[0] for language, texts in titles.items() if texts},
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
            suppress_output=suppressed,
            notes=notes,
            null=(null,) if isinstance(null, str) else tuple(null),
            form=form,
            all_titles=frozenset(text for texts in titles.values() for text in texts),
        )

    def _check_language(self, tag: Any, where: str) -> None:
        try:
            Literal("", language=tag)
        except (TypeError, ValueError) as error:
            raise self.fail(where, f"lang: {tag}") from error

    def _titles(self, given: Any) -> dict[str, list[str]]:
        by_language = given if isinstance(given, dict) else {self.language: given}
        return {
            language: [texts] if isinstance(texts, str) else list(texts)
            for language, texts in by_language.items()
        }

    def _datatype(self, given: Any, where: str) -> tuple[str, re.Pattern[str] | None, ValueForm | None]:
        form = given.get("format") if isinstance(given, dict) else None
        if isinstance(given, dict):
            self._known(given, {"base", "format"}, where)
            given = given.get("base", "string")
        datatype = ALIASES.get(given, given)
        if datatype not in CHECKS:
            raise self.fail(where, f"datatype: {given}")
        if form is None:
            return datatype, None, None
        if datatype in _FORMED:
            return datatype, None, value_form(datatype, form)
        return datatype, re.compile(form), None
