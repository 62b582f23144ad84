"""The published data, corrupted one rule at a time: exactly that rule fires.

A corruption is made from what kind of constraint the rule is. It is looked at where it was made and at every node that
is linked to a changed one, either way (``Bench.neighbours``); what a rule sees two links away is not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rdflib import URIRef
from rdflib.namespace import RDF
from rdflib.term import Node

from ess_graph.rdf.formats import syntax_of
from ess_graph.rdf.reading import read_quads
from ess_graph.resources import folder
from ess_graph.shacl.rules import Rule, list_rules
from ess_graph.shacl.scope import editorial_triples
from ess_graph.store.generation import OpenStore
from tests.conftest import BASE
from tests.rule_mutations import OVERLAPS, Change, Place, mutations
from tests.rule_mutations_by_hand import iri
from tests.rule_mutations_of_lists import OF_LISTS
from tests.rule_mutations_of_things import OF_THINGS
from tests.shacl_bench import Bench, Found, rdflib_graph, shapes_graph

#: More than a minute: not of every run.
pytestmark = pytest.mark.integration

EXAMPLES = folder("shapes") / "examples"
CONTEXT = sorted((EXAMPLES / "context").glob("*.ttl"))
BY_HAND = {**OF_LISTS, **OF_THINGS}
RULES = list_rules()
#: Corruptions tried for a rule before it is said not to fire alone, and nodes on which they are tried.
TRIES, NODES = 60, 40


@dataclass
class Corrupted:
    """What the corruptions of the whole data gave."""

    fired: dict[str, Change] = field(default_factory=dict)
    by_example: list[str] = field(default_factory=list)
    #: By rule that did not fire alone: the kinds of corruption tried, and the codes that they gave.
    failed: dict[str, dict[str, list[str]]] = field(default_factory=dict)


class Corruptor:
    """Corrupts one graph, again and again."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._shapes = shapes_graph()
        self._known: dict[Node, set[Found]] = {}

    def targets(self, rule: Rule) -> list[Node]:
        """Return nodes that the rule is about: those that have its property first, then the least used."""
        data = self._bench.data
        found: set[Node] = set()
        for target in rule.targets:
            if target.endswith(" →"):
                found.update(data.subjects(iri(target.removesuffix(" →")), None))
            else:
                found.update(data.subjects(RDF.type, iri(target)))
        path = iri(rule.path) if rule.path else None

        def rank(node: Node) -> tuple[bool, int, str]:
            return (path is not None and (node, path, None) not in data, self._bench.used(node), str(node))

        order = sorted(found, key=rank)
        few = NODES // 4
        return order[:few] + order[few :: max(1, (len(order) - few) // (NODES - few))]

    def corrupt(self, rule: Rule) -> tuple[Change | None, dict[str, list[str]]]:
        """Return the first corruption that makes exactly the rule fire, and what the others gave."""
        wanted = {rule.code} | (OVERLAPS[rule.code].codes if rule.code in OVERLAPS else set())
        gave: dict[str, list[str]] = {}
        tried = 0
        for node in self.targets(rule):
            make = BY_HAND.get(rule.code, mutations)
            for change in make(Place(rule, self._shapes, self._bench.data, node)):
                tried += 1
                codes = self._codes(node, change, wanted)
                if codes == wanted:
                    return change, gave
                gave.setdefault(change.kind, sorted(codes))
            if tried > TRIES:
                break
        return None, gave

    def _codes(self, node: Node, change: Change, wanted: set[str]) -> set[str]:
        """Return the codes that the change adds: at the nodes it names and, if these are right, around them."""
        touched = {node}
        for subject, _, value in (*change.removed, *change.added):
            touched.add(subject)
            if isinstance(value, URIRef) and self._bench.used(value) <= len(self._bench.data) // 1000:
                touched.add(value)
        with self._bench.changed(change.removed, change.added):
            found = self._bench.findings(touched)
            codes = {one.code for one in found}
            if wanted <= codes:
                found |= self._bench.findings(self._bench.neighbours(touched) - touched)
        return {one.code for one in found - self._before({URIRef(one.focus) for one in found})}

    def _before(self, nodes: set[URIRef]) -> set[Found]:
        for node in nodes - self._known.keys():
            self._known[node] = self._bench.findings([node])
        return {found for node in nodes for found in self._known[node]}


def _graph(*paths: Path) -> Bench:
    triples = (quad.triple for path in paths for quad in read_quads(path, syntax_of(path), BASE))
    return Bench(shapes_graph(), rdflib_graph(triples))


@pytest.fixture(scope="module")
def corrupted(small: OpenStore) -> Corrupted:
    """Every rule, broken once: in the published data or, where these have nothing of the kind, in its example."""
    published = Corruptor(Bench(shapes_graph(), rdflib_graph(editorial_triples(small))))
    done = Corrupted()
    for rule in RULES:
        change, gave = published.corrupt(rule)
        if not gave and change is None:
            example = sorted((EXAMPLES / rule.code).glob("conforming*.ttl"))
            change, gave = Corruptor(_graph(*CONTEXT, *example)).corrupt(rule)
            done.by_example.append(rule.code)
        if change is None:
            done.failed[rule.code] = gave
        else:
            done.fired[rule.code] = change
    return done


def test_each_rule_fires_and_no_other_beside(corrupted: Corrupted) -> None:
    print(  # noqa: T201 - the count is what the test shows
        f"{len(RULES)} rules, {len(corrupted.fired)} fired, {len(corrupted.failed)} with others beside or not at all;"
        f" by their example, for want of data: {', '.join(corrupted.by_example)}"
    )
    assert corrupted.failed == {}
    assert set(corrupted.fired) == {rule.code for rule in RULES}


def test_nearly_every_rule_is_broken_in_the_published_data(corrupted: Corrupted) -> None:
    assert len(corrupted.by_example) < len(RULES) / 20, corrupted.by_example


def test_the_corruptions_are_of_many_kinds(corrupted: Corrupted) -> None:
    kinds = {change.kind for change in corrupted.fired.values()}
    assert {"missing", "form", "datatype", "unknown", "bounds", "not-in-list", "language-missing"} <= kinds


def test_a_corruption_changes_something(corrupted: Corrupted) -> None:
    assert all(change.removed or change.added for change in corrupted.fired.values())


def test_a_rule_written_by_hand_is_a_rule() -> None:
    assert set(BY_HAND) | set(OVERLAPS) <= {rule.code for rule in RULES}
    assert all(overlap.reason and overlap.codes for overlap in OVERLAPS.values())
