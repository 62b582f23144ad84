"""Read what an endpoint answers: SPARQL JSON or Turtle, as it comes, within bounds.

The parser is pyoxigraph's. It recurses into nested quoted triples without a limit and would take the process with it,
so that depth is checked before (measured: 2,000,000 levels, SIGSEGV).
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import IO, TYPE_CHECKING, Any, Final, TypeVar, cast

from ess_graph.errors import EndpointProblem, InputProblem
from ess_graph.rdf.guards import JsonDepthGuard
from ess_graph.rdf.namespaces import XSD
from ess_graph.store.blank_labels import ValidLabels
from ess_graph.store.source import Answer
from ess_graph.store.transport import BodyReader, Deadline

if TYPE_CHECKING:
    from http.client import HTTPResponse

    from pyoxigraph import Triple

    from ess_graph.store.sparql import Term

#: Most columns of an answer: a row of none of them still takes room for all.
MAX_COLUMNS: Final = 64
_SELECT_TYPES: Final = ("application/sparql-results+json", "application/json", "text/json")
_GRAPH_TYPES: Final = (
    "text/turtle",
    "application/turtle",
    "application/x-turtle",
    "application/n-triples",
    "text/plain",
)
_TRUTH: Final = {"1": "true", "0": "false"}
#: Up to 7.2.5 Virtuoso answers an ASK with rows of this one column: a 1, or none.
_ASKED: Final = "__ASK_RETVAL"
_Row = TypeVar("_Row")


def read_answer(
    response: HTTPResponse, deadline: Deadline, *, address: str, max_bytes: int, max_rows: int
) -> Answer:
    """Read the rows of a SELECT query.

    Raises:
        EndpointProblem: they are no SPARQL JSON, break off, or are too many.
    """
    from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

    _check_type(response, _SELECT_TYPES, address)
    body = BodyReader(response, deadline, max_bytes, address)
    valid = ValidLabels(body)
    columns: tuple[str, ...] = ()

    def rows() -> Generator[tuple[Term | None, ...], None, None]:
        nonlocal columns
        guarded = cast("IO[bytes]", JsonDepthGuard(cast("IO[bytes]", valid), address))
        found: Any = parse_query_results(guarded, QueryResultsFormat.JSON)
        try:
            if not isinstance(found, QuerySolutions):
                raise EndpointProblem("endpoint.not_rows", address=address)
            columns = tuple(variable.value for variable in found.variables)
            if len(columns) > MAX_COLUMNS:
                raise EndpointProblem("endpoint.columns", address=address, most=MAX_COLUMNS)
            for row in found:
                yield tuple(_same(row[column]) for column in columns)
        finally:
            # A parser may be dropped by its own thread only; a traceback that holds this frame could end in another.
            row = found = None

    answered = tuple(_bounded(rows(), body, deadline, address, max_rows))
    _check_whole(response, len(answered), address)
    return Answer(columns, answered)


def read_truth(
    response: HTTPResponse, deadline: Deadline, *, address: str, max_bytes: int, max_rows: int
) -> bool:
    """Read the truth value of an ASK query; ``max_rows`` bounds nothing here.

    Raises:
        EndpointProblem: it is no SPARQL JSON, or no truth value.
    """
    from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results

    _check_type(response, _SELECT_TYPES, address)
    body = BodyReader(response, deadline, max_bytes, address)

    def truth() -> Generator[bool, None, None]:
        guarded = cast("IO[bytes]", JsonDepthGuard(cast("IO[bytes]", body), address))
        found: Any = parse_query_results(guarded, QueryResultsFormat.JSON)
        if isinstance(found, QueryBoolean):
            yield bool(found)
            return
        try:
            if not isinstance(found, QuerySolutions) or [one.value for one in found.variables] != [_ASKED]:
                raise EndpointProblem("endpoint.not_truth", address=address)
            yield any(_is_one(row[_ASKED]) for row in found)
        finally:
            found = None

    (value,) = _bounded(truth(), body, deadline, address, 1)
    return value


def _is_one(term: Term | None) -> bool:
    from pyoxigraph import Literal

    return isinstance(term, Literal) and term.value in ("1", "true")


def _same(term: Term | None) -> Term | None:
    """Return a truth value as everybody writes it: Virtuoso says 1 and 0."""
    from pyoxigraph import Literal

    if isinstance(term, Literal) and term.value in _TRUTH and term.datatype.value == f"{XSD}boolean":
        return Literal(_TRUTH[term.value], datatype=term.datatype)
    return term


def read_triples(
    response: HTTPResponse, deadline: Deadline, *, address: str, max_bytes: int, max_rows: int
) -> tuple[Triple, ...]:
    """Read the statements of a CONSTRUCT query.

    Raises:
        EndpointProblem: they are no Turtle, break off, or are too many.
    """
    from pyoxigraph import RdfFormat, parse

    _check_type(response, _GRAPH_TYPES, address)
    body = BodyReader(response, deadline, max_bytes, address)

    def triples() -> Generator[Triple, None, None]:
        quads: Any = parse(cast("IO[bytes]", body), RdfFormat.TURTLE)
        try:
            for quad in quads:
                yield quad.triple
        finally:
            quads = None

    found = tuple(_bounded(triples(), body, deadline, address, max_rows))
    _check_whole(response, len(found), address)
    return found


def clean(text: object, most: int = 200) -> str:
    r"""Return what a server says as one line that no terminal obeys.

    >>> clean("line\x1b[31m one\nline two")
    'line [31m one line two'
    """
    shown = "".join(c if c.isprintable() else " " for c in str(text)[: 4 * most])
    line = " ".join(shown.split())
    return line if len(line) <= most else f"{line[:most]}…"


def _bounded(
    items: Generator[_Row, None, None], body: BodyReader, deadline: Deadline, address: str, most: int
) -> Iterator[_Row]:
    """Yield the items until there are too many, and say what went wrong when they break off."""
    try:
        for number, item in enumerate(items, 1):
            if number > most:
                raise EndpointProblem("endpoint.rows", address=address, most=most)
            yield item
    except InputProblem as error:
        raise EndpointProblem("endpoint.depth", address=address, limit=error.fields["limit"]) from error
    except (SyntaxError, ValueError) as error:
        if deadline.over:
            raise TimeoutError from error
        if body.short:
            raise EndpointProblem("endpoint.truncated", address=address) from error
        reason = clean(getattr(error, "msg", None) or error)
        raise EndpointProblem("endpoint.answer", address=address, reason=reason) from error
    finally:
        items.close()
    if deadline.over:
        raise TimeoutError
    if body.short:
        raise EndpointProblem("endpoint.truncated", address=address)


def _check_type(response: HTTPResponse, wanted: tuple[str, ...], address: str) -> None:
    """Refuse a web page, or another syntax, before it is read."""
    found = response.headers.get_content_type()
    packed = response.headers.get("Content-Encoding", "identity")
    if packed != "identity":
        raise EndpointProblem("endpoint.packed", address=address, found=clean(packed))
    if found not in wanted:
        raise EndpointProblem("endpoint.type", address=address, found=clean(found), wanted=wanted[0])


def _check_whole(response: Any, count: int, address: str) -> None:
    """Refuse an answer that the server itself says it has cut: Virtuoso does so, with status 200."""
    most = str(response.headers.get("X-SPARQL-MaxRows", ""))
    if most.isascii() and most.isdigit() and count >= int(most[:18]):
        raise EndpointProblem("endpoint.cut", address=address, reason=f"X-SPARQL-MaxRows: {clean(most)}")
    state = response.headers.get("X-SQL-State")
    if state is not None:
        reason = clean(response.headers.get("X-SQL-Message") or state)
        raise EndpointProblem("endpoint.cut", address=address, reason=reason)
