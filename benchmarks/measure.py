"""Whole-process figures of a command: wall, processor time and peak memory, as the system accounts for them."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """One finished run: seconds and MiB."""

    wall: float
    cpu: float
    peak: float


def run_once(command: Sequence[str], output: Path = Path(os.devnull), good: Collection[int] = (0,)) -> Run:
    """Run a command.

    Args:
        command: what to run.
        output: where what it prints goes.
        good: the exit codes of success.

    Raises:
        RuntimeError: when it fails.
    """
    with output.open("wb") as stream:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=stream, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) not in good:
        raise RuntimeError(f"{' '.join(command)} failed")
    scale = 1024 if sys.platform == "linux" else 1024 * 1024
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale)


def median(runs: Sequence[Run]) -> Run:
    """Return the median of each figure."""
    return Run(
        statistics.median(run.wall for run in runs),
        statistics.median(run.cpu for run in runs),
        statistics.median(run.peak for run in runs),
    )


def in_turn(commands: Sequence[Sequence[str]], rounds: int) -> list[list[Run]]:
    """Run commands in turn, so that a machine that slows down slows all, after one warm-up of each."""
    for command in commands:
        run_once(command)
    runs: list[list[Run]] = [[] for _ in commands]
    for _ in range(rounds):
        for kept, command in zip(runs, commands, strict=True):
            kept.append(run_once(command))
    return runs
