"""Labels of blank nodes that a server gives and no RDF syntax takes, made valid in one place: here.

SPARQL 1.1 Query Results JSON (§3.2.2) gives a label as any text, and Virtuoso says ``nodeID://b10001``. pyoxigraph
refuses the answer for it. So such labels are written otherwise in the bytes of the answer, two different ones always
differently. They mean something within one answer only, and no query that is sent may hold one.
"""

from __future__ import annotations

import io
import json
import re
from typing import Final, Protocol

_PLAIN: Final = re.compile(r"[A-Za-z0-9]+")
_OTHER: Final = re.compile(r"[^A-Za-z0-9]+")
#: A blank node, the type before or after the label. A quotation mark within a JSON string has a backslash before it, so
#: that these keys are keys. No label with a brace is looked for: an answer can then be cut behind any brace.
_BLANK: Final = re.compile(
    rb'(?P<before>"type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*)"(?P<label>(?:[^"\\{}\x00-\x1f]|\\[^{}])*)"'
    rb'|"value"\s*:\s*"(?P<first>(?:[^"\\{}\x00-\x1f]|\\[^{}])*)"(?P<after>\s*,\s*"type"\s*:\s*"bnode")'
)


def valid_label(label: str) -> str:
    """Return a label that every RDF syntax takes; different labels stay different.

    >>> valid_label("b10001"), valid_label("nodeID://b10001"), valid_label("nodeID//:b10001")
    ('b10001', 'nodeID_3a2f2f_b10001', 'nodeID_2f2f3a_b10001')
    """
    if _PLAIN.fullmatch(label):
        return label
    # Letters and digits, then the others in hexadecimal between two lines: what was there can be read back.
    return _OTHER.sub(lambda found: f"_{found[0].encode('utf-8', 'surrogatepass').hex()}_", label) or "_"


def _valid(found: re.Match[bytes]) -> bytes:
    given = found["label"] if found["first"] is None else found["first"]
    try:
        label = valid_label(json.loads(b'"%b"' % given)).encode()
    except ValueError:  # no JSON string: the parser will say so
        return found[0]
    if found["first"] is None:
        return b'%b"%b"' % (found["before"], label)
    return b'"value":"%b"%b' % (label, found["after"])


class _Stream(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class ValidLabels(io.RawIOBase):
    """An answer in SPARQL JSON, as it comes, in which every blank node has a valid label."""

    def __init__(self, stream: _Stream) -> None:
        """Read nothing yet."""
        self._stream = stream
        self._held: list[bytes] = []
        self._ready = b""

    def readable(self) -> bool:
        """Tell that this stream is for reading."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return what has come, at most ``size`` bytes; as the stream behind, it may give less than is asked for."""
        while not self._ready:
            piece = self._stream.read(size)
            end = piece.rfind(b"}") + 1 if piece else 0
            if piece and not end:
                self._held.append(piece)
                continue
            whole = b"".join((*self._held, piece[:end]))
            self._held = [piece[end:]] if piece[end:] else []
            self._ready = _BLANK.sub(_valid, whole) if b"bnode" in whole else whole
            if not piece:
                break
        if size < 0:
            given, self._ready = self._ready, b""
        else:
            given, self._ready = self._ready[:size], self._ready[size:]
        return given
