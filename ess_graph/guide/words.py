"""Find labels of some types only in the side table: 35,000 communes must not hide sixty needs."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from ess_graph.errors import StoreProblem
from ess_graph.rdf.fold import fold
from ess_graph.store.generation import OpenStore
from ess_graph.store.search import MAX_WORDS, MIN_LIKENESS


@dataclass(frozen=True, slots=True)
class Found:
    """A thing found, its text that matched, and how well (0–100)."""

    iri: str
    text: str
    score: float


def tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared: no case, accent, hyphen or apostrophe.

    >>> tokens("L’Haÿ-les-Roses")
    ('l', 'hay', 'les', 'roses')
    """
    return tuple(re.findall(r"[^\W_]+", fold(text)))[:MAX_WORDS]


def stem(word: str) -> str:
    """Return a folded word without the mark of the plural.

    >>> stem("creches"), stem("bus")
    ('creche', 'bus')
    """
    return word[:-1] if len(word) > 4 and word[-1] in "sx" else word


def with_words(opened: OpenStore, types: Sequence[str], match: str) -> list[tuple[str, str, int]]:
    """Return ``(iri, text, worth)`` of the labels that a full text expression of words finds.

    Args:
        opened: the store.
        types: IRIs of the types wanted.
        match: an expression of FTS5, made from :func:`tokens` only.

    Raises:
        StoreProblem: the side table of labels is missing or damaged.
    """
    return _rows(opened, "word", types, match)


def alike(
    opened: OpenStore, types: Sequence[str], text: str, minimum: float = MIN_LIKENESS, *, whole: bool = False
) -> list[Found]:
    """Return the names that are spelt nearly so, best first.

    Args:
        opened: the store.
        types: IRIs of the types wanted.
        text: what was typed.
        minimum: likeness (0–100) under which a name is another word.
        whole: compare with the whole name only, not with its best part.

    Raises:
        StoreProblem: the side table of labels is missing or damaged.
    """
    wanted = tokens(text)
    grams = sorted({word[i : i + 3] for word in wanted for i in range(len(word) - 2)})
    if not grams:
        return []
    rows = _rows(opened, "trigram", types, " OR ".join(f'"{gram}"' for gram in grams))
    return [one for one in scored(" ".join(wanted), rows, whole=whole) if one.score >= minimum]


def scored(wanted: str, rows: list[tuple[str, str, int]], *, whole: bool = False) -> list[Found]:
    """Return the best text of each thing with its score, best first; ties in the order of IRIs.

    The score is that of ``ess_graph.store.search``: the worth of the label, by likeness of part and of whole.
    """
    from rapidfuzz import fuzz

    best: dict[str, Found] = {}
    for iri, text, worth in rows:
        folded = " ".join(tokens(text))
        likeness = fuzz.ratio(wanted, folded)
        if not whole:
            likeness = 0.6 * fuzz.partial_ratio(wanted, folded) + 0.4 * likeness
        score = round(worth * likeness / 100, 1)
        if iri not in best or score > best[iri].score:
            best[iri] = Found(iri, text, score)
    return sorted(best.values(), key=lambda found: (-found.score, found.iri))


def _rows(opened: OpenStore, table: str, types: Sequence[str], match: str) -> list[tuple[str, str, int]]:
    marks = ", ".join("?" for _ in types)
    # The table is one of two names of ours, the marks are question marks: no text of a person is in the statement.
    sql = f"""SELECT entry.iri, entry.text, entry.worth FROM {table} JOIN entry ON entry.id = {table}.rowid
              WHERE {table} MATCH ? AND entry.type IN ({marks})"""  # noqa: S608
    try:
        address = f"{opened.labels.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as database:
            return list(database.execute(sql, (match, *types)))
    except sqlite3.Error as error:
        raise StoreProblem("store.labels", path=opened.labels, reason=error) from error
