"""What looking for near-miss namespaces costs a conversion: ``python -m benchmarks.near_miss FILE``.

Processor time of reading and writing the file as N-Quads through Python, with the look-out and without, in turn.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from pyoxigraph import Quad, RdfFormat, serialize

from ess_graph.rdf.formats import syntax_of
from ess_graph.rdf.near_miss import NearMisses
from ess_graph.rdf.reading import read_quads

ROUNDS = 5
#: What ``convert`` asks for.
ENOUGH = 1000


def seconds(path: Path, enough: int | None, watched: bool) -> tuple[float, int]:
    """Return the processor time of one pass and the number of statements."""
    count = 0

    def counted(quads: Iterable[Quad]) -> Iterator[Quad]:
        nonlocal count
        for quad in quads:
            count += 1
            yield quad

    started = time.process_time()
    quads = read_quads(path, syntax_of(path))
    seen = NearMisses(enough).watch(quads) if watched else quads
    with Path("/dev/null").open("wb") as out:
        serialize(cast("Iterable[Quad]", counted(seen)), output=out, format=RdfFormat.N_QUADS)
    return time.process_time() - started, count


def report(path: Path) -> Iterator[str]:
    """Yield the lines of a table."""
    plain, watched = [], []
    for _ in range(ROUNDS):
        taken, count = seconds(path, None, watched=False)
        plain.append(taken)
        watched.append(seconds(path, ENOUGH, watched=True)[0])
    alone, both = statistics.median(plain), statistics.median(watched)
    yield "| statements | without, s | with, s | more | a statement |"
    yield "|---:|---:|---:|---:|---:|"
    each = (both - alone) / count * 1e6
    yield f"| {count} | {alone:.2f} | {both:.2f} | {100 * (both / alone - 1):.0f} % | {each:.2f} µs |"


if __name__ == "__main__":
    for line in report(Path(sys.argv[1])):
        print(line)
