"""What a query can see: the predicates that its patterns name (SPARQL 1.1 §19.8, from rule [53] on).

A query of a shape is asked of a store that holds just these statements. So the reading is on the safe side: a variable
or a negated set in the place of a predicate, a path of length zero whose ends no statement holds, and any sign that is
not expected mean that the query may see everything. A parser of a library was tried: 13 ms a query, here 0.1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from ess_graph.rdf.namespaces import EXTERNAL
from ess_graph.shacl.plan.cursor import END, Cursor, UnsureError

_LIST: Final = (EXTERNAL["rdf"] + "first", EXTERNAL["rdf"] + "rest")


@dataclass(slots=True)
class _Group:
    """What is noted of a group.

    Attributes:
        bound: the variables that its statements bind.
        loose: the ends of its paths of length zero that no statement holds.
        free: the variables that stand for predicates.
        listed: the lists of IRIs to which a filter of the group holds a variable.
    """

    bound: set[str] = field(default_factory=set)
    loose: list[tuple[str, str]] = field(default_factory=list)
    free: set[str] = field(default_factory=set)
    listed: dict[str, set[str]] = field(default_factory=dict)

    def unheld(self) -> list[tuple[str, str]]:
        return [ends for ends in self.loose if self.bound.isdisjoint(ends)]


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a query can see.

    Attributes:
        predicates: those of the statements that it can see; ``None`` when it may see all.
        leads: predicates of which ``$this`` is the subject, each with those that may be in its place, in statements
            that are the first thing in the query: they bind it, and what comes after sees it bound.
    """

    predicates: frozenset[str] | None
    leads: frozenset[tuple[str, ...]] = frozenset()


def mentions_of(query: str) -> Mentions:
    """Return what a query can see.

    Args:
        query: a SELECT or ASK that Oxigraph has parsed, with its prefixes.

    >>> found = mentions_of("PREFIX x: <x:> SELECT $this { $this <b>/x:c* ?o FILTER NOT EXISTS { ?o x:d x:e } }")
    >>> sorted(found.predicates), sorted(found.leads)
    (['b', 'x:c', 'x:d'], [('b',)])
    >>> mentions_of("SELECT $this { $this ?p ?o }")
    Mentions(predicates=None, leads=frozenset())
    """
    reader = _Reader(query)
    try:
        reader.query()
    except UnsureError:
        return Mentions(None)
    return Mentions(frozenset(reader.found), frozenset(reader.leads))


class _Reader(Cursor):
    """Goes down the grammar of a group; of an expression it reads only the groups of EXISTS."""

    def __init__(self, query: str) -> None:
        super().__init__(query)
        self._blanks = 0
        self._depth = 0
        self._opening = True
        self.found: set[str] = set()
        self.leads: set[tuple[str, ...]] = set()

    def query(self) -> None:
        """[2] Query: the prologue, then what a subquery is."""
        self.prologue()
        self._select()

    def _select(self) -> None:
        """[8] SubSelect: what is around its group may have expressions, hence groups of its own."""
        while not self.sees("{"):
            self._outside()
        if self._group().unheld():
            raise UnsureError
        while not self.sees("}") and self.next() != END:
            self._outside()

    def _outside(self) -> None:
        if self.sees("("):
            if self._expression():
                raise UnsureError
        elif self.sees("{") or self.take() == END:
            raise UnsureError

    def _group(self) -> _Group:
        """[53] GroupGraphPattern."""
        group = _Group()
        self.at += 1
        self._depth += 1
        if self.sees("SELECT"):
            self._opening = False
            self._select()
        while not self.took("}"):
            if self.took("FILTER"):
                self._list(group)
                group.loose += self._expression()
            elif self.took("."):
                pass
            elif self.sees("BIND", "{", "GRAPH", "OPTIONAL", "UNION", "LATERAL"):
                self._opening = self._opening and self._depth > 1
                self._part(group)
            else:
                self._triples(group)
        self._depth -= 1
        for name in group.free:
            if name not in group.listed:
                raise UnsureError
            self.found |= group.listed[name]
        return group

    def _list(self, group: _Group) -> None:
        """Look ahead for ``(?variable IN (IRI, …))``, the whole of a filter, which names the predicates that count."""
        (_, first), (kind, name), (_, word), *_ = self.tokens[self.at : self.at + 3] + [END] * 3
        if first != "(" or kind != "variable" or word.upper() != "IN":
            return
        iris, at = [], self.at + 3
        while self.tokens[at : at + 1] and self.tokens[at][1] in ("(", ",") and at + 1 < len(self.tokens):
            kind, text = self.tokens[at + 1]
            if kind not in ("iri", "name"):
                return
            iris.append((kind, text))
            at += 2
        if [text for _, text in self.tokens[at : at + 2]] == [")", ")"]:
            group.listed[name[1:]] = {self.iri(*iri) for iri in iris}

    def _part(self, group: _Group) -> None:
        """[56] GraphPatternNotTriples, but for FILTER."""
        if self.sees("{"):
            group.loose += self._group().unheld()
        elif self.took("BIND"):
            group.loose += self._expression()
        else:
            self.at += 1 + self.sees("GRAPH")

    def _expression(self) -> list[tuple[str, str]]:
        """[69] Constraint and [60] Bind: up to the end of its brackets, or of the group of EXISTS."""
        depth, loose = 0, []
        while True:
            if self.sees("{"):
                loose += self._group().unheld()
            else:
                token = self.take()
                if token == END:
                    raise UnsureError
                depth += (token == ("sign", "(")) - (token == ("sign", ")"))
                if token != ("sign", ")"):
                    continue
            if depth == 0:
                return loose

    def _triples(self, group: _Group) -> None:
        """[75] TriplesSameSubjectPath."""
        blank = self.sees("[")
        subject = self._node(group)
        if not (blank and self.sees(".", "}")):
            self._properties(group, subject)

    def _properties(self, group: _Group, subject: str) -> None:
        """[83] PropertyListPathNotEmpty."""
        while True:
            start = self.at
            zero = self._verb(group)
            if self._opening and self._depth == 1 and subject == "this" and not zero:
                self._lead(start)
            while True:
                ends = (subject, self._node(group))
                variables = {end for end in ends if end}
                if not zero:
                    group.bound |= variables
                elif len(variables) == 2 or ends[0] == ends[1]:
                    group.loose.append(ends)
                if not self.took(","):
                    break
            if not self.sees(";"):
                return
            while self.took(";"):
                pass
            if self.sees(".", "}", "]"):
                return

    def _verb(self, group: _Group) -> bool:
        """[79] VerbSimple, or a path: tell whether it may have no step."""
        kind, text = self.next()
        if kind != "variable":
            return self._path()
        self.at += 1
        group.free.add(text[1:])
        return False

    def _lead(self, start: int) -> None:
        """Note the first step of a path, or all steps in the place of each other."""
        path = self.tokens[start : self.at]
        signs = [sign if kind == "sign" else "" for kind, sign in path]
        if "|" not in signs:
            path = path[:1] if signs[1:2] not in (["*"], ["?"]) else []
        elif signs[1::2] != ["|"] * (len(path) // 2):
            path = []
        path = [step for step in path if step != ("sign", "|")]
        if path and all(kind in ("iri", "name") for kind, _ in path):
            self.leads.add(tuple(self.iri(*step) for step in path))

    def _node(self, group: _Group) -> str:
        """[105] GraphNodePath: return the variable that it is, or nothing for a constant."""
        kind, text = self.take()
        if text == "[" or (text == "(" and kind == "sign"):
            self._blanks += 1
            name = f"[{self._blanks}"
            if text == "(":
                self.found.update(_LIST)
                while not self.took(")"):
                    self._node(group)
            elif not self.took("]"):
                self._properties(group, name)
                if not self.took("]"):
                    raise UnsureError
            return name
        if kind == "variable":
            return text[1:]
        if kind not in ("iri", "name", "string"):
            raise UnsureError
        if kind == "string" and self.next()[1].startswith("@"):
            self.at += 1
        elif kind == "string" and self.took("^"):
            self.at += 2
        return text if text.startswith("_:") else ""

    def _path(self) -> bool:
        """[89] PathAlternative: tell whether it may have no step."""
        zero, some = self._sequence(), False
        while self.took("|"):
            some = self._sequence()
            zero = zero or some
        return zero

    def _sequence(self) -> bool:
        zero = self._step()
        while self.took("/"):
            # Each step begins where another ends: one that is a statement holds them all.
            zero = self._step() and zero
        return zero

    def _step(self) -> bool:
        self.took("^")
        kind, text = self.take()
        if (kind, text) == ("sign", "("):
            zero = self._path()
            if not self.took(")"):
                raise UnsureError
        else:
            zero = False
            self.found.add(self.iri(kind, text))
        if self.took("*", "?"):
            return True
        self.took("+")
        return zero
