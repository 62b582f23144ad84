"""What checking a contributor's table costs, with all rules in context, as a ratio to Python's csv module.

``python -m benchmarks.contribution STORE [ROWS]``: a CSV file of practices, checked in a built store.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.contributed import practices
from benchmarks.measure import in_turn, median

ROWS: Final = 100_000
ROUNDS: Final = 3
_PLAIN: Final = """
import csv, sys
with open(sys.argv[1], encoding="utf-8", newline="") as stream:
    print(sum(1 for row in csv.reader(stream)))
"""


def write_practices(count: int, path: Path) -> Path:
    """Write so many practices that differ in identifier, title and source."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        rows = practices(count)
        header = next(rows)
        writer.writerow(header)
        title, source = header.index("title_fr"), header.index("source_url")
        for number, row in enumerate(rows):
            row[title] = f"{row[title]} {number}"
            row[source] = f"https://www.rtes.fr/{number}"
            writer.writerow(row)
    return path


def report(store: Path, count: int = ROWS, rounds: int = ROUNDS) -> Iterator[str]:
    """Yield Markdown: seconds, seconds of the processor, their ratio to the csv module, and peak memory."""
    yield "| practices | seconds | processor, s | ratio | peak, MiB |"
    yield "|---|---:|---:|---:|---:|"
    with tempfile.TemporaryDirectory() as name:
        for rows in (10, count):
            path = write_practices(rows, Path(name) / f"practices-{rows}.csv")
            check = [
                sys.executable,
                "-m",
                "ess_graph",
                "validate",
                str(path),
                "--store",
                str(store),
                "-f",
                "json",
            ]
            commands = [[sys.executable, "-c", _PLAIN, str(path)], check]
            plain, checked = (median(one) for one in in_turn(commands, rounds))
            ratio = checked.cpu / plain.cpu
            yield (
                f"| {rows:,} | {checked.wall:.1f} | {checked.cpu:.1f} | {ratio:.0f} | {checked.peak / 2**20:.0f} |"
            )


if __name__ == "__main__":
    for line in report(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else ROWS):
        print(line, flush=True)
