"""Read files into columns: N-Triples and N-Quads as lines of text, the other syntaxes through Oxigraph's parsers.

Lines are decided many at once; the odd ones are read by Oxigraph, in the same batch. Whatever goes wrong, the file is
read again as everywhere else in this package, so that the message and its line are the same.
"""

from __future__ import annotations

import io
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import polars as pl

from ess_graph.errors import InputProblem
from ess_graph.rdf.formats import Syntax, syntax_of
from ess_graph.rdf.reading import open_binary, parse_quads, read_quads
from ess_graph.shacl.columns.lines import LINE, PREDICATE, object_text, parts, plain
from ess_graph.shacl.columns.load import Loader
from ess_graph.shacl.columns.names import Names

if TYPE_CHECKING:
    from pyoxigraph import Quad

#: Bytes at once: memory does not follow the file.
CHUNK: Final = 32 << 20
#: A byte that stands in no line, to read each one as the only field of its row.
_NEVER: Final = "\x01"


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a file.

    Attributes:
        count: how many statements.
        names_fine: whether its statements were looked at, and name no namespace that is nearly a known one.
    """

    count: int
    names_fine: bool


def read_file(loader: Loader, path: Path, base: str | None) -> Read:
    """Add the statements of a file.

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
                lines = _Lines(loader, syntax, path)
                count = sum(map(lines.add, _chunks(stream)))
                return Read(count, lines.names.fine)
        except (_DoubtError, InputProblem, OSError, EOFError, zlib.error, pl.exceptions.PolarsError):
            loader.back_to(known)
    counted = _Counted(read_quads(path, syntax, base))
    loader.add_triples(quad.triple for quad in counted)
    return Read(counted.count, False)


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


class _Lines:
    """Adds lines of a file, a chunk at once."""

    def __init__(self, loader: Loader, syntax: Syntax, path: Path) -> None:
        self._loader = loader
        self._syntax = syntax
        self._path = path
        self.names = Names()

    def add(self, chunk: bytes) -> int:
        """Add whole lines, and return how many statements they are."""
        if chunk.startswith(BOM_UTF8):
            raise _DoubtError
        if _NEVER.encode() in chunk:
            return self._add_odd(chunk)
        name = self._syntax.name
        lines = (
            pl.scan_csv(chunk, has_header=False, separator=_NEVER, quote_char=None, schema={LINE: pl.String})
            .with_columns(plain(name).alias("plain"))
            .collect(engine="streaming")
        )
        odd = lines.filter(~pl.col("plain"))[LINE]
        count = self._add_odd("\n".join(odd.to_list()).encode()) if len(odd) else 0
        right = lines.lazy().filter("plain").select(parts()).with_columns(object_text(name))
        statements = right.collect(engine="streaming")
        self.names.look(statements.lazy())
        if self._loader.wanted is not None:
            wanted = [f"<{iri}>" for iri in self._loader.wanted]
            statements = statements.filter(pl.col(PREDICATE).is_in(wanted))
        self._loader.add(statements)
        return count + int(lines["plain"].sum())

    def _add_odd(self, text: bytes) -> int:
        if text.startswith(BOM_UTF8):  # dropped at the start of a file, an error in it
            raise _DoubtError
        counted = _Counted(parse_quads(io.BytesIO(text), self._syntax, None, str(self._path)))
        self._loader.add_triples(quad.triple for quad in self.names.odd.watch(counted))
        return counted.count
