"""Whether a literal is well-formed: the lexical spaces of XSD 1.1 part 2, for ``sh:datatype`` (SHACL §4.1.2).

Regular expressions of our own, without backtracking to speak of, and not a conversion by Python, which takes
``1_000``, Arabic digits and spaces for a number.
"""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache
from typing import Final

from ess_graph.rdf.namespaces import XSD

_ZONE: Final = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_DATE: Final = r"(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME: Final = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_YEAR: Final = r"-?(?:[1-9][0-9]{3,}|0[0-9]{3})"
_DOUBLE: Final = r"[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|INF)|NaN"
_SECONDS: Final = r"[0-9]+(?:\.[0-9]+)?S"
_CLOCK: Final = rf"T(?:[0-9]+H(?:[0-9]+M)?(?:{_SECONDS})?|[0-9]+M(?:{_SECONDS})?|{_SECONDS})"
_FORMS: Final = {
    name: re.compile(form, re.ASCII)
    for name, form in {
        "boolean": "true|false|0|1",
        "integer": "[+-]?[0-9]+",
        "decimal": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)",
        "double": _DOUBLE,
        "float": _DOUBLE,
        "date": _DATE + _ZONE,
        "dateTime": f"{_DATE}T{_TIME}{_ZONE}",
        "dateTimeStamp": f"{_DATE}T{_TIME}{_ZONE[:-1]}",
        "time": _TIME + _ZONE,
        "gYear": _YEAR + _ZONE,
        "gYearMonth": f"{_YEAR}-(?:0[1-9]|1[0-2]){_ZONE}",
        "duration": rf"-?P(?:(?:[0-9]+Y(?:[0-9]+M)?(?:[0-9]+D)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)(?:{_CLOCK})?|{_CLOCK})",
        "dayTimeDuration": rf"-?P(?:[0-9]+D(?:{_CLOCK})?|{_CLOCK})",
        "yearMonthDuration": "-?P(?:[0-9]+Y(?:[0-9]+M)?|[0-9]+M)",
        "hexBinary": "(?:[0-9a-fA-F]{2})*",
    }.items()
}
_DATED: Final = {"date", "dateTime", "dateTimeStamp"}
#: Derived integers: the least and the greatest, ``None`` for no bound.
_BOUNDS: Final[dict[str, tuple[int | None, int | None]]] = {
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}


def any_text(datatype: str) -> bool:
    """Tell whether any text is in the lexical space of a datatype.

    >>> any_text(XSD + "string"), any_text(XSD + "date")
    (True, False)
    """
    name = datatype.removeprefix(XSD)
    return name == datatype or (name not in _FORMS and name not in _BOUNDS)


@lru_cache(maxsize=65_536)
def well_formed(text: str, datatype: str) -> bool:
    """Tell whether a text is in the lexical space of a datatype; any is for one that is not known.

    >>> well_formed("2023-02-31", XSD + "date"), well_formed("007", XSD + "int"), well_formed("300", XSD + "byte")
    (False, True, False)
    """
    if not datatype.startswith(XSD):
        return True
    name = datatype[len(XSD) :]
    bounds = _BOUNDS.get(name)
    form = _FORMS.get("integer" if bounds else name)
    if form is None:
        return True
    found = form.fullmatch(text)
    if found is None:
        return False
    if bounds is not None:
        return _within(text, *bounds)
    if name in _DATED:
        year, month, day = map(int, found.groups())
        # The calendar repeats every 400 years; before year 1 too (XSD 1.1 §D.2.1).
        return day <= monthrange(year % 400 + 400, month)[1]
    return True


def _within(text: str, least: int | None, most: int | None) -> bool:
    digits = text.lstrip("+-").lstrip("0")
    if len(digits) > 20:  # longer than any bound, and Python refuses to read thousands of digits
        return (least if text.startswith("-") else most) is None
    number = int(text)
    return (least is None or number >= least) and (most is None or number <= most)
