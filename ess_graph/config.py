"""What a person may choose: the base of our IRIs and where the store lies."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

DEFAULT_BASE: Final = "https://w3id.org/ess-graph/"


def base_iri(explicit: str | None = None) -> str:
    """Return the base of our IRIs: the argument, else ``ESS_GRAPH_BASE``, else the default.

    Raises:
        UsageProblem: when the base is not an absolute http(s) IRI that ends in ``/``.
    """
    base = explicit or os.environ.get("ESS_GRAPH_BASE") or DEFAULT_BASE
    if not base.startswith(("http://", "https://")) or not base.endswith("/") or " " in base:
        from ess_graph.errors import UsageProblem

        raise UsageProblem("usage.base", value=base)
    return base


def store_path(explicit: str | os.PathLike[str] | None = None) -> Path:
    """Return the directory of the store: the argument, ``ESS_GRAPH_STORE``, else the user's data directory."""
    chosen = explicit or os.environ.get("ESS_GRAPH_STORE")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("ess-graph", appauthor=False) / "store"
