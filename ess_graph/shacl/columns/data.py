"""The data in columns: for each predicate, the pairs of subject and object; and the paths through them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ess_graph.errors import InputProblem
from ess_graph.rdf.namespaces import RDF_TYPE
from ess_graph.shacl.columns.arrays import Ids, Keys, Pairs, joined, union, unpacked
from ess_graph.shacl.columns.terms import Terms
from ess_graph.shacl.plan.graph import SUB_CLASS_OF
from ess_graph.shacl.plan.paths import Alternative, Inverse, Path, Predicate, Repeat, Sequence
from ess_graph.text import message

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from ess_graph.shacl.plan.problem import Node

_NONE = np.array([], dtype=np.uint32)


class Columns:
    """The statements of some predicates, or of all, as numbers of terms."""

    def __init__(self, wanted: Iterable[str] | None) -> None:
        """Begin with no statement.

        Args:
            wanted: the predicates to keep, all when ``None``.
        """
        self.terms = Terms()
        self._wanted = None if wanted is None else [f"<{iri}>" for iri in wanted]
        self._parts: dict[str, list[Keys]] = {}
        self._forward: dict[str, Pairs] = {}
        self._backward: dict[str, Pairs] = {}
        self._instances: dict[Node, Ids] = {}

    def add(self, frame: pl.DataFrame) -> None:
        """Add statements: their texts in the columns ``s``, ``p`` and ``o``, in the spelling of Oxigraph.

        Raises:
            InputProblem: an object is a triple term of RDF 1.2, which SHACL 1.0 does not know.
        """
        if self._wanted is not None:
            frame = frame.filter(pl.col("p").is_in(self._wanted))
        for text in frame.filter(pl.col("o").str.starts_with("<<"))["o"].head(1):
            raise InputProblem("input.shapes", reason=message("shacl.triple_term", found=text))
        for (name,), part in frame.partition_by("p", as_dict=True, include_key=False).items():
            subjects, objects = self.terms.encode(part["s"]), self.terms.encode(part["o"])
            self._parts.setdefault(str(name)[1:-1], []).append(Pairs(subjects, objects).keys)

    def objects(self, predicate: str) -> Pairs:
        """Return subjects and objects of a predicate."""
        found = self._forward.get(predicate)
        if found is None:
            parts = self._parts.pop(predicate, None)
            found = Pairs(_NONE, _NONE) if parts is None else unpacked(np.unique(np.concatenate(parts)))
            self._forward[predicate] = found
        return found

    def subjects(self, predicate: str) -> Pairs:
        """Return objects and subjects of a predicate."""
        found = self._backward.get(predicate)
        if found is None:
            found = self._backward[predicate] = self.objects(predicate).turned()
        return found

    def predicates(self) -> list[str]:
        """Return the predicates that are kept."""
        return [*self._parts, *(name for name in self._forward if name not in self._parts)]

    def triples(self, predicates: Iterable[str] | None) -> Iterator[Triple]:
        """Yield the statements with some predicates, or all that are kept."""
        for iri in self.predicates() if predicates is None else predicates:
            column = self.objects(iri)
            yield from self.terms.triples(column.first, iri, column.second)

    def instances(self, of: Node) -> Ids:
        """Return the SHACL instances of a class, sorted: ``rdf:type/rdfs:subClassOf*`` (SHACL §1.1)."""
        found = self._instances.get(of)
        if found is None:
            start = self.terms.numbers([of])
            path = Sequence((Predicate(RDF_TYPE), Repeat(Predicate(SUB_CLASS_OF), "*")))
            found = self._instances[of] = np.unique(self.follow(path, start, backward=True).second)
        return found

    def follow(self, path: Path, nodes: Ids, *, backward: bool = False) -> Pairs:
        """Return nodes and what a path leads to from them, as SPARQL 1.1 §18.4 has it.

        Args:
            path: the path, followed from its end when ``backward``.
            nodes: where it starts, sorted, each once.
            backward: whether an inverse path is being followed.
        """
        match path:
            case Predicate(iri):
                return (self.subjects(iri) if backward else self.objects(iri)).of(nodes)
            case Inverse(inner):
                return self.follow(inner, nodes, backward=not backward)
            case Sequence(parts):
                found = Pairs(nodes, nodes)
                for part in reversed(parts) if backward else parts:
                    found = self._step(part, found, backward)
                return found
            case Alternative(parts):
                return union([self.follow(part, nodes, backward=backward) for part in parts])
            case Repeat(inner, "?"):
                return union([Pairs(nodes, nodes), self.follow(inner, nodes, backward=backward)])
            case Repeat(inner, sign):
                reached = self._closure(inner, nodes, backward)
                return union([Pairs(nodes, nodes), reached]) if sign == "*" else reached

    def _step(self, part: Path, before: Pairs, backward: bool) -> Pairs:
        return joined(before, self.follow(part, np.unique(before.second), backward=backward))

    def _closure(self, path: Path, nodes: Ids, backward: bool) -> Pairs:
        """Follow a path once or more: each round goes on from the pairs that the last one has found new."""
        new = self.follow(path, nodes, backward=backward)
        reached = new.keys
        while len(new.first):
            after = self._step(path, new, backward).keys
            fresh = np.setdiff1d(after, reached, assume_unique=True)
            reached = np.union1d(reached, fresh)
            new = unpacked(fresh)
        return unpacked(reached)


def frame_of(triples: list[Triple]) -> pl.DataFrame:
    """Return statements of Oxigraph as a frame of texts."""
    return pl.DataFrame(
        {
            "s": [str(one.subject) for one in triples],
            "p": [str(one.predicate) for one in triples],
            "o": [str(one.object) for one in triples],
        },
        schema={"s": pl.String, "p": pl.String, "o": pl.String},
    )
