"""Evaluate a plan: each shape for all its nodes at once, each node once (SHACL §3.4)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from ess_graph.report.finding import Finding
from ess_graph.shacl.bounds import bounds
from ess_graph.shacl.plan.logical import Combined, Not
from ess_graph.shacl.plan.other import Closed
from ess_graph.shacl.plan.paths import display, predicates
from ess_graph.shacl.plan.problem import beyond, ill_formed
from ess_graph.shacl.plan.property_pair import Disjoint, Equals, LessThan
from ess_graph.shacl.plan.shape_based import ByNode, ByProperty, Qualified
from ess_graph.shacl.plan.shapes import parameter_text
from ess_graph.shacl.plan.sparql import Sparql
from ess_graph.shacl.plan.string_based import Pattern
from ess_graph.shacl.plan.targets import Target, TargetClass, TargetNode, TargetObjectsOf, TargetSubjectsOf
from ess_graph.shacl.plan.value_type import Class
from ess_graph.shacl.run.ahead import Ahead
from ess_graph.shacl.run.checks import check
from ess_graph.shacl.run.oxigraph import understood
from ess_graph.shacl.run.paths import values_of
from ess_graph.shacl.run.results import Hit, finding
from ess_graph.shacl.run.traced import count, step_of
from ess_graph.shacl.trace import active_trace

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Node, Term
    from ess_graph.shacl.plan.shapes import Constraint, Plan, Shape
    from ess_graph.shacl.run.index import Index
    from ess_graph.shacl.run.paths import Values
    from ess_graph.shacl.run.sparql import Queries


def check_patterns(plan: Plan) -> None:
    """Refuse the patterns that Oxigraph does not understand: look-around and back-references are not linear.

    Raises:
        InputProblem: it is no pattern.
        BeyondEngine: another engine may know it.
    """
    for shape in plan.shapes.values():
        for one in shape.constraints:
            if isinstance(one, Pattern) and not understood(one.pattern, one.flags):
                try:
                    # Python knows all that another engine may know of patterns.
                    re.compile(one.pattern)
                except re.error as error:
                    raise ill_formed(
                        shape.node, "4.4.3", "shacl.pattern_invalid", found=one.pattern, reason=error
                    ) from error
                raise beyond(shape.node, "4.4.3", "shacl.pattern", found=one.pattern)


def wanted_predicates(plan: Plan, rdf_type: str, sub_class_of: str) -> set[str] | None:
    """Return the predicates that a plan looks at, but for its queries; ``None`` when it looks at all of them."""
    found: set[str] = set()
    for shape in plan.shapes.values():
        if shape.path is not None:
            found |= predicates(shape.path)
        for target in shape.targets:
            found |= _target_predicates(target, rdf_type, sub_class_of)
        for one in shape.constraints:
            match one:
                case Closed():
                    return None
                case Class():
                    found |= {rdf_type, sub_class_of}
                case Equals(iri) | Disjoint(iri) | LessThan(iri):
                    found.add(iri)
                case _:
                    pass
    return found


def target_predicates(plan: Plan, rdf_type: str, sub_class_of: str) -> set[str]:
    """Return the predicates by which the targets of a plan are found."""
    found: set[str] = set()
    for shape in plan.shapes.values():
        for target in shape.targets:
            found |= _target_predicates(target, rdf_type, sub_class_of)
    return found


def _target_predicates(target: Target, rdf_type: str, sub_class_of: str) -> set[str]:
    match target:
        case TargetSubjectsOf(iri) | TargetObjectsOf(iri):
            return {iri}
        case TargetClass():
            return {rdf_type, sub_class_of}
        case TargetNode():
            return set()


class Evaluation:
    """One run of a plan on some data; whether a node conforms to a shape is found once."""

    def __init__(self, plan: Plan, index: Index, queries: Queries | None = None) -> None:
        self._plan = plan
        self._index = index
        self._ahead = Ahead(queries)
        self._focuses: dict[Node, dict[Term, None]] = {}
        self._decided: dict[Node, set[Term]] = {node: set() for node in plan.shapes}
        self._wrong: dict[Node, set[Term]] = {node: set() for node in plan.shapes}
        self._trace = active_trace()

    def prepare(self) -> None:
        """Begin what the queries need, while the data are read."""
        self._ahead.prepare()

    def stop(self) -> None:
        """Give up what has begun: the data cannot be read."""
        self._ahead.stop(wait=False)

    def begin(self) -> None:
        """Find the focus nodes of every shape, and begin to ask the queries about them."""
        for node, shape in self._plan.shapes.items():
            if shape.targets and shape.constraints:
                self._focuses[node] = self._focus_nodes(shape)
        # A query that runs beside others cannot be timed by itself.
        if self._trace is None:
            self._ahead.ask((self._plan.shapes[node], nodes) for node, nodes in self._focuses.items())

    def findings(self) -> Iterator[Finding]:
        """Yield the findings of every shape that has targets (§3.4), as they are met: none is kept."""
        wanted = bounds()
        with self._ahead:
            if not self._focuses:
                self.begin()
            wanted.total = len(self._focuses)
            for wanted.done, (node, focuses) in enumerate(self._focuses.items()):
                yield from self.findings_of(node, focuses)
        # What is asked afterwards, for details, is no part of the validation.
        self._trace = None

    def findings_of(self, node: Node, focuses: Iterable[Term]) -> Iterator[Finding]:
        """Yield the findings of one shape.

        Args:
            node: the shape.
            focuses: the focus nodes; one that comes twice is asked about once.
        """
        details = bounds().details
        for hit, constraint in self.hits(node, dict.fromkeys(focuses, 1)):
            yield self._finding(hit, constraint, details)

    def _finding(self, hit: Hit, constraint: Constraint, details: bool) -> Finding:
        if details and hit.value is not None and isinstance(constraint, ByNode | Combined):
            return finding(hit, constraint, partial(self._details, hit.value, constraint))
        return finding(hit, constraint)

    def _details(self, value: Term, constraint: ByNode | Combined) -> Iterator[Finding]:
        """Yield the results of the shapes that a value should have conformed to (§3.6.2.6)."""
        for node in constraint.shapes:
            for hit, inner in self.hits(node, {value: 1}):
                yield self._finding(hit, inner, details=True)

    def _focus_nodes(self, shape: Shape) -> dict[Term, None]:
        if self._trace is None:
            return self._targets(shape)
        step = self._trace.step((shape.node, "targets"), str(shape.node), "targets")
        with self._trace.timing(step):
            found = self._targets(shape)
        step.focus_nodes = len(found)
        return found

    def _targets(self, shape: Shape) -> dict[Term, None]:
        found: dict[Term, None] = {}
        for target in shape.targets:
            match target:
                case TargetNode():
                    found[target.node] = None
                case TargetClass(iri):
                    found.update(dict.fromkeys(self._index.instances(iri)))
                case TargetSubjectsOf(iri):
                    found.update(dict.fromkeys(self._index.objects(iri)))
                case TargetObjectsOf(iri):
                    found.update(dict.fromkeys(self._index.subjects(iri)))
        return found

    def hits(self, node: Node, nodes: Mapping[Term, int]) -> Iterator[tuple[Hit, Constraint]]:
        """Yield the results of a shape (§3.4.2); there is none for a node that conforms (§3.5).

        Args:
            node: the shape.
            nodes: the focus nodes, with how often each is asked about: so often its results are.
        """
        shape = self._plan.shapes[node]
        values = self._values(shape, list(nodes))
        for constraint in shape.constraints:
            if isinstance(constraint, ByProperty):
                yield from self.hits(constraint.shape, _times(shape, values, nodes))
                continue
            for focus, hit in self._decide(shape, constraint, values):
                # A query may select another ?this than it was asked about: it is no result here.
                for _ in range(nodes.get(focus, 0)):
                    yield hit, constraint

    def _values(self, shape: Shape, nodes: list[Term]) -> Values:
        if shape.path is None:
            return {node: [node] for node in nodes}
        if self._trace is None:
            return values_of(self._index, shape.path, nodes)
        step = self._trace.step((shape.node, "path"), str(shape.node), "path", display(shape.path))
        with self._trace.timing(step):
            found = values_of(self._index, shape.path, nodes)
        count(step, found)
        return found

    def _decide(self, shape: Shape, constraint: Constraint, values: Values) -> Iterator[tuple[Term, Hit]]:
        """Yield what a constraint finds wrong, with the focus node."""
        found = self._found(shape, constraint, values)
        if self._trace is None:
            return found
        step = step_of(self._trace, shape, constraint)
        count(step, values)
        return self._trace.over(step, found)

    def _found(self, shape: Shape, constraint: Constraint, values: Values) -> Iterator[tuple[Term, Hit]]:
        match constraint:
            case Not() | Combined() | ByNode():
                wrong = self._wrong_values(constraint, _all(values))
                for focus, found in values.items() if wrong else ():
                    for value in found:
                        if value in wrong:
                            yield focus, Hit(shape, constraint.component, focus, value)
            case Qualified():
                yield from self._qualified(shape, constraint, values)
            case Sparql():
                yield from self._ahead.violations(shape, constraint, values)
            case _:
                said = parameter_text(constraint)
                for focus, found_value, path in check(constraint, self._index, values):
                    yield focus, Hit(shape, constraint.component, focus, found_value, path, None, said)

    def nonconforming(self, node: Node, nodes: Iterable[Term]) -> set[Term]:
        """Return the nodes that do not conform to a shape (§3.5), without their results.

        Args:
            node: the shape.
            nodes: the focus nodes that are asked about; more may be in what is returned.
        """
        decided, wrong = self._decided[node], self._wrong[node]
        pending = [one for one in dict.fromkeys(nodes) if one not in decided]
        if pending:
            decided.update(pending)
            shape = self._plan.shapes[node]
            for constraint in shape.constraints:
                # What one constraint has found wrong, the next is not asked about.
                wrong.update(self._wrong_nodes(shape, constraint, self._values(shape, pending)))
                pending = [one for one in pending if one not in wrong]
        return wrong

    def _wrong_nodes(self, shape: Shape, constraint: Constraint, values: Values) -> Collection[Term]:
        if self._trace is None:
            return self._not_respecting(shape, constraint, values)
        step = step_of(self._trace, shape, constraint)
        with self._trace.timing(step):
            found = self._not_respecting(shape, constraint, values)
        count(step, values)
        step.findings += len(found)
        return found

    def _not_respecting(self, shape: Shape, constraint: Constraint, values: Values) -> Collection[Term]:
        match constraint:
            case ByProperty(other):
                bad = self.nonconforming(other, _all(values))
            case Not() | Combined() | ByNode():
                bad = self._wrong_values(constraint, _all(values))
            case Qualified() | Sparql():
                return {focus for focus, _ in self._found(shape, constraint, values)}
            case _:
                return {focus for focus, _, _ in check(constraint, self._index, values)}
        return [focus for focus, found in values.items() if not bad.isdisjoint(found)] if bad else []

    def _wrong_values(self, constraint: Not | Combined | ByNode, nodes: dict[Term, None]) -> set[Term]:
        """Return the values that do not conform to shapes as they must (§4.6, §4.7.1)."""
        match constraint:
            case ByNode(other):
                failed = self.nonconforming(other, nodes)
                return {one for one in nodes if one in failed}
            case Not(other):
                failed = self.nonconforming(other, nodes)
                return {one for one in nodes if one not in failed}
            case Combined(shapes, component):
                counts = dict.fromkeys(nodes, 0)
                for other in shapes:
                    failed = self.nonconforming(other, nodes)
                    for one in nodes:
                        counts[one] += one not in failed
                wanted = {"And": (len(shapes), len(shapes)), "Or": (1, len(shapes)), "Xone": (1, 1)}
                least, most = wanted[component]
                return {one for one, count in counts.items() if not least <= count <= most}

    def _qualified(self, shape: Shape, constraint: Qualified, values: Values) -> Iterator[tuple[Term, Hit]]:
        nodes = _all(values)
        failed = self.nonconforming(constraint.shape, nodes)
        good = {one for one in nodes if one not in failed}
        for sibling in constraint.siblings:
            others = self.nonconforming(sibling, good)
            good = {one for one in good if one in others}
        for focus, found in values.items():
            enough = sum(one in good for one in found)
            if constraint.least is not None and enough < constraint.least:
                yield focus, Hit(shape, "QualifiedMinCount", focus, None, None, None, str(constraint.least))
            if constraint.most is not None and enough > constraint.most:
                yield focus, Hit(shape, "QualifiedMaxCount", focus, None, None, None, str(constraint.most))


def _times(shape: Shape, values: Values, nodes: Mapping[Term, int]) -> Mapping[Term, int]:
    """Return how often each value is asked about, when focus nodes are so often."""
    if shape.path is None:
        return nodes
    times: dict[Term, int] = {}
    for focus, found in values.items():
        for value in found:
            times[value] = times.get(value, 0) + nodes[focus]
    return times


def _all(values: Values) -> dict[Term, None]:
    return dict.fromkeys(value for found in values.values() for value in found)
