"""The constraints that look at each value by itself (SHACL §4.1 to §4.4 and §4.8): each value is looked at once."""

from __future__ import annotations

from functools import lru_cache
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

_KINDS = {"I": NamedNode, "B": BlankNode, "L": Literal}


def wrong_values(constraint: Constraint, index: Index, values: set[Term]) -> set[Term]:
    """Return the values that do not respect a constraint.

    Args:
        constraint: one that a value respects or not, whatever it is a value of.
        index: the data.
        values: what is asked about, each once.
    """
    match constraint:
        case Class(iri):
            return values - index.instances(iri)
        case In(terms):
            return values - terms
        case Datatype(iri):
            return _of_another_datatype(iri, values)
        case NodeKind(kinds):
            # The classes of pyoxigraph have no subclasses; type() is half the price of isinstance().
            allowed = {_KINDS[kind] for kind in kinds}
            return {one for one in values if type(one) not in allowed}
        case MinLength(0):
            return set()
        case MinLength(length):
            return {one for one in values if isinstance(one, BlankNode) or len(one.value) < length}
        case MaxLength(length):
            return {one for one in values if isinstance(one, BlankNode) or len(one.value) > length}
        case LanguageIn(ranges):
            return {one for one in values if not _in_languages(one, ranges)}
        case Pattern(pattern, flags):
            bad = unmatched((one for one in values if not isinstance(one, BlankNode)), pattern, flags)
            return {one for one in values if isinstance(one, BlankNode) or (bad and one.value in bad)}
        case Range(operator, bound):
            literals = [one for one in values if isinstance(one, Literal)]
            wrong = {first for first, _ in contradicted(((one, bound) for one in literals), operator)}
            return wrong.union(values.difference(literals))
        case _:
            raise TypeError(constraint)


def _of_another_datatype(iri: str, values: set[Term]) -> set[Term]:
    """§4.1.2: the values that are no literal of a datatype, or an ill-typed one."""
    datatype = NamedNode(iri)
    # A comparison of terms makes no text; to ask for the text of each datatype does.
    others = {one for one in values if type(one) is not Literal or one.datatype != datatype}
    if any_text(iri):
        return others
    return others.union(one for one in values.difference(others) if not well_formed(one.value, iri))


def _in_languages(one: Term, ranges: tuple[str, ...]) -> bool:
    return isinstance(one, Literal) and _language_in(one.language or "", ranges)


@lru_cache(maxsize=1024)
def _language_in(tag: str, ranges: tuple[str, ...]) -> bool:
    return any(_language_matches(tag.lower(), wanted.lower()) for wanted in ranges)


def _language_matches(tag: str, wanted: str) -> bool:
    """SPARQL's langMatches: basic filtering of RFC 4647 §3.3.1."""
    return bool(tag) and (wanted in ("*", tag) or tag.startswith(f"{wanted}-"))
