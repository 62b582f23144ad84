"""Import a contribution into the store, and take it out again: all or nothing (docs/contributions.md)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from ess_graph.config import contributions_path, store_path
from ess_graph.errors import InputProblem, UsageProblem
from ess_graph.rdf.atomic import short_reason
from ess_graph.rdf.canonical import canonical_hash, sorted_lines
from ess_graph.store.contributed import contributed, names_of
from ess_graph.store.derive import Derived, derive, read_changes
from ess_graph.store.generation import OpenStore, current_name, open_folder, open_generation
from ess_graph.store.kept import (
    STATEMENTS,
    Contribution,
    Kept,
    KeptContribution,
    SourceFile,
    write_contribution,
)
from ess_graph.store.placing import drop_leftovers, folder_aside, place, point_to, write_errors, writer_lock
from ess_graph.store.provenance import contribution_graph

if TYPE_CHECKING:
    from pyoxigraph import Triple

#: What became of an import.
IMPORTED: Final = "imported"
UNCHANGED: Final = "unchanged"
REFUSED: Final = "refused"
PLANNED: Final = "planned"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A contribution in the store that it would make, for whoever judges it.

    Attributes:
        before: the store of now.
        after: the store with the contribution.
        about: the contribution.
        statements: what it says, in terms exactly as they were read, which no store gives back.
        added: the canonical lines that ``after`` has more than ``before``.
        removed: the canonical lines that it has less.
    """

    before: OpenStore
    after: OpenStore
    about: Contribution
    statements: tuple[Triple, ...]
    added: frozenset[bytes]
    removed: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do.

    Attributes:
        outcome: :data:`IMPORTED`, :data:`UNCHANGED`, :data:`REFUSED` or :data:`PLANNED`.
        about: the contribution.
        hash: the canonical hash of the store as it is now.
        added: the canonical lines that come, inferred ones and those of the provenance too.
        removed: the canonical lines that go.
        own: how many statements lie in the graph of the contribution.
        stated: the lines of the contribution that are stated elsewhere already, and not added again.
    """

    outcome: str
    about: Contribution
    hash: str
    added: frozenset[bytes] = frozenset()
    removed: frozenset[bytes] = frozenset()
    own: int = 0
    stated: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal did.

    Attributes:
        id: the contribution.
        about: what was known of it, ``None`` when its files were gone.
        hash: the canonical hash of the store as it is now.
        added: the canonical lines that came.
        removed: the canonical lines that went.
    """

    id: str
    about: Contribution | None
    hash: str
    added: frozenset[bytes]
    removed: frozenset[bytes]


def import_contribution(
    paths: Sequence[Path],
    *,
    organisation: str,
    licence: str,
    created: str,
    conforms: Callable[[Proposed], bool],
    replaces: str = "",
    dry_run: bool = False,
    store: str | os.PathLike[str] | None = None,
    contributions: str | os.PathLike[str] | None = None,
) -> Imported:
    """Import files as one contribution, if it conforms; what is there already is not added again.

    Args:
        paths: what :func:`ess_graph.store.contributed.contributed` reads.
        organisation: who gives it: a name or an IRI.
        licence: the IRI of its licence.
        created: the day, ``2026-11-27``.
        conforms: judges the contribution in the store that it would make.
        replaces: the identifier of a contribution of which it takes the place.
        dry_run: write nothing.
        store: the directory of the store; the default is ``config.store_path()``.
        contributions: the folder of the contributions; the default is ``config.contributions_path()``.

    Raises:
        UsageProblem: the syntax of a file cannot be told, or there is nothing to replace.
        InputProblem: a file cannot be read, or a statement cannot be published.
        StoreProblem: there is no store, or another command is writing.
        SystemProblem: the disk is full or a folder cannot be written.
    """
    root = store_path(store)
    kept = Kept(contributions_path(contributions, root))
    with _writing(root, kept) as name, folder_aside(root) as aside:
        before = open_generation(root, name)
        new = aside / "contribution"
        new.mkdir()
        triples, digest, count = _read(paths, new, aside, before.base)
        files = tuple(SourceFile(*one) for one in zip(names_of(paths), map(_sha256, paths), strict=True))
        about = Contribution(digest[:16], before.base, created, organisation, licence, files, count, replaces)
        present = kept.ids()
        if about.id in present and about.id in before.manifest.contributions:
            there = _same(kept.read(about.id).about, about)
            return Imported(UNCHANGED, there, before.manifest.hash)
        if replaces and replaces not in present:
            raise UsageProblem("contribution.unknown", id=replaces, known=", ".join(present) or "—")
        write_contribution(new, about)
        others = [kept.read(other) for other in present if other not in (replaces, about.id)]
        generation = aside / "generation"
        one = KeptContribution(about, new / STATEMENTS)
        derived = derive(root, before.manifest.published or name, [*others, one], generation)
        added, removed = _difference(before, derived)
        good = conforms(Proposed(before, open_folder(generation, root), about, triples, added, removed))
        lines = _lines(triples, about, before.base)
        own, stated = len(lines & derived.added), lines - derived.added
        if dry_run or not good:
            outcome = PLANNED if good else REFUSED
            return Imported(outcome, about, before.manifest.hash, added, removed, own, stated)
        with kept.made():
            kept.prepare(new, about.id)
            kept.announce(root, derived.manifest.contributions, {replaces} if replaces else set())
            point_to(root, place(root, generation, derived.manifest.hash))
            kept.settle()
        return Imported(IMPORTED, about, derived.manifest.hash, added, removed, own, stated)


def withdraw(
    name: str,
    *,
    store: str | os.PathLike[str] | None = None,
    contributions: str | os.PathLike[str] | None = None,
) -> Withdrawn:
    """Take a contribution out of the store, with all that was inferred because of it.

    Args:
        name: its identifier.
        store: the directory of the store; the default is ``config.store_path()``.
        contributions: the folder of the contributions; the default is ``config.contributions_path()``.

    Raises:
        UsageProblem: no contribution has that identifier.
        StoreProblem: there is no store, or another command is writing.
        SystemProblem: the disk is full or a folder cannot be written.
    """
    root = store_path(store)
    kept = Kept(contributions_path(contributions, root))
    with _writing(root, kept) as current, folder_aside(root) as aside:
        before = open_generation(root, current)
        present = set(kept.ids())
        if name not in present | set(before.manifest.contributions):
            known = sorted(present | set(before.manifest.contributions))
            raise UsageProblem("contribution.unknown", id=name, known=", ".join(known) or "—")
        about = kept.read(name).about if name in present else None
        others = [kept.read(other) for other in sorted(present - {name})]
        published = before.manifest.published or current
        if others:
            derived = derive(root, published, others, aside / "generation")
            added, removed = _difference(before, derived)
            digest, target = derived.manifest.hash, place(root, aside / "generation", derived.manifest.hash)
        else:
            # What is published lies there untouched.
            (removed, added), target = read_changes(before.folder), published
            digest = open_generation(root, published).manifest.hash
        with kept.made():
            kept.announce(root, [other.about.id for other in others], {name} & present)
            point_to(root, target)
            kept.settle()
        return Withdrawn(name, about, digest, added, removed)


@contextmanager
def _writing(root: Path, kept: Kept) -> Iterator[str]:
    """Hold the store and its contributions for writing, and give the name of the generation of now."""
    with write_errors(root):
        # Before anything is made there.
        current_name(root)
        with writer_lock(root), kept.locked():
            drop_leftovers(root)
            kept.settle()
            yield current_name(root)


def _read(paths: Sequence[Path], new: Path, scratch: Path, base: str) -> tuple[tuple[Triple, ...], str, int]:
    """Read files, write their statements in canonical form, and return them with their hash and their number."""
    from pyoxigraph import RdfFormat, serialize

    triples = tuple(dict.fromkeys(contributed(paths, base)))
    if not triples:
        raise InputProblem("contribution.empty", path=", ".join(map(str, paths)))
    unsorted = scratch / "unsorted.nt"
    serialize(triples, output=str(unsorted), format=RdfFormat.N_TRIPLES)
    with (new / STATEMENTS).open("wb") as out:
        digest, count, _ = canonical_hash(_copied(sorted_lines([unsorted], scratch), out))
    unsorted.unlink()
    return triples, digest, count


def _copied(lines: Iterable[bytes], out: IO[bytes]) -> Iterator[bytes]:
    for line in lines:
        out.write(line)
        yield line


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputProblem("input.unreadable", path=path, reason=short_reason(error)) from error


def _same(there: Contribution, again: Contribution) -> Contribution:
    """Return the contribution that is there, when the other one says no more than it.

    Raises:
        UsageProblem: the same statements come from somebody else or under another licence.
    """
    if (there.organisation, there.licence) != (again.organisation, again.licence):
        raise UsageProblem(
            "contribution.other_terms", id=there.id, organisation=there.organisation, licence=there.licence
        )
    return there


def _difference(before: OpenStore, derived: Derived) -> tuple[frozenset[bytes], frozenset[bytes]]:
    """Return the lines that come and those that go between the generation of now and another one."""
    had, lacked = read_changes(before.folder)
    return (
        (derived.added - had) | (lacked - derived.removed),
        (had - derived.added) | (derived.removed - lacked),
    )


def _lines(triples: Iterable[Triple], about: Contribution, base: str) -> frozenset[bytes]:
    """Return the canonical lines that a contribution would add if none of it were known, as a store has them."""
    from pyoxigraph import NamedNode, Quad, Store

    graph = NamedNode(contribution_graph(base, about.id))
    store = Store()
    store.bulk_extend(Quad(one.subject, one.predicate, one.object, graph) for one in triples)
    return frozenset(f"{quad} .\n".encode() for quad in store)
