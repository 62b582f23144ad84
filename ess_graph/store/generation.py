"""How the store lies on disk, and how it is opened.

::

    STORE/CURRENT                 the name of the generation to read
    STORE/generations/NAME/       one finished build: manifest.json, oxigraph/, labels.sqlite, and of what is
                                  published: canonical.nq.gz, rules/
    STORE/lock                    held by the one writer

A build makes a generation aside and then replaces ``CURRENT``, a one-line file, in one rename: a reader has the
old one or the new one, never half of either. Opening is read-only (docs/decisions/0004-store-generations.md).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ess_graph.config import store_path
from ess_graph.errors import StoreProblem
from ess_graph.rdf.namespaces import prefixes
from ess_graph.store.source import Answer
from ess_graph.store.sparql import construct, select_answer

if TYPE_CHECKING:
    from pyoxigraph import Store, Triple

#: Raised whenever a program of today could not read a store of yesterday.
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself. No date: the same input gives the same manifest.

    Attributes:
        format: see :data:`FORMAT`.
        version: of the program.
        base: the base of our IRIs.
        hash: the canonical hash.
        asserted: how many statements are not of a rule.
        inferred: how many are.
        published: the name of the generation that this one adds contributions to, ``""`` when it adds none.
        contributions: the identifiers of those that are in it, sorted.
    """

    format: int
    version: str
    base: str
    hash: str
    asserted: int
    inferred: int
    published: str = ""
    contributions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenStore:
    """A store open for reading."""

    store: Store
    manifest: Manifest
    folder: Path

    @property
    def base(self) -> str:
        """The base of the IRIs in this store."""
        return self.manifest.base

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that names in this store are written with."""
        return prefixes(self.manifest.base)

    def select(self, text: str, *, name: str) -> Answer:
        """Run a SELECT query of ours.

        Raises:
            SystemProblem: the text is no valid SELECT query.
        """
        return select_answer(self.store, text, self.base, name=name)

    def construct(self, text: str, *, name: str) -> tuple[Triple, ...]:
        """Run a CONSTRUCT query of ours.

        Raises:
            SystemProblem: the text is no valid CONSTRUCT query.
        """
        return tuple(construct(self.store, text, self.base, name=name))

    @property
    def labels(self) -> Path:
        """The side table of labels for text search."""
        return self.folder / "labels.sqlite"


def open_store(path: str | os.PathLike[str] | None = None) -> OpenStore:
    """Open the store for reading.

    Args:
        path: its directory; the default is ``config.store_path()``.

    Raises:
        StoreProblem: there is no store, or it is half-written, damaged, or of another version.
    """
    root = store_path(path)
    while True:
        name = current_name(root)
        try:
            return open_generation(root, name)
        except StoreProblem:
            # Builds may have dropped this generation since its name was read: go after the one of now.
            if current_name(root) == name:
                raise


def open_generation(root: Path, name: str) -> OpenStore:
    """Open a generation by its name.

    Raises:
        StoreProblem: it is half-written, damaged, or of another version.
    """
    folder = root / "generations" / name
    if not name or not folder.is_dir():
        raise StoreProblem("store.half_written", path=root)
    return open_folder(folder, root)


def open_folder(folder: Path, root: Path) -> OpenStore:
    """Open a finished generation where it lies, named or not.

    Raises:
        StoreProblem: it is half-written, damaged, or of another version.
    """
    from pyoxigraph import Store

    manifest = read_manifest(folder, root)
    try:
        return OpenStore(Store.read_only(str(folder / "oxigraph")), manifest, folder)
    except (OSError, RuntimeError) as error:  # pyoxigraph says corruption with RuntimeError
        raise StoreProblem("store.damaged", path=root, reason=_first_line(error)) from error


def current_name(root: Path) -> str:
    """Return the name of the generation to read.

    Raises:
        StoreProblem: there is no store.
    """
    try:
        return (root / "CURRENT").read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreProblem("store.absent", path=root) from error


def read_manifest(folder: Path, root: Path) -> Manifest:
    """Return the manifest of a generation.

    Raises:
        StoreProblem: it is missing, damaged, or of another format.
    """
    try:
        raw = json.loads((folder / "manifest.json").read_text("utf-8"))
        found = raw["format"]
        if found != FORMAT:
            raise StoreProblem("store.version", path=root, found=found, expected=FORMAT)
        return Manifest(**{**raw, "contributions": tuple(raw.get("contributions", ()))})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreProblem("store.half_written", path=root) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a manifest; it is the last file of a generation, so that its presence means finished."""
    text = json.dumps(asdict(manifest), indent=2, sort_keys=True) + "\n"
    with (folder / "manifest.json").open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
