"""Evaluate a plan on columns: as the first executor does, with frames of numbers in the place of sets of terms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from ess_graph.report.finding import Finding
from ess_graph.shacl.bounds import bounds
from ess_graph.shacl.columns.asking import Asking
from ess_graph.shacl.columns.checks import PATH, check
from ess_graph.shacl.columns.graph import OBJECT, SUBJECT, Columns, both, minus, none, within
from ess_graph.shacl.columns.paths import FOCUS, VALUE, Values, themselves, values_of
from ess_graph.shacl.plan.logical import Combined, Not
from ess_graph.shacl.plan.shape_based import ByNode, ByProperty, Qualified
from ess_graph.shacl.plan.shapes import Constraint, Plan, Shape, parameter_text
from ess_graph.shacl.plan.sparql import Sparql
from ess_graph.shacl.plan.targets import TargetClass, TargetNode, TargetObjectsOf, TargetSubjectsOf
from ess_graph.shacl.run.results import Hit, finding
from ess_graph.shacl.run.sparql import Queries

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Node, Term
    from ess_graph.shacl.run.held import Data

#: A result, and the constraint that it is of.
Result: TypeAlias = "tuple[Hit, Constraint]"

_COUNT = "count"


class Evaluation:
    """One run of a plan on some data; what a shape says of a node is found once."""

    def __init__(
        self, plan: Plan, data: Columns, queries: Queries | None = None, source: Data | None = None
    ) -> None:
        self._plan = plan
        self._data = data
        self._asking = None if queries is None else Asking(plan, data, queries, source)
        self._checked = dict.fromkeys(plan.shapes, none())
        self._decided = dict.fromkeys(plan.shapes, none())
        self._wrong = dict.fromkeys(plan.shapes, none())
        self._failed: dict[Node, dict[int, list[Result]]] = {node: {} for node in plan.shapes}

    def findings(self) -> Iterator[Finding]:
        """Yield the findings of every shape that has targets (SHACL §3.4)."""
        for node, shape in self._plan.shapes.items():
            if shape.targets and shape.constraints:
                focuses = self._focus_nodes(shape)
                failed = self.failures(node, focuses)
                for focus in both(focuses, _series(failed)).to_list() if failed else ():
                    for hit, constraint in failed[focus]:
                        yield self._finding(hit, constraint)

    def _finding(self, hit: Hit, constraint: Constraint) -> Finding:
        if bounds().details and hit.value is not None and isinstance(constraint, ByNode | Combined):
            return finding(hit, constraint, partial(self._details, hit.value, constraint))
        return finding(hit, constraint)

    def _details(self, value: Term, constraint: ByNode | Combined) -> Iterator[Finding]:
        """Yield the results of the shapes that a value should have conformed to (§3.6.2.6)."""
        number = self._data.terms.number(value)
        for node in constraint.shapes:
            failed = self.failures(node, pl.Series([number], dtype=pl.UInt32))
            for hit, inner in failed.get(number, ()):
                yield self._finding(hit, inner)

    def _focus_nodes(self, shape: Shape) -> pl.Series:
        found: list[pl.Series] = []
        for target in shape.targets:
            match target:
                case TargetNode():
                    found.append(self._data.terms.numbers([target.node]))
                case TargetClass(iri):
                    found.append(self._data.instances(iri))
                case TargetSubjectsOf(iri):
                    found.append(self._data.frame(iri)[SUBJECT])
                case TargetObjectsOf(iri):
                    found.append(self._data.frame(iri)[OBJECT])
        return pl.concat([one.alias(FOCUS) for one in found]).unique()

    def failures(self, node: Node, nodes: pl.Series) -> dict[int, list[Result]]:
        """Return the results of a shape by the number of the focus node; one that conforms (§3.5) is no key.

        Args:
            node: the shape.
            nodes: the focus nodes that are asked about, each once; more may be in what is returned.
        """
        pending, failed = minus(nodes, self._checked[node]), self._failed[node]
        if len(pending):
            self._checked[node] = _union(self._checked[node], pending)
            # Of nodes of which it is known whether they conform, only those that do not have results.
            known = both(pending, self._decided[node])
            pending = pl.concat([minus(pending, known), both(known, self._wrong[node])])
            shape = self._plan.shapes[node]
            values = self._values(shape, pending)
            for constraint in shape.constraints:
                for focus, hit in self._decide(shape, constraint, values):
                    failed.setdefault(focus, []).append(hit)
        return failed

    def _values(self, shape: Shape, nodes: pl.Series) -> Values:
        if shape.path is None:
            return Values(nodes, themselves(nodes), self._data.terms)
        return Values(nodes, values_of(self._data, shape.path, nodes), self._data.terms)

    def _decide(self, shape: Shape, constraint: Constraint, values: Values) -> Iterator[tuple[int, Result]]:
        match constraint:
            case ByProperty(other):
                failed = self.failures(other, values.distinct)
                if failed:
                    for focus, value in within(values.pairs, VALUE, _series(failed)).iter_rows():
                        for hit in failed[value]:
                            yield focus, hit
            case Not() | Combined() | ByNode():
                wrong = self._wrong_values(constraint, values.distinct)
                yield from self._hits(shape, constraint, within(values.pairs, VALUE, wrong))
            case Qualified():
                for name, count, nodes in self._qualified(constraint, values):
                    for number, focus in self._named(nodes):
                        yield number, (Hit(shape, name, focus, None, None, None, str(count)), constraint)
            case Sparql():
                yield from self._asked(shape, constraint, values)
            case _:
                yield from self._hits(shape, constraint, check(constraint, self._data, values))

    def _hits(self, shape: Shape, constraint: Constraint, rows: pl.DataFrame) -> Iterator[tuple[int, Result]]:
        """Yield what rows of focus node, value and path say; only here numbers become terms."""
        if not len(rows):
            return
        said = parameter_text(constraint)
        terms = self._data.terms
        focuses = terms.decode(rows[FOCUS])
        values: list[Term | None] = [None] * len(rows)
        if rows[VALUE].null_count() == 0:
            values = list(terms.decode(rows[VALUE]))
        paths = rows[PATH].to_list() if PATH in rows.columns else [None] * len(rows)
        for number, focus, value, path in zip(rows[FOCUS].to_list(), focuses, values, paths, strict=True):
            yield number, (Hit(shape, constraint.component, focus, value, path, None, said), constraint)

    def _named(self, nodes: pl.Series) -> Iterator[tuple[int, Term]]:
        return zip(nodes.to_list(), self._data.terms.decode(nodes), strict=True)

    def _asked(self, shape: Shape, one: Sparql, values: Values) -> Iterator[tuple[int, Result]]:
        assert self._asking is not None
        nodes, data = self._asking.about(one, values.nodes)
        terms = self._data.terms
        asked: dict[Term, list[Term]] = {}
        numbers: dict[Term, int] = {}
        for number, term in self._named(nodes):
            asked[term] = []
            numbers[term] = number
        if shape.path is None:
            asked = {term: [term] for term in asked}
        elif one.asks:  # the values of a SELECT are its own affair
            found = zip(terms.decode(values.pairs[FOCUS]), terms.decode(values.pairs[VALUE]), strict=True)
            for focus, value in found:
                asked[focus].append(value)
        for focus, hit in self._asking.queries.violations(shape, one, asked, data):
            # A query may select another ?this than it was asked about: it is no result here.
            if focus in numbers:
                yield numbers[focus], (hit, one)

    def nonconforming(self, node: Node, nodes: pl.Series) -> pl.Series:
        """Return the nodes that do not conform to a shape (§3.5), without their results.

        Args:
            node: the shape.
            nodes: the focus nodes that are asked about, each once; more may be in what is returned.
        """
        pending = minus(nodes, self._decided[node])
        if len(pending):
            self._decided[node] = _union(self._decided[node], pending)
            known = both(pending, self._checked[node])
            if len(known):  # their results are there
                self._wrong[node] = _union(self._wrong[node], both(known, _series(self._failed[node])))
                pending = minus(pending, known)
            shape = self._plan.shapes[node]
            for constraint in shape.constraints:
                if not len(pending):
                    break
                # What one constraint has found wrong, the next is not asked about.
                wrong = self._wrong_nodes(shape, constraint, self._values(shape, pending)).unique()
                self._wrong[node] = _union(self._wrong[node], wrong)
                pending = minus(pending, wrong)
        return self._wrong[node]

    def _wrong_nodes(self, shape: Shape, constraint: Constraint, values: Values) -> pl.Series:
        match constraint:
            case ByProperty(other):
                bad = self.nonconforming(other, values.distinct)
            case Not() | Combined() | ByNode():
                bad = self._wrong_values(constraint, values.distinct)
            case Qualified():
                return pl.concat([none(), *(nodes for _, _, nodes in self._qualified(constraint, values))])
            case Sparql():
                return _series({focus: None for focus, _ in self._asked(shape, constraint, values)})
            case _:
                return check(constraint, self._data, values)[FOCUS]
        return within(values.pairs, VALUE, bad)[FOCUS]

    def _wrong_values(self, constraint: Not | Combined | ByNode, nodes: pl.Series) -> pl.Series:
        """Return the values that do not conform to shapes as they must (§4.6, §4.7.1)."""
        match constraint:
            case ByNode(other):
                return both(nodes, self.nonconforming(other, nodes))
            case Not(other):
                return minus(nodes, self.nonconforming(other, nodes))
            case Combined(shapes, component):
                good = [minus(nodes, self.nonconforming(other, nodes)) for other in shapes]
                counts = pl.concat(good).alias("n").to_frame().group_by("n").len(_COUNT)
                least, most = {"And": (len(shapes), len(shapes)), "Or": (1, len(shapes)), "Xone": (1, 1)}[
                    component
                ]
                return minus(nodes, counts.filter(pl.col(_COUNT).is_between(least, most))["n"])

    def _qualified(self, constraint: Qualified, values: Values) -> Iterator[tuple[str, int, pl.Series]]:
        nodes = values.distinct
        good = minus(nodes, self.nonconforming(constraint.shape, nodes))
        for sibling in constraint.siblings:
            good = both(good, self.nonconforming(sibling, good))
        counts = within(values.pairs, VALUE, good).group_by(FOCUS).len(_COUNT)
        if (least := constraint.least) is not None and least > 0:
            enough = counts.filter(pl.col(_COUNT) >= least)[FOCUS]
            yield "QualifiedMinCount", least, minus(values.nodes, enough)
        if (most := constraint.most) is not None:
            yield "QualifiedMaxCount", most, counts.filter(pl.col(_COUNT) > most)[FOCUS]


def _series(numbers: dict[int, object] | dict[int, list[Result]] | dict[int, None]) -> pl.Series:
    return pl.Series(list(numbers), dtype=pl.UInt32)


def _union(numbers: pl.Series, others: pl.Series) -> pl.Series:
    """Return numbers and others, which are none of them."""
    return pl.concat([numbers, others.alias(numbers.name)])
