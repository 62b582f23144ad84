"""The datatypes a cell may have, and the check of each (CSVW §5.11.1, XSD 1.1 part 2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from ess_graph.rdf.namespaces import XSD


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _is_date(value: str) -> bool:
    # fromisoformat takes week dates too ("2024-W39-1"), XSD does not.
    try:
        return _DATE.fullmatch(value) is not None and bool(date.fromisoformat(value))
    except ValueError:
        return False


_HOURS = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
_ZONE = r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_FLOAT = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"


def _is_date_time(value: str) -> bool:
    day, _, hour = value.partition("T")
    return _is_date(day) and re.fullmatch(_HOURS + _ZONE, hour) is not None


#: Names of §5.11.1 that stand for an XSD datatype of another name.
ALIASES: Final = {"number": "double", "datetime": "dateTime"}

#: CSVW name → (is the text a value of it, an example for the message).
CHECKS: Final[dict[str, tuple[Callable[[str], bool], str]]] = {
    "string": (lambda _: True, "texte"),
    "token": (_matches(r"\S+(?: \S+)*"), "Ambérieu-en-Bugey"),
    "integer": (_matches(r"[+-]?[0-9]+"), "1234"),
    "decimal": (_matches(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"), "12.5"),
    "boolean": (_matches(r"true|false"), "true"),
    "gYear": (_matches(r"-?[0-9]{4,}"), "2024"),
    "gYearMonth": (_matches(r"-?[0-9]{4,}-(?:0[1-9]|1[0-2])"), "2024-09"),
    "date": (_is_date, "2024-09-30"),
    "dateTime": (_is_date_time, "2024-09-30T14:00:00"),
    "time": (_matches(_HOURS + _ZONE), "14:00:00"),
    "double": (_matches(_FLOAT), "12.5e3"),
    "float": (_matches(_FLOAT), "12.5e3"),
    "normalizedString": (_matches(r"[^\r\n\t]*"), "texte"),
    "nonNegativeInteger": (_matches(r"\+?[0-9]+|-0+"), "1234"),
    "positiveInteger": (_matches(r"\+?0*[1-9][0-9]*"), "1234"),
    "anyURI": (_matches(r"https?://[^\s<>\"{}|\\^`]+"), "https://example.org/page"),
}


def datatype_iri(name: str) -> str:
    """Return the XSD datatype of a CSVW datatype name.

    >>> datatype_iri("gYear")
    'http://www.w3.org/2001/XMLSchema#gYear'
    """
    return XSD + name
