"""Convert any RDF file to any syntax: in the published order (docs/files.md), or streaming, in the order it comes."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from ess_graph.errors import UsageProblem
from ess_graph.rdf.atomic import atomic_writer
from ess_graph.rdf.formats import Syntax, syntax_named, syntax_of
from ess_graph.rdf.namespaces import prefixes
from ess_graph.rdf.near_miss import NearMiss, NearMisses
from ess_graph.rdf.reading import open_binary, parse_quads
from ess_graph.rdf.writing.document import write_statements

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

STANDARD_STREAM = "-"


def convert(
    source: str,
    target: str,
    *,
    from_syntax: str | None = None,
    to_syntax: str | None = None,
    base: str | None = None,
    prefix_base: str | None = None,
    stream: bool = False,
    near_misses: list[NearMiss] | None = None,
) -> int:
    """Convert ``source`` to ``target`` and return the number of statements.

    Args:
        source: a path (``.gz`` is unpacked) or ``-`` for standard input.
        target: a path (``.gz`` is packed) or ``-`` for standard output.
        from_syntax: short name of the source's syntax; its extension tells otherwise.
        to_syntax: short name of the target's syntax; its extension tells otherwise.
        base: the IRI against which relative IRIs are resolved.
        prefix_base: the base of our own prefixes in Turtle, TriG, JSON-LD and RDF/XML.
        stream: keep the order of the source and the names of its blank nodes, and write while reading.
        near_misses: a list to which the namespaces that are nearly known ones are added.

    Raises:
        UsageProblem: the base is no IRI, a syntax cannot be told, or named graphs would be lost in a syntax
            without graphs.
        InputProblem: the source cannot be read; nothing is written then, but on standard output.
        SystemProblem: the target cannot be written.
    """
    from pyoxigraph import NamedNode, serialize

    if base is not None:
        try:
            NamedNode(base)
        except ValueError as error:
            raise UsageProblem("usage.iri", found=base, reason=error) from error
    reading = _syntax(source, from_syntax, "--from")
    writing = _syntax(target, to_syntax, "--to")
    count = 0
    misses = NearMisses(enough=1000)

    def statements(source_stream: IO[bytes]) -> Iterator[Quad | Triple]:
        nonlocal count
        quads = parse_quads(source_stream, reading, base, source)
        for quad in quads if near_misses is None else misses.watch(quads):
            count += 1
            if writing.has_graphs:
                yield quad
            elif str(quad.graph_name) == "DEFAULT":
                yield quad.triple
            else:
                raise UsageProblem("usage.graphs_lost", syntax=writing.name, graph=quad.graph_name)

    opened = nullcontext(sys.stdin.buffer) if source == STANDARD_STREAM else open_binary(Path(source))
    known = prefixes(prefix_base) if prefix_base else {}
    with opened as source_stream, _writer(target) as out:
        found = statements(source_stream)
        if stream:
            serialize(cast("Iterable[Quad]", found), output=out, format=writing.rdf_format, prefixes=known)
        else:
            write_statements(found, writing, out, known)
    if near_misses is not None:
        path = None if source == STANDARD_STREAM else Path(source)
        near_misses += misses.found(path, reading, base)
    return count


def _syntax(path: str, name: str | None, option: str) -> Syntax:
    if name is not None:
        return syntax_named(name)
    if path == STANDARD_STREAM:
        raise UsageProblem("usage.syntax_needed", option=option)
    return syntax_of(path)


def _writer(target: str) -> AbstractContextManager[IO[bytes]]:
    if target == STANDARD_STREAM:
        return nullcontext(sys.stdout.buffer)
    if target.endswith(".gz"):
        return _gzip_writer(Path(target))
    return atomic_writer(Path(target))


def _gzip_writer(path: Path) -> AbstractContextManager[IO[bytes]]:
    from contextlib import contextmanager

    @contextmanager
    def packed() -> Iterator[IO[bytes]]:
        # mtime=0: the same content is the same file, whenever it is written.
        with atomic_writer(path) as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as out:
            yield cast("IO[bytes]", out)

    return packed()
