"""Forms of numbers, dates and booleans in cells, read to XSD and written back (CSVW §6.4.2 to §6.4.4).

Dates: the pictures of *Tabular Data Model* §6.4.4, made of ``yyyy``, ``MM``, ``M``, ``dd``, ``d``, ``HH``, ``mm``,
``ss`` and what stands between them, without time zones. Numbers: ``decimalChar`` and ``groupChar``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

NUMBERS: Final = frozenset({"integer", "decimal", "double", "float"})
DATES: Final = {"date": "%Y-%m-%d", "dateTime": "%Y-%m-%dT%H:%M:%S", "time": "%H:%M:%S"}

_FIELDS: Final = {
    "yyyy": ("year", r"[0-9]{4}", "{0.year:04}", "%Y"),
    "MM": ("month", r"[0-9]{2}", "{0.month:02}", "%m"),
    "M": ("month", r"[0-9]{1,2}", "{0.month}", "%m"),
    "dd": ("day", r"[0-9]{2}", "{0.day:02}", "%d"),
    "d": ("day", r"[0-9]{1,2}", "{0.day}", "%d"),
    "HH": ("hour", r"[0-9]{2}", "{0.hour:02}", "%H"),
    "mm": ("minute", r"[0-9]{2}", "{0.minute:02}", "%M"),
    "ss": ("second", r"[0-9]{2}", "{0.second:02}", "%S"),
}
_PICTURE = re.compile("yyyy|MM|M|dd|d|HH|mm|ss|T|[A-Za-z]+|[^A-Za-z]+")
_NEEDED: Final = {"date": {"year", "month", "day"}, "time": {"hour", "minute", "second"}}


@dataclass(frozen=True, slots=True)
class ValueForm:
    """A form: what people call it, from a cell to XSD (``ValueError`` when it is not of the form), and back."""

    name: str
    read: Callable[[str], str]
    write: Callable[[str], str]
    #: The same form as a Table Schema field says it.
    field: Mapping[str, Any]


def value_form(datatype: str, given: Any) -> ValueForm:
    """Return the form that a ``format`` says.

    Args:
        datatype: ``boolean``, a number or a date.
        given: the ``format`` of the metadata.

    Raises:
        ValueError: no such form is supported.

    >>> value_form("date", "d/M/yyyy").read("1/9/2024")
    '2024-09-01'
    >>> value_form("decimal", {"decimalChar": ",", "groupChar": " "}).read("1 234,50")
    '1234.50'
    >>> value_form("boolean", "oui|non").write("true")
    'oui'
    """
    if datatype == "boolean":
        return _boolean(given)
    if datatype in NUMBERS:
        return _number(given)
    return _date(datatype, given)


def _boolean(given: Any) -> ValueForm:
    words = given.split("|") if isinstance(given, str) else []
    if len(words) != 2 or not all(words) or words[0] == words[1]:
        raise ValueError(f"format: {given}")
    inward = {words[0]: "true", words[1]: "false"}
    outward = {value: word for word, value in inward.items()}

    def read(text: str) -> str:
        if text not in inward:
            raise ValueError(text)
        return inward[text]

    return ValueForm(
        given, read, lambda value: outward[value], {"trueValues": words[:1], "falseValues": words[1:]}
    )


def _number(given: Any) -> ValueForm:
    if not isinstance(given, dict) or not set(given) <= {"decimalChar", "groupChar"}:
        raise ValueError(f"format: {given}")
    decimal, group = given.get("decimalChar", "."), given.get("groupChar", "")
    if len(decimal) != 1 or decimal == group or not decimal.strip() or decimal in "+-0123456789":
        raise ValueError(f"format: {given}")
    # Groups of three digits, or no group at all.
    digits = rf"(?:[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+|[0-9]+)" if group else "[0-9]+"
    whole = re.compile(rf"[+-]?{digits}(?:{re.escape(decimal)}[0-9]*)?")

    def read(text: str) -> str:
        if whole.fullmatch(text) is None:
            raise ValueError(text)
        return (text.replace(group, "") if group else text).replace(decimal, ".")

    example = f"1{group}234{decimal}5"
    return ValueForm(example, read, lambda value: value.replace(".", decimal), given)


def _date(datatype: str, given: Any) -> ValueForm:
    if not isinstance(given, str):
        raise ValueError(f"format: {given}")
    pieces = _PICTURE.findall(given)
    fields = [_FIELDS[piece] for piece in pieces if piece in _FIELDS]
    # The T of a date and time is no field.
    loose = [piece for piece in pieces if piece.isalpha() and piece not in _FIELDS and piece != "T"]
    wanted = _NEEDED.get(datatype) or _NEEDED["date"] | _NEEDED["time"]
    names = [name for name, *_ in fields]
    # Seconds may be left out (§6.4.4): they are then none.
    if loose or len(set(names)) != len(names) or set(names) | (wanted & {"second"}) != wanted:
        raise ValueError(f"format: {given}")
    pattern = re.compile(
        "".join(
            f"(?P<{_FIELDS[piece][0]}>{_FIELDS[piece][1]})" if piece in _FIELDS else re.escape(piece)
            for piece in pieces
        )
    )
    picture = "".join(
        _FIELDS[piece][2] if piece in _FIELDS else piece.replace("{", "{{").replace("}", "}}")
        for piece in pieces
    )

    def read(text: str) -> str:
        match = pattern.fullmatch(text)
        if match is None:
            raise ValueError(text)
        found = {"year": 1, "month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0}
        found.update({name: int(digits) for name, digits in match.groupdict().items()})
        day = date(found["year"], found["month"], found["day"])
        hour = time(found["hour"], found["minute"], found["second"])
        parts = {"date": day.isoformat(), "time": hour.isoformat()}
        return parts.get(datatype) or f"{parts['date']}T{parts['time']}"

    field = {"format": "".join(_FIELDS[piece][3] if piece in _FIELDS else piece for piece in pieces)}
    return ValueForm(
        given, read, lambda value: picture.format(datetime.strptime(value, DATES[datatype])), field
    )
