"""Turtle and TriG, one statement a line: what changes in a statement changes its line, and no other.

RDF 1.1 Turtle (https://www.w3.org/TR/turtle/) and TriG (https://www.w3.org/TR/trig/). The property is repeated for each
of its values and the full stop stands alone, so that adding or removing a value never touches the line beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ess_graph.rdf.namespaces import XSD
from ess_graph.rdf.writing.blocks import Statements
from ess_graph.rdf.writing.terms import TYPE, Names, literal_parts, object_and_graph, object_order

#: Terms remembered before a cache begins anew: memory stays bounded.
CACHE: Final = 200_000

_XSD: Final = XSD.encode()
#: Literals that Turtle writes bare (§2.5.2, 2.5.3): the text is kept to the letter, so nothing is lost.
_BARE: Final = {
    b"<" + _XSD + b"integer>": re.compile(rb'"[+-]?[0-9]+"'),
    b"<" + _XSD + b"decimal>": re.compile(rb'"[+-]?[0-9]*\.[0-9]+"'),
    b"<" + _XSD + b"double>": re.compile(rb'"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+"'),
    b"<" + _XSD + b"boolean>": re.compile(rb'"(?:true|false)"'),
}
#: An escaped line feed; an escaped quotation mark that neither another follows nor the end; any other escape.
_ESCAPES: Final = re.compile(rb'\\(?:(n)|(")(?!\\"|\Z)|.)')


def long_text(quoted: bytes) -> bytes:
    r"""Write a quoted text that holds line feeds between triple quotes, its lines as lines.

    >>> long_text(b'"one \\"word\\"\\nand \\"two\\""')[3:-3]
    b'one "word"\nand "two\\"'
    """
    return b'"""' + _ESCAPES.sub(_plain, quoted[1:-1]) + b'"""'


def _plain(escape: re.Match[bytes]) -> bytes:
    if escape[1]:
        return b"\n"
    # The end of the text and a mark before another keep their backslash: three in a row would end the text.
    return b'"' if escape[2] else escape[0]


class TurtleWriter:
    """Renders blocks in Turtle, or in TriG when graphs are kept.

    Args:
        names: the prefixes, and which of them were used.
        ranks: the place of each property.
        graphs: whether graphs are kept, as TriG does, or merged.
    """

    def __init__(self, names: Names, ranks: dict[bytes, int], *, graphs: bool) -> None:
        self._names = names
        self._ranks = ranks
        self._graphs = graphs
        self._predicates: dict[bytes, tuple[bytes, bytes]] = {}
        self._objects: dict[bytes, tuple[bytes, bytes, bytes]] = {}

    def blocks(self, subject: bytes, statements: Statements) -> Iterator[tuple[bytes, bytes]]:
        """Yield the block of a subject in each graph that tells something of it."""
        rows: list[tuple[bytes, bytes, bytes, bytes]] = []
        predicates, objects = self._predicates, self._objects
        for predicate, rest in statements:
            place, start = predicates.get(predicate) or self._predicate(predicate)
            graph, order, end = objects.get(rest) or self._object(rest)
            rows.append((graph, place, order, start + end))
        rows.sort()
        head = b"\n" + self._term(subject) + b"\n"
        first = rows[0][0]
        if first == rows[-1][0]:
            yield first, b"".join([head, *dict.fromkeys([row[3] for row in rows]), b".\n"])
            return
        for graph in dict.fromkeys([row[0] for row in rows]):
            yield graph, b"".join([head, *(row[3] for row in rows if row[0] == graph), b".\n"])

    def document(self, records: Iterator[tuple[bytes, bytes]]) -> Iterator[bytes]:
        """Yield the parts of the document: prefixes, then blocks, each graph in its braces."""
        spaces = self._names.prefixes
        # Graph names are met after the header is written: they stay IRIs.
        yield "".join(f"@prefix {one}: <{spaces[one]}> .\n" for one in sorted(self._names.used)).encode()
        current = b""
        for graph, block in records:
            if graph != current:
                yield (b"}\n" if current else b"") + b"\n" + graph + b" {\n"
                current = graph
            yield block
        if current:
            yield b"}\n"

    def _predicate(self, token: bytes) -> tuple[bytes, bytes]:
        name = b"a" if token == TYPE else self._term(token)
        order = b"%03d" % self._ranks.get(token, 999) + token
        found = self._predicates[token] = (order, b"    " + name + b" ")
        return found

    def _object(self, rest: bytes) -> tuple[bytes, bytes, bytes]:
        token, graph = object_and_graph(rest)
        found = (graph if self._graphs else b"", object_order(token), self._term(token) + b" ;\n")
        if len(self._objects) >= CACHE:
            self._objects.clear()
        # Long texts are met once: they would only fill the memory.
        if len(rest) < 300:
            self._objects[rest] = found
        return found

    def _term(self, token: bytes) -> bytes:
        if token.startswith(b'"'):
            return self._literal(token)
        if token.startswith(b"<") and not token.startswith(b"<<"):
            name = self._names.compact(token[1:-1].decode())
            return token if name is None else name.encode()
        return token

    def _literal(self, token: bytes) -> bytes:
        text, language, datatype = literal_parts(token)
        if datatype in _BARE and _BARE[datatype].fullmatch(text):
            return text[1:-1]
        if b"\\n" in text:
            text = long_text(text)
        if language:
            return text + b"@" + language
        return text + b"^^" + self._term(datatype) if datatype else text
