"""The endpoint as the data of queries: each is sent, and must come back whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import BlankNode, NamedNode

from ess_graph.errors import EndpointProblem
from ess_graph.shacl.plan.query import tokens
from ess_graph.shacl.remote.index import blank_problem

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Node, Term
    from ess_graph.shacl.remote.pages import Pages
    from ess_graph.store.source import Answer

#: An answer of more rows than this is counted: a server that cuts below is of no use.
_COUNTED: Final = 100


class Sent:
    """The endpoint as the data of the queries."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._counts: dict[str, int] = {}

    def query(self, text: str) -> Any:
        """Return the truth of an ASK query, or the solutions of a SELECT query, all of them.

        Raises:
            EndpointProblem: the endpoint does not answer, or with fewer rows than it counts.
        """
        source = self._pages.source
        kind, start = _form(text)
        if kind == "ASK":
            return source.ask(text)
        answer = source.select(text, name="shacl")
        if len(answer.rows) > _COUNTED:
            inner = f"{text[:start]} SELECT (COUNT(*) AS ?essRows) WHERE {{ {{ {text[start:]} }} }}"
            (row,) = source.select(inner, name="shacl").rows
            if row[0] is None or row[0].value != str(len(answer.rows)):
                expected = "?" if row[0] is None else row[0].value
                raise EndpointProblem(
                    "endpoint.missing_rows", address=source.shown, found=len(answer.rows), expected=expected
                )
        return _Solutions(answer)

    def count(self, predicate: str) -> int:
        """Return how many statements have a predicate."""
        found = self._counts.get(predicate)
        if found is None:
            found = self._counts[predicate] = self._pages.count(f"?s {NamedNode(predicate)} ?o")
        return found

    def head(self, values: Mapping[str, Term], shape: Node) -> str:
        """Return the text that binds variables to one value each.

        Raises:
            InputProblem: a value is a blank node, which no query can name.
        """
        if any(isinstance(term, BlankNode) for term in values.values()):
            raise blank_problem(str(shape))
        if not values:
            return ""
        names = " ".join(f"?{name}" for name in values)
        return f"VALUES ({names}) {{ ({' '.join(map(str, values.values()))}) }}"


def _form(text: str) -> tuple[str, int]:
    """Return the kind of a query, and where its prologue ends.

    >>> _form("PREFIX a: <b> SELECT $this WHERE {}")
    ('SELECT', 14)
    """
    for kind, value, end in tokens(text):
        if kind == "name" and value.upper() in ("SELECT", "ASK"):
            return value.upper(), end - len(value)
    raise ValueError(text)


@dataclass(frozen=True, slots=True)
class _Named:
    value: str


class _Solutions:
    """Rows of an endpoint, as pyoxigraph gives those of its store."""

    def __init__(self, answer: Answer) -> None:
        self.variables = [_Named(name) for name in answer.columns]
        self._rows = answer.rows

    def __iter__(self) -> Iterator[dict[str, Any]]:
        names = [one.value for one in self.variables]
        for row in self._rows:
            yield dict(zip(names, row, strict=True))
