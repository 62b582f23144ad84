"""What a rule looks at: the triple patterns of its WHERE clause, by rdflib's SPARQL algebra.

A contribution of practices touches four of the twelve rules. One rule alone takes 10 s on the whole dataset, so what
no new statement can match is not asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from ess_graph.errors import SystemProblem

if TYPE_CHECKING:
    from pyoxigraph import BlankNode

    Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

#: A part of a triple pattern: the name of a variable, or a term.
Part: TypeAlias = "str | Term"
Pattern: TypeAlias = tuple[Part, Part, Part]
Bindings: TypeAlias = "dict[str, Term]"


@dataclass(frozen=True, slots=True)
class ReadRule:
    """A rule file: its name, its text, and what it makes from what."""

    name: str
    text: str
    shape: RuleShape


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
        by_predicate: dict[Part, list[Pattern]] = {}
        for pattern in self.patterns:
            by_predicate.setdefault("" if isinstance(pattern[1], str) else pattern[1], []).append(pattern)
        loose = by_predicate.get("", [])
        return any(
            bound(pattern, triple) is not None
            for triple in triples
            for pattern in (*by_predicate.get(triple.predicate, ()), *loose)
        )

    def results(self, bindings: Bindings) -> Iterator[Triple]:
        """Yield the statements of the template; what would be none is left out (SPARQL 1.1 §16.2)."""
        for pattern in self.made:
            subject, predicate, value = filled(pattern, bindings)
            if isinstance(subject, str | Literal) or isinstance(value, str):
                continue
            if isinstance(predicate, NamedNode):
                yield Triple(subject, predicate, value)


def bound(pattern: Pattern, triple: Triple, known: Mapping[str, Term] | None = None) -> Bindings | None:
    """Return the values of variables when a statement matches a pattern, ``None`` when it does not.

    Args:
        pattern: the pattern.
        triple: the statement.
        known: values that variables have already; they are in what is returned.

    >>> one = Triple(NamedNode("a:s"), NamedNode("a:p"), NamedNode("a:s"))
    >>> bound(("a", NamedNode("a:p"), "a"), one), bound(("a", NamedNode("a:q"), "b"), one)
    ({'a': <NamedNode value=a:s>}, None)
    """
    found: Bindings = dict(known or {})
    for part, term in zip(pattern, triple, strict=True):
        if (found.setdefault(part, term) if isinstance(part, str) else part) != term:
            return None
    return found


def filled(pattern: Pattern, bindings: Mapping[str, Term]) -> Pattern:
    """Return a pattern with the values of its variables in their places."""
    subject, predicate, value = (
        bindings.get(part, part) if isinstance(part, str) else part for part in pattern
    )
    return subject, predicate, value


def read_rules(files: Iterable[Path], base: str) -> list[ReadRule]:
    """Read rule files.

    Args:
        files: the files, in the order in which they run.
        base: the base of our IRIs.

    Raises:
        SystemProblem: a rule is no valid CONSTRUCT query.
    """
    texts = [(path, path.read_text("utf-8")) for path in files]
    return [ReadRule(path.stem, text, rule_shape(text, base, name=path.name)) for path, text in texts]


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
    return RuleShape(tuple(_parts(one) for one in algebra.template), patterns, patterns if plain else ())


def _plain(triple: tuple[Any, Any, Any]) -> bool:
    from rdflib import Literal, URIRef, Variable

    return all(isinstance(part, URIRef | Literal | Variable) for part in triple)


def _parts(triple: tuple[Any, Any, Any]) -> Pattern:
    subject, predicate, value = (_part(part) for part in triple)
    return subject, predicate, value


def _part(part: Any) -> Part:
    """Return a term of rdflib as ours; a blank node is a variable that has no name in the query."""
    from rdflib import Literal as OtherLiteral
    from rdflib import URIRef

    if isinstance(part, URIRef):
        return NamedNode(str(part))
    if isinstance(part, OtherLiteral):
        if part.language:
            return Literal(str(part), language=part.language)
        return Literal(str(part), datatype=NamedNode(str(part.datatype)) if part.datatype else None)
    return str(part)


def _patterns(node: Any) -> Iterator[Pattern]:
    """Yield the patterns of an algebra expression, filters and sub-queries included."""
    from rdflib.paths import Path
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(node, CompValue):
        for key, value in node.items():
            if key == "triples":
                for subject, predicate, found in value:
                    if isinstance(predicate, Path):
                        yield from (("", one, " ") for one in _of_path(predicate))
                    else:
                        yield _parts((subject, predicate, found))
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
        yield NamedNode(str(path))
    elif isinstance(path, NegatedPath):
        yield "any"
    else:
        for one in getattr(path, "args", None) or (getattr(path, "path", None) or path.arg,):
            yield from _of_path(one)
