"""Shapes (SHACL §2): constraints, targets and what a result of them says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from ess_graph.shacl.plan.cardinality import Cardinality, MaxCount, MinCount
from ess_graph.shacl.plan.logical import Combined, Logical, Not
from ess_graph.shacl.plan.other import HasValue, In, Other
from ess_graph.shacl.plan.paths import Path
from ess_graph.shacl.plan.property_pair import Disjoint, Equals, LessThan, PropertyPair
from ess_graph.shacl.plan.shape_based import ByNode, ByProperty, Qualified, ShapeBased
from ess_graph.shacl.plan.sparql import Sparql
from ess_graph.shacl.plan.string_based import LanguageIn, MaxLength, MinLength, Pattern, StringBased
from ess_graph.shacl.plan.targets import Target
from ess_graph.shacl.plan.value_range import Range
from ess_graph.shacl.plan.value_type import Class, Datatype, ValueType

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from ess_graph.shacl.plan.problem import Node

Constraint: TypeAlias = (
    "ValueType | Cardinality | Range | StringBased | PropertyPair | Logical | ShapeBased | Other | Sparql"
)


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A node shape (§2.2), or a property shape (§2.3) when it has a path.

    Attributes:
        node: the shape in the shapes graph.
        path: how its values are reached from a focus node; the focus node is the value when there is none.
        targets: where it looks for focus nodes by itself.
        constraints: what its values must respect; none when the shape is deactivated (§2.1.6).
        severity: the severity of its results (§2.1.4): the local name of one of SHACL, else an IRI.
        messages: the text of its results by language (§2.1.5).
        code: the ``dct:identifier`` of the shape, which SHACL does not know.
    """

    node: Node
    path: Path | None
    targets: tuple[Target, ...]
    constraints: tuple[Constraint, ...]
    severity: str
    messages: Mapping[str, str]
    code: str


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Every shape of a shapes graph by its node, and the graph for ``$shapesGraph``."""

    shapes: Mapping[Node, Shape]
    triples: tuple[Triple, ...] = field(default=(), repr=False)

    @property
    def asks_sparql(self) -> bool:
        """Whether a constraint is a query of the shapes' author, which needs the whole data."""
        return any(isinstance(one, Sparql) for shape in self.shapes.values() for one in shape.constraints)


def needed_shapes(constraint: Constraint) -> tuple[Node, ...]:
    """Return the shapes that a constraint refers to."""
    if isinstance(constraint, Not | Combined | ByNode | ByProperty | Qualified):
        return constraint.shapes
    return ()


def parameter_text(constraint: Constraint) -> str:
    """Return the value of the parameter of a constraint that looks at values, for a message."""
    match constraint:
        case MinCount(count) | MaxCount(count):
            return str(count)
        case MinLength(length) | MaxLength(length):
            return str(length)
        case Range(_, bound):
            return bound.value
        case Pattern(pattern, _):
            return pattern
        case LanguageIn(ranges):
            return " ".join(ranges)
        case Class(iri):
            return iri.value
        case Datatype(iri) | Equals(iri) | Disjoint(iri) | LessThan(iri):
            return iri
        case HasValue(term):
            return term.value
        case In(terms):
            return " ".join(sorted(one.value for one in terms))
        case _:
            return ""
