"""What the guards cost: our reading against the bare parser, and how soon a hostile file is refused."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple, parse, serialize

from ess_graph.rdf.formats import SYNTAXES, Syntax
from ess_graph.rdf.reading import read_quads
from tests.hostile_files import FILES

STATEMENTS = 100_000


def report(rounds: int = 3) -> Iterator[str]:
    """Yield Markdown: a ratio for each syntax, then the slowest hostile files, each in a process of its own."""
    yield "| syntax | bare parser, s | ess-graph, s | ratio |"
    yield "|---|---:|---:|---:|"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for syntax in SYNTAXES.values():
            file = folder / syntax.name
            serialize(_triples(), output=str(file), format=syntax.rdf_format)
            bare = _median(rounds, partial(_bare, file, syntax))
            ours = _median(rounds, partial(_ours, file, syntax))
            yield f"| {syntax.name} | {bare:.2f} | {ours:.2f} | {ours / bare:.2f} |"
        yield ""
        yield "| hostile file | refused after, s |"
        yield "|---|---:|"
        times = {}
        for one in FILES:
            one.make(folder / one.name)
            command = [sys.executable, "-m", "ess_graph", "convert", folder / one.name, folder / "out.nq"]
            times[one.name] = _median(1, partial(subprocess.run, command, capture_output=True, check=False))
        for slow in sorted(times, key=lambda name: -times[name])[:8]:
            yield f"| {slow} | {times[slow]:.2f} |"


def _triples() -> Iterator[Triple]:
    for i in range(STATEMENTS):
        subject = NamedNode(f"http://example.org/practice/{i // 10}")
        yield Triple(
            subject, NamedNode(f"http://example.org/p{i % 10}"), Literal(f"text ({i}) of a practice")
        )


def _median(rounds: int, call: Callable[[], object]) -> float:
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _bare(file: Path, syntax: Syntax) -> int:
    return sum(1 for _ in parse(path=str(file), format=syntax.rdf_format))


def _ours(file: Path, syntax: Syntax) -> int:
    return sum(1 for _ in read_quads(file, syntax))


if __name__ == "__main__":
    for line in report():
        print(line, flush=True)
