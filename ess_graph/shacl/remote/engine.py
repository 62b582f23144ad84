"""Validate the data of an endpoint: the plan of every other engine, evaluated on what is fetched by page."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from ess_graph.errors import InputProblem
from ess_graph.report.finding import Report
from ess_graph.shacl.bounds import Kept, kept
from ess_graph.shacl.store_engine import StoreEngine, order
from ess_graph.shacl.trace import active_trace, stage
from ess_graph.shacl.validate import read_rules
from ess_graph.text import message

if TYPE_CHECKING:
    from ess_graph.shacl.plan.shapes import Plan
    from ess_graph.shacl.remote.pages import Pages
    from ess_graph.store.endpoint import EndpointSource

NAME = "endpoint"


def validate_endpoint(
    source: EndpointSource, *, shapes: Sequence[Path] = (), graphs: Sequence[str] = ()
) -> Report:
    """Validate what lies on an endpoint.

    Args:
        source: the endpoint; its own limits of time and size hold for each answer.
        shapes: SHACL files in place of ours.
        graphs: the IRIs of the graphs that are validated together; the endpoint's default graph when there are none.

    Returns:
        The findings; ``report.checked`` is the number of statements that were fetched.

    Raises:
        EndpointProblem: the endpoint does not answer, gives a part only, or has more than is fetched.
        InputProblem: the shapes are not valid, need another engine, or lead to a blank node.
    """
    from ess_graph.shacl.remote.pages import Pages

    started = time.perf_counter()
    plan = StoreEngine().plan(read_rules(shapes, source.base))
    pages = Pages(of_graphs(source, graphs))
    findings = run(plan, pages)
    trace = active_trace()
    if trace is not None:
        trace.engine, trace.reason = NAME, message("explain.asked")
    return Report(
        tuple(findings), pages.rows, NAME, time.perf_counter() - started, left_out=findings.left_out
    )


def run(plan: Plan, pages: Pages) -> Kept:
    """Return what a plan finds on an endpoint, in the order of every engine; errors as :func:`validate_endpoint`."""
    from ess_graph.shacl.remote.index import RemoteIndex
    from ess_graph.shacl.run.evaluate import Evaluation

    index, queries = RemoteIndex(plan, pages), None
    if plan.asks_sparql:
        from ess_graph.shacl.remote.asked import RemoteQueries

        queries = RemoteQueries(plan, pages, index)
    try:
        with stage("check"):
            return kept(Evaluation(plan, index, queries).findings(), order)
    except RecursionError as error:
        raise InputProblem("input.shapes", reason=message("shacl.too_deep")) from error


def of_graphs(source: EndpointSource, graphs: Sequence[str]) -> EndpointSource:
    """Return an endpoint whose default graph is the union of some graphs (SPARQL 1.1 Protocol §2.1.4)."""
    if not graphs:
        return source
    asked = "&".join(f"default-graph-uri={quote(iri, safe='')}" for iri in graphs)
    return replace(source, address=f"{source.address}{'&' if '?' in source.address else '?'}{asked}")
