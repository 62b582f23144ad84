"""Streams that refuse, while they are read, what would kill or starve the parser behind them."""

from __future__ import annotations

import io
import re
from typing import IO, Final

from ess_graph.errors import InputProblem

#: Deepest nesting of JSON-LD that is read; real documents stay under 20. Oxigraph's parser recurses.
MAX_DEPTH: Final = 256
#: Longest value of an XML entity: a namespace fits, a bomb does not.
MAX_ENTITY: Final = 2000

_TRIPLE_MARKS = re.compile(rb"<<\(|\)>>")
_JSON_MARKS = re.compile(rb"\\.|[\"{}\[\]]", re.DOTALL)


class _Guard(io.RawIOBase):
    """A binary stream that looks at each chunk before it hands it on."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream = stream
        self._name = name

    def readable(self) -> bool:
        """Tell that this stream is for reading."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Read on, and look at what was read."""
        chunk = self._stream.read(size)
        self.look(chunk)
        return chunk

    def look(self, chunk: bytes) -> None:
        """Raise ``InputProblem`` when the chunk shows what this guard refuses."""
        raise AssertionError("each guard looks in its own way")


class JsonDepthGuard(_Guard):
    """Refuses JSON that nests deeper than :data:`MAX_DEPTH`."""

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
                    raise InputProblem("input.depth", path=self._name, limit=MAX_DEPTH)
            else:
                self._depth -= 1


class TripleTermGuard(_Guard):
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
                raise InputProblem("input.triple_depth", path=self._name, limit=MAX_DEPTH)


class XmlEntityGuard(_Guard):
    """Refuses XML whose entities are external, long or made of other entities (billion laughs).

    Plain namespace entities, as Protégé writes them, pass. Expat reads along: a declaration can hide from a
    pattern behind a long comment or a quoted ``>``, and Oxigraph does not say where XML is ill-formed.
    """

    def __init__(self, stream: IO[bytes], name: str) -> None:
        from xml.parsers import expat

        super().__init__(stream, name)
        self._ended = False
        self._ill_formed = expat.ExpatError
        self._parser = expat.ParserCreate()
        self._parser.EntityDeclHandler = self._declared

    def look(self, chunk: bytes) -> None:
        """Parse the chunk, and nothing but for its entities and errors."""
        if self._ended:
            return
        self._ended = not chunk
        try:
            self._parser.Parse(chunk, self._ended)
        except self._ill_formed as error:
            raise InputProblem(
                "input.rdf",
                path=self._name,
                line=error.lineno,
                column=error.offset + 1,
                reason=str(error).split(":", 1)[0],
            ) from error
        except (LookupError, ValueError) as error:
            raise InputProblem("input.not_utf8", path=self._name, reason=error) from error

    def _declared(self, _name: str, is_parameter: bool, value: str | None, *_where: str | None) -> None:
        # An external entity has no value; expat has already read "&#38;" as "&".
        if is_parameter or value is None or "&" in value or len(value) > MAX_ENTITY:
            raise InputProblem("input.entity", path=self._name)
