"""Judge files: every criterion, its verdict, and the score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ess_graph.errors import InputProblem
from ess_graph.ontology import existence, foops, languages, lov, oops_logic, oops_naming, oops_structure, skos  # noqa: F401 - each registers its checks
from ess_graph.ontology.criterion import (
    FAILS,
    HOLDS,
    MUST,
    NOT_APPLICABLE,
    NOT_RUN,
    SHOULD,
    WEIGHTS,
    Criterion,
    Found,
    criteria,
)
from ess_graph.ontology.vocabulary import Vocabulary
from ess_graph.rdf.formats import syntax_of
from ess_graph.rdf.near_miss import NearMisses
from ess_graph.rdf.reading import read_quads

if TYPE_CHECKING:
    from pyoxigraph import Triple


@dataclass(frozen=True, slots=True)
class Verdict:
    """A criterion with what was found."""

    criterion: Criterion
    status: str
    found: Found


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts on some files."""

    verdicts: tuple[Verdict, ...]
    header: str
    terms: int
    concepts: int

    def count(self, status: str, level: str | None = None) -> int:
        """Return how many criteria, of a level or of both, have a status."""
        return sum(v.status == status and level in (None, v.criterion.level) for v in self.verdicts)

    @property
    def conforms(self) -> bool:
        """Whether every MUST that applies holds."""
        return self.count(FAILS, MUST) == 0

    @property
    def score(self) -> float:
        """The weight of the criteria that hold among those that apply, in percent (docs/check-ontology.md)."""
        weights = {
            status: sum(WEIGHTS[v.criterion.level] for v in self.verdicts if v.status == status)
            for status in (HOLDS, FAILS)
        }
        whole = sum(weights.values())
        return 100 * weights[HOLDS] / whole if whole else 0.0


def judge(vocabulary: Vocabulary) -> Judgement:
    """Run every criterion that can be run offline.

    Args:
        vocabulary: what the files say.

    Returns:
        A verdict for each criterion, those not run included, in the order of ``criteria.toml``.
    """
    verdicts = []
    for one in criteria():
        if one.check is None:
            verdicts.append(Verdict(one, NOT_RUN, Found(0)))
            continue
        result = one.check(vocabulary)
        if result.checked == 0:
            verdicts.append(Verdict(one, NOT_APPLICABLE, Found(0)))
            continue
        status = FAILS if result.faults else HOLDS
        verdicts.append(Verdict(one, status, result))
    return Judgement(tuple(verdicts), vocabulary.header, len(vocabulary.terms), len(vocabulary.concepts))


def read_vocabulary(
    files: Sequence[Path], base: str, shapes: Sequence[Path] = (), extra: Sequence[Triple] = ()
) -> Vocabulary:
    """Read files, and shapes, of any syntax.

    Args:
        files: the ontology or the concept schemes, judged together.
        base: the IRI against which relative IRIs are resolved.
        shapes: SHACL files that may stand for domains and ranges.
        extra: statements to add.

    Raises:
        UsageProblem: an extension tells no syntax.
        InputProblem: a file cannot be read, or there is nothing to judge.
    """
    seen = []
    triples: list[Triple] = list(extra)
    for path in files:
        misses = NearMisses()
        syntax = syntax_of(path)
        triples += (quad.triple for quad in misses.watch(read_quads(path, syntax, base)))
        seen += misses.found(path, syntax, base)
    vocabulary = Vocabulary(triples, _read(shapes, base), tuple(seen))
    if not (vocabulary.ontologies or vocabulary.declared or vocabulary.concepts or vocabulary.schemes):
        raise InputProblem("ontology.nothing", path=", ".join(map(str, files)))
    return vocabulary


def _read(files: Sequence[Path], base: str) -> Iterator[Triple]:
    for path in files:
        for quad in read_quads(path, syntax_of(path), base):
            yield quad.triple


__all__ = ["SHOULD", "Judgement", "Verdict", "judge", "read_vocabulary"]
