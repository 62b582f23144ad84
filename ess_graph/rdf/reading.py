"""Read RDF files through Oxigraph's parsers, with the place of every error and a limit on nesting.

Oxigraph and not rdflib: it never fetches a remote context or an external entity, and it is right more
often on the W3C tests. Its parser recurses, so that deep JSON-LD kills the process: depth is checked first.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, cast

from ess_graph.errors import InputProblem
from ess_graph.rdf.formats import Syntax
from ess_graph.rdf.guards import MAX_TOKEN, JsonDepthGuard, TripleTermGuard, XmlEntityGuard
from ess_graph.rdf.nesting import NestingGuard
from ess_graph.rdf.unpack import Unpacked

if TYPE_CHECKING:
    from pyoxigraph import Quad

_GUARDS: Final = {
    "jsonld": JsonDepthGuard,
    "rdfxml": XmlEntityGuard,
    "ttl": NestingGuard,
    "trig": NestingGuard,
}


def open_binary(path: Path) -> IO[bytes]:
    """Open a file for reading, through gzip when its name ends in ``.gz``.

    Raises:
        InputProblem: when it cannot be opened.
    """
    try:
        if path.suffix == ".gz":
            return cast("IO[bytes]", Unpacked(path))
        return path.open("rb")
    except OSError as error:
        raise InputProblem("input.unreadable", path=path, reason=error.strerror) from error


def read_quads(path: Path, syntax: Syntax, base: str | None = None) -> Iterator[Quad]:
    """Yield the quads of a file, streaming.

    Args:
        path: the file; ``.gz`` is unpacked on the way.
        syntax: how it is written.
        base: the IRI against which relative IRIs are resolved.

    Raises:
        InputProblem: it cannot be opened or read, or is not of that syntax (line and column said).
    """
    with open_binary(path) as stream:
        yield from parse_quads(stream, syntax, base, str(path))


def parse_quads(stream: IO[bytes], syntax: Syntax, base: str | None, name: str) -> Iterator[Quad]:
    """Yield the quads of an open stream; ``name`` is what error messages call it.

    Raises:
        InputProblem: it is not of that syntax, or the stream breaks.
    """
    from pyoxigraph import parse

    start = stream.tell() if stream.seekable() else None
    guard = _GUARDS.get(syntax.name, TripleTermGuard)(stream, name)
    try:
        for quad in parse(cast("IO[bytes]", guard), format=syntax.rdf_format, base_iri=base):
            guard.quiet = 0
            yield quad
    except SyntaxError as error:
        from ess_graph.rdf.place import problem_of

        raise problem_of(error, stream, start, guard, syntax, base) from error
    except MemoryError as error:
        # Oxigraph's limit on one piece of text, 16 MiB; any other lack of memory says nothing.
        if "buffer" not in str(error):
            raise
        raise InputProblem("input.long", path=name, limit=MAX_TOKEN >> 20) from error
    except UnicodeDecodeError as error:
        raise InputProblem("input.not_utf8", path=name, reason=error.reason) from error
    except (OSError, EOFError, zlib.error) as error:
        raise InputProblem("input.unreadable", path=name, reason=error) from error
