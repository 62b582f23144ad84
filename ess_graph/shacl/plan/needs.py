"""What must be there before a query can find anything: statements, and conditions on what they bind.

Read from queries of one group, but for those of EXISTS (SPARQL 1.1 §18.2.2: a group joins its parts, so that every
solution needs each of its statements and filters). What is not understood is left out, or makes the whole unsure: what
is returned is always needed, and may not be all that is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import Literal, NamedNode

from ess_graph.rdf.namespaces import XSD
from ess_graph.shacl.plan.conditions import Condition, condition, conjuncts, string
from ess_graph.shacl.plan.cursor import END, Cursor, UnsureError

if TYPE_CHECKING:
    from ess_graph.shacl.plan.conditions import Sign
    from ess_graph.shacl.plan.problem import Term

    #: A variable by its name, or a term.
    Slot: TypeAlias = "str | Term"

_WORDS: Final = {"true": Literal("true", datatype=NamedNode(XSD + "boolean"))}
_WORDS["false"] = Literal("false", datatype=NamedNode(XSD + "boolean"))
_GROUP: Final = ("group", "")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A statement with variables in the place of its subject or object."""

    subject: Slot
    predicate: str
    object: Slot

    @property
    def variables(self) -> set[str]:
        """The names of its variables."""
        return {slot for slot in (self.subject, self.object) if isinstance(slot, str)}


@dataclass(frozen=True, slots=True)
class Exists:
    """``EXISTS`` or ``NOT EXISTS``.

    Attributes:
        patterns: statements of its group.
        negated: whether there is a NOT.
        whole: whether the group is these statements and nothing else.
    """

    patterns: tuple[Pattern, ...]
    negated: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class Needs:
    """What a query needs, and what it can see.

    Attributes:
        patterns: statements of its group.
        conditions: what must hold of their variables.
        exists: its filters that are EXISTS alone.
        seen: every statement that it mentions, those of EXISTS too.
        paths: the predicates of paths, of which it may see any statement.
    """

    patterns: tuple[Pattern, ...]
    conditions: tuple[Condition, ...]
    exists: tuple[Exists, ...]
    seen: tuple[Pattern, ...]
    paths: frozenset[str]


def needs_of(query: str) -> Needs | None:
    """Return what a query needs; ``None`` when it is not understood.

    Args:
        query: a SELECT that Oxigraph has parsed, with its prefixes; one group but for those of EXISTS, no aggregate.

    >>> found = needs_of("SELECT $this { $this <x:p>/<x:q> ?v ; <x:r>* ?w . FILTER(?v != <x:a> && ?w > 1) }")
    >>> [(one.subject, one.predicate, one.object) for one in found.patterns], sorted(found.paths)
    ([('this', 'x:p', '/1'), ('/1', 'x:q', 'v')], ['x:r'])
    >>> found.conditions
    (Differs(name='v', other=<NamedNode value=x:a>),)
    """
    reader = _Reader(query)
    try:
        group = reader.query()
    except UnsureError:
        return None
    return Needs(
        tuple(group.patterns),
        tuple(group.conditions),
        tuple(group.exists),
        tuple(reader.seen),
        frozenset(reader.paths),
    )


@dataclass(slots=True)
class _Group:
    patterns: list[Pattern] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    exists: list[Exists] = field(default_factory=list)
    #: Whether there is nothing but the patterns.
    whole: bool = True


class _Reader(Cursor):
    """Goes down the grammar of a group (§19.8, from rule [53] on)."""

    def __init__(self, query: str) -> None:
        super().__init__(query)
        self._steps = 0
        self.seen: list[Pattern] = []
        self.paths: set[str] = set()

    def query(self) -> _Group:
        self.prologue()
        while not self.sees("{"):
            if self.sees("("):
                self._bracket()
            elif self.take() == END:
                raise UnsureError
        group = self._group()
        while self.next() != END:
            if self.take() == ("sign", "{"):
                raise UnsureError
        return group

    def _group(self) -> _Group:
        group = _Group()
        self.at += 1
        while not self.took("}"):
            if self.took("FILTER"):
                group.whole = False
                self._filter(group)
            elif self.took("BIND"):
                group.whole = False
                self._bracket()
            elif not self.took("."):
                self._triples(group)
        self.seen += group.patterns
        return group

    def _triples(self, group: _Group) -> None:
        """[75] TriplesSameSubjectPath and [83] PropertyListPathNotEmpty."""
        subject = self._node()
        while True:
            steps, iris = self._path()
            while True:
                self._add(group, subject, steps, iris, self._node())
                if not self.took(","):
                    break
            if not self.sees(";"):
                return
            while self.took(";"):
                pass
            if self.sees(".", "}"):
                return

    def _add(
        self, group: _Group, start: Slot, steps: list[tuple[str, bool]] | None, iris: set[str], end: Slot
    ) -> None:
        if steps is None:
            group.whole = False
            self.paths |= iris
            return
        for number, (iri, inverse) in enumerate(steps, 1):
            following: Slot = end
            if number < len(steps):
                self._steps += 1
                following = f"/{self._steps}"
            first, last = (following, start) if inverse else (start, following)
            group.patterns.append(Pattern(first, iri, last))
            start = following

    def _node(self) -> Slot:
        kind, text = self.take()
        if kind == "variable":
            return text[1:]
        if kind == "string":
            return self._literal(text)
        if text.startswith("_:"):
            return text
        if kind == "name" and text in _WORDS:
            return _WORDS[text]
        return NamedNode(self.iri(kind, text))

    def _literal(self, text: str) -> Literal:
        value = string(text)
        if self.next()[1].startswith("@"):
            return Literal(value, language=self.take()[1][1:])
        if self.took("^"):
            self.at += 1
            return Literal(value, datatype=NamedNode(self.iri(*self.take())))
        return Literal(value)

    def _path(self) -> tuple[list[tuple[str, bool]] | None, set[str]]:
        """[89] PathAlternative: return its steps, each maybe backward, if it is a sequence, and its predicates."""
        steps, iris = self._sequence()
        while self.took("|"):
            steps = None
            iris |= self._sequence()[1]
        return steps, iris

    def _sequence(self) -> tuple[list[tuple[str, bool]] | None, set[str]]:
        steps, iris = self._step()
        while self.took("/"):
            more, others = self._step()
            steps = None if steps is None or more is None else steps + more
            iris |= others
        return steps, iris

    def _step(self) -> tuple[list[tuple[str, bool]] | None, set[str]]:
        inverse = self.took("^")
        steps: list[tuple[str, bool]] | None = None
        if self.took("("):
            steps, iris = self._path()
            steps = None if inverse else steps
            if not self.took(")"):
                raise UnsureError
        else:
            iri = self.iri(*self.take())
            steps, iris = [(iri, inverse)], {iri}
        return (None if self.took("*", "?", "+") else steps), iris

    def _filter(self, group: _Group) -> None:
        """[68] Filter."""
        negated = self.took("NOT")
        if self.took("EXISTS"):
            inner = self._group()
            group.exists.append(Exists(tuple(inner.patterns), negated, inner.whole))
            return
        call = [] if self.sees("(") else [self.take()]
        for part in conjuncts([*call, *self._bracket()]):
            found = condition(part, self.iri)
            if found is not None:
                group.conditions.append(found)

    def _bracket(self) -> list[Sign]:
        """Return the tokens up to the closing bracket; of a group in it only the statements are noted."""
        found: list[Sign] = []
        depth = 0
        while True:
            if self.sees("{"):
                self._group()
                found.append(_GROUP)
                continue
            token = self.take()
            if token == END:
                raise UnsureError
            found.append(token)
            depth += (token == ("sign", "(")) - (token == ("sign", ")"))
            if depth == 0:
                return found


def with_values(patterns: tuple[Pattern, ...], values: Mapping[str, Term]) -> tuple[Pattern, ...]:
    """Return patterns with some variables bound."""

    def bound(slot: Slot) -> Slot:
        return values.get(slot, slot) if isinstance(slot, str) else slot

    return tuple(Pattern(bound(one.subject), one.predicate, bound(one.object)) for one in patterns)
