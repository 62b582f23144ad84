"""The constraints that look at values alone (SHACL §4.1 to §4.5 and §4.8), for all focus nodes at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

from ess_graph.rdf.namespaces import EXTERNAL
from ess_graph.shacl.plan.cardinality import MaxCount, MinCount
from ess_graph.shacl.plan.other import Closed, HasValue, In
from ess_graph.shacl.plan.property_pair import Disjoint, Equals, LessThan
from ess_graph.shacl.plan.string_based import LanguageIn, MaxLength, MinLength, Pattern, UniqueLang
from ess_graph.shacl.plan.value_range import Range
from ess_graph.shacl.plan.value_type import Class, Datatype, NodeKind
from ess_graph.shacl.run.lexical import well_formed
from ess_graph.shacl.run.oxigraph import contradicted, unmatched

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
            holds = _test(constraint, index, values)
            for node, found in values.items():
                for value in found:
                    if not holds(value):
                        yield node, value, None


def _test(constraint: Constraint, index: Index, values: Values) -> Callable[[Term], bool]:
    """Return the test that each value must pass."""
    match constraint:
        case Class(iri):
            return index.instances(iri).__contains__
        case Datatype(iri):
            return lambda one: (
                isinstance(one, Literal) and one.datatype.value == iri and well_formed(one.value, iri)
            )
        case NodeKind(kinds):
            allowed = tuple(_KINDS[kind] for kind in kinds)
            return lambda one: isinstance(one, allowed)
        case MinLength(length):
            return lambda one: length == 0 or (not isinstance(one, BlankNode) and len(one.value) >= length)
        case MaxLength(length):
            return lambda one: not isinstance(one, BlankNode) and len(one.value) <= length
        case LanguageIn(ranges):
            return lambda one: (
                isinstance(one, Literal)
                and any(_language_matches(one.language or "", wanted) for wanted in ranges)
            )
        case In(terms):
            return terms.__contains__
        case Pattern(pattern, flags):
            known = (one for found in values.values() for one in found if not isinstance(one, BlankNode))
            bad = unmatched(known, pattern, flags)
            return lambda one: not isinstance(one, BlankNode) and one.value not in bad
        case Range(operator, bound):
            literals = {one for found in values.values() for one in found if isinstance(one, Literal)}
            wrong = {first for first, _ in contradicted(((one, bound) for one in literals), operator)}
            return lambda one: isinstance(one, Literal) and one not in wrong
        case _:
            raise TypeError(constraint)


_KINDS = {"I": NamedNode, "B": BlankNode, "L": Literal}


def _language_matches(tag: str, wanted: str) -> bool:
    """SPARQL's langMatches: basic filtering of RFC 4647 §3.3.1."""
    tag, wanted = tag.lower(), wanted.lower()
    return bool(tag) and (wanted in ("*", tag) or tag.startswith(f"{wanted}-"))


def _unique_lang(values: Values) -> Iterator[Wrong]:
    for node, found in values.items():
        if len(found) < 2:
            continue
        tags = Counter(one.language.lower() for one in found if isinstance(one, Literal) and one.language)
        yield from ((node, None, None) for count in tags.values() if count > 1)


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
    others = [(iri, index.objects(iri)) for iri in index.predicates() if iri not in allowed]
    for node, found in values.items():
        for value in found:
            for iri, column in others:
                for one in column.get(value, ()):
                    # A statement that is true of everything is not counted, as in pySHACL.
                    if iri != _TYPE or one != _RESOURCE:
                        yield node, one, iri
