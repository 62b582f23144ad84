"""Write a file whole or not at all: a temporary name beside the target, fsync, rename."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from ess_graph.errors import SystemProblem


@contextmanager
def atomic_writer(path: Path) -> Iterator[IO[bytes]]:
    """Give a binary stream that becomes ``path`` when the block ends well, and vanishes when it does not.

    Raises:
        SystemProblem: the disk is full or the folder cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise SystemProblem("system.write", path=path, reason=short_reason(error)) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp makes files private; what we publish follows the umask.
        temporary.chmod(0o666 & ~current_umask())
        temporary.replace(path)
    except OSError as error:
        raise SystemProblem("system.write", path=path, reason=short_reason(error)) from error
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def make_folder(path: Path) -> None:
    """Make a folder and those above it, when they are absent.

    Raises:
        SystemProblem: it cannot be made, or a file stands there.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SystemProblem("system.write", path=path, reason=short_reason(error)) from error


def current_umask() -> int:
    """Return the umask of this process; POSIX gives it only by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def short_reason(error: OSError) -> str:
    """Return what went wrong without the names of internal files that RocksDB puts before it.

    >>> short_reason(OSError("IO error: No space left on device: While appending to file: /a/b.sst: No space left"))
    'No space left'
    """
    return error.strerror or str(error).rsplit(": ", 1)[-1]
