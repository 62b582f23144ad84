"""From sorted N-Quads lines to blocks, one a subject and graph, and blocks put in the published order."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from typing import IO, Final

from ess_graph.rdf.sorting import nameless_file, scratch_errors
from ess_graph.rdf.writing.terms import TYPE, object_and_graph

#: Bytes of blocks held in memory before they are spilled.
POOL_BYTES: Final = 32 << 20
#: Bytes of blocks that stand together in one record of a run.
RECORD_BYTES: Final = 1 << 18

#: What follows the subject in each of its lines: the predicate and the rest.
Statements = list[tuple[bytes, bytes]]


def for_subjects(lines: list[bytes]) -> list[bytes]:
    """Drop the ``>`` of each subject, so that ``<a> `` sorts before ``<a/b> ``: by IRI, and not by its brackets.

    >>> for_subjects([b"<x:a> <x:p> <x:b> ."])
    [b'<x:a <x:p> <x:b> .']
    """
    return [line.replace(b"> ", b" ", 1) if line.startswith(b"<") else line for line in lines]


def subjects(batches: Iterable[list[bytes]]) -> Iterator[tuple[bytes, Statements]]:
    """Yield each subject with its statements, from sorted lines that ``for_subjects`` prepared.

    A subject that is an IRI is given in angle brackets again.
    """
    current = b""
    statements: Statements = []
    for batch in batches:
        for line in batch:
            subject, predicate, rest = line.split(b" ", 2)
            if subject != current:
                if statements:
                    yield _whole(current), statements
                current = subject
                statements = []
            statements.append((predicate, rest))
    if statements:
        yield _whole(current), statements


def _whole(subject: bytes) -> bytes:
    return subject + b">" if subject.startswith(b"<") else subject


class ClassOrder:
    """Gives each subject the key of its class, whatever graph says it."""

    def __init__(self, ranks: dict[bytes, int]) -> None:
        self._ranks = ranks
        self._known: dict[bytes, bytes] = {}

    def key(self, statements: Statements) -> bytes:
        """Return what the blocks of a subject are ordered by, before its IRI."""
        keys = [self._of(rest) for predicate, rest in statements if predicate == TYPE]
        return min(keys) if keys else b"\xff"

    def _of(self, rest: bytes) -> bytes:
        found = self._known.get(rest)
        if found is None:
            name = object_and_graph(rest)[0]
            rank = self._ranks.get(name)
            found = b"\xfe" + name if rank is None else bytes((rank,))
            if len(self._known) < 10_000:
                self._known[rest] = found
        return found


class Pool:
    """Blocks by the key of their graph and class, in the order in which they came; spilled when they are many."""

    def __init__(self, scratch: Path | None = None, pool_bytes: int = POOL_BYTES) -> None:
        self._scratch = scratch
        self._pool_bytes = pool_bytes
        self._size = 0
        self._held: dict[tuple[bytes, bytes], list[bytes]] = {}
        self._runs: list[IO[bytes]] = []

    def add(self, graph: bytes, key: bytes, block: bytes) -> None:
        """Take a block.

        Raises:
            SystemProblem: the disk is full.
        """
        place = (graph, key)
        if place in self._held:
            self._held[place].append(block)
        else:
            self._held[place] = [block]
            self._size += 200 + len(graph) + len(key)
        self._size += len(block) + 50
        if self._size >= self._pool_bytes:
            self._spill()

    def records(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield blocks, several at a time, with the graph that they stand in; the default graph comes first."""
        held = ((place, block) for place in sorted(self._held) for block in self._held[place])
        # heapq.merge keeps the order of the runs where keys are equal: subjects stay sorted.
        streams = [*(_read(run) for run in self._runs), held]
        for (graph, _key), block in heapq.merge(*streams, key=itemgetter(0)):
            yield graph, block

    def close(self) -> None:
        """Let the files go."""
        for run in self._runs:
            # What a full disk did not take is no second error of a file without a name.
            with suppress(OSError):
                run.close()

    def _spill(self) -> None:
        run = nameless_file(self._scratch)
        self._runs.append(run)
        with scratch_errors(self._scratch):
            for (graph, key), blocks in sorted(self._held.items()):
                for record in _records(blocks):
                    head = b"%d %d %d\n" % (len(graph), len(key), len(record))
                    run.write(head + graph + key + record)
            run.flush()
        self._held = {}
        self._size = 0


def _records(blocks: list[bytes]) -> Iterator[bytes]:
    """Join blocks into records of a bounded size."""
    some: list[bytes] = []
    size = 0
    for block in blocks:
        some.append(block)
        size += len(block)
        if size >= RECORD_BYTES:
            yield b"".join(some)
            some, size = [], 0
    if some:
        yield b"".join(some)


def _read(run: IO[bytes]) -> Iterator[tuple[tuple[bytes, bytes], bytes]]:
    run.seek(0)
    while head := run.readline():
        graph, key, record = (run.read(int(length)) for length in head.split())
        yield (graph, key), record
