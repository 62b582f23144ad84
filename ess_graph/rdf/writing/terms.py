"""Terms as N-Quads writes them, taken apart without making an object of each.

RDF 1.1 N-Quads (https://www.w3.org/TR/n-quads/) as Oxigraph writes it: canonical escapes, one space between terms, no
comment; RDF 1.2 triple terms and text directions are kept as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

#: Terminals of Turtle (https://www.w3.org/TR/turtle/#grammar-production-PN_LOCAL) without ``PN_LOCAL_ESC``: a name
#: that would need an escape is better read as an IRI.
_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_START: Final = f"(?:[{_BASE}_0-9:]|%[0-9A-Fa-f]{{2}})"
_INNER: Final = f"(?:[{_BASE}_0-9:.\u00b7\u0300-\u036f\u203f-\u2040-]|%[0-9A-Fa-f]{{2}})"
_LOCAL: Final = re.compile(f"(?:{_START}{_INNER}*)?(?<!\\.)")
_SPLIT: Final = re.compile(r".*[/#]", re.DOTALL)

RDF: Final = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE: Final = RDF + b"type>"


def object_and_graph(rest: bytes) -> tuple[bytes, bytes]:
    r"""Split what follows the predicate of an N-Quads line into object and graph, which may be empty.

    >>> object_and_graph(b'"a > b"^^<x:y> <g:g> .')
    (b'"a > b"^^<x:y>', b'<g:g>')
    """
    if rest.startswith(b'"'):
        end = rest.index(b" ", rest.rindex(b'"'))
    elif rest.startswith(b"<<("):
        end = rest.rindex(b")>>") + 3
    else:
        end = rest.index(b" ")
    return rest[:end], rest[end + 1 : -2]


def literal_parts(token: bytes) -> tuple[bytes, bytes, bytes]:
    r"""Split a literal into its quoted text, its language, and its datatype in angle brackets.

    >>> literal_parts(b'"a"@fr'), literal_parts(b'"a"'), literal_parts(b'"1"^^<x:y>')
    ((b'"a"', b'fr', b''), (b'"a"', b'', b''), (b'"1"', b'', b'<x:y>'))
    """
    end = token.rindex(b'"') + 1
    tail = token[end:]
    if tail.startswith(b"@"):
        return token[:end], tail[1:], b""
    return token[:end], b"", tail[2:]


def object_order(token: bytes) -> bytes:
    """Return what objects of one property are sorted by: language first, so that a text keeps its place.

    >>> object_order(b'"z"@en') < object_order(b'"a"@fr')
    True
    """
    if token.startswith(b'"') and not token.endswith((b'"', b">")):
        return b'"@' + literal_parts(token)[1] + b"\0" + token
    return token


class Names:
    """Prefixed names of IRIs, and which prefixes they used.

    Args:
        prefixes: prefix to namespace.
        slashes: whether a local name may hold anything, as in JSON-LD, or what Turtle allows without escapes.
    """

    def __init__(self, prefixes: Mapping[str, str], *, slashes: bool = False) -> None:
        self.prefixes = dict(prefixes)
        self.used: set[str] = set()
        self._slashes = slashes
        # The first prefix of a namespace is the one that names use.
        self._spaces: dict[str, str] = {}
        for prefix, space in prefixes.items():
            self._spaces.setdefault(space, prefix)
        self._odd = sorted((s for s in self._spaces if not s.endswith(("/", "#"))), key=len, reverse=True)

    def compact(self, iri: str) -> str | None:
        """Return the prefixed name of an IRI when one is valid as it is, else nothing.

        >>> names = Names({"ex": "http://example.org/"})
        >>> names.compact("http://example.org/a.b"), names.compact("http://example.org/a/b"), names.used
        ('ex:a.b', None, {'ex'})
        >>> Names({"ex": "http://example.org/"}, slashes=True).compact("http://example.org/a/b")
        'ex:a/b'
        """
        for space in self._candidates(iri):
            local = iri[len(space) :]
            # JSON-LD 1.1 API §5.2: what follows "prefix:" must not begin with two slashes.
            if local and not local.startswith("//") if self._slashes else _LOCAL.fullmatch(local):
                prefix = self._spaces[space]
                self.used.add(prefix)
                return f"{prefix}:{local}"
        return None

    def _candidates(self, iri: str) -> Iterator[str]:
        """Yield the known namespaces that an IRI may begin with, the longest first for those that end in / or #."""
        head = _SPLIT.match(iri)
        while head:
            if head[0] in self._spaces:
                yield head[0]
            if not self._slashes:
                break
            head = _SPLIT.match(iri, 0, len(head[0]) - 1)
        for space in self._odd:
            if iri.startswith(space):
                yield space
