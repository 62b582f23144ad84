"""Streams that refuse, while they are read, what would kill or starve the parser behind them."""

from __future__ import annotations

import codecs
import io
import re
from typing import IO, Final

from ess_graph.errors import InputProblem
from ess_graph.rdf.sniff import looks_like

#: Deepest nesting of JSON-LD that is read; real documents stay under 20. Oxigraph's parser recurses.
MAX_DEPTH: Final = 256
#: The same for the elements of RDF/XML, two a statement; Oxigraph's time grows with the square of the depth.
MAX_XML_DEPTH: Final = 2000
#: Oxigraph's own limit on a literal, an IRI or a comment.
MAX_TOKEN: Final = 16 << 20
#: How many bytes may pass without a statement: what stays in memory until one comes.
MAX_QUIET: Final = 20 << 20
#: Longest tag or comment of XML.
MAX_TAG: Final = 1 << 20
#: How many times longer XML may become by its entities, and from how many characters on that is looked at.
MAX_GROWTH: Final = 20
FREE_GROWTH: Final = 1 << 20
#: Longest value of an XML entity: a namespace fits, a bomb does not.
MAX_ENTITY: Final = 2000

_TRIPLE_MARKS = re.compile(rb"<<\(|\)>>")
_JSON_MARKS = re.compile(rb"\\.|[\"{}\[\]]", re.DOTALL)


class Guard(io.RawIOBase):
    """A binary stream that looks at each chunk before it hands it on.

    Attributes:
        name: what messages call the file.
        head: how the file starts.
        handed: how many bytes were handed on.
        quiet: how many of them since the reader, who sets it back to 0, saw the last statement.
    """

    #: How many bytes may pass without a statement; ``None`` where the parser gives statements late anyway.
    most_quiet: int | None = MAX_QUIET
    #: Whether a byte order mark is dropped; XML parsers know it.
    drops_mark = True

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream = stream
        self.name = name
        self.head = b""
        self.handed = 0
        self.quiet = 0

    def readable(self) -> bool:
        """Tell that this stream is for reading."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Read on, and look at what was read."""
        chunk = self._stream.read(size)
        if not self.handed and chunk:
            chunk = self._begin(chunk)
        self.handed += len(chunk)
        self.quiet += len(chunk)
        if self.most_quiet is not None and self.quiet > self.most_quiet:
            raise InputProblem("input.long", path=self.name, limit=self.most_quiet >> 20)
        self.look(chunk)
        return chunk

    def _begin(self, chunk: bytes) -> bytes:
        while len(chunk) < len(codecs.BOM_UTF8):
            more = self._stream.read(len(codecs.BOM_UTF8) - len(chunk))
            if not more:
                break
            chunk += more
        if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise InputProblem("input.not_utf8", path=self.name, reason="UTF-16")
        self.head = chunk[:200]
        if self.drops_mark and chunk.startswith(codecs.BOM_UTF8):
            # Editors of Windows write it; no RDF syntax but XML and JSON says what to do with it.
            chunk = chunk[len(codecs.BOM_UTF8) :] or self._stream.read(len(codecs.BOM_UTF8))
        return chunk

    def look(self, chunk: bytes) -> None:
        """Raise ``InputProblem`` when the chunk shows what this guard refuses."""
        raise AssertionError("each guard looks in its own way")


class JsonDepthGuard(Guard):
    """Refuses JSON that nests deeper than :data:`MAX_DEPTH`."""

    # An object's statements come when it is whole, and a document is one object.
    most_quiet = None

    def __init__(self, stream: IO[bytes], name: str) -> None:
        super().__init__(stream, name)
        self._depth = 0
        self._quoted = False
        self._rest = b""

    def look(self, chunk: bytes) -> None:
        """Follow brackets outside strings, across chunks."""
        chunk = self._rest + chunk
        # A backslash at the very end belongs to the next chunk's first character.
        self._rest = b"\\" if (len(chunk) - len(chunk.rstrip(b"\\"))) % 2 else b""
        if self._rest:
            chunk = chunk[:-1]
        for mark in _JSON_MARKS.finditer(chunk):
            byte = mark[0]
            if byte == b'"':
                self._quoted = not self._quoted
            elif self._quoted or len(byte) > 1:
                continue
            elif byte in b"{[":
                self._depth += 1
                if self._depth > MAX_DEPTH:
                    raise InputProblem("input.depth", path=self.name, limit=MAX_DEPTH)
            else:
                self._depth -= 1


class TripleTermGuard(Guard):
    """Refuses RDF 1.2 triple terms nested deeper than :data:`MAX_DEPTH`: the parser behind recurses and dies.

    Marks inside literals count too: a text that opens 256 triple terms and closes none is no loss.
    """

    def __init__(self, stream: IO[bytes], name: str) -> None:
        super().__init__(stream, name)
        self._depth = 0
        self._rest = b""

    def look(self, chunk: bytes) -> None:
        """Count openings and closings, also across chunks."""
        chunk = self._rest + chunk
        # The start of a mark at the very end waits for the next chunk.
        self._rest = next((start for start in (b"<<", b")>", b"<", b")") if chunk.endswith(start)), b"")
        for mark in _TRIPLE_MARKS.finditer(chunk, 0, len(chunk) - len(self._rest)):
            self._depth += 1 if mark[0] == b"<<(" else -1
            if self._depth > MAX_DEPTH:
                raise InputProblem("input.triple_depth", path=self.name, limit=MAX_DEPTH)


class XmlEntityGuard(Guard):
    """Refuses XML whose entities are external, long, made of other entities or repeated without end (billion laughs).

    Plain namespace entities, as Protégé writes them, pass. Expat reads along: a declaration can hide from a
    pattern behind a long comment or a quoted ``>``, and Oxigraph does not say where XML is ill-formed.
    """

    drops_mark = False

    def __init__(self, stream: IO[bytes], name: str) -> None:
        from xml.parsers import expat

        super().__init__(stream, name)
        self._ended = False
        self._depth = 0
        self._grown = 0
        self._ill_formed = expat.ExpatError
        self._parser = expat.ParserCreate()
        self._parser.ordered_attributes = True
        self._parser.XmlDeclHandler = self._encoded
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._declared
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def look(self, chunk: bytes) -> None:
        """Parse the chunk, and nothing but for its entities, its depth and its errors."""
        if self._ended:
            return
        self._ended = not chunk
        try:
            self._parser.Parse(chunk, self._ended)
        except self._ill_formed as error:
            place = {"path": self.name, "line": error.lineno, "column": error.offset + 1}
            reason = str(error).split(":", 1)[0]
            other = looks_like(self.head)
            if other not in (None, "rdfxml"):
                raise InputProblem("input.rdf_other", **place, reason=reason, other=other) from error
            raise InputProblem("input.rdf", **place, reason=reason) from error
        except (LookupError, ValueError) as error:
            raise InputProblem("input.not_utf8", path=self.name, reason=error) from error
        # Expat looks at a tag anew with each chunk until it is whole: its time grows with the square of the length.
        if self.handed - self._parser.CurrentByteIndex > MAX_TAG:
            raise InputProblem("input.long", path=self.name, limit=MAX_TAG >> 20)

    def _encoded(self, _version: str, encoding: str | None, _standalone: int) -> None:
        # Oxigraph reads UTF-8 and nothing else.
        if encoding is not None and encoding.lower() not in ("utf-8", "utf8"):
            raise InputProblem("input.not_utf8", path=self.name, reason=encoding)

    def _doctype(self, _name: str, system: str | None, _public: str | None, _internal: int) -> None:
        if system is not None:
            raise InputProblem("input.entity", path=self.name)

    def _declared(self, _name: str, is_parameter: bool, value: str | None, *_where: str | None) -> None:
        # An external entity has no value; expat has already read "&#38;" as "&".
        if is_parameter or value is None or "&" in value or len(value) > MAX_ENTITY:
            raise InputProblem("input.entity", path=self.name)
        # Only now is it worth its time to count what comes out.
        self._parser.StartElementHandler = self._start_counted
        self._parser.CharacterDataHandler = self._count

    def _start(self, _name: str, _attributes: list[str]) -> None:
        self._depth += 1
        if self._depth > MAX_XML_DEPTH:
            raise InputProblem("input.xml_depth", path=self.name, limit=MAX_XML_DEPTH)

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _start_counted(self, name: str, attributes: list[str]) -> None:
        self._start(name, attributes)
        self._count(*attributes)

    def _count(self, *texts: str) -> None:
        self._grown += sum(map(len, texts))
        if self._grown > FREE_GROWTH + MAX_GROWTH * self.handed:
            raise InputProblem("input.entity", path=self.name)
