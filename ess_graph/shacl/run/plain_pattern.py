r"""Regular expressions that mean the same to Python as to SPARQL, and cannot take long (SHACL §4.4.3).

Oxigraph decides any pattern, but each value has to be written into a query and read again, which takes much longer
than the match. A pattern of plain characters and classes of ASCII, counted, is the same in both dialects: ``$``
aside, which is ``\Z`` in Python. What is left out: ``.``, ``\d``, ``\w`` and the like (other characters), flags,
nested groups and repetition of groups (time).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_SAFE: Final = r"A-Za-z0-9 _/:@,;=%'\"<>!"
_ONE: Final = rf"(?:[{_SAFE}-]|\\[.+*?()|{{}}\[\]^$/-])"
_RANGE: Final = r"(?:[A-Z]-[A-Z]|[a-z]-[a-z]|[0-9]-[0-9]|[A-Za-z0-9 _/:@,;=%.+*])"
_CLASS: Final = rf"\[\^?{_RANGE}+-?\]"
_COUNT: Final = r"(?:\?|\*|\+|\{[0-9]{1,3}(?:,[0-9]{0,3})?\})?"
_ATOM: Final = rf"(?:{_ONE}|{_CLASS}){_COUNT}"
_GROUP: Final = rf"\((?:{_ATOM}|\|)+\)\??"
_PLAIN: Final = re.compile(rf"\^?(?:{_ATOM}|{_GROUP})*\$?")
#: Counts and branches that leave a choice, which a backtracking matcher may try one after the other.
_CHOICES: Final = re.compile(r"(?<!\\)(?:[?|]|\{([0-9]+),([0-9]+)\})")
_ENDLESS: Final = re.compile(r"(?<!\\)(?:[*+]|\{[0-9]+,\})")
_MOST_CHOICES: Final = 64


@cache
def plain(pattern: str, flags: str) -> re.Pattern[str] | None:
    r"""Return a pattern for Python's ``search``, ``None`` when it is one for Oxigraph.

    >>> plain("^[0-9]{9}$", "").search("123456789") is not None
    True
    >>> plain(r"^\d{9}$", ""), plain("^(a+)+$", ""), plain("a", "i")
    (None, None, None)
    """
    # In a class a sign is itself: "[.+]" leaves no choice.
    outside = re.sub(_CLASS, "C", pattern)
    if flags or _PLAIN.fullmatch(pattern) is None or _choices(outside) > _MOST_CHOICES:
        return None
    endless = len(_ENDLESS.findall(outside))
    if endless > 1 or (endless and (not pattern.startswith("^") or "|" in outside)):
        return None
    ends = pattern.endswith("$") and not pattern.endswith("\\$")
    try:
        return re.compile(pattern[:-1] + r"\Z" if ends else pattern)
    except re.error:  # a range that is turned round, or counts
        return None


def _choices(pattern: str) -> int:
    """Return in how many ways the parts of a pattern can share out a text, endless parts aside."""
    found = 1
    for least, most in _CHOICES.findall(pattern):
        found *= int(most) - int(least) + 1 if most else 2
    return found
