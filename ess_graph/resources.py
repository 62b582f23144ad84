"""Where the ontology, shapes, queries and data lie: inside the wheel, or beside the package in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ess_graph.errors import SystemProblem

FOLDERS = ("ontology", "shapes", "queries", "data")


@cache
def root() -> Path:
    """Return the folder that holds ``ontology/``, ``shapes/``, ``queries/`` and ``data/``.

    Raises:
        SystemProblem: when neither the wheel nor the checkout has them.
    """
    package = Path(__file__).resolve().parent
    for candidate in (package / "_resources", package.parent):
        if all((candidate / folder).is_dir() for folder in FOLDERS):
            return candidate
    raise SystemProblem("system.resources", path=package)


def folder(name: str) -> Path:
    """Return one of the resource folders.

    >>> folder("queries").name
    'queries'
    """
    return root() / name
