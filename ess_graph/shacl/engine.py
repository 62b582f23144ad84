"""What a SHACL engine is: data and shapes in, findings out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from ess_graph.report.finding import Finding

if TYPE_CHECKING:
    from pyoxigraph import Triple


class ShaclEngine(Protocol):
    """A SHACL engine; pySHACL is the first, and the oracle of those to come."""

    name: str

    def validate(self, data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Finding]:
        """Return the findings in a stable order.

        Raises:
            InputProblem: the shapes graph is not valid SHACL.
        """
        ...
