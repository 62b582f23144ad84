"""Names of territories as people write them: which words tell, and how names are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ess_graph.guide.parts import Tier
from ess_graph.guide.words import tokens

_LONG: Final = {"st": "saint", "ste": "sainte"}
_SHORT: Final = {long: short for short, long in _LONG.items()}
_ARTICLES: Final = frozenset({"le", "la", "les", "l", "de", "du", "des", "d"})
#: Words that the name of an EPCI may hold or not: "CC du Pays de X" is also "communauté de communes du Pays de X".
_EPCI_WORDS: Final = frozenset(
    {
        "cc",
        "ca",
        "cu",
        "epci",
        "agglo",
        "agglomeration",
        "communaute",
        "communautes",
        "communes",
        "eurometropole",
    }
    | {"intercommunalite", "metropole", "urbaine"}
)
#: What may stand before a name or a code to say what it is.
QUALIFIERS: Final[dict[str, Tier | None]] = {
    "commune": "commune",
    "ville": "commune",
    "mairie": "commune",
    "insee": "commune",
    "epci": "epci",
    "siren": None,
    "cp": None,
    "departement": "departement",
    "department": "departement",
    "region": "region",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person typed: the text without its qualifier, the qualifier, and its tier."""

    text: str
    qualifier: str = ""
    tier: Tier | None = None


def ways_to_read(text: str) -> tuple[Asked, ...]:
    """Return the ways to read a text, the plain one first: "Ville-d'Avray" is a name, "ville de Lyon" a qualified one.

    >>> [(asked.text, asked.qualifier) for asked in ways_to_read("région Bretagne")]
    [('région Bretagne', ''), ('Bretagne', 'region')]
    """
    plain = Asked(text.strip())
    head, colon, rest = plain.text.partition(":")
    if not colon:
        head, _, rest = plain.text.partition(" ")
    word = "".join(tokens(head))
    if word not in QUALIFIERS or not rest.strip():
        return (plain,)
    qualified = Asked(rest.strip(), word, QUALIFIERS[word])
    return (qualified,) if colon else (plain, qualified)


def spelt(name: str) -> str:
    """Return a name as it is compared: abbreviations written out.

    >>> spelt("ST-DENIS")
    'saint denis'
    """
    return " ".join(_LONG.get(word, word) for word in tokens(name))


def ways_to_write(label: str) -> tuple[str, ...]:
    """Return a label as it is compared: whole, without what it has in brackets, and that alone.

    >>> ways_to_write("CC du Kreiz-Breizh (CCKB)")
    ('cc du kreiz breizh cckb', 'cc du kreiz breizh', 'cckb')
    """
    outside, _, inside = label.partition("(")
    ways = [spelt(label), spelt(outside), spelt(inside)] if inside else [spelt(label)]
    return tuple(way for way in ways if way)


def bare(name: str) -> str:
    """Return a spelt name without its first articles.

    >>> bare("la rochelle")
    'rochelle'
    """
    words = name.split()
    while len(words) > 1 and words[0] in _ARTICLES:
        del words[0]
    return " ".join(words)


def core(name: str) -> str:
    """Return what tells an EPCI from others: its spelt name without its type and its articles.

    >>> core("cc du pays de pontchateau")
    'pays pontchateau'
    """
    words = [word for word in name.split() if word not in _EPCI_WORDS and word not in _ARTICLES]
    return " ".join(words)


def is_epci_name(name: str) -> bool:
    """Tell whether a spelt name holds the type of an EPCI."""
    return not _EPCI_WORDS.isdisjoint(name.split())


def expression(name: str) -> str:
    """Return the full text expression that finds every name that may equal a spelt one, or an empty text.

    >>> expression("saint denis")
    '("saint" OR "st") AND "denis"'
    """
    every = name.split()
    words = core(name).split() or every
    pieces = [f'("{word}" OR "{_SHORT[word]}")' if word in _SHORT else f'"{word}"' for word in words]
    return " AND ".join(pieces)
