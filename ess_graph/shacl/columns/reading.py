"""Read files into columns: N-Triples and N-Quads as lines of text, the other syntaxes through Oxigraph's parsers.

Lines are decided many at once; the odd ones are read by Oxigraph, in the same batch. Whatever goes wrong, the file is
read again as everywhere else in this package, so that the message and its line are the same.
"""

from __future__ import annotations

import io
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import polars as pl
from pyoxigraph import serialize

from ess_graph.errors import InputProblem
from ess_graph.rdf.formats import Syntax, syntax_named, syntax_of
from ess_graph.rdf.reading import open_binary, parse_quads, read_quads
from ess_graph.shacl.columns.lines import LINE, PREDICATE, object_text, parts, plain, unescaped
from ess_graph.shacl.columns.load import Loader
from ess_graph.shacl.columns.names import Names, names
from ess_graph.shacl.run.batches import ahead

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from ess_graph.shacl.scope import StoreTriples

#: Bytes at once: memory does not follow the file.
CHUNK: Final = 32 << 20
#: How a triple term begins (RDF 1.2); maybe only a text that looks like one.
TRIPLE_TERM: Final = b" <<("
#: A byte that stands in no line, to read each one as the only field of its row.
_NEVER: Final = "\x01"
_RAW: Final = "raw"
_LINES: Final = syntax_named("nt")
#: A store gives the statements of several predicates at once.
_THREADS: Final = 2


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
            return _read_lines(loader, syntax, path)
        except (_DoubtError, InputProblem, OSError, EOFError, zlib.error, pl.exceptions.PolarsError):
            loader.back_to(known)
    counted = _Counted(read_quads(path, syntax, base))
    loader.add_triples(quad.triple for quad in counted)
    return Read(counted.count, False)


def _read_lines(loader: Loader, syntax: Syntax, path: Path) -> Read:
    """Add the lines of a file: the next chunk is read in a thread while the terms of one get their numbers."""
    lines, watched = _Lines(loader, syntax, path), Names()
    count = 0
    with open_binary(path) as stream, closing(ahead(lines.read, _chunks(stream))) as chunks:
        for chunk in chunks:
            loader.add(chunk.statements)
            watched.look(chunk.names)
            count += chunk.count
    return Read(count, watched.fine)


def read_store(loader: Loader, store: StoreTriples) -> None:
    """Add the wanted statements of a store.

    Raises:
        InputProblem: the object of one is a triple term.
    """
    lines = _Lines(loader, _LINES, Path(), watched=False)
    wanted = store.predicates() if loader.wanted is None else sorted(loader.wanted)
    known = loader.mark()

    def read(predicate: str) -> _Chunk:
        return lines.read(store.lines(predicate))

    try:
        with closing(ahead(read, wanted, _THREADS)) as chunks:
            for chunk in chunks:
                loader.add(chunk.statements)
    except _DoubtError:
        loader.back_to(known)
        loader.add_triples(store)


class _DoubtError(Exception):
    """The lines are not read in pieces."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What a chunk of a file says: wanted statements as texts, names of vocabularies, how many statements in all."""

    statements: pl.DataFrame
    names: set[str]
    count: int


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
    """Reads lines of a file, a chunk at once; one object reads chunks in several threads."""

    def __init__(self, loader: Loader, syntax: Syntax, path: Path, *, watched: bool = True) -> None:
        self._watched = watched
        self._syntax = syntax
        self._path = path
        self._wanted = None if loader.wanted is None else [f"<{iri}>" for iri in loader.wanted]

    def read(self, chunk: bytes) -> _Chunk:
        """Return the statements of whole lines.

        Raises:
            _DoubtError: they have to be read with the rest of the file.
            InputProblem: one is wrong.
        """
        if chunk.startswith(BOM_UTF8):
            raise _DoubtError
        if _NEVER.encode() in chunk:
            return self._right([_lines(self._rewritten(chunk))])
        lines = (
            _lines(chunk).with_columns(plain(self._syntax.name).alias("plain")).collect(engine="streaming")
        )
        right = [lines.lazy().filter("plain")]
        odd = lines.filter(~pl.col("plain")).select(pl.col(LINE).alias(_RAW))
        if len(odd):
            readable = pl.Series(LINE, unescaped("\n".join(odd[_RAW].to_list())).split("\n"), dtype=pl.String)
            odd = odd.with_columns(readable).with_columns(plain(self._syntax.name).alias("plain"))
            right.append(odd.lazy().filter("plain"))
            rest = odd.filter(~pl.col("plain"))[_RAW]
            if len(rest):
                right.append(_lines(self._rewritten("\n".join(rest.to_list()).encode())))
        return self._right(right)

    def _right(self, lines: list[pl.LazyFrame]) -> _Chunk:
        """Return what lines say that are right, terms one space apart as pyoxigraph writes them."""
        split = [one.select(parts()).with_columns(object_text(self._syntax.name)) for one in lines]
        statements = pl.concat(split).collect(engine="streaming")
        named = names(statements.lazy()) if self._watched else set()
        count = len(statements)
        if self._wanted is not None:
            statements = statements.filter(pl.col(PREDICATE).is_in(self._wanted))
        return _Chunk(statements, named, count)

    def _rewritten(self, text: bytes) -> bytes:
        """Return odd lines as pyoxigraph writes them."""
        if text.startswith(BOM_UTF8):  # dropped at the start of a file, an error in it
            raise _DoubtError
        found = serialize(
            parse_quads(io.BytesIO(text), self._syntax, None, str(self._path)),
            format=self._syntax.rdf_format,
        )
        if found is None or TRIPLE_TERM in found:
            raise _DoubtError
        return found


def _lines(chunk: bytes) -> pl.LazyFrame:
    return pl.scan_csv(
        chunk,
        has_header=False,
        separator=_NEVER,
        quote_char=None,
        schema={LINE: pl.String},
        raise_if_empty=False,
    )
