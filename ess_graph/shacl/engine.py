"""What a SHACL engine is: data and shapes in, findings out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from ess_graph.report.finding import Finding

if TYPE_CHECKING:
    from pyoxigraph import Triple


class Statements(Protocol):
    """A data graph that can be read again and again; one that has a method ``of`` gives those of some predicates."""

    def __iter__(self) -> Iterator[Triple]: ...

    def __len__(self) -> int: ...


class ShaclEngine(Protocol):
    """A SHACL engine; pySHACL is the first, and the oracle of those to come."""

    name: str

    def validate(self, data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Finding]:
        """Return the findings in a stable order.

        Raises:
            InputProblem: the shapes graph is not valid SHACL.
        """
        ...
