"""Libraries that only some forms of output use; an installation may do without them."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from ess_graph.errors import SystemProblem


def needed(module: str, extra: str) -> ModuleType:
    """Import an optional library.

    Args:
        module: the module, ``matplotlib.figure``.
        extra: the extra of ess-graph that brings it, ``charts``.

    Raises:
        SystemProblem: the library is not installed; the sentence says what to install.
    """
    try:
        return import_module(module)
    except ImportError as error:
        library = module.partition(".")[0]
        raise SystemProblem("output.missing", library=library, extra=extra) from error
