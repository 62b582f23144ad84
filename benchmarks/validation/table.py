"""One table: what each engine needs for each size, and whether it found what was planted and nothing else."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from benchmarks.measure import Run, median, run_once
from benchmarks.validation.engines import READING, Contender, contenders
from benchmarks.validation.faults import Expected
from benchmarks.validation.files import expected, made

#: How often each is run: what takes minutes, once.
ROUNDS = {"small": 5, "middle": 3, "large": 1}
#: The engine that the others are compared with, and the sizes for which anybody would wait for it.
ORACLE, PATIENT = "pyshacl", ("small", "middle")
#: Jena needs more memory for the large file than it takes by itself.
_TOO_LARGE = ("jena",)


def report(sizes: Collection[str], engines: Collection[str] = (), rounds: int | None = None) -> Iterator[str]:
    """Yield Markdown, row by row as it is measured.

    Args:
        sizes: which data.
        engines: which engines; all that are installed by default.
        rounds: how often each is run; the median is shown.
    """
    yield f"Load average when begun: {', '.join(f'{one:.1f}' for one in os.getloadavg())}."
    yield ""
    yield (
        "| size | engine | wall, s | CPU, s | peak, MiB | pySHACL ÷, wall | pySHACL ÷, CPU | × reading once "
        "| findings |"
    )
    yield "|---|---|---:|---:|---:|---:|---:|---:|---|"
    for size in sizes:
        place = made(size)
        wanted = expected(place)
        with tempfile.TemporaryDirectory() as name:
            scratch = Path(name)

            def takes_part(engine: str, size: str = size) -> bool:
                slow = size not in PATIENT and engine in (ORACLE, *_TOO_LARGE)
                return not slow and (not engines or engine in engines)

            found = list(contenders(place / "data.nt", scratch / "jena", takes_part))
            yield from _rows(size, found, wanted, scratch / "output", rounds or ROUNDS[size])


def _rows(
    size: str, found: Sequence[Contender], wanted: Sequence[Expected], output: Path, rounds: int
) -> Iterator[str]:
    # The oracle first, since the others are told as ratios to it; then the rest as they come.
    known: dict[str, Run] = {}
    for one in sorted(found, key=lambda one: (one.name != READING, one.name != ORACLE)):
        runs: list[Run] = []
        verdict = ""
        # What takes long is run once: its noise is small beside it.
        while len(runs) < rounds and sum(run.wall for run in runs) < 120:
            runs.append(run_once(one.command, output, one.good))
        if one.findings is not None:
            verdict = _verdict(Counter(one.findings(output)), Counter(wanted))
        run = known[one.name] = median(runs)
        oracle, reading = known.get(ORACLE), known[READING]
        # On a machine with other work the processor's time is the steadier of the two.
        faster = f"{oracle.wall / run.wall:.1f} | {oracle.cpu / run.cpu:.1f}" if oracle else "|"
        yield (
            f"| {size} | {one.name} | {run.wall:.2f} | {run.cpu:.2f} | {run.peak:.0f} "
            f"| {faster} | {run.wall / reading.wall:.2f} | {verdict} |"
        )


def _verdict(found: Counter[Expected], wanted: Counter[Expected]) -> str:
    missed, more = (wanted - found).total(), (found - wanted).total()
    if missed or more:
        return f"{found.total()} of {wanted.total()}: **{missed} missed, {more} too many**"
    return f"all {wanted.total()}"
