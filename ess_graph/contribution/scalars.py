"""Numbers, truth values, addresses and codes of a form, as people write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Final

from ess_graph.contribution.checksum import check_digit, passes
from ess_graph.contribution.dates import read_date, read_month, read_year
from ess_graph.contribution.fold import plain_words
from ess_graph.contribution.reading import Reading, corrected, wrong
from ess_graph.model.code_lists import words_of
from ess_graph.model.datatypes import CHECKS
from ess_graph.model.described import Column
from ess_graph.text import message

ReadOne = Callable[[str], Reading]

_SPACES: Final = re.compile(r"[\s\u00a0\u202f\u2009']+")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{3})+")
_TRUE: Final = frozenset({"oui", "vrai", "yes", "true", "1", "o", "y", "v"})
_FALSE: Final = frozenset({"non", "faux", "no", "false", "0", "n", "f"})
_TICKED: Final = frozenset({"x", "✓", "✔", "☑", "✅"})
_HOST: Final = re.compile(r"(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/\S*)?", re.IGNORECASE)
_NUMBERS: Final = ("integer", "decimal", "double", "float", "nonNegativeInteger", "positiveInteger")
#: The patterns of our metadata, and the key of their wording.
_FORMS: Final = {
    "[a-z0-9][a-z0-9-]{0,79}": "identifier",
    "[0-9]{9}": "siren",
    "[0-9]{5}": "postal_code",
    "[0-9][0-9AB][0-9]{3}": "commune",
}
_SIREN: Final = ("#siren", "#siret")


def reader_of(column: Column) -> ReadOne:
    """Return the function that reads one value of a column that is no list of codes.

    Args:
        column: its description.
    """
    datatype = column.datatype
    if column.form is not None:
        return partial(_formed, column)
    if datatype in _NUMBERS:
        return partial(read_number, datatype)
    if datatype == "anyURI":
        return read_address
    special = {"boolean": read_boolean, "date": read_date, "gYearMonth": read_month, "gYear": read_year}
    if datatype in special:
        return special[datatype]
    if column.pattern is not None:
        return partial(_patterned, column, column.pattern)
    return _text if datatype in ("string", "normalizedString", "token") else partial(_checked, datatype)


def _text(text: str) -> Reading:
    return Reading(text)


def _checked(datatype: str, text: str) -> Reading:
    check, example = CHECKS[datatype]
    return Reading(text) if check(text) else wrong("CEL-FORM", text, form=example)


def _formed(column: Column, text: str) -> Reading:
    assert column.form is not None, "the caller looks"
    try:
        return Reading(column.form.read(text))
    except ValueError:
        plain = {"boolean": read_boolean, "date": read_date}.get(column.datatype)
        if plain is None or (found := plain(text)).value is None:
            return wrong("CEL-FORM", text, form=column.form.name)
        return corrected("CEL-FORM", text, found.value, column.form.write(found.value), form=column.form.name)


def read_number(datatype: str, text: str) -> Reading:
    """Read a number: decimal comma, spaces between thousands, and ``5710.0`` for a whole number are no faults.

    >>> read_number("integer", "5 710,0").value, read_number("decimal", "12,5").value
    ('5710', '12.5')
    """
    check, example = CHECKS[datatype]
    if check(text):
        return Reading(text)
    plain = _SPACES.sub("", text).replace("\u2212", "-")
    if _NUMBER.fullmatch(plain):
        value = plain.replace(",", ".")
        if check(value):
            return Reading(value)
        whole = re.sub(r"\.0+$", "", value)
        if check(whole):
            return Reading(whole)
    if _GROUPED.fullmatch(plain) and check(joined := re.sub("[.,]", "", plain)):
        # "5.710" may be a whole number after another country's habit.
        return wrong("CEL-NUMBER", text, joined, form=example)
    unit = re.match(r"[+-]?[\d.,]+", plain)
    guess = unit[0].replace(",", ".") if unit else ""
    return wrong("CEL-NUMBER", text, guess if guess and check(guess) else None, form=example)


def read_boolean(text: str) -> Reading:
    """Read a truth value, in French or English; a tick is taken for "yes" with a proposal.

    >>> read_boolean("Oui").value, read_boolean("FAUX").value, read_boolean("x").value
    ('true', 'false', None)
    """
    word = plain_words(text) or text
    if word in _TRUE:
        return Reading("true")
    if word in _FALSE:
        return Reading("false")
    return wrong("CEL-BOOLEAN", text, "oui" if word in _TICKED else None)


def read_address(text: str) -> Reading:
    """Read the address of a page; ``www.example.org`` only lacks its scheme.

    >>> read_address("www.rtes.fr").fault.fix.replacement
    'https://www.rtes.fr'
    >>> read_address("javascript:alert(1)").fault.fix is None
    True
    """
    check, example = CHECKS["anyURI"]
    if check(text):
        return Reading(text)
    bare = text.strip("<>\u00a0\u202f .,;")
    if bare != text and check(bare):
        return wrong("CEL-URL", text, bare, form=example)
    if _HOST.fullmatch(bare):
        return wrong("CEL-URL", text, f"https://{bare}", form=example)
    lower = re.sub(r"(?i)^https?:/*", lambda match: match[0].lower().rstrip("/") + "//", bare)
    return wrong("CEL-URL", text, lower if lower != text and check(lower) else None, form=example)


def _patterned(column: Column, pattern: re.Pattern[str], text: str) -> Reading:
    if pattern.fullmatch(text):
        return _keyed(column, text)
    joined = re.sub(r"\.0+$", "", _SPACES.sub("", text))
    if joined.isdigit():
        if pattern.fullmatch(joined):
            # Spaces between the digits of a SIREN say nothing.
            return _keyed(column, joined)
        for length in range(len(joined) + 1, 15):
            if pattern.fullmatch(padded := joined.zfill(length)):
                return corrected("CEL-ZERO", text, padded)
    said = ", ".join(words_of(column))
    params = {f"form.{lang}": said or form_told(pattern.pattern, lang) for lang in ("fr", "en")}
    for guess in (text.lower(), text.upper(), plain_words(text).replace(" ", "-")):
        if guess != text and pattern.fullmatch(guess):
            return wrong("CEL-FORM", text, guess, **params)
    return wrong("CEL-FORM", text, **params)


def form_told(pattern: str, lang: str) -> str:
    """Return what a pattern of the metadata asks for, in words where we have them.

    >>> form_told("[0-9]{9}", "en")
    '9 digits'
    """
    key = _FORMS.get(pattern)
    return message(f"problem_form.{key}", lang) if key else pattern


def _keyed(column: Column, digits: str) -> Reading:
    if (column.property_url or "").endswith(_SIREN) and digits.isdigit() and not passes(digits):
        return wrong("CEL-KEY", digits, last=check_digit(digits[:-1]))
    return Reading(digits)
