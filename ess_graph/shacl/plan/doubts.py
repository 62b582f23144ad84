"""What is valid SHACL and is hardly meant: shapes that nothing can conform to, or that look at nothing.

The Recommendation sets no rule between the parameters of a shape: ``sh:minCount 2 ; sh:maxCount 1`` is well-formed
(§4.2), and a shape without a target is checked where another one refers to it (§2.1.3). So they are obeyed, and said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from ess_graph.rdf.namespaces import EXTERNAL
from ess_graph.shacl.plan.cardinality import MaxCount, MinCount
from ess_graph.shacl.plan.shape_based import Qualified
from ess_graph.shacl.plan.string_based import MaxLength, MinLength
from ess_graph.text import message

if TYPE_CHECKING:
    from ess_graph.shacl.plan.shapes import Constraint, Plan

_IMPORTS = NamedNode(EXTERNAL["owl"] + "imports")


def doubts(plan: Plan) -> Iterator[str]:
    """Yield a sentence for each thing that is hardly meant.

    An import of what the shapes graph does not hold is one: nothing is fetched from the network.
    """
    for node, shape in plan.shapes.items():
        for least, most, name in _bounds(shape.constraints):
            if least > most:
                yield message("shacl_doubt.empty", shape=str(node), name=name, least=least, most=most)
    if not any(shape.targets for shape in plan.shapes.values()):
        yield message("shacl_doubt.no_target")
    known = {triple.subject for triple in plan.triples}
    for triple in plan.triples:
        if triple.predicate == _IMPORTS and triple.object not in known:
            yield message("shacl_doubt.imports", found=str(triple.object))


def _bounds(constraints: tuple[Constraint, ...]) -> Iterator[tuple[int, int, str]]:
    """Yield a least and a most that look at the same thing, with the name of that thing."""
    found: dict[type, int] = {}
    for one in constraints:
        match one:
            case MinCount(number) | MaxCount(number) | MinLength(number) | MaxLength(number):
                found[type(one)] = number
            case Qualified(_, _, int(least), int(most)):
                yield least, most, "QualifiedCount"
            case _:
                pass
    for low, high, name in ((MinCount, MaxCount, "Count"), (MinLength, MaxLength, "Length")):
        if low in found and high in found:
            yield found[low], found[high], name
