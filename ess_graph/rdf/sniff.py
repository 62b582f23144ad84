"""What a file looks like by its first bytes, for the message that it is not what its name says."""

from __future__ import annotations

import re
from typing import Final

#: How documents of each kind start; what is not here has no start of its own.
_STARTS: Final = (
    ("gzip", re.compile(rb"\x1f\x8b")),
    ("html", re.compile(rb"(?i)\s*(<!doctype html|<html)")),
    ("rdfxml", re.compile(rb"\s*<(\?xml|!--|!DOCTYPE|rdf:RDF)")),
    ("jsonld", re.compile(rb'\s*(\[\s*)?\{\s*"')),
    ("ttl", re.compile(rb"(?i)\s*@?(prefix|base)\s")),
)


def looks_like(head: bytes) -> str | None:
    """Return what the start of a file looks like, ``None`` when it could be anything.

    >>> looks_like(b'<?xml version="1.0"?>')
    'rdfxml'
    """
    return next((name for name, start in _STARTS if start.match(head)), None)
