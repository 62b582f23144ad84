"""How a writer puts a finished generation in place: one at a time, aside first, then one line replaced.

docs/decisions/0004-store-generations.md says why.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ess_graph.errors import StoreProblem, SystemProblem
from ess_graph.rdf.atomic import atomic_writer, current_umask, short_reason
from ess_graph.store.generation import read_manifest

#: How many generations stay: the one in use, and the one that a reader may just have opened.
KEPT_GENERATIONS: Final = 2


@contextmanager
def writer_lock(root: Path) -> Iterator[None]:
    """Hold the lock of the one writer.

    Raises:
        StoreProblem: another one is at work on this store.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(root / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreProblem("store.locked", path=root) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def folder_aside(root: Path) -> Iterator[Path]:
    """Give a folder for a generation that is being made; what is still there when the block ends is removed."""
    aside = Path(tempfile.mkdtemp(dir=root / "generations", prefix=".building-"))
    # mkdtemp makes folders private; a store follows the umask, so that others may read it.
    aside.chmod(0o777 & ~current_umask())
    try:
        yield aside
    except BaseException as error:
        # The frames of the traceback hold the store open, and its threads write while we remove its files.
        traceback.clear_frames(error.__traceback__)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def write_errors(root: Path) -> Iterator[None]:
    """Turn the errors of a full disk into one clear line that names the store.

    Raises:
        SystemProblem: in their place.
    """
    try:
        yield
    except OSError as error:
        raise SystemProblem("system.write", path=root, reason=short_reason(error)) from error
    except sqlite3.Error as error:
        raise SystemProblem("system.write", path=root, reason=error) from error


def place(root: Path, aside: Path, digest: str) -> str:
    """Give a finished generation its name, and return it; nobody reads it yet."""
    name = digest[:16]
    generations = root / "generations"
    if (generations / name).exists():
        # The same content again: keep a reader's files where they are.
        serial = 2
        while (generations / f"{name}-{serial}").exists():
            serial += 1
        name = f"{name}-{serial}"
    sync_tree(aside)
    aside.rename(generations / name)
    sync_folder(generations)
    return name


def point_to(root: Path, name: str) -> None:
    """Point ``CURRENT`` at a generation in one rename; then drop those that nobody needs."""
    generations = root / "generations"
    with atomic_writer(root / "CURRENT") as stream:
        stream.write(f"{name}\n".encode("ascii"))
    sync_folder(root)
    # The published generation stays under the one that was made of it: contributions come and go on top of it.
    kept = {name, read_manifest(generations / name, root).published}
    others = [path for path in generations.iterdir() if path.name not in kept]
    others.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in others[KEPT_GENERATIONS - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def drop_leftovers(root: Path) -> None:
    """Remove what a killed build left; the lock is ours, so nobody is at work there."""
    for path in (root / "generations").glob(".building-*"):
        shutil.rmtree(path, ignore_errors=True)


def sync_tree(folder: Path) -> None:
    """Let the disk take the files of a folder."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Let the disk take the names in a folder."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
