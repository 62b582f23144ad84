"""``--endpoint`` and ``--graph``: what ``validate`` and ``shacl`` need for data that lie elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ess_graph.cli.base import Option
from ess_graph.errors import UsageProblem

if TYPE_CHECKING:
    from ess_graph.cli.findings import Asked
    from ess_graph.report.finding import Report
    from ess_graph.shacl.engine import ShaclEngine

_Function = TypeVar("_Function", bound=Callable[..., Any])


def endpoint_options(function: _Function) -> _Function:
    """Add the options of an endpoint."""
    endpoint = click.option("--endpoint", cls=Option, metavar="URL", help="help.shacl.endpoint")
    graph = click.option(
        "--graph", "graphs", cls=Option, multiple=True, metavar="IRI", help="help.shacl.graph"
    )
    return endpoint(graph(function))


def check_endpoint(endpoint: str | None, graphs: tuple[str, ...], asked: Asked, *, others: bool) -> None:
    """Refuse options that do not go together.

    Args:
        endpoint: the address, if one is given.
        graphs: the graphs on it.
        asked: the other options.
        others: whether files or a store are given too.

    Raises:
        UsageProblem: they do not.
    """
    if endpoint is None:
        if graphs:
            raise UsageProblem("usage.graph_without_endpoint")
        return
    if others:
        raise UsageProblem("usage.one_source")
    for iri in graphs:
        _check_iri(iri)
    if asked.engine not in ("auto", "store") or asked.compare:
        raise UsageProblem("usage.endpoint_engine")


def endpoint_report(
    endpoint: str, graphs: tuple[str, ...], shapes: tuple[Path, ...], asked: Asked
) -> Callable[[list[ShaclEngine]], list[Report]]:
    """Return what validates the data of an endpoint; ``--timeout`` holds for each exchange too.

    Raises:
        UsageProblem: the address is none.
    """
    from ess_graph.shacl.remote.engine import validate_endpoint
    from ess_graph.store.endpoint import TIMEOUT, open_endpoint

    source = open_endpoint(endpoint, timeout=TIMEOUT if asked.timeout is None else asked.timeout)
    return lambda engines: [validate_endpoint(source, shapes=shapes, graphs=graphs)]


def _check_iri(found: str) -> None:
    from pyoxigraph import NamedNode

    try:
        NamedNode(found)
    except ValueError as error:
        raise UsageProblem("usage.iri", found=found, reason=error) from error
