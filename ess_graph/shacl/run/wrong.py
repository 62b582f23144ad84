"""The constraints that look at each value by itself (SHACL §4.1 to §4.4 and §4.8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode

from ess_graph.shacl.plan.other import In
from ess_graph.shacl.plan.string_based import LanguageIn, MaxLength, MinLength, Pattern
from ess_graph.shacl.plan.value_range import Range
from ess_graph.shacl.plan.value_type import Class, Datatype, NodeKind
from ess_graph.shacl.run.lexical import any_text, well_formed
from ess_graph.shacl.run.oxigraph import contradicted, unmatched

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Term
    from ess_graph.shacl.plan.shapes import Constraint
    from ess_graph.shacl.run.index import Index
    from ess_graph.shacl.run.paths import Values

_KINDS = {"I": NamedNode, "B": BlankNode, "L": Literal}


def wrong_test(constraint: Constraint, index: Index, values: Values) -> Callable[[Term], bool] | None:
    """Return the test that is true of a value that does not respect a constraint, ``None`` when there is none.

    Args:
        constraint: one that a value respects or not, whatever it is a value of.
        index: the data.
        values: what will be asked about.
    """
    match constraint:
        case Class(iri):
            return _among(index.outside(iri, _each(values)))
        case In(terms):
            return _among(_each(values) - terms)
        case Datatype(iri):
            return _of_another_datatype(iri)
        case NodeKind(kinds):
            # The classes of pyoxigraph have no subclasses; type() is half the price of isinstance().
            allowed = {_KINDS[kind] for kind in kinds}
            return lambda one: type(one) not in allowed
        case MinLength(0):
            return None
        case MinLength(length):
            return lambda one: isinstance(one, BlankNode) or len(one.value) < length
        case MaxLength(length):
            return lambda one: isinstance(one, BlankNode) or len(one.value) > length
        case LanguageIn(ranges):
            return lambda one: not (isinstance(one, Literal) and _language_in(one.language or "", ranges))
        case Pattern(pattern, flags):
            known = (one for one in _flat(values) if not isinstance(one, BlankNode))
            bad = unmatched(known, pattern, flags)
            return lambda one: isinstance(one, BlankNode) or one.value in bad
        case Range(operator, bound):
            each = _each(values)
            literals = {one for one in each if isinstance(one, Literal)}
            wrong = {first for first, _ in contradicted(((one, bound) for one in literals), operator)}
            return _among(wrong.union(each - literals))
        case _:
            raise TypeError(constraint)


def _flat(values: Values) -> Iterator[Term]:
    return chain.from_iterable(values.values())


def _each(values: Values) -> set[Term]:
    return set(_flat(values))


def _among(wrong: set[Term]) -> Callable[[Term], bool] | None:
    return wrong.__contains__ if wrong else None


def _of_another_datatype(iri: str) -> Callable[[Term], bool]:
    """§4.1.2: whether a value is no literal of a datatype, or an ill-typed one."""
    datatype = NamedNode(iri)
    # A comparison of terms makes no text; to ask for the text of each datatype does.
    if any_text(iri):
        return lambda one: type(one) is not Literal or one.datatype != datatype
    return lambda one: type(one) is not Literal or one.datatype != datatype or not well_formed(one.value, iri)


@lru_cache(maxsize=1024)
def _language_in(tag: str, ranges: tuple[str, ...]) -> bool:
    return any(language_matches(tag, wanted) for wanted in ranges)


def language_matches(tag: str, wanted: str) -> bool:
    """SPARQL's langMatches: basic filtering of RFC 4647 §3.3.1, in which case does not count."""
    tag, wanted = tag.lower(), wanted.lower()
    return bool(tag) and (wanted in ("*", tag) or tag.startswith(f"{wanted}-"))
