"""Names and labels as they are compared: letters and digits only, whatever their case and accents."""

from __future__ import annotations

import re
from typing import Final

from ess_graph.rdf.fold import fold

_OTHER: Final = re.compile(r"[^a-z0-9]+")
_FRENCH: Final = str.maketrans(
    {
        **dict(zip("àâäçéèêëîïôöùûüÿ", "aaaceeeeiioouuuy", strict=True)),
        "œ": "oe",
        "æ": "ae",
        "’": "'",
        "–": "-",
        "«": " ",
        "»": " ",
        "\u00a0": " ",
        "\u202f": " ",
    }
)
_BRACKETS: Final = re.compile(r"\s*\(([^()]*)\)\s*$")


def plain_words(text: str) -> str:
    """Return the words of a label, folded, with one space between them.

    >>> plain_words("  Société coopérative d’intérêt collectif ")
    'societe cooperative d interet collectif'
    """
    # Most labels are French: their letters need no table of Unicode.
    plain = text.lower() if text.isascii() else text.lower().translate(_FRENCH)
    if not plain.isascii():
        plain = fold(text)
    if plain.isalnum() and plain.isascii():
        return plain
    return _OTHER.sub(" ", plain).strip()


def name_key(text: str) -> str:
    """Return a header as it is compared: without spaces or underscores either.

    >>> name_key("Adresse de la source"), name_key("source_url")
    ('adressedelasource', 'sourceurl')
    """
    return plain_words(text).replace(" ", "")


def bracketed(text: str) -> tuple[str, str] | None:
    """Return a label without what stands in brackets at its end, and that.

    >>> bracketed("Association intermédiaire (AI)")
    ('Association intermédiaire', 'AI')
    """
    match = _BRACKETS.search(text)
    return (text[: match.start()], match[1]) if match and match.start() else None
