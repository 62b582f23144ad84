"""Inference at build: the CONSTRUCT rules of ``queries/rules/``, run once in the order of their names.

What a rule adds lies in a named graph of its own, ``{base}graph/inferred/{rule}``: asserted and inferred
statements, and the rule that made each, can always be told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ess_graph.rdf.namespaces import INFERRED_GRAPH
from ess_graph.store.loading import load_lines
from ess_graph.store.sparql import construct

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad, Store, Triple


def rule_files(folder: Path) -> list[Path]:
    """Return the rules in the order in which they run."""
    return sorted(folder.glob("*.rq"))


def rule_graph(base: str, rule: str) -> str:
    """Return the IRI of the graph that holds what a rule adds.

    >>> rule_graph("https://example.org/", "10-top-concepts")
    'https://example.org/graph/inferred/10-top-concepts'
    """
    return f"{base}{INFERRED_GRAPH}/{rule}"


def apply_rules(
    store: Store, rules: list[Path], base: str, out: Path, progress: Callable[[str], None]
) -> list[Path]:
    """Run each rule and load what it adds before the next one runs.

    Args:
        store: the store of the asserted statements, writable.
        rules: the rule files, in order.
        base: the base of our IRIs.
        out: an existing folder for one N-Quads file a rule.
        progress: called with the name of each rule.

    Returns:
        The files written, one a rule.

    Raises:
        SystemProblem: a rule is no valid SPARQL.
    """
    from pyoxigraph import NamedNode, RdfFormat, serialize

    files = []
    for rule in rules:
        progress(rule.stem)
        found = construct(store, rule.read_text("utf-8"), base, name=rule.name)
        file = out / f"{rule.stem}.nq"
        additions = _additions(store, found, NamedNode(rule_graph(base, rule.stem)))
        serialize(additions, output=str(file), format=RdfFormat.N_QUADS)
        load_lines(store, file)
        files.append(file)
    return files


def _additions(store: Store, found: Iterable[Triple], graph: NamedNode) -> Iterator[Quad]:
    """Yield what is not asserted already, in the graph of the rule."""
    from pyoxigraph import DefaultGraph, Quad

    default = DefaultGraph()
    # A look-up for each of a million triples is dear, and most predicates that rules make are asserted nowhere.
    asserted: dict[NamedNode, bool] = {}
    for triple in found:
        predicate = triple.predicate
        if predicate not in asserted:
            asserted[predicate] = any(store.quads_for_pattern(None, predicate, None, default))
        if not asserted[predicate] or Quad(triple.subject, predicate, triple.object, default) not in store:
            yield Quad(triple.subject, predicate, triple.object, graph)
