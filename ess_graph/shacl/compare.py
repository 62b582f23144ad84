"""What two engines find, compared as multisets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from ess_graph.report.finding import Finding


@dataclass(frozen=True, slots=True)
class Difference:
    """A finding that one engine has more often than the other."""

    engine: str
    finding: Finding
    times: int


def key(finding: Finding) -> tuple[str, ...]:
    """Return what two engines must agree on: all but the wording, which SHACL leaves to them (§3.6.2.7)."""
    one = finding
    return (one.severity, one.focus, one.path, one.value, one.component, one.shape, one.code)


def differences(
    first: tuple[str, Collection[Finding]], second: tuple[str, Collection[Finding]]
) -> tuple[Difference, ...]:
    """Return what each of two engines, given by name and findings, has found more often."""
    found: list[Difference] = []
    for (name, mine), (_, others) in ((first, second), (second, first)):
        known = {key(one): one for one in mine}
        more = Counter(map(key, mine)) - Counter(map(key, others))
        found.extend(Difference(name, known[one], times) for one, times in sorted(more.items()))
    return tuple(found)
