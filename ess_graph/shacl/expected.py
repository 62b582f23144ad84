"""What the shapes expect of one property of one kind of thing, for who describes it: how many values, how long.

A summary for people, made of the plan: a report is still made by the shapes themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from ess_graph.config import DEFAULT_BASE
from ess_graph.rdf.formats import syntax_of
from ess_graph.rdf.reading import read_quads
from ess_graph.report.finding import VIOLATION
from ess_graph.shacl.plan.cardinality import MaxCount, MinCount
from ess_graph.shacl.plan.reader import read_plan
from ess_graph.shacl.plan.shapes import Constraint
from ess_graph.shacl.plan.string_based import MaxLength, MinLength
from ess_graph.shacl.rules import Rule, Texts, list_rules
from ess_graph.shacl.validate import shape_files


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What is expected of the values of a property.

    Attributes:
        codes: the rules that look at it, sorted.
        required: whether it is a violation to have no value.
        advised: whether it is a lesser fault to have none.
        most: the most values, when that is more than one.
        shortest: the least characters of a value.
        longest: the most characters of a value.
        strict_length: whether another length is a violation.
        fix: how to mend a value, by language, from the first of the rules.
    """

    codes: tuple[str, ...] = ()
    required: bool = False
    advised: bool = False
    most: int | None = None
    shortest: int | None = None
    longest: int | None = None
    strict_length: bool = False
    fix: Texts


class Expectations:
    """The expectations of a set of shapes, read once."""

    def __init__(self, files: Sequence[Path] = (), *, base: str = DEFAULT_BASE) -> None:
        """Read the shapes.

        Args:
            files: shapes files in place of ours.
            base: the base of our IRIs.

        Raises:
            InputProblem: a file cannot be read, or is no SHACL.
        """
        paths = list(files) or shape_files()
        self._rules = list_rules(paths, base=base)
        plan = read_plan(quad.triple for path in paths for quad in read_quads(path, syntax_of(path), base))
        self._constraints: dict[str, tuple[Constraint, ...]] = {
            node.value: shape.constraints for node, shape in plan.shapes.items()
        }

    def of(self, classes: Collection[str], path: str) -> Expectation:
        """Return what is expected of a property.

        Args:
            classes: the classes of the thing, as prefixed names.
            path: the property, as a prefixed name.

        >>> expected = Expectations().of({"ess:Practice"}, "dct:identifier")
        >>> expected.required, expected.codes
        (True, ('ESS-P-001',))
        """
        found = [rule for rule in self._rules if _looks_at(rule, classes, path)]
        # What is said of this kind of thing comes before what is said of everything that has the property.
        rules = sorted(found, key=lambda rule: f"{path} →" in rule.targets)
        required = advised = strict = False
        most = shortest = longest = None
        for rule in rules:
            for constraint in self._constraints.get(rule.shape, ()):
                match constraint:
                    case MinCount(count) if count > 0:
                        required |= rule.severity == VIOLATION
                        advised = True
                    case MaxCount(count) if count > 1:
                        most = count if most is None else min(most, count)
                    case MinLength(length):
                        shortest = max(length, shortest or 0)
                        strict |= rule.severity == VIOLATION
                    case MaxLength(length):
                        longest = length if longest is None else min(longest, length)
                        strict |= rule.severity == VIOLATION
        return Expectation(
            codes=tuple(sorted(rule.code for rule in rules)),
            required=required,
            advised=advised,
            most=most,
            shortest=shortest,
            longest=longest,
            strict_length=strict,
            fix=next((rule.fix for rule in rules if rule.severity == VIOLATION and rule.fix), {}),
        )

    def of_whole(self, classes: Collection[str]) -> tuple[Rule, ...]:
        """Return the rules that look at several properties of a thing together."""
        return tuple(rule for rule in self._rules if not rule.path and set(rule.targets) & set(classes))


def _looks_at(rule: Rule, classes: Collection[str], path: str) -> bool:
    if f"{path} →" in rule.targets:
        # What has the property: the rule is about it, unless it looks at another one.
        return rule.path in ("", path)
    return rule.path == path and bool(set(rule.targets) & set(classes))
