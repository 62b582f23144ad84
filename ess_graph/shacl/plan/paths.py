"""Property paths (SHACL §2.3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import NamedNode

from ess_graph.rdf.namespaces import EXTERNAL
from ess_graph.shacl.plan.graph import SH
from ess_graph.shacl.plan.problem import ill_formed

if TYPE_CHECKING:
    from ess_graph.shacl.plan.graph import ShapesGraph
    from ess_graph.shacl.plan.problem import Node, Term

_FIRST: Final = EXTERNAL["rdf"] + "first"


@dataclass(frozen=True, slots=True)
class Predicate:
    """§2.3.1.1: the objects of a predicate."""

    iri: str

    def text(self) -> str:
        """Return the path in SPARQL."""
        return f"<{self.iri}>"


@dataclass(frozen=True, slots=True)
class Sequence:
    """§2.3.1.2: one path after another."""

    parts: tuple[Path, ...]

    def text(self) -> str:
        """Return the path in SPARQL."""
        return f"({'/'.join(part.text() for part in self.parts)})"


@dataclass(frozen=True, slots=True)
class Alternative:
    """§2.3.1.3: what one of several paths leads to."""

    parts: tuple[Path, ...]

    def text(self) -> str:
        """Return the path in SPARQL."""
        return f"({'|'.join(part.text() for part in self.parts)})"


@dataclass(frozen=True, slots=True)
class Inverse:
    """§2.3.1.4: a path from its end to its start."""

    path: Path

    def text(self) -> str:
        """Return the path in SPARQL."""
        return f"^{self.path.text()}"


@dataclass(frozen=True, slots=True)
class Repeat:
    """§2.3.1.5 to §2.3.1.7: ``*`` (zero or more), ``+`` (one or more) and ``?`` (zero or one)."""

    path: Path
    sign: str

    def text(self) -> str:
        """Return the path in SPARQL."""
        return f"({self.path.text()}){self.sign}"


Path: TypeAlias = "Predicate | Sequence | Alternative | Inverse | Repeat"

_SIGNS: Final = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
_NAMES: Final = ("alternativePath", "inversePath", *_SIGNS)


def predicates(path: Path) -> set[str]:
    """Return the predicates that a path follows."""
    match path:
        case Predicate(iri):
            return {iri}
        case Sequence(parts) | Alternative(parts):
            return set().union(*(predicates(part) for part in parts))
        case Inverse(inner) | Repeat(inner, _):
            return predicates(inner)


def display(path: Path) -> str:
    """Return what a finding says of a path: the IRI of a predicate, else its SPARQL text."""
    return path.iri if isinstance(path, Predicate) else path.text()


def read_path(graph: ShapesGraph, shape: Node, node: Term, above: tuple[Term, ...] = ()) -> Path:
    """Return the path that a node stands for.

    Raises:
        InputProblem: it is no well-formed path, or leads to itself.
    """
    if isinstance(node, NamedNode):
        return Predicate(node.value)
    if node in above:
        raise ill_formed(shape, "2.3.1", "shacl.path_recursive")
    inside = (*above, node)
    found = [(name, value) for name in _NAMES for value in graph.objects(node, SH + name)]
    if graph.objects(node, _FIRST):  # a list is a sequence, whatever else is said of it
        return Sequence(_parts(graph, shape, node, inside, "2.3.1.2"))
    if len(found) != 1:
        raise ill_formed(shape, "2.3.1", "shacl.path")
    name, value = found[0]
    if name == "alternativePath":
        return Alternative(_parts(graph, shape, value, inside, "2.3.1.3"))
    inner = read_path(graph, shape, value, inside)
    return Inverse(inner) if name == "inversePath" else Repeat(inner, _SIGNS[name])


def _parts(
    graph: ShapesGraph, shape: Node, head: Term, above: tuple[Term, ...], clause: str
) -> tuple[Path, ...]:
    members = graph.members(shape, "path", head, clause)
    if len(members) < 2:
        raise ill_formed(shape, clause, "shacl.path_short", found=len(members))
    return tuple(read_path(graph, shape, one, above) for one in members)
