"""Fold text for comparison: what people type is not what is written."""

from __future__ import annotations

import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "‘": "'", "‐": "-", "–": "-", "\u00a0": " ", "\u202f": " "}
)


def fold(text: str) -> str:
    """Return the text in lower case, without accents, ligatures, typographic signs or doubled spaces.

    >>> fold("L’Œuvre  d'Évreux – été")
    "l'oeuvre d'evreux - ete"
    """
    # Unicode §3.13, D146: decomposing makes new capitals (℡ → TEL), folding case makes new marks.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    plain = unicodedata.normalize("NFKD", plain.translate(_LETTERS))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
