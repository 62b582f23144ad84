"""Read what a query needs.

It has one group, but for those of EXISTS: a group joins its parts, so that every solution needs each of its statements
and filters (SPARQL 1.1 §18.2.2). What is not understood is left out, or makes the whole unsure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import Literal, NamedNode

from ess_graph.rdf.namespaces import XSD
from ess_graph.shacl.plan.conditions import Condition, OneOf, condition, conjuncts, string
from ess_graph.shacl.plan.cursor import END, Cursor, UnsureError
from ess_graph.shacl.plan.needs import Exists, Needs, Other, Pattern, Seen

if TYPE_CHECKING:
    from ess_graph.shacl.plan.conditions import Sign
    from ess_graph.shacl.plan.needs import Slot

    #: The steps of a path, each maybe backward and with several predicates to choose from.
    Steps: TypeAlias = "list[tuple[tuple[str, ...], bool]]"

_BOOLEAN: Final = NamedNode(XSD + "boolean")
_WORDS: Final = {one: Literal(one, datatype=_BOOLEAN) for one in ("true", "false")}
_GROUP: Final = ("group", "")


def needs_of(query: str) -> Needs | None:
    """Return what a query needs; ``None`` when it is not understood.

    Args:
        query: a SELECT that Oxigraph has parsed, with its prefixes; one group but for those of EXISTS, no aggregate.

    >>> found = needs_of("SELECT $this { $this <x:p>/<x:q> ?v ; <x:r>* ?w . FILTER(?v != <x:a> && ?w > 1) }")
    >>> [(one.subject, one.predicates, one.object) for one in found.patterns], sorted(found.seen.paths)
    ([('this', ('x:p',), '/1'), ('/1', ('x:q',), 'v')], ['x:r'])
    >>> found.conditions, [(one.text.strip(), sorted(one.shared)) for one in found.others]
    ((Differs(name='v', other=<NamedNode value=x:a>),), [('(?v != <x:a> && ?w > 1)', ['v', 'w'])])
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
        tuple(group.others),
        reader.seen(0),
        reader.prologue_text,
    )


@dataclass(slots=True)
class _Group:
    patterns: list[Pattern] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    exists: list[Exists] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)
    #: Statements with a variable in the place of their predicate.
    free: list[tuple[Slot, str, Slot]] = field(default_factory=list)
    #: Whether there is nothing but the patterns.
    whole: bool = True


class _Reader(Cursor):
    """Goes down the grammar of a group (§19.8, from rule [53] on)."""

    def __init__(self, query: str) -> None:
        super().__init__(query)
        self._steps = 0
        self._mentioned: list[tuple[Pattern, ...] | str | None] = []
        self.prologue_text = ""

    def query(self) -> _Group:
        self.prologue()
        self.prologue_text = self.since(0)
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

    def seen(self, start: int) -> Seen:
        """Return what was mentioned from a point on."""
        found = self._mentioned[start:]
        return Seen(
            tuple(one for one in found if isinstance(one, tuple)),
            frozenset(one for one in found if isinstance(one, str)),
            None in found,
        )

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
        for subject, name, value in group.free:
            self._free(group, subject, name, value)
        self._mentioned.append(tuple(group.patterns))
        return group

    def _free(self, group: _Group, subject: Slot, name: str, value: Slot) -> None:
        """Note a statement with a variable predicate, which a filter may hold to some IRIs."""
        group.whole = False
        listed = [one for one in group.conditions if isinstance(one, OneOf) and one.name == name]
        if listed:
            group.patterns.append(Pattern(subject, tuple(iri.value for iri in listed[0].allowed), value))
        else:
            self._mentioned.append(None)

    def _triples(self, group: _Group) -> None:
        """[75] TriplesSameSubjectPath and [83] PropertyListPathNotEmpty."""
        subject = self._node()
        while True:
            kind, text = self.next()
            self.at += kind == "variable"
            steps, iris = (None, set()) if kind == "variable" else self._path()
            while True:
                value = self._node()
                if kind == "variable":
                    group.free.append((subject, text[1:], value))
                else:
                    self._add(group, subject, steps, iris, value)
                if not self.took(","):
                    break
            if not self.sees(";"):
                return
            while self.took(";"):
                pass
            if self.sees(".", "}"):
                return

    def _add(self, group: _Group, start: Slot, steps: Steps | None, iris: set[str], end: Slot) -> None:
        if steps is None:
            group.whole = False
            self._mentioned += iris
            return
        for number, (predicates, inverse) in enumerate(steps, 1):
            following: Slot = end
            if number < len(steps):
                self._steps += 1
                following = f"/{self._steps}"
            first, last = (following, start) if inverse else (start, following)
            group.patterns.append(Pattern(first, predicates, last))
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

    def _path(self) -> tuple[Steps | None, set[str]]:
        """[89] PathAlternative: return its steps, if it is a sequence of statements, and its predicates."""
        steps, iris = self._sequence()
        while self.took("|"):
            more, others = self._sequence()
            iris |= others
            if (
                steps is None
                or more is None
                or len(steps) != 1
                or len(more) != 1
                or steps[0][1] != more[0][1]
            ):
                steps = None
            else:
                steps = [(tuple(dict.fromkeys(steps[0][0] + more[0][0])), steps[0][1])]
        return steps, iris

    def _sequence(self) -> tuple[Steps | None, set[str]]:
        steps, iris = self._step()
        while self.took("/"):
            more, others = self._step()
            steps = None if steps is None or more is None else steps + more
            iris |= others
        return steps, iris

    def _step(self) -> tuple[Steps | None, set[str]]:
        inverse = self.took("^")
        if self.took("("):
            steps, iris = self._path()
            steps = None if inverse else steps
            if not self.took(")"):
                raise UnsureError
        else:
            iri = self.iri(*self.take())
            steps, iris = [((iri,), inverse)], {iri}
        return (None if self.took("*", "?", "+") else steps), iris

    def _filter(self, group: _Group) -> None:
        """[68] Filter."""
        start, mentioned = self.at, len(self._mentioned)
        negated = self.took("NOT")
        understood = True
        if self.took("EXISTS"):
            inner = self._group()
            if inner.whole:
                group.exists.append(Exists(tuple(inner.patterns), negated))
            understood = inner.whole
        else:
            call = [] if self.sees("(") else [self.take()]
            for part in conjuncts([*call, *self._bracket()]):
                found = condition(part, self.iri)
                if found is None:
                    understood = False
                else:
                    group.conditions.append(found)
        if not understood:
            elsewhere = self._variables(self.tokens[:start]) | self._variables(self.tokens[self.at :])
            mine = self._variables(self.tokens[start : self.at])
            shared = frozenset(mine & elsewhere)
            group.others.append(Other(self.since(start), frozenset(mine), shared, self.seen(mentioned)))

    @staticmethod
    def _variables(tokens: list[Sign]) -> set[str]:
        return {text[1:] for kind, text in tokens if kind == "variable"}

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
