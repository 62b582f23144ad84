"""What a child process answers: its frames, read back into terms or into an error."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Any, Final

from ess_graph.adhoc.limits import Limits
from ess_graph.adhoc.problem import QueryProblem
from ess_graph.errors import EssGraphError, InputProblem, SystemProblem, UsageProblem

if TYPE_CHECKING:
    from pyoxigraph import Triple

#: How much more than its limit a child may write: what is no row.
_SLACK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found.

    Attributes:
        kind: ``select``, ``ask`` or ``graph``.
        columns: the variables of a SELECT.
        rows: its rows; terms of pyoxigraph, ``None`` where a variable is not bound.
        triples: what a CONSTRUCT or DESCRIBE made.
        value: the answer of an ASK.
        cut: why there may be more: ``rows``, ``size``, or nothing.
    """

    kind: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    triples: tuple[Triple, ...] = ()
    value: bool = False
    cut: str = ""


def read_answer(stream: IO[bytes], text: str, limits: Limits) -> Found | None:
    """Return what the child found; ``None`` when it ended before it said so.

    Raises:
        UsageProblem: the query is not valid, or names a graph or a function that there is not.
        SystemProblem: an endpoint that it calls, or the disk, does not answer.
    """
    found: Found | None = None
    rows: list[Any] = []
    for letter, content in _frames(stream, limits.answer_bytes + _SLACK):
        if letter == "X":
            raise _refused(content, text)
        if letter == "H":
            found = Found(
                content["kind"], tuple(content.get("columns", ())), value=content.get("value", False)
            )
        elif letter in "RT":
            rows.append(content if letter == "R" else [content])
        elif letter == "E" and found is not None:
            width = len(found.columns) if found.kind == "select" else 1
            terms = _terms(rows, width)
            if found.kind == "select":
                return replace(found, rows=tuple(terms), cut=content)
            return replace(found, triples=tuple(row[0] for row in terms), cut=content)
    return None


def _frames(stream: IO[bytes], size: int) -> Iterator[tuple[str, Any]]:
    read = 0
    while (line := stream.readline(size - read)).endswith(b"\n"):
        read += len(line)
        yield chr(line[0]), json.loads(line[1:])


def _terms(rows: list[list[str | None]], width: int) -> Iterator[tuple[Any, ...]]:
    """Return the terms of rows written in N-Triples, read by the library that wrote them."""
    from pyoxigraph import QueryResultsFormat, parse_query_results

    # The column at the end keeps a line that holds nothing else from being no row.
    head = "\t".join(f"?c{index}" for index in range(width + 1))
    lines = ("\t".join([*(cell or "" for cell in row), '""']) for row in rows)
    solutions: Any = parse_query_results("\n".join([head, *lines, ""]), QueryResultsFormat.TSV)
    for solution in solutions:
        yield tuple(solution[index] for index in range(width))


def _refused(problem: Mapping[str, Any], text: str) -> EssGraphError:
    if problem["kind"] == "graph":
        from difflib import get_close_matches

        known = problem["known"]
        near = get_close_matches(problem["found"], known, n=3, cutoff=0) or ["—"]
        return UsageProblem("sparql.graph", found=problem["found"], count=len(known), near=", ".join(near))
    if problem["kind"] == "ours":
        kinds = {kind.exit_code: kind for kind in (UsageProblem, InputProblem, SystemProblem)}
        return kinds[problem["code"]](problem["key"], **problem["fields"])
    if problem["kind"] == "system":
        return SystemProblem("sparql.evaluation", reason=" ".join(problem["reason"].split())[:300])
    if problem["kind"] == "evaluation":
        return UsageProblem("sparql.evaluation", reason=" ".join(problem["reason"].split()))
    place, expected = problem["place"], "  ".join(problem["expected"])
    if problem["says"] and not problem["expected"]:
        if "unbound" in problem["says"]:
            return QueryProblem("sparql.not_grouped", text=text, place=place)
        return QueryProblem("sparql.sense", text=text, place=place, reason=problem["says"])
    if problem["found"]:
        return QueryProblem(
            "sparql.syntax", text=text, place=place, found=problem["found"], expected=expected
        )
    return QueryProblem("sparql.ends", text=text, place=place, expected=expected)
