"""The canonical form of a dataset without blank nodes: its N-Quads, one a line, sorted, each once.

RDF Dataset Canonicalization (RDFC-1.0) §4.4 ends with sorting the canonical N-Quads by code point; when no
blank node needs a label, that is all there is to it. UTF-8 keeps the order of code points, so bytes are sorted.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from ess_graph.errors import SystemProblem

#: Bytes of lines sorted in memory at a time.
RUN_BYTES: Final = 48 << 20


def sorted_lines(files: Iterable[Path], scratch: Path, run_bytes: int = RUN_BYTES) -> Iterator[bytes]:
    """Yield the distinct lines of N-Quads files in code point order, in bounded memory.

    Args:
        files: N-Quads files as pyoxigraph writes them.
        scratch: an existing directory for the sorted runs; the caller removes it.
        run_bytes: how much is sorted in memory at once.

    Raises:
        SystemProblem: when a line holds a blank node.
    """
    runs: list[Path] = []
    pending: list[bytes] = []
    size = 0

    def flush() -> None:
        pending.sort()
        run = scratch / f"run-{len(runs):04}"
        with run.open("wb") as out:
            out.writelines(pending)
        runs.append(run)
        pending.clear()

    for file in files:
        with file.open("rb") as stream:
            for line in stream:
                if _has_blank_node(line):
                    raise SystemProblem("system.blank_node", line=line.decode("utf-8").strip())
                pending.append(line)
                size += len(line)
                if size >= run_bytes:
                    flush()
                    size = 0
    if not runs:
        pending.sort()
        yield from _distinct(pending)
        return
    flush()
    with ExitStack() as stack:
        streams = [stack.enter_context(run.open("rb")) for run in runs]
        yield from _distinct(heapq.merge(*streams))


def _has_blank_node(line: bytes) -> bool:
    """Tell whether a canonical N-Quads line has a blank node, and not just a text that looks like one."""
    if line.startswith(b"_:") or b" _:" in line.split(b' "', 1)[0]:
        return True
    # The name of the graph, after a literal: a blank node label holds no quotation mark.
    last = line.rsplit(b" ", 2)[-2]
    return last.startswith(b"_:") and b'"' not in last


def _distinct(lines: Iterable[bytes]) -> Iterator[bytes]:
    last = b""
    for line in lines:
        if line != last:
            yield line
            last = line


def canonical_hash(lines: Iterable[bytes]) -> tuple[str, int, int]:
    r"""Return the SHA-256 of canonical lines in hexadecimal, how many there are, and how many name a graph.

    >>> canonical_hash([b"<a:a> <a:b> <a:c> .\n", b"<a:a> <a:b> <a:c> <a:g> .\n"])[1:]
    (2, 1)
    """
    digest = hashlib.sha256()
    count = named = 0
    for line in lines:
        digest.update(line)
        count += 1
        named += _names_graph(line)
    return digest.hexdigest(), count, named


def _names_graph(line: bytes) -> bool:
    """Tell whether a canonical N-Quads line has a graph name after its object."""
    rest = line.split(b" ", 2)[2][:-3]
    if rest.startswith(b"<"):
        return b" " in rest
    # The object is a literal: what follows its closing quote has a space only before a graph name.
    return b" " in rest[rest.rindex(b'"') :]
