"""The W3C's SPARQL Query Results XML Format (Second Edition)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ess_graph.report.bindings import Binding, bindings
from ess_graph.report.listing import Listing

_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
)
#: What XML 1.0 §2.2 cannot hold in any way.
_NO_CHARACTER: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


def as_results_xml(listing: Listing) -> str:
    """Return the rows as SPARQL results in XML; a character that XML cannot hold becomes U+FFFD."""
    return _HEAD + "".join(f"{line}\n" for line in _lines(listing)) + "</sparql>\n"


def _lines(listing: Listing) -> Iterator[str]:
    variables = "".join(f'<variable name="{escaped(key)}"/>' for key in listing.keys)
    yield f"<head>{variables}</head>"
    yield "<results>"
    for row in bindings(listing):
        cells = (f'<binding name="{escaped(key)}">{_term(one)}</binding>' for key, one in row.items())
        yield f"<result>{''.join(cells)}</result>"
    yield "</results>"


def _term(binding: Binding) -> str:
    if binding.parts:
        names = ("subject", "predicate", "object")
        parts = (f"<{name}>{_term(part)}</{name}>" for name, part in zip(names, binding.parts, strict=True))
        return f"<triple>{''.join(parts)}</triple>"
    more = ""
    if binding.language:
        more = f' xml:lang="{escaped(binding.language)}"'
    elif binding.datatype:
        more = f' datatype="{escaped(binding.datatype)}"'
    return f"<{binding.kind}{more}>{escaped(binding.value)}</{binding.kind}>"


def escaped(text: str) -> str:
    """Return a text as XML holds it, in an element or an attribute; what XML cannot hold becomes U+FFFD."""
    return _NO_CHARACTER.sub("\ufffd", text).translate(_ESCAPES)
