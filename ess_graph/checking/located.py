"""Findings of the shapes at their cells: one fault is told once, where it can be mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from ess_graph.checking.origin import Origin, Origins, Wanted
from ess_graph.report.finding import Finding
from ess_graph.report.located import Fix, LocatedFinding, Place, Rule
from ess_graph.report.wording import Wording
from ess_graph.shacl.rules import Rule as ShapeRule
from ess_graph.tables.problem import quoted

#: So many causes of a finding are told, and so deep.
_MOST_CAUSES: Final = 20
_DEEPEST: Final = 4


class ShapeFindings:
    """Turns findings of shapes into findings with a place.

    Args:
        rules: what the shapes say of themselves.
    """

    def __init__(self, rules: Iterable[ShapeRule]) -> None:
        self._rules = {one.code: one for one in rules}

    def rule(self, code: str) -> Rule | None:
        """Return what a code is about, ``None`` when no shape has it."""
        found = self._rules.get(code)
        if found is None:
            return None
        return Rule(code, Wording(texts=found.name), Wording(texts=found.description))

    def located(self, one: Finding, place: Place, depth: int = 0) -> LocatedFinding:
        """Return a finding at a place, with the findings that make it up as its causes."""
        rule = self._rules.get(one.code)
        causes: tuple[LocatedFinding, ...] = ()
        if one.terms is not None and depth < _DEEPEST:
            inner = islice(one.terms.details(), _MOST_CAUSES)
            causes = tuple(self.located(cause, place, depth + 1) for cause in inner)
        return LocatedFinding(
            one.code or one.component,
            one.severity,
            place,
            Wording(texts=one.messages),
            subject=one.focus,
            path=one.path,
            value=quoted(one.value),
            expected=Wording(texts=rule.description) if rule else Wording(),
            rule=one.shape,
            causes=causes,
            fix=Fix(Wording(texts=rule.fix)) if rule and rule.fix else None,
            terms=one.terms,
        )

    def in_tables(
        self, found: Sequence[Finding], origins: Origins, tell: Callable[[LocatedFinding], None]
    ) -> Iterator[Finding]:
        """Tell the findings that rows cause, each at its cell, and yield those that no row causes.

        Not told again: what reading found wrong in the cell, and what a row lacks because of that; a column that the
        file does not have is told once.

        Args:
            found: the findings of the shapes.
            origins: which rows speak of which subject.
            tell: takes in a finding at its cell.
        """
        places = origins.of(map(statement_of, found))
        mentions = origins.mentions({one.focus for one in found if statement_of(one) not in places})
        told: set[tuple[str, Place, str]] = set()
        for one in found:
            origin = places.get(statement_of(one)) or mentions.get(one.focus)
            if origin is None:
                yield one
            elif not _known(one, origin):
                key = (one.code or one.shape, origin.place, origin.column)
                if origin.absent and (key in told or _required(origin)):
                    continue
                told.add(key)
                tell(self.located(one, origin.place))


def statement_of(one: Finding) -> Wanted:
    """Return the statement that a finding is about."""
    return Wanted(one.focus, one.path, one.value)


def _required(origin: Origin) -> bool:
    """Tell whether a column that is not there is a required one, which the header's own finding tells."""
    table = origin.sheet.mapper.table
    return any(one.name == origin.column and one.required for one in table.file_columns)


def _known(one: Finding, origin: Origin) -> bool:
    """Tell whether a finding repeats what reading found in the row."""
    faulty = origin.sheet.faulty.get(origin.row, set())
    if not one.value:
        # What no column says is inferred from those that are wrong here.
        return bool(origin.cells & faulty) if origin.column else bool(faulty)
    return origin.place.column is not None and origin.place.column in faulty


def rules_of(codes: Iterable[str], *known: Callable[[str], Rule | None]) -> Mapping[str, Rule]:
    """Return what codes are about.

    Args:
        codes: the codes.
        *known: what tells it of a code, or ``None``.
    """
    found: dict[str, Rule] = {}
    for code in dict.fromkeys(codes):
        rule = next((rule for ask in known if (rule := ask(code)) is not None), None)
        if rule is not None:
            found[code] = rule
    return found
