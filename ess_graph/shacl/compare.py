"""What two engines find, or two states of the data have, compared as multisets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
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


def not_before(found: Iterable[Finding], before: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings that are not among those of before, each counted as often as it comes."""
    known = Counter(map(key, before))
    for one in found:
        if known[key(one)] > 0:
            known[key(one)] -= 1
        else:
            yield one
