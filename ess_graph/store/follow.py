"""Inference on top of a published generation: what the rules add, and no longer add, because of contributions.

The result is that of running every rule on everything (a test compares them). A rule that no new statement can match
is left as it is; one that is a plain join is asked about the new statements only (semi-naive evaluation: a new result
needs a new statement in one of its patterns); any other is asked again as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal

from ess_graph.errors import SystemProblem
from ess_graph.store.rule_patterns import Bindings, Pattern, ReadRule, RuleShape, bound, filled
from ess_graph.store.rules import rule_graph

if TYPE_CHECKING:
    from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple


@dataclass(slots=True)
class Followed:
    """What changed in the graphs of the rules."""

    added: list[Quad] = field(default_factory=list)
    removed: list[Quad] = field(default_factory=list)


def follow_rules(
    store: Store, rules: Sequence[ReadRule], base: str, graphs: Sequence[NamedNode], new: list[Triple]
) -> Followed:
    """Bring the graphs of the rules to what they are with contributions.

    Args:
        store: the published statements, what the rules add to them, and the contributions in their graphs; writable.
        rules: the rules, in order.
        base: the base of our IRIs.
        graphs: the graphs of the contributions.
        new: the statements in them, none of which is asserted elsewhere.

    Raises:
        SystemProblem: a rule is no valid SPARQL.
    """
    from pyoxigraph import DefaultGraph, NamedNode

    found = Followed()
    if not new:
        return found
    asserted: list[NamedNode | DefaultGraph] = [DefaultGraph(), *graphs]
    visible = list(asserted)
    plus = list(new)
    minus: list[Triple] = []
    for rule in rules:
        graph = NamedNode(rule_graph(base, rule.name))
        asked = _Asked(store, rule, base, frozenset(visible))
        # What somebody states is no longer inferred: the same statement does not lie in two graphs.
        removed = [one for one in _in_graph(asked.makes(new), graph) if one in store]
        gone: list[Quad] = []
        if asked.shape.touched_by(minus) or (asked.shape.touched_by(plus) and not asked.shape.join):
            results = set(asked.all())
            removed = list(store.quads_for_pattern(None, None, None, graph))
            removed = [one for one in removed if one.triple not in results or _asserts(store, one, asserted)]
            gone = [one for one in removed if one.triple not in results]
        else:
            results = set(asked.joined(plus)) if asked.shape.join else set()
        added = [
            one
            for one in _in_graph(sorted(results, key=str), graph)
            if one not in store and not _asserts(store, one, asserted)
        ]
        store.extend(added)
        for one in removed:
            store.remove(one)
        found.added += added
        found.removed += removed
        plus += [one.triple for one in added]
        minus += [one.triple for one in gone]
        visible.append(graph)
    return found


def _in_graph(triples: Iterable[Triple], graph: NamedNode) -> Iterator[Quad]:
    from pyoxigraph import Quad

    for triple in triples:
        yield Quad(triple.subject, triple.predicate, triple.object, graph)


def _asserts(store: Store, quad: Quad, graphs: Iterable[NamedNode | DefaultGraph]) -> bool:
    from pyoxigraph import Quad

    return any(Quad(quad.subject, quad.predicate, quad.object, graph) in store for graph in graphs)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A rule and the graphs that it sees: what is asserted, and what the rules before it add."""

    store: Store
    rule: ReadRule
    base: str
    graphs: frozenset[NamedNode | DefaultGraph]

    @property
    def shape(self) -> RuleShape:
        """What the rule makes and from what."""
        return self.rule.shape

    def makes(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """Yield the statements that the rule might make, by their predicates."""
        made = {pattern[1] for pattern in self.shape.made}
        loose = any(isinstance(part, str) for part in made)
        yield from (one for one in triples if loose or one.predicate in made)

    def all(self) -> Iterator[Triple]:
        """Yield all that the rule makes."""
        yield from self._ask(self.rule.text)

    def joined(self, new: Iterable[Triple]) -> Iterator[Triple]:
        """Yield what a plain join makes of new statements, and of them with others.

        Not by a query with the new statements in VALUES: Oxigraph then reads all of the other patterns, and a thousand
        practices took 8 s with the assignments, of which they are none.
        """
        every = list(new)
        for number, pattern in enumerate(self.shape.join):
            others = (*self.shape.join[:number], *self.shape.join[number + 1 :])
            for triple in every:
                start = bound(pattern, triple)
                if start is not None:
                    for bindings in self._solutions(others, start):
                        yield from self.shape.results(bindings)

    def _solutions(self, patterns: tuple[Pattern, ...], known: Bindings) -> Iterator[Bindings]:
        """Yield the ways to match patterns: the one with the fewest open parts first."""
        if not patterns:
            yield known
            return
        parts = [filled(pattern, known) for pattern in patterns]
        number = min(range(len(parts)), key=lambda one: sum(isinstance(part, str) for part in parts[one]))
        rest = (*patterns[:number], *patterns[number + 1 :])
        asked: list[Any] = [None if isinstance(part, str) else part for part in parts[number]]
        if isinstance(asked[0], Literal):
            return
        for quad in self.store.quads_for_pattern(asked[0], asked[1], asked[2], None):
            if quad.graph_name in self.graphs:
                found = bound(patterns[number], quad.triple, known)
                if found is not None:
                    yield from self._solutions(rest, found)

    def _ask(self, text: str) -> Iterator[Triple]:
        try:
            found: Any = self.store.query(text, base_iri=self.base, default_graph=list(self.graphs))
        except SyntaxError as error:
            raise SystemProblem(
                "system.query", query=self.rule.name, reason=" ".join(str(error).split())
            ) from error
        yield from found
