"""The Table Schema of each table, made from its CSVW metadata (Frictionless *Table Schema* v1, *Data Package* v1).

The format of schema.data.gouv.fr and Validata. It says less than CSVW: a key or a code list binds a whole cell, so
that in a column of several values only their form is said, by a pattern; docs/csvw.md lists what is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

from ess_graph.errors import UsageProblem
from ess_graph.model.annotations import annotation
from ess_graph.model.code_lists import CodeLists, words_of
from ess_graph.model.described import Column, Table, TableGroup
from ess_graph.rdf.fold import fold
from ess_graph.tables.dialect import Dialect
from ess_graph.text import LANGUAGES, current_language, message

SCHEMA_PROFILE: Final = "https://specs.frictionlessdata.io/schemas/table-schema.json"

#: CSVW datatype → Table Schema type; the others are strings.
_TYPES: Final = {
    "integer": "integer",
    "nonNegativeInteger": "integer",
    "positiveInteger": "integer",
    "decimal": "number",
    "double": "number",
    "float": "number",
    "boolean": "boolean",
    "gYear": "year",
    "gYearMonth": "yearmonth",
    "date": "date",
    "dateTime": "datetime",
    "time": "time",
}
_LEAST: Final = {"nonNegativeInteger": 0, "positiveInteger": 1}
#: Form of a value, as a regular expression, where a string stands for a narrower datatype.
_FORMS: Final = {
    "anyURI": r'https?://[^\s<>"{}|\\^`]+',
    "token": r"\S+( \S+)*",
    "integer": r"[+-]?[0-9]+",
    "decimal": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
    "boolean": "true|false",
    "gYear": "-?[0-9]{4,}",
    "gYearMonth": "-?[0-9]{4,}-(0[1-9]|1[0-2])",
    "date": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
}
#: What cannot hold an alternative: an escaped character, a class of characters, a group.
_INNER = re.compile(r"\\.|\[[^\]]*\]|\([^()]*\)")


def resource_name(url: str) -> str:
    """Return the name of a table in a data package.

    >>> resource_name("themes.csv")
    'themes'
    """
    return PurePosixPath(url).stem


def table_schema(table: Table, codes: CodeLists, language: str | None = None) -> dict[str, Any]:
    """Return the Table Schema of one table.

    Args:
        table: its metadata.
        codes: the closed lists, for columns that name a concept without a table of its own.
        language: ``fr`` or ``en``, of titles and descriptions; the reader's by default.
    """
    chosen = language or current_language()
    schema: dict[str, Any] = {"$schema": SCHEMA_PROFILE, "name": resource_name(table.url)}
    title = annotation(table.notes.get("dc:title"), chosen)
    if title:
        schema["title"] = title
    description = annotation(table.notes.get("dc:description"), chosen)
    if description:
        schema["description"] = description
    schema["fields"] = [_field(table, column, codes, chosen) for column in table.file_columns]
    schema["missingValues"] = [""]
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    separated = {column.name for column in table.columns if column.separator}
    keys = [
        {
            "fields": [key.column],
            "reference": {
                "resource": "" if key.target == table.url else resource_name(key.target),
                "fields": [key.target_column],
            },
        }
        for key in table.foreign_keys
        if key.column not in separated
    ]
    if keys:
        schema["foreignKeys"] = keys
    return schema


def data_package(group: TableGroup, codes: CodeLists, language: str | None = None) -> dict[str, Any]:
    """Return the Data Package of a table group, each resource with its Table Schema inside."""
    return {
        "profile": "tabular-data-package",
        "name": resource_name(group.path.parent.resolve().name).lower(),
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": resource_name(table.url),
                "path": table.url,
                "encoding": table.dialect.encoding,
                **_dialect(table),
                "schema": table_schema(table, codes, language),
            }
            for table in group.tables
        ],
    }


def write_table_schemas(
    group: TableGroup, codes: CodeLists, target: Path, only: Table | None = None, language: str | None = None
) -> list[Path]:
    """Write ``NAME.schema.json`` for each table and ``datapackage.json``, and return their paths.

    Args:
        group: the metadata.
        codes: the closed lists.
        target: a folder, made when it is absent. The paths in ``datapackage.json`` are those of the tables beside it.
        only: one table; its schema is then the only file.
        language: of titles and descriptions.

    Raises:
        SystemProblem: a file cannot be written.
    """
    from ess_graph.rdf.atomic import atomic_writer, make_folder

    documents: dict[str, Mapping[str, Any]] = {
        f"{resource_name(table.url)}.schema.json": table_schema(table, codes, language)
        for table in ([only] if only else group.tables)
    }
    if only is None:
        documents["datapackage.json"] = data_package(group, codes, language)
    make_folder(target)
    paths = []
    for name, document in documents.items():
        with atomic_writer(target / name) as out:
            out.write(dump(document).encode("utf-8"))
        paths.append(target / name)
    return paths


def dump(document: Mapping[str, Any]) -> str:
    """Return a document as JSON for people: indented, accents kept, one line break at the end."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def find_table(group: TableGroup, name: str) -> Table:
    """Return the table of a name, with or without ``.csv``, or of a title in either language.

    Raises:
        UsageProblem: no table has it; the nearest is offered.
    """
    from difflib import get_close_matches

    by_name = {resource_name(table.url): table for table in group.tables}
    wanted = resource_name(name)
    if wanted not in by_name:
        for table in group.tables:
            if fold(name) in {fold(annotation(table.notes.get("dc:title"), lang)) for lang in LANGUAGES}:
                return table
        near = get_close_matches(wanted, by_name, n=1)
        raise UsageProblem("usage.table", found=name, near=near[0] if near else ", ".join(by_name))
    return by_name[wanted]


def _dialect(table: Table) -> dict[str, Any]:
    """Return the dialect of a resource, when it is not the default one of Data Package."""
    given, plain = table.dialect, Dialect()
    names = {
        "delimiter": given.delimiter,
        "quoteChar": given.quote_char,
        "doubleQuote": given.double_quote,
        "header": given.header,
        "commentChar": given.comment_prefix,
    }
    defaults = (plain.delimiter, plain.quote_char, plain.double_quote, plain.header, plain.comment_prefix)
    said = {
        name: value for (name, value), usual in zip(names.items(), defaults, strict=True) if value != usual
    }
    return {"dialect": said} if said else {}


def _field(table: Table, column: Column, codes: CodeLists, language: str) -> dict[str, Any]:
    kind = "string" if column.separator else _TYPES.get(column.datatype, "string")
    field: dict[str, Any] = {"name": column.name}
    title = column.titles.get(language) or next(iter(column.titles.values()), None)
    if title:
        field["title"] = title
    description = _description(table, column, language)
    if description:
        field["description"] = description
    field["type"] = kind
    if kind == "boolean":
        field["trueValues"], field["falseValues"] = ["true"], ["false"]
    if column.form is not None and not column.separator:
        field.update(column.form.field)
    if column.null != ("",):
        field["missingValues"] = list(column.null)
    constraints: dict[str, Any] = {}
    if column.datatype in _LEAST and not column.separator:
        constraints["minimum"] = _LEAST[column.datatype]
    if column.required:
        constraints["required"] = True
    if table.primary_key == (column.name,):
        constraints["unique"] = True
    constraints.update(_form(table, column, kind, codes))
    if constraints:
        field["constraints"] = constraints
    return field


def _form(table: Table, column: Column, kind: str, codes: CodeLists) -> dict[str, Any]:
    """Return the constraints on the text of a cell: a list of codes, or a pattern."""
    refers = any(key.column == column.name for key in table.foreign_keys)
    allowed = () if refers else codes.of(column)
    if not allowed and column.datatype != "boolean":
        allowed = words_of(column)
    if not column.separator:
        if allowed:
            return {"enum": list(allowed)}
        if kind != "string":
            return {}
        one = column.pattern.pattern if column.pattern else _FORMS.get(column.datatype)
        return {"pattern": _grouped(one)} if one else {}
    if column.form is not None:
        # The form of each value among several is more than a pattern can say.
        return {}
    inside = f"[^{re.escape(column.separator)}]+"
    if allowed:
        one = "|".join(re.escape(code) for code in allowed)
    else:
        one = column.pattern.pattern if column.pattern else _FORMS.get(column.datatype, inside)
    one = _grouped(one)
    return {"pattern": f"{one}({re.escape(column.separator)}{one})*"}


def _grouped(pattern: str) -> str:
    # Validators put ^ and $ around a pattern as it stands: alternatives need brackets.
    return f"({pattern})" if "|" in _INNER.sub("", pattern) else pattern


def _description(table: Table, column: Column, language: str) -> str:
    said = [annotation(column.notes.get("dc:description"), language)]
    if column.separator:
        said.append(message("table_schema.separator", language, separator=column.separator))
    said += [
        message("table_schema.reference", language, column=key.target_column, table=key.target)
        for key in table.foreign_keys
        if key.column == column.name
    ]
    return " ".join(one for one in said if one)
