"""Evaluate a plan on columns: the nodes that are wrong are found as wholes, and their results are worded one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from ess_graph.report.finding import Finding
from ess_graph.shacl.columns.screen import Screen
from ess_graph.shacl.columns.view import View
from ess_graph.shacl.plan.targets import TargetClass, TargetNode, TargetObjectsOf, TargetSubjectsOf
from ess_graph.shacl.run.evaluate import Evaluation

if TYPE_CHECKING:
    from ess_graph.shacl.columns.arrays import Ids
    from ess_graph.shacl.columns.data import Columns
    from ess_graph.shacl.plan.shapes import Plan, Shape
    from ess_graph.shacl.run.sparql import Queries


def findings(plan: Plan, columns: Columns, queries: Queries | None) -> Iterator[Finding]:
    """Yield the findings of every shape that has targets (§3.4).

    The results of a node that does not conform are those of the first executor, so that both word them alike.
    """
    screen = Screen(plan, columns, queries)
    evaluation = Evaluation(plan, View(columns), queries)
    for node, shape in plan.shapes.items():
        if shape.targets and shape.constraints:
            focuses = _focus_nodes(shape, columns)
            wrong = columns.terms.terms(focuses[screen.wrong(node, focuses)])
            yield from evaluation.findings_of(node, wrong)


def _focus_nodes(shape: Shape, columns: Columns) -> Ids:
    found: list[Ids] = []
    for target in shape.targets:
        match target:
            case TargetNode(node):
                found.append(columns.terms.numbers([node]))
            case TargetClass(iri):
                found.append(columns.instances(iri))
            case TargetSubjectsOf(iri):
                found.append(columns.objects(iri).first)
            case TargetObjectsOf(iri):
                found.append(columns.objects(iri).second)
    return np.unique(np.concatenate(found))
