"""Dates, months and years as people write them in French tables."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from ess_graph.contribution.fold import plain_words
from ess_graph.contribution.reading import Reading, corrected, wrong
from ess_graph.model.datatypes import CHECKS

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("janvier", "janv", "january", "jan"),
            ("fevrier", "fevr", "fev", "february", "feb"),
            ("mars", "march", "mar"),
            ("avril", "avr", "april", "apr"),
            ("mai", "may"),
            ("juin", "june", "jun"),
            ("juillet", "juil", "july", "jul"),
            ("aout", "august", "aug"),
            ("septembre", "sept", "september", "sep"),
            ("octobre", "oct", "october"),
            ("novembre", "nov", "november"),
            ("decembre", "dec", "december"),
        ),
        1,
    )
    for name in names
}
_DMY: Final = re.compile(r"(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4})")
_SHORT: Final = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{2})")
_YMD: Final = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[T ]00:00(?::00)?)?")
_WORDED: Final = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?:er|st|nd|rd|th)? (?:of )?([a-z]+) (\d{4})")
_MONTH_WORDED: Final = re.compile(r"([a-z]+) (\d{4})")
_MY: Final = re.compile(r"(\d{1,2})[/.\-](\d{4})")
_YEAR_WITHIN: Final = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")
#: Two digits of a year up to this one are of this century.
_PIVOT: Final = 69


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _readings(text: str) -> tuple[list[date], bool]:
    """Return the dates that a text may be, the French reading first, and whether that one is the only usual one."""
    if match := _YMD.fullmatch(text):
        found = [_day(int(match[1]), int(match[2]), int(match[3]))]
        return [one for one in found if one], True
    if match := _DMY.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        found = [_day(year, second, first), _day(year, first, second)]
        return [one for one in found if one], found[0] is not None
    if match := _SHORT.fullmatch(text):
        one, two, three = int(match[1]), int(match[3]), int(match[4])
        found = [_day(_century(three), two, one), _day(_century(three), one, two)]
        if match[2] == "-":
            found.append(_day(_century(one), two, three))
        return list(dict.fromkeys(day for day in found if day)), False
    if match := _WORDED.fullmatch(plain_words(text)):
        worded = _day(int(match[3]), _MONTHS.get(match[2], 0), int(match[1]))
        return ([worded] if worded else []), True
    return [], False


def _century(year: int) -> int:
    return year + (2000 if year <= _PIVOT else 1900)


def read_date(text: str) -> Reading:
    """Read a day: ISO 8601 as it is, ``31/12/2024`` with a proposal, a guess only when one day can be meant.

    >>> read_date("31/12/2024").value
    '2024-12-31'
    >>> read_date("31-12-24").value is None
    True
    """
    if CHECKS["date"][0](text):
        return Reading(text)
    days, usual = _readings(text)
    if usual and days:
        return corrected("CEL-DATE-FORM", text, days[0].isoformat())
    if len(days) == 1:
        return wrong("CEL-DATE", text, days[0].isoformat(), form="2024-12-31")
    return wrong("CEL-DATE", text, form="2024-12-31")


def read_month(text: str) -> Reading:
    """Read a month of a year; a spreadsheet makes the first day of it, which means no more.

    >>> read_month("juin 2021").value, read_month("2021-06-01").value
    ('2021-06', '2021-06')
    """
    if CHECKS["gYearMonth"][0](text):
        return Reading(text)
    if match := _MY.fullmatch(text):
        year, month = int(match[2]), int(match[1])
    elif (match := _MONTH_WORDED.fullmatch(plain_words(text))) and match[1] in _MONTHS:
        year, month = int(match[2]), _MONTHS[match[1]]
    else:
        days, usual = _readings(text)
        if not days:
            return wrong("CEL-DATE", text, form="2024-12")
        year, month = days[0].year, days[0].month
        if not usual or days[0].day != 1:
            return wrong("CEL-DATE", text, f"{year:04}-{month:02}", form="2024-12")
    if not 1 <= month <= 12:
        return wrong("CEL-DATE", text, form="2024-12")
    return corrected("CEL-DATE-FORM", text, f"{year:04}-{month:02}")


def read_year(text: str) -> Reading:
    """Read a year; one that stands within other words is a guess.

    >>> read_year("2015.0"), read_year("depuis 2015").fault.fix.replacement
    (Reading(value='2015', fault=None), '2015')
    """
    whole = re.sub(r"[.,]0+$", "", text)
    if CHECKS["gYear"][0](whole):
        return Reading(whole)
    days, usual = _readings(text)
    if days and usual:
        return wrong("CEL-YEAR", text, f"{days[0].year:04}")
    years = set(_YEAR_WITHIN.findall(text))
    return wrong("CEL-YEAR", text, years.pop() if len(years) == 1 else None)
