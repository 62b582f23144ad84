"""Files straight into columns: N-Triples and N-Quads as vectors of lines, other syntaxes through Oxigraph's parser.

A line that one expression shows to be right, in the spelling of Oxigraph itself, is split at its spaces. Any other
line, with an escape or an unusual IRI, say, goes to Oxigraph's parser; when that refuses one, the whole file is read by
the parser, which says where the error is.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

import polars as pl
from pyoxigraph import parse

from ess_graph.rdf.formats import Syntax, syntax_of
from ess_graph.rdf.namespaces import EXTERNAL, XSD
from ess_graph.rdf.reading import open_binary, read_quads
from ess_graph.shacl.columns.data import frame_of
from ess_graph.shacl.run.batches import batches

#: So many bytes are split at once.
CHUNK: Final = 64 << 20
_BATCH: Final = 100_000
#: IRIs that are right whatever is asked of them (RFC 3986): any other is for the parser to judge.
_IRI: Final = (
    r"<(?:https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~/-]*)?(?:\?[A-Za-z0-9._~/=&-]*)?(?:#[A-Za-z0-9._~/-]*)?"
    r"|mailto:[A-Za-z0-9.@_-]+|urn:[a-z]{2,}:[A-Za-z0-9:._-]+)>"
)
_NODE: Final = rf"(?:{_IRI}|_:[A-Za-z0-9]+)"
_LITERAL: Final = rf'"[^"\\\x00-\x1f\x7f]*"(?:@[a-z]{{2,3}}(?:-[a-z]{{2}})?|\^\^{_IRI})?'
_RIGHT: Final = rf"^{_NODE} {_IRI} (?:{_NODE}|{_LITERAL}) \.$"
#: Datatypes that are written otherwise, or may not be written (RDF 1.1 §3.3).
_REWRITTEN: Final = [
    f"^^<{one}> ."
    for one in (XSD + "string", EXTERNAL["rdf"] + "langString", EXTERNAL["rdf"] + "dirLangString")
]
#: A term of a statement that stands between lines.
_MARK: Final = "<urn:x-ess-graph:mark> "


class NotPlain(Exception):
    """A line that the parser refuses, or bytes that are no UTF-8."""


def is_lines(path: Path) -> bool:
    """Tell whether a file can be read by :func:`frames`: lines on a disk, for a pipe gives its bytes once."""
    return syntax_of(path).name in ("nt", "nq") and path.is_file()


def frames(path: Path) -> Iterator[pl.DataFrame]:
    """Yield the statements of a file of N-Triples or N-Quads as frames of the texts ``s``, ``p`` and ``o``.

    Raises:
        NotPlain: something is not right, and only the parser can tell what; what was yielded is right.
        InputProblem: the file cannot be opened.
    """
    syntax = syntax_of(path)
    with open_binary(path) as stream:
        try:
            for chunk in _chunks(stream):
                yield from _split(chunk, syntax)
        except (EOFError, OSError, zlib.error) as error:
            raise NotPlain from error


def parsed(path: Path, base: str | None) -> Iterator[pl.DataFrame]:
    """Yield the statements of a file of any syntax as frames, through the parser.

    Raises:
        InputProblem: it cannot be opened or read, or is not of its syntax (line and column said).
    """
    for batch in batches(read_quads(path, syntax_of(path), base), _BATCH):
        yield frame_of([quad.triple for quad in batch])


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield whole lines, about so many bytes at once."""
    rest = b""
    while block := stream.read(CHUNK):
        end = block.rfind(b"\n") + 1
        if end:
            yield rest + block[:end]
            rest = block[end:]
        else:
            rest += block
    if rest:
        yield rest


def _split(chunk: bytes, syntax: Syntax) -> Iterator[pl.DataFrame]:
    """Yield the statements of some lines."""
    if b"\x01" in chunk or b"\r" in chunk or chunk.startswith(b"\xef\xbb\xbf"):
        yield _by_parser(chunk, syntax)
        return
    try:
        lines = pl.read_csv(
            chunk,
            has_header=False,
            separator="\x01",
            quote_char=None,
            schema={"l": pl.String},
            encoding="utf8",
        )
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise NotPlain from error
    line = pl.col("l")
    plain = line.str.contains(_RIGHT)
    for text in _REWRITTEN:
        plain &= ~line.str.ends_with(text)
    lines = lines.fill_null("").with_columns(plain.alias("plain"))
    parts = line.str.splitn(" ", 3).struct.rename_fields(["s", "p", "o"]).alias("x")
    yield (
        lines.lazy()
        .filter("plain")
        .select(parts)
        .unnest("x")
        .with_columns(pl.col("o").str.head(-2))
        .collect()
    )
    others = lines.filter(~pl.col("plain"))["l"]
    if len(others):
        # The parser lets a statement go on in the next line: none may go on in one that it did not stand before.
        mark = f"\n{_MARK * (4 if syntax.has_graphs else 3)}.\n"
        yield _by_parser(mark.join(others.to_list()).encode(), syntax).filter(pl.col("p") != _MARK.strip())


def _by_parser(lines: bytes, syntax: Syntax) -> pl.DataFrame:
    if (
        b"<<" in lines
    ):  # a triple term, maybe nested deeper than the parser bears: it has guards where files are read
        raise NotPlain
    try:
        return frame_of([quad.triple for quad in parse(lines, format=syntax.rdf_format)])
    except (SyntaxError, MemoryError, ValueError) as error:
        raise NotPlain from error
