"""Which nodes do not conform to a shape (SHACL §3.5), for all nodes at once.

What is found is exact: the first executor then words the results of the nodes found, and of no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ess_graph.rdf.namespaces import EXTERNAL, RDF_TYPE
from ess_graph.shacl.columns.arrays import Flags, Ids, Pairs, among, matched
from ess_graph.shacl.columns.holds import holds, surely_ordered
from ess_graph.shacl.plan.cardinality import MaxCount, MinCount
from ess_graph.shacl.plan.logical import Combined, Not
from ess_graph.shacl.plan.other import Closed, HasValue
from ess_graph.shacl.plan.property_pair import Disjoint, Equals, LessThan
from ess_graph.shacl.plan.shape_based import ByNode, ByProperty, Qualified
from ess_graph.shacl.plan.sparql import Sparql
from ess_graph.shacl.plan.string_based import UniqueLang
from ess_graph.shacl.run.oxigraph import contradicted

if TYPE_CHECKING:
    from ess_graph.shacl.columns.data import Columns
    from ess_graph.shacl.plan.problem import Node
    from ess_graph.shacl.plan.shapes import Constraint, Plan, Shape
    from ess_graph.shacl.run.paths import Values
    from ess_graph.shacl.run.sparql import Queries

_RESOURCE = f"<{EXTERNAL['rdfs']}Resource>"


class Screen:
    """A plan on columns."""

    def __init__(self, plan: Plan, columns: Columns, queries: Queries | None) -> None:
        self._plan = plan
        self._columns = columns
        self._queries = queries

    def wrong(self, node: Node, nodes: Ids) -> Flags:
        """Tell which nodes do not conform to a shape.

        Args:
            node: the shape.
            nodes: the focus nodes, sorted, each once.
        """
        shape = self._plan.shapes[node]
        found = np.zeros(len(nodes), dtype=bool)
        if not shape.constraints or not len(nodes):
            return found
        values = Pairs(nodes, nodes)
        if shape.path is not None:
            values = self._columns.follow(shape.path, nodes)
        for constraint in shape.constraints:
            found |= self._decide(shape, constraint, nodes, values)
        return found

    def _decide(self, shape: Shape, constraint: Constraint, nodes: Ids, values: Pairs) -> Flags:
        columns = self._columns
        match constraint:
            case MinCount(least):
                return _counted(nodes, values.first) < least
            case MaxCount(most):
                return _counted(nodes, values.first) > most
            case HasValue(term):
                return ~among(nodes, values.first[values.second == columns.terms.number(term)])
            case UniqueLang():
                return among(nodes, self._same_language(values))
            case Equals(iri) | Disjoint(iri):
                mine, others = values.keys, columns.objects(iri).of(nodes).keys
                joint = np.intersect1d if isinstance(constraint, Disjoint) else np.setxor1d
                bad = joint(mine, others, assume_unique=True)
                return among(nodes, np.unique((bad >> np.uint64(32)).astype(np.uint32)))
            case LessThan(iri, operator):
                return among(nodes, self._not_less(values, iri, operator))
            case Sparql():
                return among(nodes, self._asked(shape, constraint, nodes, values))
            case Qualified():
                return self._qualified(constraint, nodes, values)
        distinct, places = np.unique(values.second, return_inverse=True)
        bad_values = self._wrong_values(constraint, distinct)
        return among(nodes, values.first[bad_values[places]])

    def _wrong_values(self, constraint: Constraint, values: Ids) -> Flags:
        """Tell which values do not pass the test of a constraint that looks at each alone."""
        match constraint:
            case ByNode(other) | ByProperty(other):
                return self.wrong(other, values)
            case Not(other):
                return ~self.wrong(other, values)
            case Combined(shapes, component):
                right = np.zeros(len(values), dtype=np.int64)
                for other in shapes:
                    right += ~self.wrong(other, values)
                least, most = {"And": (len(shapes), len(shapes)), "Or": (1, len(shapes)), "Xone": (1, 1)}[
                    component
                ]
                return (right < least) | (right > most)
            case Closed(allowed):
                return self._closed(allowed, values)
            case _:
                return ~holds(constraint, self._columns, values)

    def _closed(self, allowed: frozenset[str], values: Ids) -> Flags:
        found = np.zeros(len(values), dtype=bool)
        for iri in self._columns.predicates():
            if iri not in allowed:
                column = self._columns.objects(iri)
                subjects = column.first
                if iri == RDF_TYPE:  # a statement that is true of everything is not counted, as in pySHACL
                    subjects = subjects[(self._columns.terms.texts(column.second) != _RESOURCE).to_numpy()]
                found |= among(values, subjects)
        return found

    def _same_language(self, values: Pairs) -> Ids:
        """Return the nodes that have two values in one language, sorted."""
        tags = self._columns.terms.texts(values.second).str.extract(r'"@([a-z0-9-]+?)(?:--[a-z]+)?$')
        frame = pl.DataFrame({"node": values.first, "tag": tags}).drop_nulls()
        twice = frame.group_by("node", "tag").len().filter(pl.col("len") > 1)
        return np.unique(twice["node"].to_numpy())

    def _not_less(self, values: Pairs, iri: str, operator: str) -> Ids:
        """Return the nodes of which a value does not compare with one of another property, sorted."""
        rows, others = matched(values.first, self._columns.objects(iri))
        both = Pairs(values.second[rows], others)
        distinct, places = np.unique(both.keys, return_inverse=True)
        terms = self._columns.terms
        first = (distinct >> np.uint64(32)).astype(np.uint32)
        second = distinct.astype(np.uint32)
        good = surely_ordered(terms.texts(first), operator, terms.texts(second))
        literal = terms.kinds(first, "L") & terms.kinds(second, "L")
        left = np.flatnonzero(~good & literal)
        if len(left):
            known = list(zip(terms.terms(first[left]), terms.terms(second[left]), strict=True))
            bad = contradicted(known, operator)  # type: ignore[arg-type]
            good[left] = [one not in bad for one in known]
        return np.unique(values.first[rows[~good[places]]])

    def _asked(self, shape: Shape, constraint: Sparql, nodes: Ids, values: Pairs) -> Ids:
        """Return the nodes that a query reports, sorted."""
        if self._queries is None:
            raise ValueError("a plan with queries needs them")
        terms = self._columns.terms
        held: Values = {one: [] for one in terms.terms(nodes)}
        if constraint.asks:
            for focus, value in zip(terms.terms(values.first), terms.terms(values.second), strict=True):
                held[focus].append(value)
        return terms.numbers(focus for focus, _ in self._queries.violations(shape, constraint, held))

    def _qualified(self, constraint: Qualified, nodes: Ids, values: Pairs) -> Flags:
        distinct, places = np.unique(values.second, return_inverse=True)
        good = ~self.wrong(constraint.shape, distinct)
        for sibling in constraint.siblings:
            good &= self.wrong(sibling, distinct)
        count = _counted(nodes, values.first[good[places]])
        bad = np.zeros(len(nodes), dtype=bool)
        if constraint.least is not None:
            bad |= count < constraint.least
        if constraint.most is not None:
            bad |= count > constraint.most
        return bad


def _counted(nodes: Ids, found: Ids) -> Ids:
    """Return how often each node is among some that are sorted."""
    return np.searchsorted(found, nodes, "right") - np.searchsorted(found, nodes, "left")  # type: ignore[return-value]
