r"""Lines of N-Triples and N-Quads that are plainly right, and what they say as text.

RDF 1.1 N-Triples §7 and N-Quads §4, but narrower, so that one expression without look-around decides a column of
lines: terms one space apart; IRIs of ASCII without percent signs; no control characters, no backslash. Such a line is
right for Oxigraph too, and its terms are written as pyoxigraph writes them. Any other line is Oxigraph's to read.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from ess_graph.rdf.guards import MAX_TOKEN
from ess_graph.rdf.namespaces import EXTERNAL, XSD

LINE, PREDICATE = "l", "p"
_CHAR: Final = r"[A-Za-z0-9._~!$&'()*+,;=:@/?-]"
#: RFC 3987 §2.2: a host and maybe a port, without user information; or a path that does not begin with a slash.
_IRI: Final = (
    r"<[A-Za-z][A-Za-z0-9+.-]*:"
    rf"(?://[A-Za-z0-9._~-]*(?::[0-9]*)?(?:[/?]{_CHAR}*)?|[A-Za-z0-9]{_CHAR}*)?(?:#{_CHAR}*)?>"
)
_BLANK: Final = "_:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?"
#: pyoxigraph writes control characters and two noncharacters as escapes, and tags in lower case.
_TEXT: Final = r'"[^"\\\x00-\x1f\x7f\x{FFFE}\x{FFFF}]*"'
_TAG: Final = "@[a-z]{2,3}(?:-[a-z]{2})?"
_NODE: Final = f"(?:{_IRI}|{_BLANK})"
_OBJECT: Final = rf"(?:{_IRI}|{_BLANK}|{_TEXT}(?:{_TAG}|\^\^{_IRI})?)"
_PLAIN: Final = {
    "nt": rf"^{_NODE} {_IRI} {_OBJECT} \.\r?$",
    "nq": rf"^{_NODE} {_IRI} {_OBJECT}(?: {_NODE})? \.\r?$",
}
#: A literal of rdf:langString without a tag is an error.
_RDF_TYPED: Final = f'"^^<{EXTERNAL["rdf"]}'
_STRING: Final = f"^^<{XSD}string>"
#: A graph name after the object: no literal ends like this.
_GRAPH: Final = r' (?:<[^<>" ]*>|_:[^" ]+)$'
#: A character by its number (``UCHAR``), or a backslash that stands for itself.
_ESCAPE: Final = re.compile(r"\\(?:\\|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")


def plain(syntax: str) -> pl.Expr:
    """Return whether a line is plainly right, of ``nt`` or ``nq``."""
    line = pl.col(LINE)
    return (
        line.str.contains(_PLAIN[syntax])
        & ~line.str.contains(_RDF_TYPED, literal=True)
        & (line.str.len_bytes() < MAX_TOKEN)
    )


def parts() -> pl.Expr:
    """Return subject (``s``), predicate (``p``) and the rest (``o``) of a line that is plainly right."""
    return pl.col(LINE).str.splitn(" ", 3).struct.rename_fields(["s", PREDICATE, "o"]).struct.unnest()


def object_text(syntax: str) -> pl.Expr:
    """Return the object out of the rest of a line."""
    text = pl.col("o").str.strip_chars_end(" .\r")
    if syntax == "nq":
        text = text.str.replace(_GRAPH, "")
    return text.str.strip_suffix(_STRING)


def unescaped(text: str) -> str:
    r"""Return a text with the characters that pyoxigraph writes as they are in the place of their numbers.

    Those of ASCII and of control stay numbers. A line that is plainly right afterwards was right before: a plain line
    has other characters than those of ASCII only inside the quotes of a literal, where any may be written by its
    number.

    >>> unescaped(r"n\u00B0 1, \u0022, \\u00B0")
    'n° 1, \\u0022, \\\\u00B0'
    """
    return _ESCAPE.sub(_character, text)


def _character(escape: re.Match[str]) -> str:
    number = escape[1] or escape[2]
    code = int(number, 16) if number else 0
    if 0xA0 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF:
        return chr(code)
    return escape[0]
