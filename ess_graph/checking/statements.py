"""The statements of a contribution while it is read: in memory as long as they are few, then in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from ess_graph.rdf.namespaces import DCT, RDF_TYPE, SKOS

#: More than these go to a file, and are checked on columns.
IN_MEMORY: Final = 100_000
#: So many are written at once.
_BATCH: Final = 50_000


def alike_by(base: str) -> tuple[str, ...]:
    """Return the properties that our shapes join two things by: those that have one value in common are looked at.

    Args:
        base: the base of our IRIs.
    """
    ours = (f"{base}def#siren", f"{base}def#sheetNumber", f"{base}def#effect")
    return (f"{DCT}title", f"{DCT}isPartOf", f"{SKOS}notation", f"{SKOS}prefLabel", *ours)


class Statements:
    """What a contribution says, and which nodes it names.

    Args:
        scratch: a folder for the file.
        base: the base of our IRIs.

    Attributes:
        count: how many statements there are.
        subjects: what they are about.
        objects: the other nodes that they name.
        keys: the properties and values that others may have in common.
        types: the classes that it names.
        predicates: the properties that it uses.
        file: where they are, ``None`` while they are in memory.
    """

    def __init__(self, scratch: Path, base: str) -> None:
        self.count = 0
        self.subjects: dict[str, None] = {}
        self.objects: dict[str, None] = {}
        self.keys: dict[tuple[str, object], None] = {}
        self.types: set[str] = set()
        self.predicates: set[str] = set()
        self.file: Path | None = None
        self._held: list[Triple] = []
        self._target = scratch / "contributed.nt"
        self._out: IO[bytes] | None = None
        self._alike = frozenset(alike_by(base))

    def add(self, triple: Triple) -> None:
        """Take one more in."""
        self.count += 1
        self._held.append(triple)
        subject, predicate, value = triple
        if isinstance(subject, NamedNode):
            self.subjects[subject.value] = None
        if isinstance(value, NamedNode):
            self.objects[value.value] = None
            if predicate.value == RDF_TYPE:
                self.types.add(value.value)
        self.predicates.add(predicate.value)
        if predicate.value in self._alike:
            self.keys[predicate.value, value] = None
        if len(self._held) >= (IN_MEMORY if self._out is None else _BATCH):
            self._write()

    def end(self) -> None:
        """Close the file, when there is one."""
        if self._out is not None:
            self._write()
            self._out.close()
            self._out, self.file = None, self._target

    def _write(self) -> None:
        if self._out is None:
            self._out = self._target.open("wb")
        serialize(self._held, output=self._out, format=RdfFormat.N_TRIPLES)
        self._held.clear()

    def __iter__(self) -> Iterator[Triple]:
        assert self.file is None, "the caller looks"
        return iter(self._held)


def write_lines(triples: Iterable[Triple], path: Path) -> Path:
    """Write statements as N-Triples.

    Args:
        triples: the statements.
        path: the file.
    """
    serialize(triples, output=str(path), format=RdfFormat.N_TRIPLES)
    return path
