"""Unpack gzip while it is read, and stop when a small file grows beyond reason (a "bomb").

DEFLATE packs 1,032 to 1 at most. A file is refused when it has grown more than :data:`MOST_RATIO` times, looked at from
:data:`FREE` bytes on, or beyond :data:`MOST_BYTES` in all; ``ESS_GRAPH_UNPACK_MAX`` (in MiB) stands in place of both:
who sets it knows the file.
"""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path
from typing import Final

from ess_graph.errors import InputProblem, UsageProblem

MOST_RATIO: Final = 250
FREE: Final = 16 << 20
MOST_BYTES: Final = 16 << 30


def most_bytes() -> tuple[int, bool]:
    """Return how much may be unpacked from one file, and whether a person chose it.

    Raises:
        UsageProblem: ``ESS_GRAPH_UNPACK_MAX`` is not a number of MiB.
    """
    chosen = os.environ.get("ESS_GRAPH_UNPACK_MAX")
    if not chosen:
        return MOST_BYTES, False
    if not chosen.isascii() or not chosen.isdigit() or not int(chosen):
        raise UsageProblem("usage.unpack_max", found=chosen)
    return int(chosen) << 20, True


class Unpacked(io.RawIOBase):
    """The content of a gzip file, within limits."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._most, self._chosen = most_bytes()
        self._packed = path.open("rb")
        self._content = gzip.GzipFile(fileobj=self._packed, mode="rb")

    def readable(self) -> bool:
        """Tell that this stream is for reading."""
        return True

    def seekable(self) -> bool:
        """Tell that it can be read again."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place of the content; backwards, it is unpacked anew."""
        return self._content.seek(offset, whence)

    def tell(self) -> int:
        """Return the place in the content."""
        return self._content.tell()

    def read(self, size: int = -1, /) -> bytes:
        """Read on.

        Raises:
            InputProblem: it has grown beyond what is allowed.
        """
        # Never "all of it": a bomb is stopped on its way.
        chunk = self._content.read(min(size, FREE) if size >= 0 else FREE)
        unpacked, packed = self._content.tell(), self._packed.tell()
        if unpacked > self._most:
            raise InputProblem("input.unpacked", path=self._path, limit=self._most >> 20)
        if not self._chosen and unpacked > max(FREE, packed * MOST_RATIO):
            raise InputProblem("input.ratio", path=self._path, limit=MOST_RATIO)
        return chunk

    def close(self) -> None:
        """Close the file too."""
        try:
            self._content.close()
            self._packed.close()
        finally:
            super().close()
