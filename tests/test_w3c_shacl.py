"""The W3C SHACL tests through our engine, finding by finding.

``docs/conformance.toml`` names what fails and why; this file holds it to its word. What a test expects is a report
graph (SHACL §3.6); ours is a list of findings: focus node, path, value, severity, component and shape are compared,
and the message where the test gives one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, NamedNode, Triple

from docs.conformance import scores
from ess_graph.errors import InputProblem
from ess_graph.rdf.formats import SYNTAXES
from ess_graph.rdf.namespaces import EXTERNAL
from ess_graph.rdf.reading import read_quads
from ess_graph.report.finding import Finding
from ess_graph.shacl.columns_engine import ColumnsEngine
from ess_graph.shacl.engine import ShaclEngine
from ess_graph.shacl.plan.graph import ShapesGraph
from ess_graph.shacl.plan.paths import display, read_path
from ess_graph.shacl.pyshacl_engine import PyShaclEngine
from ess_graph.shacl.store_engine import StoreEngine
from tests.w3c_manifest import SHACL_SUITE, SHT, Entry, Graph, entries

SH = EXTERNAL["sh"]
ALL = entries(SHACL_SUITE)
ENGINES: dict[str, ShaclEngine] = {
    "shacl": StoreEngine(),
    "shacl-columns": ColumnsEngine(),
    "shacl-pyshacl": PyShaclEngine(),
}
#: What stands for any blank node: their labels mean nothing across files.
BLANK = "_:"

Key = tuple[str, str, str, str, str, str]


def triples(file: Path) -> list[Triple]:
    base = SHACL_SUITE.base + file.relative_to(SHACL_SUITE.manifest.parent).as_posix()
    return [quad.triple for quad in read_quads(file, SYNTAXES["ttl"], base)]


def text(term: Any) -> str:
    if term is None:
        return ""
    return BLANK if isinstance(term, BlankNode) else str(term.value)


def expected(graph: Graph, report: BlankNode) -> tuple[bool, Counter[Key], set[str]]:
    """Return the verdict, the findings and the messages that a test asks for."""
    found: Counter[Key] = Counter()
    messages: set[str] = set()
    for result in graph.all(report, SH + "result"):
        one = {name: text(graph.one(result, SH + name)) for name in NAMES}
        component = one["sourceConstraintComponent"].removeprefix(SH).removesuffix("ConstraintComponent")
        severity = one["resultSeverity"].removeprefix(SH)
        path = graph.one(result, SH + "resultPath")
        if isinstance(path, BlankNode):  # a path is itself, whatever its blank nodes are called
            one["resultPath"] = display(read_path(ShapesGraph(graph.triples), result, path))
        key = (one["focusNode"], one["resultPath"], one["value"], severity, component, one["sourceShape"])
        found[key] += 1
        messages |= {text(message) for message in graph.all(result, SH + "resultMessage")}
    return graph.one(report, SH + "conforms").value == "true", found, messages


NAMES = ("focusNode", "resultPath", "value", "resultSeverity", "sourceConstraintComponent", "sourceShape")


def key(finding: Finding, name: Callable[[str], str]) -> Key:
    return (
        name(finding.focus),
        name(finding.path),
        name(finding.value),
        finding.severity,
        finding.component,
        name(finding.shape),
    )


@cache
def problem(entry: Entry, engine: str) -> str:
    """Return what is wrong with the findings of an engine of :data:`ENGINES`."""
    return verdict(entry, ENGINES[engine])


def verdict(entry: Entry, engine: ShaclEngine) -> str:
    """Return what is wrong with the findings of an engine, ``""`` when nothing is."""
    data, shapes = triples(entry.action), triples(entry.options["shapes"])
    labels = {
        term.value
        for triple in (*data, *shapes)
        for term in (triple.subject, triple.object)
        if isinstance(term, BlankNode)
    }
    report = entry.options["report"]
    try:
        findings = engine.validate(data, shapes)
    except InputProblem as error:
        return "" if report == NamedNode(SHT + "Failure") else f"refused: {error}"
    if isinstance(report, NamedNode):
        return f"not refused: {len(findings)} findings"
    conforms, wanted, messages = expected(entry.options["manifest"], report)
    if conforms is bool(findings):
        return f"conforms: {conforms} expected"
    found = Counter(key(one, lambda value: BLANK if value in labels else value) for one in findings)
    if found != wanted:
        return f"missing {wanted - found}, too many {found - wanted}"
    said = {message for one in findings for message in one.messages.values()}
    return "" if messages <= said else f"messages missing: {messages - said}"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("entry", ALL, ids=[entry.name for entry in ALL])
def test_a_shacl_test_of_the_w3c_ends_as_the_page_says(entry: Entry, engine: str) -> None:
    said = problem(entry, engine)
    assert bool(said) is (entry.name in scores()[engine].failures), said


@pytest.mark.parametrize("engine", ENGINES)
def test_the_suite_is_there_whole_and_the_score_is_true(engine: str) -> None:
    assert ALL, "the W3C suites are not in the cache; run: make suites (or python -m tests.suites)"
    score = scores()[engine]
    names = {entry.name for entry in ALL}
    assert len(names) == len(ALL) == score.run
    assert set(score.failures) <= names
    assert not score.not_run
