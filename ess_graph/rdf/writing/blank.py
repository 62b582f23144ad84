"""Stable names for blank nodes: RDF Dataset Canonicalization (https://www.w3.org/TR/rdf-canon/), RDFC-1.0.

Only statements with blank nodes bear on the names, so only they are canonicalised, and in a process of their own:
a few hundred statements can be made to take hours (§7.1, dataset poisoning), and Oxigraph cannot be interrupted.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Final, Protocol

from ess_graph.errors import InputProblem
from ess_graph.rdf.canonical import has_blank_node
from ess_graph.rdf.sorting import nameless_file, scratch_errors

#: How long the names of blank nodes may take; a million ordinary ones take seconds.
SECONDS: Final = 60.0
CHILD: Final = "ess_graph.rdf.writing.canonical_child"


class _Sink(Protocol):
    def write(self, chunk: bytes, /) -> int: ...


class BlankNodesApart:
    """A binary stream for N-Quads: what has no blank node is handed on, the rest waits for its names.

    Args:
        sink: where lines go.
        scratch: where to spill what waits; the default is where the system keeps temporary files.
    """

    def __init__(self, sink: _Sink, scratch: Path | None = None) -> None:
        self._sink = sink
        self._scratch = scratch
        self._seconds = SECONDS
        self._tail = b""
        self._apart: IO[bytes] | None = None

    def write(self, chunk: bytes, /) -> int:
        """Take some bytes, which may end within a line."""
        data = self._tail + chunk
        end = data.rfind(b"\n") + 1
        whole, self._tail = data[:end], data[end:]
        if b"_:" in whole:
            lines = whole.splitlines(keepends=True)
            named = [line for line in lines if has_blank_node(line)]
            if named:
                self._keep(named)
                whole = b"".join([line for line in lines if not has_blank_node(line)])
        if whole:
            self._sink.write(whole)
        return len(chunk)

    def flush(self) -> None:
        """Do nothing: lines are whole when they are finished."""

    def finish(self) -> None:
        """Hand on the statements with blank nodes, these named ``_:c14n0`` and so on.

        Raises:
            InputProblem: the names cannot be found in the time allowed.
            SystemProblem: the disk is full.
        """
        if self._apart is None:
            return
        with nameless_file(self._scratch) as named:
            with scratch_errors(self._scratch):
                self._apart.flush()
            self._apart.seek(0)
            command = [sys.executable, "-m", CHILD]
            try:
                done = subprocess.run(  # noqa: S603 - our own module, and no word from outside
                    command,
                    stdin=self._apart,
                    stdout=named,
                    stderr=subprocess.DEVNULL,
                    timeout=self._seconds,
                    check=False,
                )
            except subprocess.TimeoutExpired as error:
                raise InputProblem("input.poison", seconds=f"{self._seconds:g}") from error
            if done.returncode:
                raise InputProblem("input.poison", seconds=f"{self._seconds:g}")
            named.seek(0)
            while chunk := named.read(1 << 20):
                self._sink.write(chunk)

    def close(self) -> None:
        """Let the file go."""
        if self._apart is not None:
            # It has no name and nobody reads it any more: what a full disk did not take is no second error.
            with suppress(OSError):
                self._apart.close()

    def _keep(self, lines: list[bytes]) -> None:
        if self._apart is None:
            self._apart = nameless_file(self._scratch)
        with scratch_errors(self._scratch):
            self._apart.writelines(lines)
