"""Read files into columns: N-Triples and N-Quads as lines of text, the other syntaxes through Oxigraph's parsers.

Lines are decided many at once; the odd ones are read by Oxigraph, in the same batch. Whatever goes wrong, the file is
read again as everywhere else in this package, so that the message and its line are the same.
"""

from __future__ import annotations

import io
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import polars as pl

from ess_graph.errors import InputProblem
from ess_graph.rdf.formats import Syntax, syntax_of
from ess_graph.rdf.reading import open_binary, parse_quads, read_quads
from ess_graph.shacl.columns.lines import LINE, PREDICATE, object_text, parts, plain
from ess_graph.shacl.columns.load import Loader

if TYPE_CHECKING:
    from pyoxigraph import Quad

#: Bytes at once: memory does not follow the file.
CHUNK: Final = 32 << 20
#: A byte that stands in no line, to read each one as the only field of its row.
_NEVER: Final = "\x01"


def read_file(loader: Loader, path: Path, base: str | None) -> int:
    """Add the statements of a file, and return how many there are.

    Args:
        loader: where they go; those whose predicate it does not want are read and left out.
        path: the file; ``.gz`` is unpacked on the way.
        base: the IRI against which relative IRIs are resolved.

    Raises:
        InputProblem: it cannot be read, or is not of its syntax.
    """
    syntax = syntax_of(path)
    if syntax.name in ("nt", "nq") and path.is_file():
        known = loader.mark()
        try:
            with open_binary(path) as stream:
                return sum(_add_lines(loader, chunk, syntax, path) for chunk in _chunks(stream))
        except (_DoubtError, InputProblem, OSError, EOFError, zlib.error, pl.exceptions.PolarsError):
            loader.back_to(known)
    counted = _Counted(read_quads(path, syntax, base))
    loader.add_triples(quad.triple for quad in counted)
    return counted.count


class _DoubtError(Exception):
    """The lines are not read in pieces."""


class _Counted:
    """Quads, and how many have gone by."""

    def __init__(self, quads: Iterator[Quad]) -> None:
        self._quads = quads
        self.count = 0

    def __iter__(self) -> Iterator[Quad]:
        for quad in self._quads:
            self.count += 1
            yield quad


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield whole lines, about so many bytes at once."""
    head = stream.read(len(BOM_UTF8))
    rest: list[bytes] = [] if head == BOM_UTF8 else [head]
    while data := stream.read(CHUNK):
        end = data.rfind(b"\n") + 1
        if end:
            yield b"".join((*rest, memoryview(data)[:end]))
            rest = [data[end:]]
        else:
            rest.append(data)
    if last := b"".join(rest):
        yield last


def _add_lines(loader: Loader, chunk: bytes, syntax: Syntax, path: Path) -> int:
    if chunk.startswith(BOM_UTF8):
        raise _DoubtError
    if _NEVER.encode() in chunk:
        return _add_odd(loader, chunk, syntax, path)
    lines = (
        pl.scan_csv(chunk, has_header=False, separator=_NEVER, quote_char=None, schema={LINE: pl.String})
        .with_columns(plain(syntax.name).alias("plain"))
        .collect(engine="streaming")
    )
    odd = lines.filter(~pl.col("plain"))[LINE]
    count = _add_odd(loader, "\n".join(odd.to_list()).encode(), syntax, path) if len(odd) else 0
    right = lines.lazy().filter("plain").select(parts())
    if loader.wanted is not None:
        right = right.filter(pl.col(PREDICATE).is_in([f"<{iri}>" for iri in loader.wanted]))
    loader.add(right.with_columns(object_text(syntax.name)).collect(engine="streaming"))
    return count + int(lines["plain"].sum())


def _add_odd(loader: Loader, text: bytes, syntax: Syntax, path: Path) -> int:
    if text.startswith(BOM_UTF8):  # dropped at the start of a file, an error in it
        raise _DoubtError
    counted = _Counted(parse_quads(io.BytesIO(text), syntax, None, str(path)))
    loader.add_triples(quad.triple for quad in counted)
    return counted.count
