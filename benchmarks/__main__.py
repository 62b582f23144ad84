"""``python -m benchmarks``: every timing, as Markdown."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import building, cold_start, reading, writing

ROUNDS = 9

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        for line in building.report(store):
            print(line, flush=True)
        print()
        for line in cold_start.report(store, ROUNDS):
            print(line, flush=True)
        print()
        for line in writing.report(store, 1):
            print(line, flush=True)
        print()
        for line in reading.report():
            print(line, flush=True)
