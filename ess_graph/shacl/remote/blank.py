"""Where a blank node of an endpoint does no harm.

The label of a blank node means something within one answer only (SPARQL 1.1 Results JSON §3.2.2), and no query can name
it again. So all statements with one are asked for in one answer. When they are too many for it, a blank node is fine as
a value whose kind, form or number is asked; it can be no focus node, and no step of a path.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ess_graph.rdf.namespaces import RDF_TYPE
from ess_graph.shacl.plan.cardinality import MaxCount, MinCount
from ess_graph.shacl.plan.graph import SUB_CLASS_OF
from ess_graph.shacl.plan.mentions import mentions_of
from ess_graph.shacl.plan.other import HasValue, In
from ess_graph.shacl.plan.paths import Alternative, Inverse, Path, Predicate, Repeat, Sequence, predicates
from ess_graph.shacl.plan.property_pair import Disjoint, Equals, LessThan
from ess_graph.shacl.plan.sparql import Sparql
from ess_graph.shacl.plan.string_based import LanguageIn, MaxLength, MinLength, Pattern, UniqueLang
from ess_graph.shacl.plan.targets import TargetObjectsOf, TargetSubjectsOf
from ess_graph.shacl.plan.value_range import Range
from ess_graph.shacl.plan.value_type import Datatype, NodeKind
from ess_graph.shacl.run.evaluate import wanted_predicates

if TYPE_CHECKING:
    from ess_graph.shacl.plan.shapes import Plan

#: The constraints that ask a value nothing but what it is.
_ALONE: Final = (
    MinCount,
    MaxCount,
    HasValue,
    In,
    Datatype,
    NodeKind,
    MinLength,
    MaxLength,
    Pattern,
    LanguageIn,
    UniqueLang,
    Range,
)


@dataclass(frozen=True, slots=True)
class Followed:
    """The predicates whose blank nodes a plan would have to recognise in another answer.

    Attributes:
        subjects: those whose subjects may be focus nodes or values, or lead to some.
        objects: those whose objects may be focus nodes, or are asked more than what they are.
    """

    subjects: frozenset[str]
    objects: frozenset[str]


def followed(plan: Plan) -> Followed:
    """Return what a plan follows."""
    subjects: set[str] = set()
    objects: set[str] = set()
    for shape in plan.shapes.values():
        for target in shape.targets:
            if isinstance(target, TargetSubjectsOf):
                subjects.add(target.iri)
            elif isinstance(target, TargetObjectsOf):
                # Its subjects too: a focus node may be the object of a blank node alone.
                subjects.add(target.iri)
                objects.add(target.iri)
        for one in shape.constraints:
            if isinstance(one, (Equals, Disjoint, LessThan)):
                objects.add(one.iri)
        if shape.path is not None:
            subjects |= _backward(shape.path, turned=False)
            alone = isinstance(shape.path, Predicate) and all(
                isinstance(one, _ALONE) for one in shape.constraints
            )
            if not alone:
                objects |= predicates(shape.path)
    return Followed(frozenset(subjects), frozenset(objects))


def looked_at(plan: Plan) -> tuple[frozenset[str] | None, ...]:
    """Return the predicates that a plan looks at.

    Returns:
        A set of them, ``None`` for all; and when only a query may see all, those that are named too, which may do.
    """
    named = wanted_predicates(plan, RDF_TYPE, SUB_CLASS_OF)
    seen = [
        mentions_of(one.query).predicates
        for shape in plan.shapes.values()
        for one in shape.constraints
        if isinstance(one, Sparql)
    ]
    if named is None:
        return (None,)
    some = frozenset(named).union(*(one for one in seen if one is not None))
    return (None, some) if None in seen else (some,)


def _backward(path: Path, *, turned: bool) -> set[str]:
    """Return the predicates that a path follows from object to subject."""
    match path:
        case Predicate(iri):
            return {iri} if turned else set()
        case Inverse(inner):
            return _backward(inner, turned=not turned)
        case Repeat(inner):
            return _backward(inner, turned=turned)
        case Sequence(parts) | Alternative(parts):
            return {iri for part in parts for iri in _backward(part, turned=turned)}
