"""Build the store from the files: tables and ontology in, one finished generation out, all or nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from ess_graph import __version__
from ess_graph.config import base_iri, store_path
from ess_graph.errors import StoreProblem, SystemProblem
from ess_graph.model.engine import triples
from ess_graph.model.metadata import read_metadata
from ess_graph.rdf.atomic import atomic_writer, current_umask, short_reason
from ess_graph.rdf.canonical import canonical_hash, sorted_lines
from ess_graph.rdf.formats import SYNTAXES
from ess_graph.rdf.namespaces import stated_namespace
from ess_graph.rdf.reading import read_quads
from ess_graph.resources import root as resources_root
from ess_graph.store.generation import FORMAT, Manifest, write_manifest
from ess_graph.store.labels import entries, write_labels
from ess_graph.store.loading import load_lines
from ess_graph.store.rules import apply_rules, rule_files

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

#: How many generations stay: the one in use, and the one that a reader may just have opened.
KEPT_GENERATIONS: Final = 2

Progress = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build made."""

    store: Path
    base: str
    hash: str
    asserted: int
    inferred: int
    labels: int


def build(
    store: str | os.PathLike[str] | None = None,
    *,
    source: str | os.PathLike[str] | None = None,
    base: str | None = None,
    progress: Progress | None = None,
) -> BuildSummary:
    """Build the store; the one before stays whole and readable until the new one is finished.

    Args:
        store: the directory of the store; the default is ``config.store_path()``.
        source: a folder with ``data/``, ``ontology/`` and ``queries/rules/``; the default is the published dataset.
        base: the base of our IRIs.
        progress: called with a stage (``tables``, ``ontology``, ``load``, ``rule``, ``hash``, ``labels``) and a detail.

    Returns:
        The canonical hash and the counts; the same input gives the same hash, whatever the machine.

    Raises:
        InputProblem: a file of the source is wrong; the place is said.
        StoreProblem: another build is at work on this store.
        SystemProblem: the disk is full or the directory cannot be written.
    """
    root = store_path(store)
    iri = base_iri(base)
    folder = Path(source) if source is not None else resources_root()
    report = progress or (lambda stage, detail: None)
    try:
        (root / "generations").mkdir(parents=True, exist_ok=True)
        with _writer_lock(root):
            _drop_leftovers(root)
            aside = Path(tempfile.mkdtemp(dir=root / "generations", prefix=".building-"))
            # mkdtemp makes folders private; a store follows the umask, so that others may read it.
            aside.chmod(0o777 & ~current_umask())
            try:
                summary = _build_generation(aside, folder, iri, report)
                _publish(root, aside, summary.hash)
            except BaseException as error:
                # The frames of the traceback hold the store open, and its threads write while we remove its files.
                traceback.clear_frames(error.__traceback__)
                raise
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise SystemProblem("system.write", path=root, reason=short_reason(error)) from error
    except sqlite3.Error as error:
        raise SystemProblem("system.write", path=root, reason=error) from error
    return BuildSummary(root, iri, summary.hash, summary.asserted, summary.inferred, summary.labels)


def _build_generation(aside: Path, source: Path, base: str, report: Progress) -> BuildSummary:
    from pyoxigraph import RdfFormat, Store, serialize

    scratch = aside / "scratch"
    scratch.mkdir()
    asserted = scratch / "asserted.nq"
    statements = _asserted(source, base, report)
    # pyoxigraph takes triples and quads alike; its type says one or the other.
    serialize(cast("Iterator[Quad]", statements), output=str(asserted), format=RdfFormat.N_QUADS)
    report("load", "")
    store = Store(str(aside / "oxigraph"))
    load_lines(store, asserted)
    rules = rule_files(source / "queries" / "rules")
    inferred = apply_rules(store, rules, base, scratch, lambda name: report("rule", name))
    store.flush()
    report("hash", "")
    # Asserted statements are in the default graph, inferred ones in the graph of their rule.
    digest, count, deduced = canonical_hash(sorted_lines([asserted, *inferred], scratch))
    report("labels", "")
    labels = write_labels(aside / "labels.sqlite", entries(store))
    if len(store) != count:
        raise SystemProblem("system.count", expected=count, found=len(store))
    del store
    shutil.rmtree(scratch)
    write_manifest(aside, Manifest(FORMAT, __version__, base, digest, count - deduced, deduced))
    return BuildSummary(aside, base, digest, count - deduced, deduced, labels)


def _asserted(source: Path, base: str, report: Progress) -> Iterator[Triple | Quad]:
    group = read_metadata(source / "data" / "csv-metadata.json")
    report("tables", str(len(group.tables)))
    yield from triples(group, base)
    for path in sorted((source / "ontology").glob("*.ttl")):
        report("ontology", path.name)
        yield from read_quads(path, SYNTAXES["ttl"], base)
    yield from stated_namespace(base)


@contextmanager
def _writer_lock(root: Path) -> Iterator[None]:
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


def _publish(root: Path, aside: Path, digest: str) -> None:
    """Give the generation its name, then point ``CURRENT`` at it in one rename."""
    name = digest[:16]
    generations = root / "generations"
    target = generations / name
    if target.exists():
        # The same content again: keep a reader's files where they are.
        serial = 2
        while (generations / f"{name}-{serial}").exists():
            serial += 1
        name = f"{name}-{serial}"
        target = generations / name
    _sync_tree(aside)
    aside.rename(target)
    _sync_folder(generations)
    with atomic_writer(root / "CURRENT") as stream:
        stream.write(f"{name}\n".encode("ascii"))
    _sync_folder(root)
    others = [path for path in generations.iterdir() if path != target]
    others.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in others[KEPT_GENERATIONS - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def _drop_leftovers(root: Path) -> None:
    """Remove what a killed build left; the lock is ours, so nobody is at work there."""
    for path in (root / "generations").glob(".building-*"):
        shutil.rmtree(path, ignore_errors=True)


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
