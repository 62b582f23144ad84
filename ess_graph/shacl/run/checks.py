"""The constraints that look at values alone (SHACL §4.1 to §4.5 and §4.8), for all focus nodes at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Literal, NamedNode

from ess_graph.rdf.namespaces import EXTERNAL
from ess_graph.shacl.plan.cardinality import MaxCount, MinCount
from ess_graph.shacl.plan.other import Closed, HasValue
from ess_graph.shacl.plan.property_pair import Disjoint, Equals, LessThan
from ess_graph.shacl.plan.string_based import UniqueLang
from ess_graph.shacl.run.oxigraph import contradicted
from ess_graph.shacl.run.wrong import wrong_test

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Term
    from ess_graph.shacl.plan.shapes import Constraint
    from ess_graph.shacl.run.index import Index
    from ess_graph.shacl.run.paths import Values

#: A focus node, the value that is wrong or ``None``, and the path of the result if it is another.
Wrong: TypeAlias = "tuple[Term, Term | None, str | None]"

_RESOURCE = NamedNode(EXTERNAL["rdfs"] + "Resource")
_TYPE = EXTERNAL["rdf"] + "type"


def check(constraint: Constraint, index: Index, values: Values) -> Iterator[Wrong]:
    """Yield what does not respect a constraint of this module.

    Args:
        constraint: any but a logical, shape-based or SPARQL one.
        index: the data.
        values: the value nodes of each focus node.
    """
    match constraint:
        case MinCount(count):
            yield from ((node, None, None) for node, found in values.items() if len(found) < count)
        case MaxCount(count):
            yield from ((node, None, None) for node, found in values.items() if len(found) > count)
        case HasValue(term):
            yield from ((node, None, None) for node, found in values.items() if term not in found)
        case UniqueLang():
            yield from _unique_lang(values)
        case Equals(iri) | Disjoint(iri):
            yield from _pair(constraint, index, iri, values)
        case LessThan(iri, operator):
            yield from _less_than(index, iri, operator, values)
        case Closed(allowed):
            yield from _closed(index, allowed, values)
        case _:
            wrong = wrong_test(constraint, index, values)
            if wrong is not None:
                yield from [
                    (node, value, None) for node, found in values.items() for value in found if wrong(value)
                ]


def _unique_lang(values: Values) -> Iterator[Wrong]:
    for node, found in values.items():
        if len(found) < 2:
            continue
        tags = [one.language.lower() for one in found if isinstance(one, Literal) and one.language]
        if len(set(tags)) != len(tags):
            yield from ((node, None, None) for count in Counter(tags).values() if count > 1)


def _pair(constraint: Equals | Disjoint, index: Index, iri: str, values: Values) -> Iterator[Wrong]:
    column = index.objects(iri)
    for node, found in values.items():
        others = column.get(node, [])
        if isinstance(constraint, Disjoint):
            yield from ((node, one, None) for one in found if one in others)
            continue
        yield from ((node, one, None) for one in found if one not in others)
        yield from ((node, one, None) for one in others if one not in found)


def _less_than(index: Index, iri: str, operator: str, values: Values) -> Iterator[Wrong]:
    column = index.objects(iri)
    pairs = [
        (node, one, other)
        for node, found in values.items()
        for one in found
        for other in column.get(node, ())
    ]
    literal = {
        (one, other) for _, one, other in pairs if isinstance(one, Literal) and isinstance(other, Literal)
    }
    wrong = contradicted(literal, operator)
    yield from (
        (node, one, None)
        for node, one, other in pairs
        if (one, other) not in literal or (one, other) in wrong
    )


def _closed(index: Index, allowed: frozenset[str], values: Values) -> Iterator[Wrong]:
    asked = set(chain.from_iterable(values.values()))
    # A set made of another one or of a dict takes its hashes over, which are most of the price of a look-up.
    others = {
        iri: asked.intersection(set(index.objects(iri))) for iri in index.predicates() if iri not in allowed
    }
    columns = [(iri, index.objects(iri)) for iri, common in others.items() if common]
    for node, found in values.items() if columns else ():
        for value in found:
            for iri, column in columns:
                for one in column.get(value, ()):
                    # A statement that is true of everything is not counted, as in pySHACL.
                    if iri != _TYPE or one != _RESOURCE:
                        yield node, one, iri
