"""Sort lines in bounded memory: runs sorted in memory, spilled to nameless files, merged in batches.

The files have no name (``O_TMPFILE``, or unlinked at once): whatever ends the process, nothing is left.
"""

from __future__ import annotations

import tempfile
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from ess_graph.errors import SystemProblem
from ess_graph.rdf.atomic import short_reason

#: Bytes of lines sorted in memory at a time.
RUN_BYTES: Final = 48 << 20
#: Bytes of each run read at a time while runs are merged.
READ_BYTES: Final = 1 << 20

Prepare = Callable[[list[bytes]], list[bytes]]


class LineSorter:
    r"""A binary stream to write lines to, then an iterable of them: sorted as bytes, each once, any number of times.

    Args:
        scratch: where to spill; the default is where the system keeps temporary files (``TMPDIR``).
        run_bytes: how much is sorted in memory at once.
        prepare: called with each run of lines before it is sorted, to leave some out or to change how they sort.

    >>> sorter = LineSorter()
    >>> sorter.write(b"b .\na .\nb .\n")
    12
    >>> [line for batch in sorter.batches() for line in batch]
    [b'a .', b'b .']
    """

    def __init__(
        self, scratch: Path | None = None, run_bytes: int = RUN_BYTES, prepare: Prepare | None = None
    ) -> None:
        self._scratch = scratch
        self._run_bytes = run_bytes
        self._prepare = prepare
        self._chunks: list[bytes] = []
        self._size = 0
        self._runs: list[IO[bytes]] = []
        self._last: list[bytes] | None = None

    def write(self, chunk: bytes, /) -> int:
        """Take some bytes, which may end within a line.

        Raises:
            SystemProblem: the disk is full.
        """
        self._chunks.append(bytes(chunk))
        self._size += len(chunk)
        if self._size >= self._run_bytes:
            self._spill()
        return len(chunk)

    def flush(self) -> None:
        """Do nothing: lines are whole when they are asked for."""

    def batches(self) -> Iterator[list[bytes]]:
        """Yield the distinct lines in order, without their ends, some thousands at a time.

        Raises:
            SystemProblem: the disk is full.
        """
        if self._last is None:
            self._last = self._sorted(b"".join(self._chunks))
            self._chunks = []
            if self._runs:
                self._keep(self._last)
                self._last = []
        if not self._runs:
            yield self._last
            return
        yield from _merged(self._runs)

    def close(self) -> None:
        """Let the files go."""
        for run in self._runs:
            # What a full disk did not take is no second error of a file without a name.
            with suppress(OSError):
                run.close()

    def _sorted(self, data: bytes) -> list[bytes]:
        lines = data.split(b"\n")
        if not lines[-1]:
            lines.pop()
        if self._prepare is not None:
            lines = self._prepare(lines)
        lines.sort()
        return list(dict.fromkeys(lines))

    def _spill(self) -> None:
        data = b"".join(self._chunks)
        end = data.rfind(b"\n") + 1
        self._chunks = [data[end:]]
        self._size = len(data) - end
        if end:
            self._keep(self._sorted(data[:end]))

    def _keep(self, lines: list[bytes]) -> None:
        if not lines:
            return
        run = nameless_file(self._scratch)
        self._runs.append(run)
        with scratch_errors(self._scratch):
            run.write(b"\n".join(lines))
            run.write(b"\n")
            run.flush()


class scratch_errors:  # noqa: N801 - reads as a statement
    """Turn a full disk into one clear line that names the temporary folder."""

    def __init__(self, scratch: Path | None) -> None:
        self._scratch = scratch

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            where = self._scratch or tempfile.gettempdir()
            raise SystemProblem("system.write", path=where, reason=short_reason(error)) from error


def nameless_file(scratch: Path | None) -> IO[bytes]:
    """Return a temporary file that is gone when it is closed, or when the process ends.

    Raises:
        SystemProblem: the folder cannot be written.
    """
    with scratch_errors(scratch):
        return tempfile.TemporaryFile(dir=scratch)
    raise AssertionError  # pragma: no cover - the context manager never swallows


def _merged(runs: list[IO[bytes]]) -> Iterator[list[bytes]]:
    """Merge sorted runs: take from each what is not after the least of their last lines, and sort that.

    ``list.sort`` finds the runs by itself and merges them at the speed of C; ``heapq.merge`` is a loop.
    """
    places = [0] * len(runs)
    ahead = [_read(run, places, index) for index, run in enumerate(runs)]
    taken = [0] * len(runs)
    while True:
        live = [index for index, lines in enumerate(ahead) if lines]
        if not live:
            return
        pivot = min(ahead[index][-1] for index in live)
        batch: list[bytes] = []
        for index in live:
            lines = ahead[index]
            end = bisect_right(lines, pivot, taken[index])
            batch += lines[taken[index] : end]
            taken[index] = end
            if end == len(lines):
                ahead[index] = _read(runs[index], places, index)
                taken[index] = 0
        batch.sort()
        yield list(dict.fromkeys(batch))


def _read(run: IO[bytes], places: list[int], index: int) -> list[bytes]:
    """Read the next lines of a run; its place is kept apart, so that a run can be read twice at once."""
    run.seek(places[index])
    data = run.read(READ_BYTES)
    if not data.endswith(b"\n"):
        data += run.readline()
    places[index] += len(data)
    lines = data.split(b"\n")
    lines.pop()
    return lines
