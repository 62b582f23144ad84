"""What was handed in, as a file that can be read again: a path as it is, a stream after a copy."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path
from typing import IO

from ess_graph.errors import InputProblem, SystemProblem


class Content:
    """A file of a person, or a copy of a stream that goes away with this object.

    Attributes:
        path: where it lies.
        name: what messages call it.
    """

    def __init__(self, source: Path | IO[bytes], name: str | None) -> None:
        if isinstance(source, Path):
            self.path = source
            self.name = name or source.name
        else:
            self.name = name or "stdin"
            self.path = self._copied(source)

    def _copied(self, source: IO[bytes]) -> Path:
        try:
            with tempfile.NamedTemporaryFile(prefix="ess-graph-", delete=False) as copy:
                weakref.finalize(self, Path(copy.name).unlink, missing_ok=True)
                shutil.copyfileobj(source, copy, 1 << 20)
        except OSError as error:
            raise SystemProblem("system.write", path=tempfile.gettempdir(), reason=error.strerror) from error
        return Path(copy.name)

    def open(self) -> IO[bytes]:
        """Return the bytes, from the first.

        Raises:
            InputProblem: they cannot be read.
        """
        try:
            return self.path.open("rb")
        except OSError as error:
            raise InputProblem("input.unreadable", path=self.name, reason=error.strerror) from error
