"""Rows that say what another row says already, and practices that are nearly a published one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ess_graph.contribution.cells import ReadRow
from ess_graph.contribution.fold import plain_words
from ess_graph.model.described import Table
from ess_graph.report.finding import VIOLATION, WARNING
from ess_graph.report.located import Fix, LocatedFinding, Place, Rule
from ess_graph.report.wording import Wording

#: Every code of this module, with its severity. A code is never given to another problem.
DUPLICATE_CODES: Final[Mapping[str, str]] = {
    "DUP-KEY": VIOLATION,
    "DUP-PUBLISHED": WARNING,
    "DUP-ROW": VIOLATION,
}
#: How alike, of 100, the titles of two practices of one authority are when they are probably one.
_ALIKE: Final = 88.0


def duplicate_rules() -> dict[str, Rule]:
    """Return what the codes of this module are about.

    >>> duplicate_rules()["DUP-KEY"].title.text("en")
    'Same key twice'
    """
    return {code: Rule(code, Wording(f"found_title.{code}")) for code in DUPLICATE_CODES}


def duplicate_finding(
    code: str, place: Place, value: str, other: Place | None = None, fix: str | None = None, **params: object
) -> LocatedFinding:
    """Return the finding that something is said twice.

    Args:
        code: one of :data:`DUPLICATE_CODES`.
        place: where it is said again.
        value: what is said again.
        other: where it is said first.
        fix: the code of the advice, when it is not that of the finding.
        **params: what the sentences tell.
    """
    known = {"value": value, **params}
    return LocatedFinding(
        code,
        DUPLICATE_CODES[code],
        place,
        Wording(f"found.{code}", known),
        related=(other,) if other else (),
        value=value,
        fix=Fix(Wording(f"found_fix.{fix or code}", known)),
    )


class Twice:
    """Finds rows of one table that have the key of a row before, or say all that it says."""

    def __init__(self, table: Table) -> None:
        self._key = table.primary_key
        self._keys: dict[tuple[tuple[str, ...], ...], Place] = {}
        self._rows: dict[int, Place] = {}

    def look(self, row: ReadRow, place: Place, key_place: Place) -> LocatedFinding | None:
        """Return what a row repeats, ``None`` when it is the first to say what it says.

        Args:
            row: what was read.
            place: the row.
            key_place: the cell of its key.
        """
        key = tuple(row.values.get(name, ()) for name in self._key)
        rest = tuple(sorted((name, values) for name, values in row.values.items() if name not in self._key))
        shown = ", ".join(";".join(one) for one in key)
        said = hash(rest) if rest else None
        if self._key and all(key) and (first := self._keys.setdefault(key, key_place)) is not key_place:
            same = said is not None and self._rows.get(said) is not None and self._rows[said].row == first.row
            code = "DUP-ROW" if same else "DUP-KEY"
            at = place if same else key_place
            return duplicate_finding(code, at, shown, first, row=first.row)
        if said is None or len(rest) < len(self._key) + 1:
            return None
        first = self._rows.setdefault(said, key_place)
        if first is not key_place:
            return duplicate_finding("DUP-ROW", place, shown, first, row=first.row)
        return None


@dataclass(frozen=True, slots=True)
class PublishedPractice:
    """A practice that is published.

    Attributes:
        iri: its IRI.
        title: its title.
        authorities: the IRIs of the bodies that it concerns.
    """

    iri: str
    title: str
    authorities: frozenset[str]


class NearPublished:
    """Finds the published practice of the same authority whose title is nearly the same.

    Args:
        practices: those that are published.
    """

    def __init__(self, practices: Iterable[PublishedPractice]) -> None:
        self._by_authority: dict[str, list[tuple[str, PublishedPractice]]] = defaultdict(list)
        for one in practices:
            for authority in one.authorities:
                self._by_authority[authority].append((plain_words(one.title), one))

    def find(self, iri: str, title: str, authorities: Iterable[str]) -> PublishedPractice | None:
        """Return the published practice that a contributed one probably is.

        Args:
            iri: the contributed practice.
            title: its title.
            authorities: the IRIs of the bodies that it concerns.
        """
        rivals = [pair for one in authorities for pair in self._by_authority.get(one, ())]
        if not rivals:
            return None
        from rapidfuzz import fuzz

        words = plain_words(title)
        scored = [
            (fuzz.token_sort_ratio(words, other), one.iri, one) for other, one in rivals if one.iri != iri
        ]
        best = max(scored, key=lambda found: found[:2], default=None)
        return best[2] if best is not None and best[0] >= _ALIKE else None
