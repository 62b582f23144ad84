"""One value of a cell that names something: a code or a label, of a closed list or of what is published."""

from __future__ import annotations

import re
from typing import Final

from ess_graph.contribution.checksum import check_digit, neighbours, passes
from ess_graph.contribution.known_values import KnownValues
from ess_graph.contribution.reading import Reading, corrected, wrong

_SPACES: Final = re.compile(r"[\s\u00a0\u202f.]+")
#: The lengths of the codes that are numbers: département, commune and postal code, SIREN, SIRET.
_LENGTHS: Final = (2, 3, 4, 5, 9, 14)
_KEYED: Final = (9, 14)
_MOST_TOLD: Final = 8


def read_choice(choices: KnownValues, text: str) -> Reading:
    """Read one value of a column that chooses from a list.

    Args:
        choices: the list.
        text: what was written, without spaces at its edges.
    """
    found = choices.find(text)
    if len(found) == 1:
        return Reading(found[0])
    if len(found) > 1:
        told = [choices.own_name(code) for code in found[:_MOST_TOLD]]
        codes = ", ".join([*told, "…"] if len(found) > len(told) else told)
        return wrong("CEL-AMBIGUOUS", text, codes=codes, count=str(len(found)))
    if (reading := _number(choices, text)) is not None:
        return reading
    return _missed(choices, text)


def _number(choices: KnownValues, text: str) -> Reading | None:
    """Read what may be a number that names something; ``None`` when it is no such number."""
    digits = re.sub(r"[.,]0+$", "", text)
    digits = _SPACES.sub("", digits)
    if not digits.isascii() or not digits.isdigit():
        return _former(choices, text, text.upper()) if len(text) == 5 else None
    if digits != text and len(found := choices.find(digits)) == 1:
        return Reading(found[0])
    padded = [digits.zfill(length) for length in _LENGTHS if length > len(digits)]
    hits = [(one, found[0]) for one in padded if len(found := choices.find(one)) == 1]
    if len(hits) == 1:
        return corrected("CEL-ZERO", text, hits[0][1], hits[0][0])
    for one in (digits, *padded):
        if (former := _former(choices, text, one)) is not None:
            return former
    if len(digits) in _KEYED and not passes(digits):
        known = [one for one in neighbours(digits) if choices.find(one)]
        near = known[0] if len(known) == 1 else None
        return wrong("CEL-KEY", text, near, last=check_digit(digits[:-1]))
    return None


def _former(choices: KnownValues, text: str, code: str) -> Reading | None:
    current = choices.replacements(code)
    if not current:
        return None
    params = {"former": code, "current": ", ".join(current)}
    for lang in ("fr", "en"):
        names = [choices.shown(found[0], lang) for one in current if (found := choices.find(one))]
        params[f"name.{lang}"] = ", ".join(names)
    found = choices.find(current[0])
    if len(current) == 1 and len(found) == 1:
        return corrected("CEL-FORMER", text, found[0], current[0], **params)
    return wrong("CEL-FORMER", text, **params)


def _missed(choices: KnownValues, text: str) -> Reading:
    params = {f"list.{lang}": choices.titles.get(lang, "") for lang in ("fr", "en")}
    params |= {f"choices.{lang}": choices.told(lang) for lang in ("fr", "en")}
    code = "CEL-REFERENCE" if choices.of_things else "CEL-CODE"
    near = choices.nearest(text)
    if near is None:
        return wrong(code, text, **params)
    params |= {"code": near.code, "distance": str(near.distance)}
    params |= {f"near.{lang}": choices.shown(near.code, lang) for lang in ("fr", "en")}
    return wrong(code, text, near.text, near.certain, **params)
