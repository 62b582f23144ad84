"""What reading a contributor's table costs, as ratios to Python's csv module on the same file.

``python -m benchmarks.contributed [ROWS]``: a CSV file and a workbook of practices, the published ones again and again.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from benchmarks.measure import in_turn, median
from ess_graph.report.needed import needed
from ess_graph.resources import folder

ROWS: Final = 100_000
ROUNDS: Final = 3
_PLAIN: Final = """
import csv, sys
with open(sys.argv[1], encoding="utf-8", newline="") as stream:
    print(sum(1 for row in csv.reader(stream)))
"""
_ROWS: Final = """
import sys
from pathlib import Path
from ess_graph.tables.source import open_tables
print(sum(1 for table in open_tables(Path(sys.argv[1])) for row in table.rows()))
"""
_CELLS: Final = """
import sys
from pathlib import Path
from ess_graph.contribution.references import References
from ess_graph.contribution.sheets import open_sheets
references = References.published()
print(sum(len(row.values) for one in open_sheets(Path(sys.argv[1]), references) for row in one.rows(references)))
"""


def practices(count: int) -> Iterator[list[str]]:
    """Yield a header and so many practices, each with an identifier of its own."""
    with (folder("data") / "practices.csv").open(encoding="utf-8", newline="") as stream:
        header, *published = csv.reader(stream)
    yield header
    for number, row in enumerate(islice(cycle(published), count)):
        yield [f"{row[0][:60]}-{number}", *row[1:]]


def write_files(count: int, target: Path) -> tuple[Path, Path]:
    """Write the same practices as CSV and as a workbook."""
    separated, workbook = target / "practices.csv", target / "practices.xlsx"
    book = needed("openpyxl", "xlsx").Workbook(write_only=True)
    sheet = book.create_sheet("Pratiques")
    with separated.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        for row in practices(count):
            writer.writerow(row)
            sheet.append(row)
    book.save(workbook)
    return separated, workbook


def report(count: int = ROWS, rounds: int = ROUNDS) -> Iterator[str]:
    """Yield Markdown: seconds of the processor, their ratio to the csv module, and peak memory."""
    yield f"| {count:,} practices | processor, s | ratio | peak, MiB |"
    yield "|---|---:|---:|---:|"
    with tempfile.TemporaryDirectory() as name:
        separated, workbook = write_files(count, Path(name))
        told = {
            "CSV, Python's csv module": (_PLAIN, separated),
            "CSV, located rows": (_ROWS, separated),
            "CSV, values and problems": (_CELLS, separated),
            "XLSX, located rows": (_ROWS, workbook),
            "XLSX, values and problems": (_CELLS, workbook),
        }
        commands = [[sys.executable, "-c", code, str(path)] for code, path in told.values()]
        runs = [median(one) for one in in_turn(commands, rounds)]
        for what, run in zip(told, runs, strict=True):
            yield f"| {what} | {run.cpu:.2f} | {run.cpu / runs[0].cpu:.1f} | {run.peak:.0f} |"


if __name__ == "__main__":
    for line in report(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS):
        print(line, flush=True)
