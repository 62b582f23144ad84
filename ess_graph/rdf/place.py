"""What a parser says of a faulty file, as one line with its place: where it says none, a second look finds it.

Oxigraph tells line and column in Turtle, TriG, N-Triples, N-Quads and ill-formed JSON; in RDF/XML it tells none, and
in JSON-LD that is JSON but no JSON-LD neither. A file is then read again: RDF/XML tag by tag, so that the parser stops
at the tag it does not like; JSON-LD as ``json_place`` says. Standard input that is a pipe cannot be read again, and no
place is given for it.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import IO, Final, cast

from ess_graph.errors import InputProblem
from ess_graph.rdf.formats import Syntax
from ess_graph.rdf.guards import Guard
from ess_graph.rdf.sniff import looks_like

_PREFIX = re.compile(
    r"^Parser error at line \d+ (?:column \d+|between columns? \d+ and (?:line \d+ )?(?:column )?\d+): "
)
#: The parser's own words for a context that is not in the file.
_REMOTE: Final = "LoadDocumentCallback"
#: The longest text of a file that a message quotes.
_QUOTED: Final = 200
#: Bytes before the fault that are read tag by tag: more than the parser asks for at a time.
_SLOWLY: Final = 1 << 14


def plain(said: object) -> str:
    r"""Return what a parser said in one short line, without the place that our own line gives.

    >>> plain("Parser error at line 2 between columns 1 and 4: No scheme\nfound.")
    'No scheme found'
    """
    line = _PREFIX.sub("", " ".join(str(said)[: 4 * _QUOTED].split())).rstrip(".")
    return line if len(line) <= _QUOTED else f"{line[:_QUOTED]}…"


def problem_of(
    error: SyntaxError, stream: IO[bytes], start: int | None, guard: Guard, syntax: Syntax, base: str | None
) -> InputProblem:
    """Return the problem that a parser's error is.

    Args:
        error: what the parser raised.
        stream: what was read.
        start: where in the stream the document starts; ``None`` when it cannot be read again.
        guard: what stood between the stream and the parser.
        syntax: how it is written.
        base: the IRI against which relative IRIs are resolved.
    """
    said = str(error.msg)
    found = Found(error.lineno, error.offset)
    if found.line is None and start is not None:
        stream.seek(start)
        if syntax.name == "rdfxml":
            found = _in_xml(stream, guard.handed, base)
        elif syntax.name == "jsonld":
            found = _in_json(stream, said, base)
    fields: dict[str, object] = {"path": guard.name}
    if found.line is not None:
        fields |= {"line": found.line, "column": found.column}
    placed = found.line is not None
    if _REMOTE in said:
        fields["found"] = plain(found.value)
        return InputProblem("input.remote_context" if placed else "input.remote_context_somewhere", **fields)
    fields["reason"] = f"{plain(said)} ({_shown(found.pointer)})" if found.pointer else plain(said)
    other = looks_like(guard.head)
    if placed and other not in (None, syntax.name):
        return InputProblem("input.rdf_other", **fields, other=other)
    return InputProblem("input.rdf" if placed else "input.rdf_somewhere", **fields)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a fault lies, as far as it is known, from 1; in JSON also its path and its value."""

    line: int | None = None
    column: int | None = None
    pointer: tuple[str | int, ...] = ()
    value: object = None


def _shown(pointer: tuple[str | int, ...]) -> str:
    """Return a JSON pointer (RFC 6901)."""
    return plain("".join("/" + str(one).replace("~", "~0").replace("/", "~1") for one in pointer))


class _TagByTag(io.RawIOBase):
    """Hands a document on quickly at first, then up to the end of one tag at a time, and follows the tags."""

    def __init__(self, stream: IO[bytes], slowly_from: int) -> None:
        from xml.parsers import expat

        self._stream = stream
        self._slowly_from = slowly_from
        self._handed = 0
        self._rest = b""
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._tag
        self._parser.EndElementHandler = self._closing_tag
        self._chunk = b""
        self.found = Found()

    def _tag(self, *_what: object) -> None:
        self.found = Found(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def _closing_tag(self, name: str) -> None:
        if not self._chunk.endswith(b"/>"):
            self._tag(name)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        chunk = self._rest or self._stream.read(size)
        self._rest = b""
        if self._handed >= self._slowly_from:
            end = chunk.find(b">") + 1 or len(chunk)
            chunk, self._rest = chunk[:end], chunk[end:]
        self._handed += len(chunk)
        self._chunk = chunk
        self._parser.Parse(chunk, not chunk)
        return chunk


def _in_xml(stream: IO[bytes], handed: int, base: str | None) -> Found:
    from xml.parsers.expat import ExpatError

    from pyoxigraph import RdfFormat, parse

    steps = _TagByTag(stream, handed - _SLOWLY)
    try:
        for _ in parse(cast("IO[bytes]", steps), format=RdfFormat.RDF_XML, base_iri=base):
            pass
    except SyntaxError:
        return steps.found
    except ExpatError as error:
        return Found(error.lineno, error.offset + 1)
    return Found()


def _in_json(stream: IO[bytes], said: str, base: str | None) -> Found:
    import json

    from pyoxigraph import RdfFormat, parse

    from ess_graph.rdf.json_place import SEARCHED, faulty_part, position

    def fails(document: bytes) -> bool:
        try:
            for _ in parse(document, format=RdfFormat.JSON_LD, base_iri=base):
                pass
        except SyntaxError as error:
            return str(error.msg) == said
        return False

    text = stream.read(4 * SEARCHED + 1).decode("utf-8-sig", "replace")
    pointer = faulty_part(text, fails)
    if pointer is None:
        return Found()
    at = position(text, pointer)
    value, _ = json.JSONDecoder().raw_decode(text, at)
    return Found(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), pointer, value)
