"""Which columns of a result a drawing is made from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ess_graph.errors import UsageProblem
from ess_graph.report.listing import Listing, is_iri, number, term_at

_CODE: Final = re.compile(r"[0-9AB./-]+")
_DEPARTEMENT: Final = re.compile(
    r"(?:.*[/:]departement/|departement:)?((?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97\d|98\d))"
)


def number_column(listing: Listing, wanted: str = "") -> int:
    """Return the place of the column of numbers to draw.

    Args:
        listing: the result.
        wanted: the key of a column; without it, the whole numbers by which the rows are sorted, downwards, else the
            last column of whole numbers, else the last of any numbers.

    Raises:
        UsageProblem: there is no such column, or it holds no numbers.
    """
    if wanted:
        place = _named(listing, wanted)
        if not _numbers(listing, place):
            raise UsageProblem("output.not_numbers", column=wanted)
        return place
    numeric = [place for place in range(len(listing.keys)) if _numbers(listing, place)]
    whole = [place for place in numeric if all(float(one).is_integer() for one in _numbers(listing, place))]
    for place in whole:
        values = _numbers(listing, place)
        if len(set(values)) > 1 and values == sorted(values, reverse=True):
            return place
    if not numeric:
        raise UsageProblem("output.no_numbers", columns=", ".join(listing.keys))
    return (whole or numeric)[-1]


def label_column(listing: Listing, wanted: str = "") -> int:
    """Return the place of the column that names the rows: ``wanted``, else the first texts that are no codes.

    Raises:
        UsageProblem: there is no such column.
    """
    if wanted:
        return _named(listing, wanted)
    texts = [
        place
        for place in range(len(listing.keys))
        if any(isinstance(row[place], str) and row[place] for row in listing.rows)
        and not _numbers(listing, place)
    ]
    if not texts:
        raise UsageProblem("output.no_labels", columns=", ".join(listing.keys))
    return min(texts, key=lambda place: (_are_iris(listing, place), _are_codes(listing, place)))


def departement_column(listing: Listing, known: Sequence[str]) -> tuple[int, list[str]]:
    """Return the place of the column of départements and the code in each row, ``""`` where there is none.

    Raises:
        UsageProblem: no column holds codes or IRIs of départements.
    """
    found = []
    for place, key in enumerate(listing.keys):
        if _numbers(listing, place):
            continue
        codes = [departement_code(_text(listing, index, place)) for index in range(len(listing.rows))]
        bound = sum(row[place] is not None for row in listing.rows)
        if bound and len([code for code in codes if code]) == bound and set(codes) & set(known):
            # Regions have codes of two digits too: a column that says what it is comes first, then the finer one.
            says = key.lower().startswith("dep") or _are_iris(listing, place)
            found.append((not says, -len(set(codes)), place, codes))
    if not found:
        raise UsageProblem("output.no_departements", columns=", ".join(listing.keys))
    _, _, place, codes = min(found)
    return place, codes


def departement_code(text: str) -> str:
    """Return the INSEE code in a code, an IRI or a prefixed name, ``""`` when there is none.

    >>> departement_code("https://example.org/id/departement/2A"), departement_code("35"), departement_code("35238")
    ('2A', '35', '')
    """
    match = _DEPARTEMENT.fullmatch(text.strip().upper().replace("DEPARTEMENT", "departement"))
    return match[1] if match else ""


def _named(listing: Listing, key: str) -> int:
    if key not in listing.keys:
        raise UsageProblem("output.no_column", found=key, columns=", ".join(listing.keys))
    return listing.keys.index(key)


def _text(listing: Listing, index: int, place: int) -> str:
    term = term_at(listing, index, place)
    value = listing.rows[index][place] if term is None else getattr(term, "value", term)
    return "" if value is None else str(value)


def _numbers(listing: Listing, place: int) -> list[int | float]:
    """Return the numbers of a column, none when it holds anything else."""
    values = []
    for index, row in enumerate(listing.rows):
        if row[place] is None:
            continue
        found = number(row[place], term_at(listing, index, place))
        if found is None:
            return []
        values.append(found)
    return values


def _are_iris(listing: Listing, place: int) -> bool:
    return all(
        is_iri(row[place], term_at(listing, index, place))
        for index, row in enumerate(listing.rows)
        if row[place] is not None
    )


def _are_codes(listing: Listing, place: int) -> bool:
    return all(_CODE.fullmatch(str(row[place])) for row in listing.rows if row[place] is not None)
