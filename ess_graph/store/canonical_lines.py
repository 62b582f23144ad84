"""The canonical lines of a published generation, kept: the hash of a generation on top of it is read off them.

The hash is one of two million sorted lines. To take them out of the store and sort them again costs 20 s, to read
them from a file and lay a contribution's lines between them 2 (docs/decisions/0013-contributions.md).
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from ess_graph.errors import StoreProblem

NAME: Final = "canonical.nq.gz"
_LEVEL: Final = 1
_PIECE: Final = 1 << 20


def kept_lines(lines: Iterable[bytes], folder: Path) -> Iterator[bytes]:
    """Yield canonical lines, and keep them in a generation's folder on the way."""
    with (folder / NAME).open("wb") as out, _packed(out) as stream:
        pending: list[bytes] = []
        for line in lines:
            pending.append(line)
            if len(pending) == 10_000:
                stream.write(b"".join(pending))
                pending.clear()
            yield line
        stream.write(b"".join(pending))


def _packed(out: IO[bytes]) -> gzip.GzipFile:
    # No name and no time: the same lines make the same bytes.
    return gzip.GzipFile("", "wb", _LEVEL, out, mtime=0)


def merged_hash(folder: Path, added: Iterable[bytes], removed: Iterable[bytes]) -> str:
    r"""Return the canonical hash of a generation's lines with some added and some removed.

    Args:
        folder: the published generation.
        added: canonical lines with their ``\n``, none of which it has.
        removed: canonical lines with their ``\n``, all of which it has.

    Raises:
        StoreProblem: the generation has no such file, or it is damaged: it must be built again.
    """
    digest = hashlib.sha256()
    new, old = sorted(set(added)), sorted(set(removed))
    try:
        with gzip.open(folder / NAME) as stream:
            while piece := stream.read(_PIECE):
                whole = piece + stream.readline()
                last = whole[whole.rfind(b"\n", 0, -1) + 1 :]
                before, gone = bisect_right(new, last), bisect_right(old, last)
                if before or gone:
                    dropped = set(old[:gone])
                    lines = [line for line in _lines(whole) if line not in dropped]
                    whole = b"".join(sorted([*lines, *new[:before]]))
                    del new[:before], old[:gone]
                digest.update(whole)
    except (OSError, EOFError, zlib.error) as error:
        raise StoreProblem("store.no_lines", path=folder) from error
    if old:
        raise StoreProblem("store.no_lines", path=folder)
    digest.update(b"".join(new))
    return digest.hexdigest()


def _lines(text: bytes) -> list[bytes]:
    return [line + b"\n" for line in text.split(b"\n") if line]
