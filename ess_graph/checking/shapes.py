"""What the shapes find in a contribution, in what is published around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ess_graph.checking.context import everything, inferred, surroundings
from ess_graph.checking.published import Published
from ess_graph.checking.statements import Statements, write_lines
from ess_graph.report.finding import Finding
from ess_graph.resources import folder
from ess_graph.shacl.bounds import Bounds, bounded
from ess_graph.shacl.columns_engine import ColumnsEngine
from ess_graph.shacl.compare import not_before
from ess_graph.shacl.plan.graph import SUB_CLASS_OF
from ess_graph.shacl.plan.targets import Target, TargetClass, TargetNode, TargetObjectsOf, TargetSubjectsOf
from ess_graph.shacl.scope import FileTriples
from ess_graph.shacl.store_engine import StoreEngine
from ess_graph.shacl.validate import read_rules

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from ess_graph.shacl.plan.shapes import Plan


@dataclass(frozen=True, slots=True)
class Found:
    """What the shapes found.

    Attributes:
        findings: those that the contribution causes, in a stable order.
        left_out: how many more there are, by severity.
        rules: how many shapes had something to look at.
        published: which of the subjects of the contribution are published already.
    """

    findings: tuple[Finding, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)
    rules: int = 0
    published: frozenset[str] = frozenset()


def check_shapes(
    said: Statements,
    published: Published,
    base: str,
    scratch: Path,
    *,
    shapes: Sequence[Path] = (),
    rules: Path | None = None,
    most: int | None = None,
) -> Found:
    """Check a contribution by the shapes.

    Args:
        said: the contribution.
        published: what is published.
        base: the base of our IRIs.
        scratch: a folder for files.
        shapes: SHACL files in place of ours.
        rules: the folder of the inference rules in place of ours.
        most: how many findings are kept at most.

    Raises:
        InputProblem: the shapes are not valid.
        BeyondEngine: the shapes need what our engines do not have.
    """
    near = surroundings(said, published)
    known = {str(getattr(one.subject, "value", "")) for one in near}
    more = inferred(said, near, rules or folder("queries") / "rules", base)
    named = {**said.subjects, **said.objects}

    def mine(one: Finding) -> bool:
        return one.focus in named

    engine = (StoreEngine if said.file is None else ColumnsEngine)(mine)
    plan = engine.plan(read_rules(shapes, base))
    data: Iterable[Triple]
    if said.file is None:
        data = everything(said, near, more)
    else:
        files = [write_lines(near, scratch / "near.nt"), write_lines(more, scratch / "inferred.nt")]
        data = FileTriples((said.file, *files), base)
    del more
    with bounded(Bounds(most, details=True)):
        found = engine.run(plan, data)
        old = {one.focus for one in found if one.focus in known}
        before = StoreEngine(lambda one: one.focus in old).run(plan, near) if old else []
    left_out = dict(getattr(found, "left_out", {}))
    return Found(
        tuple(not_before(found, before)),
        left_out,
        _rules(plan, said, near),
        frozenset(said.subjects.keys() & known),
    )


def _rules(plan: Plan, said: Statements, near: Iterable[Triple]) -> int:
    """Return how many shapes have something of the contribution to look at."""
    classes = set(said.types)
    above = {one for one in near if one.predicate.value == SUB_CLASS_OF}
    while new := {_iri(one.object) for one in above if _iri(one.subject) in classes} - classes:
        classes |= new

    def selects(target: Target) -> bool:
        match target:
            case TargetClass(iri):
                return _iri(iri) in classes
            case TargetNode():
                return _iri(target.node) in said.subjects
            case TargetSubjectsOf(iri) | TargetObjectsOf(iri):
                return iri in said.predicates

    return sum(1 for one in plan.shapes.values() if one.constraints and any(map(selects, one.targets)))


def _iri(term: object) -> str:
    return str(getattr(term, "value", ""))
