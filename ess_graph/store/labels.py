"""The side table of labels: SQLite full text search, made at build from the store.

Two indexes: whole words (with prefixes), and trigrams for slips of the pen. ``CONTAINS`` over a store of ten
million statements takes seconds, this takes milliseconds (docs/decisions/0005-text-search.md).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ess_graph.rdf.fold import fold
from ess_graph.rdf.namespaces import DCT, EXTERNAL, RDF_TYPE, SKOS

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Store

#: What is indexed: predicate → how much a hit on it is worth.
INDEXED: Final[dict[str, int]] = {
    SKOS + "prefLabel": 100,
    DCT + "title": 100,
    EXTERNAL["rdfs"] + "label": 95,
    EXTERNAL["eli"] + "title_short": 90,
    SKOS + "altLabel": 90,
    DCT + "description": 40,
    SKOS + "definition": 40,
}
#: Under this worth an entry is a text, not a name: it is searched by words only.
NAME_WORTH: Final = 90

_SCHEMA = """
CREATE TABLE entry (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, type TEXT NOT NULL, lang TEXT NOT NULL,
                    text TEXT NOT NULL, worth INTEGER NOT NULL);
CREATE VIRTUAL TABLE word USING fts5(text, content='', tokenize='unicode61', prefix='2 3 4');
CREATE VIRTUAL TABLE trigram USING fts5(text, content='', tokenize='trigram');
"""


def entries(store: Store) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield ``(iri, type, language, text, worth)`` of every text that is indexed, in a stable order."""
    from pyoxigraph import Literal, NamedNode

    for predicate, worth in INDEXED.items():
        found = []
        for quad in store.quads_for_pattern(None, NamedNode(predicate), None, None):
            if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
                text = quad.object
                found.append((quad.subject.value, text.language or "", text.value))
        types: dict[str, str] = {}
        for iri, lang, value in sorted(set(found)):
            if iri not in types:
                types[iri] = _type(store, NamedNode(iri))
            yield iri, types[iri], lang, value, worth


def entries_of(store: Store, subjects: Iterable[str]) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield the entries of some subjects, as :func:`entries` does."""
    from pyoxigraph import Literal, NamedNode

    for iri in sorted(set(subjects)):
        node = NamedNode(iri)
        kind = None
        for predicate, worth in INDEXED.items():
            quads = store.quads_for_pattern(node, NamedNode(predicate), None, None)
            texts = {
                (q.object.language or "", q.object.value) for q in quads if isinstance(q.object, Literal)
            }
            for lang, value in sorted(texts):
                kind = _type(store, node) if kind is None else kind
                yield iri, kind, lang, value, worth


def _type(store: Store, node: NamedNode) -> str:
    from pyoxigraph import NamedNode

    types = sorted(
        quad.object.value
        for quad in store.quads_for_pattern(node, NamedNode(RDF_TYPE), None, None)
        if isinstance(quad.object, NamedNode)
    )
    # The most telling type: skos:Concept says less than ess:Need, which sorts before it only by luck.
    telling = [t for t in types if not t.startswith((SKOS, EXTERNAL["prov"], EXTERNAL["org"]))]
    return (telling or types or [""])[0]


def write_labels(path: Path, rows: Iterable[tuple[str, str, str, str, int]]) -> int:
    """Write the side table and return how many texts it holds."""
    connection = sqlite3.connect(path, isolation_level=None)
    count = 0
    try:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        connection.execute("BEGIN")
        for count, row in enumerate(rows, 1):
            _insert(connection, count, row)
        connection.execute("COMMIT")
    finally:
        connection.close()
    return count


def update_labels(path: Path, subjects: Iterable[str], store: Store) -> None:
    """Bring the entries of some subjects to what a store says now; those of all others stay as they are.

    Args:
        path: the side table, writable.
        subjects: the things of which something was added or taken away.
        store: the store.
    """
    names = sorted(set(subjects))
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        run = connection.execute
        run("PRAGMA journal_mode=OFF")
        run("PRAGMA synchronous=OFF")
        run("BEGIN")
        run("CREATE TEMP TABLE touched (iri TEXT PRIMARY KEY)")
        connection.executemany("INSERT INTO touched VALUES (?)", ((name,) for name in names))
        old = {
            row[1:]: row[0]
            for row in run(
                "SELECT id, iri, type, lang, text, worth FROM entry WHERE iri IN (SELECT iri FROM touched)"
            )
        }
        new = list(entries_of(store, names))
        for row in sorted(set(old) - set(new)):
            _drop(connection, old[row], row[3], row[4])
        (last,) = run("SELECT COALESCE(MAX(id), 0) FROM entry").fetchone()
        for number, row in enumerate((row for row in new if row not in old), last + 1):
            _insert(connection, number, row)
        run("COMMIT")
    finally:
        connection.close()


def _insert(connection: sqlite3.Connection, number: int, row: tuple[str, str, str, str, int]) -> None:
    _, _, _, text, worth = row
    folded = fold(text)
    connection.execute("INSERT INTO entry VALUES (?,?,?,?,?,?)", (number, *row))
    connection.execute("INSERT INTO word (rowid, text) VALUES (?,?)", (number, folded))
    if worth >= NAME_WORTH:
        connection.execute("INSERT INTO trigram (rowid, text) VALUES (?,?)", (number, folded))


def _drop(connection: sqlite3.Connection, number: int, text: str, worth: int) -> None:
    # An index without content is told what it held: https://www.sqlite.org/fts5.html#the_delete_command
    folded = fold(text)
    connection.execute("DELETE FROM entry WHERE id = ?", (number,))
    connection.execute("INSERT INTO word (word, rowid, text) VALUES ('delete', ?, ?)", (number, folded))
    if worth >= NAME_WORTH:
        connection.execute(
            "INSERT INTO trigram (trigram, rowid, text) VALUES ('delete', ?, ?)", (number, folded)
        )
