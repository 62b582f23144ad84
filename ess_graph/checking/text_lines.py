"""The line of a statement in Turtle, TriG, N-Triples, N-Quads and RDF/XML.

The parser tells no places of what is right. It is handed the file line by line, and has a statement as soon as it has
the end of it: the line handed last is the one on which the statement ends.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from ess_graph.checking.origin import Wanted
from ess_graph.rdf.formats import Syntax
from ess_graph.rdf.reading import open_binary, parse_quads
from ess_graph.report.located import Place

if TYPE_CHECKING:
    from pyoxigraph import Triple


class _Lines(io.RawIOBase):
    """Hands a stream on line by line.

    Attributes:
        number: the number of the line that was handed last.
        text: that line.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.number = 0
        self.text = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def read(self, size: int = -1, /) -> bytes:
        self.text = self._stream.readline()
        self.number += bool(self.text)
        return self.text


def line_places(
    path: Path, name: str, syntax: Syntax, base: str, wanted: Sequence[Wanted]
) -> dict[Wanted, Place]:
    """Return the lines of statements.

    Args:
        path: the file.
        name: what places call it.
        syntax: how it is written.
        base: the IRI against which relative IRIs are resolved.
        wanted: statements; without a value, or when it is not there, the place is that of the first statement about
            the subject; of a node that is only named, that of the first that names it.

    Raises:
        InputProblem: the file cannot be read.
    """
    exact = {(one.subject, one.path, one.value): one for one in wanted if one.value}
    subjects = {one.subject for one in wanted}
    found: dict[Wanted, Place] = {}
    first: dict[str, Place] = {}
    named: dict[str, Place] = {}
    with open_binary(path) as stream:
        lines = _Lines(cast("IO[bytes]", io.BufferedReader(cast("io.RawIOBase", stream))))
        for quad in parse_quads(cast("IO[bytes]", lines), syntax, base, name):
            subject = str(getattr(quad.subject, "value", quad.subject))
            value = str(getattr(quad.object, "value", quad.object))
            if value in subjects and value not in named:
                named[value] = _place(name, lines, quad.triple, value)
            if subject not in subjects:
                continue
            first.setdefault(subject, _place(name, lines, quad.triple, subject))
            for key in ((subject, quad.predicate.value, value), (subject, "", value)):
                if key in exact:
                    found.setdefault(exact[key], _place(name, lines, quad.triple, value))
    for one in wanted:
        place = first.get(one.subject) or named.get(one.subject)
        if one not in found and place is not None:
            found[one] = place
    return found


def _place(name: str, lines: _Lines, triple: Triple, text: str) -> Place:
    """Return where a text stands on the line, else where the line begins."""
    whole = lines.text.decode("utf-8", "replace")
    # A long text of Turtle ends on the line that was handed last.
    above = str(getattr(triple.object, "value", "")).count("\n") if triple.object is not None else 0
    at = -1
    for part in (text, re.split(r"[/#:]", text)[-1]):
        if at < 0 and part and not above:
            at = whole.find(part)
    # The term begins after the last space before it.
    at = whole.rfind(" ", 0, at) + 1 if at >= 0 else len(whole) - len(whole.lstrip())
    return Place(name, line=lines.number - above, character=None if above else at + 1)
