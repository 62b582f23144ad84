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


def contributions_path(explicit: str | os.PathLike[str] | None, store: Path) -> Path:
    """Return the folder of the contributions to a store.

    It is the argument, ``ESS_GRAPH_CONTRIBUTIONS``, else a folder beside the store, so that a store that is deleted
    to be built again takes none with it.

    >>> contributions_path(None, Path("graph/store")).as_posix()
    'graph/store-contributions'
    """
    chosen = explicit or os.environ.get("ESS_GRAPH_CONTRIBUTIONS")
    return Path(chosen) if chosen else store.with_name(f"{store.name}-contributions")
