"""JSON-LD with short names: one object a subject, one value a line, its context inside.

JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/). Every value is a string: a JSON number or boolean would lose how it was
written. What a term does not fit (a text without language where the context expects languages) stands under the whole
IRI of its property.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ess_graph.errors import UsageProblem
from ess_graph.rdf.namespaces import XSD
from ess_graph.rdf.writing.blocks import Statements
from ess_graph.rdf.writing.context import KEYWORDS, Term, prefixes_of
from ess_graph.rdf.writing.terms import TYPE, Names, literal_parts, object_and_graph, object_order
from ess_graph.rdf.writing.turtle import CACHE

_STRING: Final = XSD + "string"


class PrefixClash(Exception):
    """An IRI begins like a prefixed name: that prefix cannot be used in this document."""

    def __init__(self, prefix: str) -> None:
        super().__init__(prefix)
        self.prefix = prefix


@dataclass(slots=True)
class _Property:
    """How one property is written; ``values`` remembers objects: graph, order, language, JSON."""

    order: bytes
    key: bytes
    kind: str
    whole: bytes
    values: dict[bytes, tuple[bytes, bytes, bytes, bytes]] = field(default_factory=dict)

    def fits(self, language: bytes, value: bytes) -> bool:
        """Tell whether a value may stand under the short name."""
        if self.kind == "@language":
            return language != b""
        return self.kind != "@type" or not value.startswith(b"{")


class JsonLdWriter:
    """Renders blocks as JSON-LD node objects.

    Args:
        names: the prefixes, and which of them were used.
        ranks: the place of each property.
        terms: the short names, by the IRI of their property.
    """

    def __init__(self, names: Names, ranks: dict[bytes, int], terms: Mapping[str, Term]) -> None:
        self._names = names
        self._ranks = ranks
        self._terms = terms
        self._used: dict[str, Any] = {}
        self._properties: dict[bytes, _Property] = {}
        self._remembered = 0

    def blocks(self, subject: bytes, statements: Statements) -> Iterator[tuple[bytes, bytes]]:
        """Yield the node object of a subject in each graph that tells something of it, ready to be joined.

        Raises:
            UsageProblem: a triple term or a text direction, which JSON-LD cannot hold.
            PrefixClash: an IRI whose scheme is one of the prefixes.
        """
        rows = []
        for predicate, rest in statements:
            written = self._properties.get(predicate) or self._property(predicate)
            graph, order, language, value = written.values.get(rest) or self._value(written, rest)
            # What a map of languages or "type" cannot hold gets an entry of its own, just after.
            fits = written.fits(language, value)
            rows.append(
                (
                    graph,
                    written.order,
                    not fits,
                    order,
                    written.key if fits else written.whole,
                    language,
                    value,
                )
            )
        rows.sort()
        head = b'  {\n    "id": ' + self._reference(subject)
        start, first = 0, rows[0][0]
        for index, row in enumerate(rows):
            if row[0] != first:
                yield first, head + _entries(rows[start:index]) + b"\n  },\n"
                start, first = index, row[0]
        yield first, head + _entries(rows[start:]) + b"\n  },\n"

    def document(self, records: Iterator[tuple[bytes, bytes]]) -> Iterator[bytes]:
        """Yield the parts of the document: context, then node objects, each named graph in its own object."""
        yield b'{\n"@context": ' + self._context() + b',\n"@graph": [\n'
        current = b""
        held = b""
        for graph, block in records:
            if graph != current:
                # What went before ends a graph: no comma after its last node.
                yield held[:-2] + b"\n  ]},\n" if current else held
                held = b'  {"id": ' + self._reference(graph) + b', "@graph": [\n' + block
                current = graph
            else:
                yield held
                held = block
        yield held[:-2] + (b"\n  ]}" if current else b"") + (b"\n" if held else b"") + b"]\n}\n"

    def _context(self) -> bytes:
        used = set(self._names.used)
        for definition in self._used.values():
            used |= prefixes_of(definition)
        spaces = {prefix: self._names.prefixes[prefix] for prefix in sorted(used)}
        lines = {**KEYWORDS, **spaces, **dict(sorted(self._used.items()))}
        body = ",\n".join(f"    {_text(name)}: {_text(value)}" for name, value in lines.items())
        return f"{{\n{body}\n  }}".encode()

    def _property(self, token: bytes) -> _Property:
        order = b"%03d" % self._ranks.get(token, 999) + token
        iri = token[1:-1].decode()
        term = self._terms.get(iri)
        if token == TYPE:
            found = _Property(order, b'"type"', "@type", self._reference(token))
        elif term is not None:
            self._used[term.name] = term.definition
            found = _Property(order, _text(term.name).encode(), term.kind, _text(iri).encode())
        else:
            found = _Property(order, self._reference(token), "", b"")
        self._properties[token] = found
        return found

    def _value(self, written: _Property, rest: bytes) -> tuple[bytes, bytes, bytes, bytes]:
        token, graph = object_and_graph(rest)
        if graph:
            # Now, and not when the graph is opened: a clash must be met before anything is written.
            self._reference(graph)
        language, value = self._written(written.kind, token)
        found = (graph, object_order(token), language, value)
        if self._remembered >= CACHE:
            for one in self._properties.values():
                one.values.clear()
            self._remembered = 0
        if len(rest) < 300:
            self._remembered += 1
            written.values[rest] = found
        return found

    def _written(self, kind: str, token: bytes) -> tuple[bytes, bytes]:
        """Return the language and the JSON of an object, as the kind of its term wants it."""
        if not token.startswith(b'"'):
            reference = self._reference(token)
            return b"", reference if kind in ("@id", "@type") else b'{"id": ' + reference + b"}"
        text, language, datatype = literal_parts(token)
        if language:
            if b"--" in language:
                raise UsageProblem("usage.jsonld_direction", found=token.decode())
            if kind == "@language":
                return language, text
            return b"", b'{"@language": "' + language + b'", "@value": ' + text + b"}"
        iri = datatype[1:-1].decode() or _STRING
        if kind == iri or (not kind and iri == _STRING):
            return b"", text
        if iri == _STRING:
            return b"", b'{"@value": ' + text + b"}"
        return b"", b'{"@type": ' + self._reference(datatype) + b', "@value": ' + text + b"}"

    def _reference(self, token: bytes) -> bytes:
        """Return an IRI or a blank node as a JSON text."""
        if token.startswith(b"_:"):
            return b'"' + token + b'"'
        if token.startswith(b"<<"):
            raise UsageProblem("usage.jsonld_triple", found=token.decode())
        iri = token[1:-1].decode()
        name = self._names.compact(iri)
        if name is None:
            scheme, _, after = iri.partition(":")
            if scheme in self._names.prefixes and not after.startswith("//"):
                raise PrefixClash(scheme)
            name = iri
        return b'"' + name.encode() + b'"'


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _entries(rows: list[tuple[bytes, bytes, bool, bytes, bytes, bytes, bytes]]) -> bytes:
    """Return the entries of a node object, from the rows of one subject in one graph."""
    parts = []
    index = 0
    while index < len(rows):
        key, language = rows[index][4], rows[index][5]
        end = index + 1
        while end < len(rows) and rows[end][4] == key:
            end += 1
        group = rows[index:end]
        index = end
        if language:
            parts.append(b",\n    " + key + b": " + _languages(group))
        elif len(group) == 1:
            parts.append(b",\n    " + key + b": " + group[0][6])
        else:
            values = b",\n      ".join([row[6] for row in group])
            parts.append(b",\n    " + key + b": [\n      " + values + b"\n    ]")
    return b"".join(parts)


def _languages(group: list[tuple[bytes, bytes, bool, bytes, bytes, bytes, bytes]]) -> bytes:
    """Return a map of languages, one value a line."""
    texts: dict[bytes, list[bytes]] = {}
    for row in group:
        texts.setdefault(row[5], []).append(row[6])
    if len(group) == 1:
        return b'{"' + group[0][5] + b'": ' + group[0][6] + b"}"
    lines = []
    for language, values in texts.items():
        value = values[0] if len(values) == 1 else b"[\n        " + b",\n        ".join(values) + b"\n      ]"
        lines.append(b'\n      "' + language + b'": ' + value)
    return b"{" + b",".join(lines) + b"\n    }"
