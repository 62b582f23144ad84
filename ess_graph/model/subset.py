"""Some tables of a group by themselves: their keys to tables outside are left out, for nothing there answers them.

CSVW §5.5.2.1 and the Data Package alike ask that a table that a key refers to be described with it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ess_graph.model.described import Table, TableGroup
from ess_graph.tables.dialect import Dialect


def subset(group: TableGroup, tables: Sequence[Table], dialect: Dialect | None = None) -> TableGroup:
    """Return a group of some tables.

    Args:
        group: the whole group.
        tables: those to keep, in their order.
        dialect: how they are written, when it is not as in the whole group.
    """
    kept = {table.url for table in tables}
    return TableGroup(
        group.path,
        tuple(
            replace(
                table,
                foreign_keys=tuple(key for key in table.foreign_keys if key.target in kept),
                dialect=dialect or table.dialect,
            )
            for table in tables
        ),
    )


def subset_metadata(group: TableGroup, tables: Sequence[Table], dialect: Dialect | None = None) -> str:
    """Return the CSVW metadata of some tables, as JSON for people.

    Args:
        group: the whole group, as it was read.
        tables: those to keep, in their order.
        dialect: how they are written, when it is not as in the whole group.
    """
    raw = json.loads(group.path.read_text("utf-8"))
    nodes: dict[str, dict[str, Any]] = {node["url"]: node for node in raw["tables"]}
    kept = [nodes[table.url] for table in tables]
    names = {table.url for table in tables}
    for node in kept:
        schema = node["tableSchema"]
        keys = [key for key in schema.pop("foreignKeys", []) if key["reference"]["resource"] in names]
        if keys:
            schema["foreignKeys"] = keys
        if dialect is not None:
            node["dialect"] = {"delimiter": dialect.delimiter, "encoding": dialect.encoding}
    return json.dumps({**raw, "tables": kept}, ensure_ascii=False, indent=2) + "\n"
