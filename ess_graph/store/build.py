"""Build the store from the files: tables and ontology in, one finished generation out, all or nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ess_graph import __version__
from ess_graph.config import base_iri, contributions_path, store_path
from ess_graph.errors import SystemProblem
from ess_graph.model.engine import triples
from ess_graph.model.metadata import read_metadata
from ess_graph.rdf.canonical import canonical_hash, sorted_lines
from ess_graph.rdf.formats import SYNTAXES
from ess_graph.rdf.namespaces import stated_namespace
from ess_graph.rdf.reading import read_quads
from ess_graph.resources import root as resources_root
from ess_graph.store.canonical_lines import kept_lines
from ess_graph.store.derive import check_base, derive
from ess_graph.store.generation import FORMAT, Manifest, read_manifest, write_manifest
from ess_graph.store.kept import Kept
from ess_graph.store.labels import entries, write_labels
from ess_graph.store.loading import load_lines
from ess_graph.store.placing import (
    KEPT_GENERATIONS,
    drop_leftovers,
    folder_aside,
    place,
    point_to,
    write_errors,
    writer_lock,
)
from ess_graph.store.rules import apply_rules, rule_files

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

__all__ = ["KEPT_GENERATIONS", "BuildSummary", "build"]

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
    contributions: tuple[str, ...] = ()


def build(
    store: str | os.PathLike[str] | None = None,
    *,
    source: str | os.PathLike[str] | None = None,
    base: str | None = None,
    contributions: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> BuildSummary:
    """Build the store; the one before stays whole and readable until the new one is finished.

    Args:
        store: the directory of the store; the default is ``config.store_path()``.
        source: a folder with ``data/``, ``ontology/`` and ``queries/rules/``; the default is the published dataset.
        base: the base of our IRIs.
        contributions: the folder of imported contributions, which come on top of the source; the default is
            ``config.contributions_path()``.
        progress: called with a stage (``tables``, ``ontology``, ``load``, ``rule``, ``hash``, ``labels``,
            ``contributions``) and a detail.

    Returns:
        The canonical hash and the counts; the same input gives the same hash, whatever the machine.

    Raises:
        InputProblem: a file of the source is wrong; the place is said.
        UsageProblem: a contribution was imported for another base.
        StoreProblem: another build is at work on this store.
        SystemProblem: the disk is full or the directory cannot be written.
    """
    root = store_path(store)
    iri = base_iri(base)
    folder = Path(source) if source is not None else resources_root()
    kept = Kept(contributions_path(contributions, root))
    report = progress or (lambda stage, detail: None)
    with write_errors(root):
        (root / "generations").mkdir(parents=True, exist_ok=True)
        with writer_lock(root), kept.locked():
            drop_leftovers(root)
            kept.settle()
            imported = kept.all()
            check_base(imported, iri)
            with folder_aside(root) as aside:
                summary = _build_generation(aside, folder, iri, report)
                name = place(root, aside, summary.hash)
            if imported:
                report("contributions", str(len(imported)))
                with folder_aside(root) as aside:
                    manifest = derive(root, name, imported, aside).manifest
                    name = place(root, aside, manifest.hash)
            point_to(root, name)
            manifest = read_manifest(root / "generations" / name, root)
    return BuildSummary(
        root, iri, manifest.hash, manifest.asserted, manifest.inferred, summary.labels, manifest.contributions
    )


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
    lines = sorted_lines([asserted, *inferred], scratch)
    digest, count, deduced = canonical_hash(kept_lines(lines, aside))
    report("labels", "")
    labels = write_labels(aside / "labels.sqlite", entries(store))
    if len(store) != count:
        raise SystemProblem("system.count", expected=count, found=len(store))
    del store
    shutil.rmtree(scratch)
    # The rules that were run: contributions to this generation are inferred from by the same.
    (aside / "rules").mkdir()
    for rule in rules:
        shutil.copyfile(rule, aside / "rules" / rule.name)
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
