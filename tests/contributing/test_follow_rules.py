"""What the rules add because of a contribution is what they would add if everything were inferred anew."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from ess_graph.resources import folder
from ess_graph.store.follow import follow_rules
from ess_graph.store.rule_patterns import read_rules
from ess_graph.store.rules import apply_rules, rule_files, rule_graph
from tests.conftest import BASE

RULES = rule_files(folder("queries") / "rules")
READ = read_rules(RULES, BASE)
SHAPES = {rule.name: rule.shape for rule in READ}
NODES = [NamedNode(f"https://example.org/{name}") for name in "abcde"]
#: What the rules speak of: their own predicates, and the terms that stand in them.
PREDICATES = sorted(
    {pattern[1] for shape in SHAPES.values() for pattern in (*shape.patterns, *shape.made)}, key=str
)
TERMS = sorted(
    {
        part
        for shape in SHAPES.values()
        for pattern in shape.patterns
        for part in (pattern[0], pattern[2])
        if isinstance(part, NamedNode)
    },
    key=str,
)
GRAPH = NamedNode(f"{BASE}graph/contribution/0000000000000000")

triples = st.builds(
    Triple,
    st.sampled_from([*NODES, *TERMS]),
    st.sampled_from([one for one in PREDICATES if isinstance(one, NamedNode)]),
    st.sampled_from([*NODES, *NODES, *TERMS, Literal("n", language="fr")]),
)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[set[Triple], set[Triple]]:
    """Draw statements that match the patterns of a rule, cut in two, and some others."""
    shape = SHAPES[draw(st.sampled_from(sorted(SHAPES)))]
    some: list[Triple] = draw(st.lists(triples, max_size=6))
    for pattern in shape.patterns:
        subject, predicate, value = (
            draw(st.sampled_from(NODES[:3])) if isinstance(part, str) else part for part in pattern
        )
        assert isinstance(predicate, NamedNode)
        assert isinstance(subject, NamedNode)
        some.append(Triple(subject, predicate, value))
    published = {one for one in some if draw(st.booleans())}
    return published, set(some) - published


def inferred(store: Store) -> dict[str, set[Triple]]:
    found = {}
    for path in RULES:
        graph = NamedNode(rule_graph(BASE, path.stem))
        found[path.stem] = {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}
    return found


def anew(asserted: set[Triple]) -> dict[str, set[Triple]]:
    store = Store()
    store.extend(Quad(one.subject, one.predicate, one.object) for one in asserted)
    with TemporaryDirectory() as scratch:
        apply_rules(store, RULES, BASE, Path(scratch), lambda name: None)
    return inferred(store)


@settings(max_examples=40)
@given(worlds())
def test_following_the_rules_gives_what_inferring_anew_gives(world: tuple[set[Triple], set[Triple]]) -> None:
    published, contributed = world
    store = Store()
    store.extend(Quad(one.subject, one.predicate, one.object) for one in published)
    with TemporaryDirectory() as scratch:
        apply_rules(store, RULES, BASE, Path(scratch), lambda name: None)
    before = inferred(store)
    store.extend(Quad(one.subject, one.predicate, one.object, GRAPH) for one in contributed)
    followed = follow_rules(store, READ, BASE, [GRAPH], sorted(contributed, key=str))
    after = inferred(store)
    assert after == anew(published | contributed)
    told: dict[str, set[Triple]] = {name: set(found) for name, found in before.items()}
    for quad in followed.removed:
        told[str(quad.graph_name).rpartition("/")[2].rstrip(">")].remove(quad.triple)
    for quad in followed.added:
        told[str(quad.graph_name).rpartition("/")[2].rstrip(">")].add(quad.triple)
    assert told == after


def test_the_rule_that_makes_most_statements_is_followed_and_not_run_again() -> None:
    plain = {name for name, shape in SHAPES.items() if shape.join}
    assert {"70-exercises", "71-competence-taken-over", "80-practice-place"} <= plain
    assert "10-body-names" not in plain
