"""What a rule looks at: the triple patterns of its WHERE clause, by rdflib's SPARQL algebra.

A contribution of practices touches four of the twelve rules. One rule alone takes 10 s on the whole dataset, so what
no new statement can match is not asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from ess_graph.errors import SystemProblem

if TYPE_CHECKING:
    from pyoxigraph import Triple

#: A part of a triple pattern in SPARQL: ``?name``, or a term as pyoxigraph writes it.
Part: TypeAlias = str
Pattern: TypeAlias = tuple[Part, Part, Part]


@dataclass(frozen=True, slots=True)
class RuleShape:
    """What a rule makes and from what.

    Attributes:
        made: its template.
        patterns: every triple pattern, those of filters and paths too; a path is one pattern for each of its
            predicates, open at both ends.
        join: the patterns again when the rule is nothing but their join, else none.
    """

    made: tuple[Pattern, ...]
    patterns: tuple[Pattern, ...]
    join: tuple[Pattern, ...]

    def touched_by(self, triples: Iterable[Triple]) -> bool:
        """Tell whether a statement can match a pattern."""
        by_predicate: dict[str, list[Pattern]] = {}
        for pattern in self.patterns:
            by_predicate.setdefault("" if _open(pattern[1]) else pattern[1], []).append(pattern)
        loose = by_predicate.get("", [])
        return any(
            matches(pattern, triple)
            for triple in triples
            for pattern in (*by_predicate.get(str(triple.predicate), ()), *loose)
        )


def matches(pattern: Pattern, triple: Triple) -> bool:
    """Tell whether a statement matches a pattern, each variable taken by itself."""
    terms = (triple.subject, triple.predicate, triple.object)
    return all(_open(part) or part == str(term) for part, term in zip(pattern, terms, strict=True))


def bindings(pattern: Pattern, triple: Triple) -> dict[str, str] | None:
    """Return the values that a statement gives to the variables of a pattern, ``None`` when it does not match.

    >>> from pyoxigraph import NamedNode, Triple
    >>> one = Triple(NamedNode("a:s"), NamedNode("a:p"), NamedNode("a:s"))
    >>> bindings(("?a", "<a:p>", "?a"), one), bindings(("?a", "<a:q>", "?b"), one)
    ({'?a': '<a:s>'}, None)
    """
    found: dict[str, str] = {}
    for part, term in zip(pattern, (triple.subject, triple.predicate, triple.object), strict=True):
        text = str(term)
        if (found.setdefault(part, text) if _open(part) else part) != text:
            return None
    return found


def rule_shape(text: str, base: str, *, name: str) -> RuleShape:
    """Return what a rule makes and from what.

    Args:
        text: a CONSTRUCT query.
        base: the base of our IRIs.
        name: what an error calls it.

    Raises:
        SystemProblem: it is no valid CONSTRUCT query.
    """
    from pyparsing import ParseException
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        algebra: Any = translateQuery(parseQuery(text), base=base).algebra
    except ParseException as error:
        raise SystemProblem("system.query", query=name, reason=" ".join(str(error).split())) from error
    if algebra.name != "ConstructQuery":
        raise SystemProblem("system.query", query=name, reason="CONSTRUCT")
    body = algebra.p.p
    patterns = tuple(dict.fromkeys(_patterns(algebra.p)))
    plain = body.name == "BGP" and all(_plain(triple) for triple in body.triples)
    return RuleShape(tuple(_texts(one) for one in algebra.template), patterns, patterns if plain else ())


def _open(part: Part) -> bool:
    return part.startswith("?")


def _plain(triple: tuple[Any, Any, Any]) -> bool:
    from rdflib import Literal, URIRef, Variable

    return all(isinstance(part, URIRef | Literal | Variable) for part in triple)


def _texts(triple: tuple[Any, Any, Any]) -> Pattern:
    subject, predicate, value = (_text(part) for part in triple)
    return subject, predicate, value


def _text(part: Any) -> Part:
    """Write a part; a blank node is a variable that has no name in the query."""
    from pyoxigraph import Literal as OurLiteral
    from pyoxigraph import NamedNode
    from rdflib import Literal, URIRef

    if isinstance(part, URIRef):
        return str(NamedNode(str(part)))
    if isinstance(part, Literal):
        if part.language:
            return str(OurLiteral(str(part), language=part.language))
        return str(
            OurLiteral(str(part), datatype=NamedNode(str(part.datatype)))
            if part.datatype
            else OurLiteral(part)
        )
    return f"?{part}"


def _patterns(node: Any) -> Iterator[Pattern]:
    """Yield the patterns of an algebra expression, filters and sub-queries included."""
    from rdflib.paths import Path
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(node, CompValue):
        for key, value in node.items():
            if key == "triples":
                for subject, predicate, found in value:
                    if isinstance(predicate, Path):
                        yield from (("?", one, "?") for one in _of_path(predicate))
                    else:
                        yield _texts((subject, predicate, found))
            elif key not in ("PV", "_vars"):
                yield from _patterns(value)
    elif isinstance(node, list | tuple | set):
        for one in node:
            yield from _patterns(one)


def _of_path(path: Any) -> Iterator[Part]:
    """Yield the predicates of a path; any, where it says which not."""
    from rdflib import URIRef
    from rdflib.paths import NegatedPath

    if isinstance(path, URIRef):
        yield _text(path)
    elif isinstance(path, NegatedPath):
        yield "?"
    else:
        for one in getattr(path, "args", None) or (getattr(path, "path", None) or path.arg,):
            yield from _of_path(one)
