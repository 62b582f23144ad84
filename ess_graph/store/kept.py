"""The contributions that were imported, as files: the truth from which any build makes the store again.

::

    DIR/ID/statements.nt          what was contributed, as it was read: canonical N-Triples
    DIR/ID/contribution.json      who, when, under which licence, from which files
    DIR/.new-ID/                  the same, of an import that is not finished
    DIR/.journal                  what the store will hold when the change under way is finished
    DIR/lock                      held by the one writer

The store's ``CURRENT`` decides: a change that was cut off is finished when the store already holds it, and forgotten
when it does not (docs/decisions/0013-contributions.md).
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from ess_graph.errors import InputProblem, StoreProblem
from ess_graph.rdf.atomic import atomic_writer, make_folder
from ess_graph.store.generation import current_name, read_manifest
from ess_graph.store.placing import sync_folder, sync_tree

STATEMENTS: Final = "statements.nt"
_ABOUT: Final = "contribution.json"
_JOURNAL: Final = ".journal"
_NEW: Final = ".new-"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was contributed: its name without a folder, and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """What is known of a contribution.

    Attributes:
        id: the first 16 digits of the canonical hash of its statements.
        base: the base of our IRIs when it was imported.
        created: the day of the import, ``2026-11-27``.
        organisation: who gives it: a name, or an IRI.
        licence: the IRI of its licence.
        files: from what it was read.
        statements: how many statements it has.
        replaces: the contribution of which it took the place, ``""`` when it took none's.
    """

    id: str
    base: str
    created: str
    organisation: str
    licence: str
    files: tuple[SourceFile, ...]
    statements: int
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class KeptContribution:
    """A contribution and where its statements lie."""

    about: Contribution
    statements: Path


def write_contribution(folder: Path, about: Contribution) -> None:
    """Write what is known of a contribution beside its statements."""
    text = json.dumps(asdict(about), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    (folder / _ABOUT).write_text(text, encoding="utf-8", newline="\n")


def read_contribution(folder: Path) -> KeptContribution:
    """Read a contribution, and check that its statements are those that were imported.

    Raises:
        InputProblem: its files are missing or changed.
    """
    try:
        raw: dict[str, Any] = json.loads((folder / _ABOUT).read_text("utf-8"))
        files = tuple(SourceFile(**one) for one in raw.pop("files"))
        about = Contribution(**raw, files=files)
        with (folder / STATEMENTS).open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputProblem("contribution.damaged", path=folder, reason=error) from error
    if not digest.startswith(about.id) or len(about.id) != 16:
        raise InputProblem("contribution.changed", path=folder)
    return KeptContribution(about, folder / STATEMENTS)


class Kept:
    """The folder of the contributions to a store.

    Args:
        folder: where it lies; it need not exist.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held = False

    def ids(self) -> list[str]:
        """Return the identifiers of the contributions, sorted."""
        if not self.folder.is_dir():
            return []
        return sorted(
            path.name for path in self.folder.iterdir() if path.is_dir() and not path.name.startswith(".")
        )

    def all(self) -> list[KeptContribution]:
        """Return every contribution.

        Raises:
            InputProblem: the files of one are missing or changed.
        """
        return [self.read(one) for one in self.ids()]

    def read(self, name: str) -> KeptContribution:
        """Return one contribution.

        Raises:
            InputProblem: its files are missing or changed.
        """
        return read_contribution(self.folder / name)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock of the one writer; an absent folder has nothing to guard.

        Raises:
            StoreProblem: another one is at work.
        """
        if not self.folder.is_dir() or self._held:
            yield
            return
        from filelock import FileLock, Timeout

        lock = FileLock(self.folder / "lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise StoreProblem("store.locked", path=self.folder) from error
        self._held = True
        try:
            yield
        finally:
            self._held = False
            lock.release()

    @contextmanager
    def made(self) -> Iterator[None]:
        """Make the folder when it is absent, and hold its lock.

        Raises:
            StoreProblem: another one is at work.
            SystemProblem: it cannot be made.
        """
        make_folder(self.folder)
        with self.locked():
            yield

    def prepare(self, new: Path, name: str) -> None:
        """Move the folder of a contribution here, under a name that nobody reads yet."""
        sync_tree(new)
        new.rename(self.folder / f"{_NEW}{name}")
        sync_folder(self.folder)

    def announce(self, root: Path, after: Collection[str], removed: Collection[str]) -> None:
        """Write down a change before the store makes it.

        Args:
            root: the store.
            after: the identifiers of the contributions that it will hold.
            removed: the identifiers of those that go.
        """
        change = {"store": str(root.absolute()), "contributions": sorted(after), "removed": sorted(removed)}
        text = json.dumps(change)
        with atomic_writer(self.folder / _JOURNAL) as stream:
            stream.write(text.encode("utf-8"))
        sync_folder(self.folder)

    def settle(self) -> None:
        """Finish the change that was announced if the store holds it, and forget it if not."""
        if not self.folder.is_dir():
            return
        journal = self.folder / _JOURNAL
        change = _done(journal)
        for path in sorted(self.folder.glob(f"{_NEW}*")):
            name = path.name.removeprefix(_NEW)
            if name in change.after and not (self.folder / name).exists():
                path.rename(self.folder / name)
            else:
                shutil.rmtree(path)
        for name in change.removed:
            if (self.folder / name).exists():
                # In one step out of sight: a kill in the midst of the removal leaves no half contribution.
                aside = self.folder / f"{_NEW}{name}"
                (self.folder / name).rename(aside)
                shutil.rmtree(aside)
        sync_folder(self.folder)
        journal.unlink(missing_ok=True)
        for path in self.folder.glob(f".{_JOURNAL}.*"):
            path.unlink()


@dataclass(frozen=True, slots=True)
class _Change:
    """What a change leaves and takes away; nothing, when there is none that the store holds."""

    after: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()


def _done(journal: Path) -> _Change:
    """Return what the journal says when the store says the same."""
    try:
        raw = json.loads(journal.read_text("utf-8"))
        root = Path(raw["store"])
        change = _Change(frozenset(raw["contributions"]), frozenset(raw["removed"]))
    except FileNotFoundError:
        return _Change()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputProblem("contribution.damaged", path=journal, reason=error) from error
    try:
        manifest = read_manifest(root / "generations" / current_name(root), root)
    except StoreProblem:
        return _Change()
    return change if set(manifest.contributions) == change.after else _Change()
