"""The check digit of SIREN and SIRET numbers: the formula of Luhn (ISO/IEC 7812-1, annex B)."""

from __future__ import annotations

from typing import Final

#: Establishments of La Poste: the sum of their digits is a multiple of 5 instead.
_LA_POSTE: Final = "356000000"


def passes(digits: str) -> bool:
    """Tell whether the check digit of a SIREN or SIRET is right.

    >>> passes("213502388"), passes("213502389"), passes("35600000049837")
    (True, False, True)
    """
    if len(digits) == 14 and digits.startswith(_LA_POSTE) and sum(map(int, digits)) % 5 == 0:
        return True
    return _sum(digits) % 10 == 0


def check_digit(digits: str) -> str:
    """Return the digit that must be the last one, after those before it.

    >>> check_digit("21350238")
    '8'
    """
    return str(-_sum(f"{digits}0") % 10)


def neighbours(digits: str) -> list[str]:
    """Return the right numbers that one slip turns into this one: another digit, or two that changed places.

    >>> "213502388" in neighbours("213502338"), "213502388" in neighbours("213520388")
    (True, True)
    """
    found = []
    for at, digit in enumerate(digits):
        found += [f"{digits[:at]}{other}{digits[at + 1 :]}" for other in "0123456789" if other != digit]
        if digits[at : at + 2] != digits[at : at + 2][::-1]:
            found.append(f"{digits[:at]}{digits[at : at + 2][::-1]}{digits[at + 2 :]}")
    return [one for one in found if passes(one)]


def _sum(digits: str) -> int:
    """Return the sum of the digits, each second one from the right doubled."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + at % 2)
        total += value - 9 if value > 9 else value
    return total
