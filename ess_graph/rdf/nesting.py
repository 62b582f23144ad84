"""How deep Turtle and TriG nest, followed through literals, IRIs and comments (Turtle 1.1 §6.5, RDF 1.2 for ``<<``).

Each open bracket costs Oxigraph half a kilobyte, so that 8 MB of ``[`` would take 560 MB. Most of a file has no
bracket: a line without one is not looked at, as long as no long literal (three quotation marks) ties lines together.
"""

from __future__ import annotations

import re
from typing import IO, Final

from ess_graph.errors import InputProblem
from ess_graph.rdf.guards import MAX_DEPTH, Guard

_BRACKET = re.compile(rb"[\[\](){}]|<<")
_MARK = re.compile(rb"<<\(?|\)>>|>>|[\[\](){}]")
#: In whole lines without a long literal: what is no mark, whatever it holds.
_NO_MARKS = re.compile(
    rb"\\.|\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|<[^<>\"\s]*+>|#[^\n]*+",
)
_TOKEN = re.compile(rb"\\.|\"\"\"|'''|[\"']|<<\(?|\)>>|>>|[<>#\[\](){}\\]", re.DOTALL)
#: How the tokens start that may be longer than the data tell, and how long such a token is at most.
_UNSURE: Final = b"<>)\"'\\"
_LONGEST: Final = 3
_OPENING: Final = frozenset((b"[", b"(", b"{", b"<<", b"<<("))
_CLOSING: Final = frozenset((b"]", b")", b"}", b">>", b")>>"))
#: What goes on inside a token up to its end, by how it starts.
_INSIDE: Final = {
    b'"': re.compile(rb'(?:[^"\\]|\\.)*+', re.DOTALL),
    b"'": re.compile(rb"(?:[^'\\]|\\.)*+", re.DOTALL),
    b'"""': re.compile(rb'(?:[^"\\]|\\.|"(?!""|"?\Z))*+', re.DOTALL),
    b"'''": re.compile(rb"(?:[^'\\]|\\.|'(?!''|'?\Z))*+", re.DOTALL),
    b"<": re.compile(rb"[^>]*+"),
    b"#": re.compile(rb"[^\r\n]*+"),
}
_END: Final = {b"<": b">", b"#": b""}
#: A line longer than this is followed piece by piece.
_LONG_LINE: Final = 1 << 15


class NestingGuard(Guard):
    """Refuses Turtle and TriG whose brackets nest deeper than :data:`MAX_DEPTH`."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        super().__init__(stream, name)
        self._depth = 0
        #: How the literal, IRI or comment starts that we are in.
        self._inside = b""
        self._rest = b""
        #: Whether ``_rest`` starts a line, and nothing is open that goes over its end.
        self._at_line = True

    def look(self, chunk: bytes) -> None:
        """Follow the brackets, across chunks."""
        data = self._rest + chunk
        cut = data.rfind(b"\n") + 1
        head = data[:cut]
        if self._at_line and b'"""' not in head and b"'''" not in head:
            self._lines(head)
            self._rest = data[cut:]
            if len(self._rest) > _LONG_LINE:
                self._at_line = False
                self._rest = self._rest[self._lex(self._rest, 0, len(self._rest)) :]
            return
        done = self._lex(data, 0, cut)
        self._at_line = done == cut > 0 and not self._inside
        self._rest = data[cut:] if self._at_line else data[self._lex(data, done, len(data)) :]

    def _lines(self, head: bytes) -> None:
        if not _BRACKET.search(head):
            return
        for mark in _MARK.finditer(_NO_MARKS.sub(b" ", head)):
            self._count(mark[0])

    def _count(self, token: bytes) -> None:
        if token in _OPENING:
            self._depth += 1
            if self._depth > MAX_DEPTH:
                raise InputProblem("input.nesting", path=self.name, limit=MAX_DEPTH)
        elif token in _CLOSING:
            self._depth = max(0, self._depth - 1)

    def _lex(self, data: bytes, at: int, end: int) -> int:
        """Follow the tokens from ``at`` to ``end``; return where the next piece must start again."""
        while at < end:
            if self._inside:
                at = self._ended(data, at, end)
                if self._inside:
                    return at
                continue
            found = _TOKEN.search(data, at, end)
            if found is None:
                return end
            token, at = found[0], found.end()
            if token[0] in _UNSURE and len(token) < _LONGEST and found.start() + _LONGEST > end:
                return found.start()
            if token in _INSIDE:
                self._inside = token
            else:
                self._count(token)
        return at

    def _ended(self, data: bytes, at: int, end: int) -> int:
        start = self._inside
        found = _INSIDE[start].match(data, at, end)
        assert found is not None
        at = found.end()
        closing = _END.get(start, start)
        if at < end and (start == b"#" or data.startswith(closing, at, end)):
            self._inside = b""
            at += len(closing)
        return at
