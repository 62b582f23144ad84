"""Validate a contribution in the graph that it would make: what it says, and what it changes for what is published.

Only nodes that a changed statement can matter to are looked at, so that ten practices are checked in a graph of two
million statements without reading it. What the published graph had to say for itself before does not count.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from ess_graph.rdf.namespaces import RDF_TYPE
from ess_graph.report.finding import Finding, Report
from ess_graph.shacl.bounds import kept
from ess_graph.shacl.compare import not_before
from ess_graph.shacl.plan.targets import Target, TargetClass, TargetNode, TargetObjectsOf, TargetSubjectsOf
from ess_graph.shacl.store_engine import StoreEngine, order, without_collection
from ess_graph.shacl.validate import read_rules
from ess_graph.store.provenance import PROVENANCE_GRAPH, contribution_graph

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

    from ess_graph.shacl.plan.problem import Term
    from ess_graph.shacl.plan.shapes import Plan
    from ess_graph.shacl.run.store_index import StoreIndex
    from ess_graph.store.contributions import Proposed

#: From a published node that changes, so many steps back to those that may look at it. The longest path of our shapes
#: is of three: practice → participation → actor → type.
STEPS_BACK: Final = 3
#: From so many nodes on, to read the whole graph once costs less than to ask about each.
MANY: Final = 20_000


def validate_in_context(proposed: Proposed, shapes: Sequence[Path] = ()) -> Report:
    """Validate a contribution in the store that it would make.

    Args:
        proposed: the contribution, and the store before and after.
        shapes: SHACL files in place of ours.

    Returns:
        The findings that are not found without the contribution.

    Raises:
        InputProblem: the shapes are not valid.
        BeyondEngine: the shapes need what our engine does not have.
    """
    started = time.perf_counter()
    engine = StoreEngine()
    base = proposed.after.base
    plan = engine.plan(read_rules(shapes, base))
    focuses = _focus_nodes(proposed)
    graph = contribution_graph(base, proposed.about.id)
    store = proposed.after.store
    with without_collection():
        if len(focuses) > MANY:
            rest = (q.triple for q in _all(store) if getattr(q.graph_name, "value", "") != graph)
            found = engine.run(plan, chain(rest, proposed.statements))
            before = engine.run(plan, (q.triple for q in _all(proposed.before.store))) if found else []
        else:
            found = list(_findings(plan, store, focuses, graph, proposed.statements))
            # Two that are alike are each wrong because of the other: the published one stands as a value.
            others = _values(found, focuses)
            found += _findings(plan, store, others, graph, proposed.statements)
            wrong = {one.focus for one in found}
            again = [one for one in (*focuses, *others) if one.value in wrong]
            before = list(_findings(plan, proposed.before.store, again))
    findings = kept(not_before(found, before), order)
    seconds = time.perf_counter() - started
    return Report(tuple(findings), len(proposed.statements), engine.name, seconds, "", findings.left_out)


def _values(found: Iterable[Finding], focuses: Iterable[Term]) -> list[Term]:
    """Return the nodes that stand as values in findings and have not been looked at."""
    nodes = dict.fromkeys(one.terms.value for one in found if one.terms is not None)
    return [one for one in nodes if isinstance(one, NamedNode) and one not in set(focuses)]


def _all(store: Store) -> Iterator[Quad]:
    return store.quads_for_pattern(None, None, None, None)


def _findings(
    plan: Plan, store: Store, focuses: Sequence[Term], instead: str = "", read: Iterable[Triple] = ()
) -> Iterator[Finding]:
    """Yield what a plan finds about some nodes of a store."""
    from ess_graph.shacl.run.evaluate import Evaluation
    from ess_graph.shacl.run.held import OnDisk
    from ess_graph.shacl.run.sparql import Queries
    from ess_graph.shacl.run.store_index import StoreIndex

    queries = None
    if plan.asks_sparql:
        queries = Queries(plan)
        # Not ask_of(), which makes a copy of what the queries see: it is worth its price for all nodes only.
        queries.show(OnDisk(store, whole=True))
    index = StoreIndex(store, instead, read)
    evaluation = Evaluation(plan, index, queries)
    targets = _Targets(store, index, focuses)
    try:
        for node, shape in plan.shapes.items():
            if shape.targets and shape.constraints:
                mine = dict.fromkeys(chain.from_iterable(targets.of(target) for target in shape.targets))
                if mine:
                    yield from evaluation.findings_of(node, mine)
    finally:
        evaluation.stop()


class _Targets:
    """Which of some nodes the targets of shapes select; each node is looked at once, not once a shape."""

    def __init__(self, store: Store, index: StoreIndex, nodes: Iterable[Term]) -> None:
        self._index = index
        self._nodes = tuple(nodes)
        self._by_class: dict[Term, dict[Term, None]] = defaultdict(dict)
        self._by_predicate: dict[str, dict[Term, None]] = defaultdict(dict)
        for node in self._nodes:
            if isinstance(node, NamedNode | BlankNode):
                for quad in store.quads_for_pattern(node, None, None, None):
                    self._by_predicate[quad.predicate.value][node] = None
                    if quad.predicate.value == RDF_TYPE and not isinstance(quad.object, Triple):
                        for one in index.over(quad.object):
                            self._by_class[one][node] = None

    def of(self, target: Target) -> Iterable[Term]:
        """Return the nodes that a target selects."""
        match target:
            case TargetNode():
                return [node for node in self._nodes if node == target.node]
            case TargetClass(iri):
                return self._by_class.get(iri, ())
            case TargetSubjectsOf(iri):
                return self._by_predicate.get(iri, ())
            case TargetObjectsOf(iri):
                return [node for node in self._nodes if self._index.subjects(iri).get(node)]


def _focus_nodes(proposed: Proposed) -> list[Term]:
    """Return the nodes of the changed statements, and those that look at a published one that changes."""
    provenance = f"{proposed.after.base}{PROVENANCE_GRAPH}"
    nodes: dict[Term, None] = {}
    subjects: dict[NamedNode, None] = {}
    changed = b"".join((*proposed.added, *proposed.removed))
    quads = [q for q in parse(changed, format=RdfFormat.N_QUADS) if _graph(q) != provenance]
    for triple in chain((q.triple for q in quads), proposed.statements):
        if isinstance(triple.subject, NamedNode):
            subjects[triple.subject] = None
            nodes[triple.subject] = None
        if isinstance(triple.object, NamedNode):
            nodes[triple.object] = None
    store = proposed.before.store
    pending = [one for one in subjects if any(store.quads_for_pattern(one, None, None, None))]
    for _ in range(STEPS_BACK):
        found: dict[NamedNode, None] = {}
        for one in pending:
            for quad in store.quads_for_pattern(None, None, one, None):
                if isinstance(quad.subject, NamedNode) and quad.subject not in nodes:
                    nodes[quad.subject] = found[quad.subject] = None
            if len(nodes) > MANY:
                return list(nodes)
        pending = list(found)
    return list(nodes)


def _graph(quad: Quad) -> str:
    return str(getattr(quad.graph_name, "value", ""))
