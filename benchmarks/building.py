"""Building the whole dataset: time and memory, and as a ratio to reading its tables with the csv module."""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import run_once
from ess_graph.resources import folder


def read_tables() -> float:
    """Return the seconds that the csv module needs to read every table."""
    started = time.perf_counter()
    for path in folder("data").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            for _ in csv.reader(stream):
                pass
    return time.perf_counter() - started


def report(store: Path) -> Iterator[str]:
    """Build into ``store`` and yield the rows of a Markdown table."""
    reading = read_tables()
    run = run_once([sys.executable, "-m", "ess_graph", "build", "--store", str(store)])
    yield "| build of everything | |"
    yield "|---|---:|"
    yield f"| wall, s | {run.wall:.1f} |"
    yield f"| processor, s | {run.cpu:.1f} |"
    yield f"| peak, MiB | {run.peak:.0f} |"
    yield f"| ratio to reading the tables with csv ({reading:.2f} s) | {run.wall / reading:.0f} |"
