"""Make a generation of a published one and contributions; the published one is left as it is.

A function of the two: importing one by one, importing in another order and building again give the same generation,
byte for byte in what is hashed. The copy is Oxigraph's backup, which links the published files and copies none.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ess_graph.errors import UsageProblem
from ess_graph.store.canonical_lines import merged_hash
from ess_graph.store.follow import follow_rules
from ess_graph.store.generation import Manifest, open_generation, write_manifest
from ess_graph.store.kept import KeptContribution
from ess_graph.store.labels import update_labels
from ess_graph.store.loading import load_lines
from ess_graph.store.provenance import contribution_graph, provenance
from ess_graph.store.rule_patterns import read_rules
from ess_graph.store.rules import rule_files

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad, Store

ADDED: Final = "added.nq"
REMOVED: Final = "removed.nq"


@dataclass(frozen=True, slots=True)
class Derived:
    """A generation with contributions.

    Attributes:
        manifest: what it says of itself.
        added: the canonical lines that the published generation does not have.
        removed: the canonical lines of the published generation that this one does not have.
    """

    manifest: Manifest
    added: frozenset[bytes]
    removed: frozenset[bytes]


def derive(root: Path, published: str, contributions: Sequence[KeptContribution], aside: Path) -> Derived:
    """Make a generation, finished but for its name.

    Args:
        root: the store.
        published: the name of the published generation.
        contributions: the contributions that go on top of it.
        aside: an empty or absent folder for it.

    Raises:
        StoreProblem: the published generation must be built again.
        UsageProblem: a contribution was imported for another base.
    """
    from pyoxigraph import NamedNode, Store

    aside.mkdir(exist_ok=True)
    below = open_generation(root, published)
    base = below.base
    ordered = sorted(contributions, key=lambda one: one.about.id)
    check_base(ordered, base)
    # Before the store is opened: what a parser of SPARQL keeps of its errors holds the frames that called it, and with
    # them a store that would stay open for writing while others read it.
    rules = read_rules(rule_files(below.folder / "rules"), base)
    below.store.backup(str(aside / "oxigraph"))
    store = Store(str(aside / "oxigraph"))
    scratch = aside / "scratch"
    scratch.mkdir()
    graphs = [NamedNode(contribution_graph(base, one.about.id)) for one in ordered]
    for one, graph in zip(ordered, graphs, strict=True):
        _load(store, one.statements, graph, graphs, scratch / "contributed.nq")
        store.extend(provenance(one.about, base))
    contributed = [quad for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph)]
    new = [quad.triple for quad in contributed]
    followed = follow_rules(store, rules, base, graphs, new)
    said = [quad for one in ordered for quad in provenance(one.about, base)]
    added = frozenset(map(_line, [*contributed, *said, *followed.added]))
    removed = frozenset(map(_line, followed.removed))
    shutil.copyfile(below.labels, aside / "labels.sqlite")
    changed = (*contributed, *followed.added, *followed.removed)
    update_labels(aside / "labels.sqlite", _subjects(changed), store)
    store.flush()
    del store
    shutil.rmtree(scratch)
    _write_lines(aside / ADDED, added)
    _write_lines(aside / REMOVED, removed)
    manifest = replace(
        below.manifest,
        hash=merged_hash(below.folder, added, removed),
        asserted=below.manifest.asserted + len(contributed) + len(said),
        inferred=below.manifest.inferred + len(followed.added) - len(followed.removed),
        published=published,
        contributions=tuple(one.about.id for one in ordered),
    )
    write_manifest(aside, manifest)
    return Derived(manifest, added, removed)


def check_base(contributions: Sequence[KeptContribution], base: str) -> None:
    """Refuse contributions to another base: their IRIs would mean nothing here.

    Raises:
        UsageProblem: there is one.
    """
    for one in contributions:
        if one.about.base != base:
            raise UsageProblem("contribution.base", id=one.about.id, found=one.about.base, expected=base)


def read_changes(folder: Path) -> tuple[frozenset[bytes], frozenset[bytes]]:
    """Return what a generation has more and less than the published one; nothing, when it is a published one."""
    return _read_lines(folder / ADDED), _read_lines(folder / REMOVED)


def _load(
    store: Store, statements: Path, graph: NamedNode, graphs: Sequence[NamedNode], scratch: Path
) -> None:
    """Load what is not stated yet: the same statement does not lie in two graphs, or it would be counted twice."""
    from pyoxigraph import DefaultGraph, Quad, RdfFormat, parse, serialize

    others: list[NamedNode | DefaultGraph] = [DefaultGraph(), *(one for one in graphs if one != graph)]

    def missing() -> Iterator[Quad]:
        for quad in parse(path=str(statements), format=RdfFormat.N_TRIPLES):
            subject, predicate, value = quad.triple
            if not any(Quad(subject, predicate, value, other) in store for other in others):
                yield Quad(subject, predicate, value, graph)

    serialize(missing(), output=str(scratch), format=RdfFormat.N_QUADS)
    load_lines(store, scratch)


def _subjects(quads: Sequence[Quad]) -> Iterator[str]:
    from pyoxigraph import NamedNode

    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            yield quad.subject.value


def _line(quad: Quad) -> bytes:
    return f"{quad} .\n".encode()


def _write_lines(path: Path, lines: frozenset[bytes]) -> None:
    path.write_bytes(b"".join(sorted(lines)))


def _read_lines(path: Path) -> frozenset[bytes]:
    if not path.exists():
        return frozenset()
    return frozenset(line + b"\n" for line in path.read_bytes().split(b"\n") if line)
