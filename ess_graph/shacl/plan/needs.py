"""What must be there before a query can find anything: statements, and conditions on what they bind.

What is said here is always needed, and may not be all that is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ess_graph.shacl.plan.conditions import Condition

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Term

    #: A variable by its name, or a term.
    Slot: TypeAlias = "str | Term"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A statement with one of some predicates, and variables in the place of its subject or object."""

    subject: Slot
    predicates: tuple[str, ...]
    object: Slot

    @property
    def variables(self) -> set[str]:
        """The names of its variables."""
        return {slot for slot in (self.subject, self.object) if isinstance(slot, str)}


@dataclass(frozen=True, slots=True)
class Seen:
    """The statements that a query, or a part of it, can see.

    Attributes:
        groups: the statements of each of its groups, those of EXISTS too.
        paths: the predicates of paths, of which it may see any statement.
        all: whether it may see every statement.
    """

    groups: tuple[tuple[Pattern, ...], ...]
    paths: frozenset[str]
    all: bool

    @property
    def predicates(self) -> frozenset[str]:
        """The predicates of what it mentions."""
        return self.paths.union(*(one.predicates for group in self.groups for one in group))


@dataclass(frozen=True, slots=True)
class Exists:
    """``EXISTS`` or ``NOT EXISTS`` of a group that is statements and nothing else."""

    patterns: tuple[Pattern, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Other:
    """A filter that only a query decides.

    Attributes:
        text: what comes after FILTER.
        variables: all that it mentions.
        shared: those that something else in the query mentions too: their values decide.
        seen: what it can see.
    """

    text: str
    variables: frozenset[str]
    shared: frozenset[str]
    seen: Seen


@dataclass(frozen=True, slots=True)
class Needs:
    """What a query needs, and what it can see.

    Attributes:
        patterns: statements of its group.
        conditions: what must hold of their variables.
        exists: its filters that are EXISTS of a few statements.
        others: its filters that are something else.
        seen: what it can see.
        prologue: its prefixes.
    """

    patterns: tuple[Pattern, ...]
    conditions: tuple[Condition, ...]
    exists: tuple[Exists, ...]
    others: tuple[Other, ...]
    seen: Seen
    prologue: str


def with_values(patterns: tuple[Pattern, ...], values: Mapping[str, Term]) -> tuple[Pattern, ...]:
    """Return patterns with some variables bound."""

    def bound(slot: Slot) -> Slot:
        return values.get(slot, slot) if isinstance(slot, str) else slot

    return tuple(Pattern(bound(one.subject), one.predicates, bound(one.object)) for one in patterns)
