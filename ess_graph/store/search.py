"""Search the labels: words first, then slips of the pen."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from ess_graph.errors import StoreProblem
from ess_graph.rdf.fold import fold
from ess_graph.store.generation import OpenStore
from ess_graph.store.terms import label

#: Under this likeness (0–100, of the best window of the label) a slip is another word.
MIN_LIKENESS: Final = 75.0
#: Words looked for; those after are dropped: five thousand "a" would keep SQLite busy for minutes.
MAX_WORDS: Final = 24
_CANDIDATES: Final = 400


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its IRI, type, label in the reader's language, and the text that matched."""

    iri: str
    type: str
    label: str
    matched: str
    score: float


def search(opened: OpenStore, words: str, *, lang: str = "fr", limit: int = 20) -> list[Hit]:
    """Return the things whose labels hold all the words, best first; else those spelt nearly so.

    Args:
        opened: the store.
        words: free text; case, accents and ligatures do not count, the last letters of a word may be missing.
        lang: language of the labels given back.
        limit: the most hits.

    Raises:
        StoreProblem: the side table of labels is missing or damaged.
    """
    tokens = list(dict.fromkeys(re.findall(r"\w+", fold(words))))[:MAX_WORDS]
    if not tokens or limit < 1:
        return []
    try:
        # as_uri: a path may hold "?", "#" or "%".
        address = f"{opened.labels.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as database:
            rows = _by_words(database, tokens) or _by_trigrams(database, tokens)
    except sqlite3.Error as error:
        raise StoreProblem("store.labels", path=opened.labels, reason=error) from error
    scored = _score(" ".join(tokens), rows)
    hits = []
    for score, iri, kind, text in scored[:limit]:
        hits.append(Hit(iri, kind, label(opened.store, iri, lang) or text, text, round(score, 1)))
    return hits


_Row = tuple[str, str, str, int]


def _by_words(database: sqlite3.Connection, tokens: list[str]) -> list[_Row]:
    # Folded tokens hold letters and digits only: quoting makes each a plain string of FTS5.
    query = " AND ".join(f'"{token}"*' for token in tokens)
    sql = """SELECT iri, type, text, worth FROM entry WHERE id IN
             (SELECT rowid FROM word WHERE word MATCH ? ORDER BY rank LIMIT ?)"""
    return list(database.execute(sql, (query, _CANDIDATES)))


def _by_trigrams(database: sqlite3.Connection, tokens: list[str]) -> list[_Row]:
    grams = sorted({token[i : i + 3] for token in tokens for i in range(len(token) - 2)})
    if not grams:
        return []
    query = " OR ".join(f'"{gram}"' for gram in grams)
    sql = """SELECT iri, type, text, worth FROM entry WHERE id IN
             (SELECT rowid FROM trigram WHERE trigram MATCH ? ORDER BY rank LIMIT ?)"""
    return list(database.execute(sql, (query, _CANDIDATES)))


def _score(wanted: str, rows: list[_Row]) -> list[tuple[float, str, str, str]]:
    """Return the best text of each thing with its score, best first; ties in the order of IRIs."""
    from rapidfuzz import fuzz

    best: dict[str, tuple[float, str, str, str]] = {}
    for iri, kind, text, worth in rows:
        folded = fold(text)
        likeness = fuzz.partial_ratio(wanted, folded)
        if likeness < MIN_LIKENESS and fuzz.token_set_ratio(wanted, folded) < MIN_LIKENESS:
            continue
        # The whole label counts too, so that "crèche" comes before a sentence that holds the word.
        score = worth * (0.6 * likeness + 0.4 * fuzz.ratio(wanted, folded)) / 100
        if iri not in best or score > best[iri][0]:
            best[iri] = (score, iri, kind, text)
    return sorted(best.values(), key=lambda hit: (-hit[0], hit[1]))
