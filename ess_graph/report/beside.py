"""Write what was made from a contributor's file beside it: never in its place."""

from __future__ import annotations

from pathlib import Path

from ess_graph.errors import UsageProblem
from ess_graph.rdf.atomic import atomic_writer


def save_copy(data: bytes, source: Path, target: Path) -> None:
    """Write a copy whole or not at all.

    Args:
        data: the bytes of the copy.
        source: the contributor's file.
        target: where the copy goes.

    Raises:
        SystemProblem: it cannot be written there.
        UsageProblem: that is the contributor's file itself, by whatever name.
    """
    if target.exists() and target.samefile(source):
        raise UsageProblem("usage.own_file", path=target)
    with atomic_writer(target) as stream:
        stream.write(data)
