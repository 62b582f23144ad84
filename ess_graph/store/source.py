"""Where a query runs: the embedded store, RDF files, or a remote endpoint, behind one interface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pyoxigraph import Triple


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a SELECT query: terms of pyoxigraph, ``None`` where a variable is not bound."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


class GraphSource(Protocol):
    """A graph that answers queries of ours; same query, same rows, same order, wherever it lies."""

    @property
    def base(self) -> str:
        """The base of our IRIs in this graph."""
        ...

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that names in this graph are written with."""
        ...

    def select(self, text: str, *, name: str) -> Answer:
        """Run a SELECT query; ``name`` is what an error calls it.

        Raises:
            EssGraphError: the query is not valid, or the graph cannot answer.
        """
        ...

    def construct(self, text: str, *, name: str) -> tuple[Triple, ...]:
        """Run a CONSTRUCT or DESCRIBE query.

        Raises:
            EssGraphError: the query is not valid, or the graph cannot answer.
        """
        ...
