"""``--endpoint`` and ``--graph``: what ``validate`` and ``shacl`` need for data that lie elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ess_graph.cli.base import Option
from ess_graph.errors import UsageProblem

if TYPE_CHECKING:
    from ess_graph.report.finding import Report

_Function = TypeVar("_Function", bound=Callable[..., Any])


def endpoint_options(function: _Function) -> _Function:
    """Add the options of an endpoint."""
    endpoint = click.option("--endpoint", cls=Option, metavar="URL", help="help.shacl.endpoint")
    graph = click.option(
        "--graph", "graphs", cls=Option, multiple=True, metavar="IRI", help="help.shacl.graph"
    )
    return endpoint(graph(function))


def check_endpoint(
    endpoint: str | None,
    graphs: tuple[str, ...],
    others: bool,
    engines: tuple[str | None, ...],
) -> None:
    """Refuse options that do not go together.

    Args:
        endpoint: the address, if one is given.
        graphs: the graphs on it.
        others: whether files or a store are given too.
        engines: the engines that are asked for.

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
    if any(name not in (None, "auto", "store") for name in engines):
        raise UsageProblem("usage.endpoint_engine")


def endpoint_report(
    endpoint: str, graphs: tuple[str, ...], timeout: float | None, shapes: tuple[Path, ...]
) -> Report:
    """Validate what lies on an endpoint; the errors are those of ``validate_endpoint`` and ``open_endpoint``.

    A time that is given for the whole is also what each exchange with the endpoint may take.
    """
    from ess_graph.shacl.remote.engine import validate_endpoint
    from ess_graph.store.endpoint import TIMEOUT, open_endpoint

    source = open_endpoint(endpoint, timeout=TIMEOUT if timeout is None else timeout)
    return validate_endpoint(source, shapes=shapes, graphs=graphs)


def _check_iri(found: str) -> None:
    from pyoxigraph import NamedNode

    try:
        NamedNode(found)
    except ValueError as error:
        raise UsageProblem("usage.iri", found=found, reason=error) from error
