"""The statements of one predicate, fetched from an endpoint page by page, and counted: none is missed in silence.

A server may cut an answer and say nothing (SPARQL 1.1 Protocol has no word for it; Virtuoso's ResultSetMaxRows). So a
COUNT is asked first, and as many rows must come. What is not too much is asked for at once; when the server cuts it,
by page: by OFFSET, as long as it can be told that nothing came twice and so nothing is missing, else by key: ordered by
subject, the last one of which is taken for incomplete, and the next page begins after the one before it. By OFFSET the
server has no 100,000 rows to sort for each page: a third of its time (measured on Virtuoso).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from ess_graph.errors import EndpointProblem

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Term
    from ess_graph.store.endpoint import EndpointSource

#: Rows that are asked for in one answer, without order, as long as the server gives them all.
AT_ONCE: Final = 200_000
#: Rows of a page. Virtuoso sorts no more than 10,000, gives no more when nobody has set it otherwise, and says of an
#: answer with so many that it may be cut.
PAGE: Final = 9_999
#: Below this, a server that still cuts is of no use.
LEAST_PAGE: Final = 100
#: Statements of one validation, all predicates together.
MOST_ROWS: Final = 5_000_000
#: Characters of their terms, all together.
MOST_TEXT: Final = 1 << 30
#: What a smaller answer may mend.
_CUT: Final = ("endpoint.cut", "endpoint.too_large", "endpoint.slow")
_NAME: Final = "shacl"

Pair = tuple["Term", "Term"]


@dataclass(slots=True)
class Pages:
    """An endpoint that is read by predicate, and what has been read so far.

    Attributes:
        source: the endpoint.
        at_once: rows asked for without paging; the size of a page from the first answer on that is cut.
        page: rows asked for at a time; halved when the server says that it cuts there.
        most_rows: statements that are read in all.
        most_text: characters that are read in all.
        rows: statements read.
        text: characters read.
    """

    source: EndpointSource
    at_once: int = AT_ONCE
    page: int = PAGE
    most_rows: int = MOST_ROWS
    most_text: int = MOST_TEXT
    rows: int = field(default=0, init=False)
    text: int = field(default=0, init=False)
    _answers: Iterator[int] = field(default_factory=lambda: count(1), init=False, repr=False)

    def count(self, pattern: str) -> int:
        """Return how many solutions a pattern has.

        Raises:
            EndpointProblem: the endpoint does not answer, or not with a number.
        """
        answer = self.source.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}", name=_NAME)
        number = answer.rows[0][0] if len(answer.rows) == 1 and answer.rows[0] else None
        if not isinstance(number, Literal) or not number.value.isdecimal():
            raise EndpointProblem("endpoint.no_count", address=self.source.shown)
        return int(number.value)

    def any_blank(self, pattern: str, name: str) -> bool:
        """Tell whether a variable of a pattern can be a blank node."""
        asked = f"SELECT ?{name} WHERE {{ {pattern} FILTER(isBlank(?{name})) }} LIMIT 1"
        return bool(self._rows(asked, name))

    def repeats(self, pattern: str) -> bool:
        """Tell whether the server gives a solution of a pattern twice: a statement that is in two of its graphs."""
        return self.count(pattern) != self.count(f"{{ SELECT DISTINCT * WHERE {{ {pattern} }} }}")

    def names(self, pattern: str) -> list[Term]:
        """Return the different values of ``?p`` of a pattern, counted too."""
        inner = f"SELECT DISTINCT ?p WHERE {{ {pattern} }}"
        expected = self.count(f"{{ {inner} }}")
        found = [term for (term,) in self._rows(inner, "p")]
        self._check(len(found), expected)
        return found

    def about_blanks(self, predicates: frozenset[str] | None) -> list[tuple[Term, Term, Term]] | None:
        """Return the statements with a blank node, all from one answer: their labels mean the same in all of them.

        Args:
            predicates: those of the statements; all when ``None``.

        Returns:
            Subject, predicate and object; ``None`` when they are too many for one answer.

        Raises:
            EndpointProblem: the endpoint does not answer.
        """
        names = (
            ""
            if predicates is None
            else f"VALUES ?p {{ {' '.join(str(NamedNode(one)) for one in sorted(predicates))} }}"
        )
        pattern = f"{names} ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o))"
        expected = self.count(pattern)
        if not expected or expected > self.at_once or self.rows + expected > self.most_rows:
            return None if expected else []
        try:
            rows = self._rows(f"SELECT ?s ?p ?o WHERE {{ {pattern} }}", "s", "p", "o")
        except EndpointProblem as problem:
            if problem.key not in _CUT:
                raise
            rows = []
        if len(rows) != expected:
            return None
        self.rows += expected
        return list(dict.fromkeys(rows))

    def pairs(self, pattern: str) -> Iterator[Pair]:
        """Yield the ``?s`` and ``?o`` of a pattern in which ``?s`` is an IRI, or ``?s`` twice when it has no ``?o``.

        All rows of one subject come from one answer when a value is blank, so that its blank values have different
        names if they differ. A row comes as often as the server gives it.

        Raises:
            EndpointProblem: the endpoint does not answer, gives more or fewer rows than it counts, or has too many.
        """
        expected = self.count(pattern)
        if self.rows + expected > self.most_rows:
            raise EndpointProblem("endpoint.too_much", address=self.source.shown, most=self.most_rows)
        self.rows += expected
        rows = self._whole(pattern, expected)
        if rows is not None:
            yield from self._weighed(rows)
            return
        text = self.text
        rows = self._in_turn(pattern, expected)
        if rows is not None:
            yield from rows
            return
        self.text = text
        yield from self._weighed(self._by_key(pattern, expected))

    def _whole(self, pattern: str, expected: int) -> list[Pair] | None:
        """Return all rows of one answer; ``None`` when they are too many for one, or the server cuts it."""
        if not expected or expected > self.at_once:
            return None if expected else []
        try:
            rows = self._select(f"SELECT {_columns(pattern)} WHERE {{ {pattern} }}")
        except EndpointProblem as problem:
            if problem.key not in _CUT:
                raise
            rows = []
        if len(rows) == expected:
            return rows
        self.at_once = min(self.page, expected - 1)
        return None

    def _in_turn(self, pattern: str, expected: int) -> list[Pair] | None:
        """Return all rows by OFFSET, without order; ``None`` when it cannot be told that they are all.

        SPARQL does not promise that two answers have their rows in the same order (1.1 §15.4). But when the rows that
        have come are all different, and as many as there are, they are all of them.
        """
        found: dict[Pair, None] = {}
        seen = 0
        while seen < expected:
            rows = self._cut_to_size(f"SELECT {_columns(pattern)} WHERE {{ {pattern} }}", f"OFFSET {seen}")
            if not rows or any(isinstance(value, BlankNode) for _, value in rows):
                return None
            seen += len(rows)
            found.update(dict.fromkeys(self._weighed(rows)))
        if len(found) == expected or len(found) == self.count(
            f"{{ SELECT DISTINCT * WHERE {{ {pattern} }} }}"
        ):
            return list(found)
        return None

    def _by_key(self, pattern: str, expected: int) -> Iterator[Pair]:
        """Yield all rows by subject, the last one of a page taken for incomplete."""
        seen, after = 0, ""
        while seen < expected:
            condition = f"FILTER(STR(?s) > {Literal(after)})" if after else ""
            query = f"SELECT {_columns(pattern)} WHERE {{ {pattern} {condition} }}"
            rows = self._cut_to_size(query, "ORDER BY STR(?s)")
            if seen + len(rows) != expected:
                # Not the last page: its last subject may have more values than have come.
                last = rows[-1][0] if rows else None
                rows = [row for row in rows if row[0] != last] or self._one(pattern, last)
            if not rows or rows[0][0].value <= after:
                self._check(seen, expected)
            seen += len(rows)
            after = rows[-1][0].value
            yield from rows
        self._check(seen, expected)

    def _cut_to_size(self, query: str, end: str) -> list[Pair]:
        """Return a page, smaller ones from then on when the server cuts."""
        while True:
            try:
                return self._select(f"{query} {end} LIMIT {self.page}")
            except EndpointProblem as problem:
                if problem.key not in _CUT or self.page // 2 < LEAST_PAGE:
                    raise
                self.page //= 2
                self.at_once = min(self.at_once, self.page)

    def _one(self, pattern: str, subject: Term | None) -> list[Pair]:
        """Return all rows of a subject that fills a page alone."""
        if subject is None:
            return []
        asked = f"{pattern} FILTER(?s = {subject})"
        rows = self._select(f"SELECT {_columns(pattern)} WHERE {{ {asked} }}")
        self._check(len(rows), self.count(asked))
        return rows

    def _select(self, query: str) -> list[Pair]:
        if query.startswith("SELECT ?s ?o "):
            return self._rows(query, "s", "o")
        return [(node, node) for (node,) in self._rows(query, "s")]

    def _rows(self, query: str, *names: str) -> list[Any]:
        """Return the rows of a query, each a tuple of bound terms; blank nodes are those of this answer alone."""
        answer = self.source.select(query, name=_NAME)
        if answer.columns != names or any(None in row for row in answer.rows[:1]):
            reason = f"SELECT {' '.join(names)}: {' '.join(answer.columns)}"
            raise EndpointProblem("endpoint.answer", address=self.source.shown, reason=reason)
        number = next(self._answers)
        own: dict[Any, BlankNode] = {}
        return [
            tuple(
                own.setdefault(term, BlankNode(f"{term.value}-{number}"))
                if isinstance(term, BlankNode)
                else term
                for term in row
            )
            if any(isinstance(term, BlankNode) for term in row)
            else row
            for row in answer.rows
        ]

    def _weighed(self, rows: Iterable[Pair]) -> Iterator[Pair]:
        for subject, value in rows:
            self.text += len(subject.value) + len(value.value)
            if self.text > self.most_text:
                raise EndpointProblem(
                    "endpoint.too_much_text", address=self.source.shown, most=self.most_text
                )
            yield subject, value

    def _check(self, found: int, expected: int) -> None:
        if found != expected:
            raise EndpointProblem(
                "endpoint.missing_rows", address=self.source.shown, found=found, expected=expected
            )


def _columns(pattern: str) -> str:
    return "?s ?o" if "?o" in pattern else "?s"


def statements(predicate: str, *, blank_objects: bool = True) -> str:
    """Return the pattern of the statements with a predicate and a subject that has a name.

    >>> statements("http://example.org/p")
    '?s <http://example.org/p> ?o FILTER(isIRI(?s))'
    >>> statements("http://example.org/p", blank_objects=False)
    '?s <http://example.org/p> ?o FILTER(isIRI(?s) && !isBlank(?o))'
    """
    alone = "" if blank_objects else " && !isBlank(?o)"
    return f"?s {NamedNode(predicate)} ?o FILTER(isIRI(?s){alone})"
