"""Write the graph back as tables: the CSV files that it was made from, with their CSVW metadata beside."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyoxigraph import Quad, Triple

from ess_graph.errors import SystemProblem
from ess_graph.model.described import Table, TableGroup
from ess_graph.model.inverse import rows
from ess_graph.model.inverse_plan import lost_columns
from ess_graph.rdf.atomic import current_umask, make_folder, short_reason
from ess_graph.store.generation import OpenStore
from ess_graph.tables.writer import csv_line


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """One table that was written: its file, its number of rows, and the columns that the graph does not tell."""

    path: Path
    rows: int
    left_out: tuple[str, ...]


def tables(opened: OpenStore, group: TableGroup, target: Path) -> list[WrittenTable]:
    """Write the asserted statements of a store as tables, and return what was written.

    Args:
        opened: the store.
        group: the metadata that says which tables, and how.
        target: a folder, made when it is absent.

    Raises:
        TableProblem: the graph says more than the tables can hold; nothing is written then.
        SystemProblem: a file cannot be written.
    """
    from pyoxigraph import DefaultGraph

    asserted = opened.store.quads_for_pattern(None, None, None, DefaultGraph())
    return write_tables(asserted, opened.base, group, target)


def write_tables(
    statements: Iterable[Triple | Quad], base: str, group: TableGroup, target: Path
) -> list[WrittenTable]:
    """Write a graph as tables; see ``tables``."""
    metadata = json.dumps(
        _told(json.loads(group.path.read_text("utf-8")), group), ensure_ascii=False, indent=2
    )
    make_folder(target)
    written = []
    try:
        # Files go to their places together, when the last of them is whole.
        with TemporaryDirectory(dir=target, prefix=".tables-") as scratch:
            folder = Path(scratch)
            for table, found in rows(group, base, statements):
                left_out = lost_columns(table)
                _write(folder / table.url, table, left_out, found)
                written.append(WrittenTable(target / table.url, len(found), left_out))
            (folder / group.path.name).write_text(metadata + "\n", "utf-8")
            for path in folder.iterdir():
                path.chmod(0o666 & ~current_umask())
                path.replace(target / path.name)
    except OSError as error:
        raise SystemProblem("system.write", path=target, reason=short_reason(error)) from error
    return written


def _write(path: Path, table: Table, left_out: tuple[str, ...], found: Iterable[Mapping[str, str]]) -> None:
    names = [column.name for column in table.file_columns if column.name not in left_out]
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(csv_line(names))
        stream.writelines(csv_line(row.get(name, "") for name in names) for row in found)


def _told(raw: dict[str, Any], group: TableGroup) -> dict[str, Any]:
    """Return the metadata of the tables as they are written: without the columns that the graph does not tell."""
    for node in raw["tables"]:
        left_out = set(lost_columns(group.table(node["url"])))
        schema = node["tableSchema"]
        schema["columns"] = [one for one in schema["columns"] if one["name"] not in left_out]
        for name in ("primaryKey", "foreignKeys"):
            if name in schema and left_out & _named(schema[name]):
                del schema[name]
    return raw


def _named(key: Any) -> set[str]:
    """Return the columns that a primary key or foreign keys name."""
    if isinstance(key, str):
        return {key}
    return {one if isinstance(one, str) else str(one["columnReference"]) for one in key}
