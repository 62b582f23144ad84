"""The canonical form of a dataset without blank nodes: its N-Quads, one a line, sorted, each once.

RDF Dataset Canonicalization (RDFC-1.0) §4.4 ends with sorting the canonical N-Quads by code point; when no
blank node needs a label, that is all there is to it. UTF-8 keeps the order of code points, so bytes are sorted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from ess_graph.errors import SystemProblem
from ess_graph.rdf.sorting import READ_BYTES, RUN_BYTES, LineSorter
from ess_graph.rdf.writing.terms import object_and_graph


def sorted_lines(files: Iterable[Path], scratch: Path, run_bytes: int = RUN_BYTES) -> Iterator[bytes]:
    """Yield the distinct lines of N-Quads files in code point order, in bounded memory.

    Args:
        files: N-Quads files as pyoxigraph writes them.
        scratch: an existing directory for the sorted runs; the caller removes it.
        run_bytes: how much is sorted in memory at once.

    Raises:
        SystemProblem: when a line holds a blank node.
    """
    with closing(LineSorter(scratch, run_bytes, _without_blank_nodes)) as sorter:
        for file in files:
            with file.open("rb") as stream:
                while chunk := stream.read(min(READ_BYTES, run_bytes)):
                    sorter.write(chunk)
        for batch in sorter.batches():
            for line in batch:
                yield line + b"\n"


def _without_blank_nodes(lines: list[bytes]) -> list[bytes]:
    for line in lines:
        if b"_:" in line and has_blank_node(line):
            raise SystemProblem("system.blank_node", line=line.decode("utf-8"))
    return lines


def has_blank_node(line: bytes) -> bool:
    """Tell whether a canonical N-Quads line has a blank node, and not just a text that looks like one."""
    if line.startswith(b"_:") or b" _:" in line.split(b' "', 1)[0]:
        return True
    # The name of the graph, after a literal: a blank node label holds no quotation mark.
    last = line.rsplit(b" ", 2)[-2]
    return last.startswith(b"_:") and b'"' not in last


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
    return object_and_graph(line[:-1].split(b" ", 2)[2])[1] != b""
