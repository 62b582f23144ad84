"""The shapes graph: its statements by subject and predicate, and what SHACL reads out of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from ess_graph.rdf.namespaces import EXTERNAL, RDF_TYPE, XSD
from ess_graph.shacl.plan.problem import ill_formed, no_triple_term

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from ess_graph.shacl.plan.problem import Node, Term

SH: Final = EXTERNAL["sh"]
_RDF: Final = EXTERNAL["rdf"]
_FIRST, _REST, _NIL = _RDF + "first", _RDF + "rest", _RDF + "nil"
SUB_CLASS_OF: Final = EXTERNAL["rdfs"] + "subClassOf"
_INTEGER: Final = re.compile(r"[+-]?[0-9]+", re.ASCII)
_INTEGERS: Final = {
    XSD + name
    for name in (
        *("integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger"),
        *(
            "nonPositiveInteger",
            "negativeInteger",
            "unsignedLong",
            "unsignedInt",
            "unsignedShort",
            "unsignedByte",
        ),
    )
}


class ShapesGraph:
    """The statements of a shapes graph."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = list(dict.fromkeys(triples))
        self._by_subject: dict[Term, dict[str, list[Term]]] = {}
        self._subjects: dict[str, dict[Node, None]] = {}
        for triple in self.triples:
            subject, predicate = triple.subject, triple.predicate.value
            no_triple_term(triple.object)
            self._by_subject.setdefault(subject, {}).setdefault(predicate, []).append(triple.object)  # type: ignore[arg-type]
            self._subjects.setdefault(predicate, {})[subject] = None  # type: ignore[index]

    def objects(self, subject: Term, predicate: str) -> list[Term]:
        """Return the objects of a subject and a predicate."""
        return self._by_subject.get(subject, {}).get(predicate, [])

    def predicates(self, subject: Term) -> Iterable[str]:
        """Return the predicates of a subject."""
        return self._by_subject.get(subject, {})

    def subjects(self, predicate: str) -> Iterable[Node]:
        """Return the subjects that have a predicate, each once."""
        return self._subjects.get(predicate, {})

    def subclasses(self, of: str) -> set[Term]:
        """Return a class and its subclasses in the shapes graph (``rdfs:subClassOf*``)."""
        found: set[Term] = {NamedNode(of)}
        while True:
            more = {
                one
                for one in self.subjects(SUB_CLASS_OF)
                if one not in found and not found.isdisjoint(self.objects(one, SUB_CLASS_OF))
            }
            if not more:
                return found
            found |= more

    def instances(self, of: str) -> dict[Node, None]:
        """Return the SHACL instances of a class in the shapes graph (§1.1)."""
        classes = self.subclasses(of)
        return {
            one: None
            for one in self.subjects(RDF_TYPE)
            if not classes.isdisjoint(self.objects(one, RDF_TYPE))
        }

    def one(self, subject: Node, name: str, clause: str) -> Term | None:
        """Return the only value of a SHACL property, or ``None``.

        Raises:
            InputProblem: it has several.
        """
        found = self.objects(subject, SH + name)
        if len(found) > 1:
            raise ill_formed(subject, clause, "shacl.at_most_one", name=name, found=len(found))
        return found[0] if found else None

    def iri(self, subject: Node, name: str, value: Term, clause: str) -> NamedNode:
        """Return a value that must be an IRI.

        Raises:
            InputProblem: it is none.
        """
        if not isinstance(value, NamedNode):
            raise ill_formed(subject, clause, "shacl.not_iri", name=name, found=value)
        return value

    def text(self, subject: Node, name: str, value: Term, clause: str) -> str:
        """Return a value that must be an xsd:string.

        Raises:
            InputProblem: it is none.
        """
        if not isinstance(value, Literal) or value.datatype.value != XSD + "string":
            raise ill_formed(subject, clause, "shacl.not_string", name=name, found=value)
        return value.value

    def integer(self, subject: Node, name: str, clause: str) -> int | None:
        """Return the only value of a property as a number from 0, or ``None``.

        Raises:
            InputProblem: it has several values or one that is no such number.
        """
        value = self.one(subject, name, clause)
        if value is None:
            return None
        if (
            isinstance(value, Literal)
            and value.datatype.value in _INTEGERS
            and _INTEGER.fullmatch(value.value)
            and not value.value.startswith("-")
        ):
            # Python refuses to read thousands of digits; nothing can be counted so far.
            return int(value.value) if len(value.value) < 20 else 10**20
        raise ill_formed(subject, clause, "shacl.not_integer", name=name, found=value)

    def boolean(self, subject: Node, name: str, clause: str) -> bool:
        """Tell whether the only value of a property is the literal ``true``.

        Raises:
            InputProblem: it has several values or one that is no boolean.
        """
        value = self.one(subject, name, clause)
        if value is None:
            return False
        if isinstance(value, Literal) and value.datatype.value == XSD + "boolean":
            if value.value in ("true", "1"):
                return True
            if value.value in ("false", "0"):
                return False
        raise ill_formed(subject, clause, "shacl.not_boolean", name=name, found=value)

    def members(self, subject: Node, name: str, head: Term, clause: str) -> tuple[Term, ...]:
        """Return the members of a SHACL list (§1.1).

        Raises:
            InputProblem: it is no well-formed list.
        """
        found: list[Term] = []
        seen: set[Term] = set()
        while not (isinstance(head, NamedNode) and head.value == _NIL):
            first, rest = self.objects(head, _FIRST), self.objects(head, _REST)
            if head in seen or len(first) != 1 or len(rest) != 1 or isinstance(head, Literal):
                raise ill_formed(subject, clause, "shacl.not_list", name=name)
            seen.add(head)
            found.append(first[0])
            head = rest[0]
        return tuple(found)

    def node(self, subject: Node, name: str, value: Term, clause: str) -> Node:
        """Return a value that must be an IRI or a blank node.

        Raises:
            InputProblem: it is a literal.
        """
        if not isinstance(value, NamedNode | BlankNode):
            raise ill_formed(subject, clause, "shacl.not_node", name=name, found=value)
        return value
