"""URI templates (RFC 6570, level 2: ``{name}``, ``{+name}``), compiled for a table.

CSVW resolves an expanded template against the address of its table (*Metadata Vocabulary for Tabular Data*
§5.1.1). The part before the first variable is resolved once here, not for each row. Levels 3 and 4 are not
needed by our tables and are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit

from ess_graph.errors import SystemProblem

_EXPRESSION = re.compile(r"\{([^}]*)\}")
_VARIABLE = re.compile(r"(\+?)((?:[A-Za-z0-9_.]|%[0-9A-Fa-f]{2})+)$")
#: RFC 6570 §1.5: reserved and unreserved characters, kept by ``{+name}``.
_RESERVED = ":/?#[]@!$&'()*+,;=-._~"
#: RFC 6570 §3.2.1: what ``{+name}`` keeps beside them.
_TRIPLET = re.compile(r"(%[0-9A-Fa-f]{2})")


#: Codes and slugs: what RFC 3986 §2.3 leaves as it is.
_PLAIN = re.compile(r"[A-Za-z0-9._~-]*")


def _encode(value: str, reserved: bool) -> str:
    # Most values are codes: to look is cheaper than to remember, and no memory is held for a million of them.
    return value if _PLAIN.fullmatch(value) else _encoded(value, reserved)


@lru_cache(maxsize=100_000)
def _encoded(value: str, reserved: bool) -> str:
    # RFC 6570 §3.2.1 encodes non-ASCII; IRIs (RFC 3987) need not, and people read ours.
    if reserved:
        parts = _TRIPLET.split(value)
        return "".join(part if i % 2 else _quote(part, _RESERVED) for i, part in enumerate(parts))
    return _quote(value, "-._~")


def _quote(text: str, safe: str) -> str:
    if text.isascii():
        return quote(text, safe=safe)
    return "".join(c if _is_ucschar(ord(c)) else quote(c, safe=safe) for c in text)


def _is_ucschar(code: int) -> bool:
    """Tell whether RFC 3987 §2.2 lets a code point stand in a path: no control, private use or non-character."""
    if code < 0x10000:
        return 0xA0 <= code <= 0xD7FF or 0xF900 <= code <= 0xFDCF or 0xFDF0 <= code <= 0xFFEF
    return 0x10000 <= code <= 0xEFFFD and code & 0xFFFF <= 0xFFFD and not 0xE0000 <= code < 0xE1000


@dataclass(frozen=True, slots=True)
class Template:
    """One compiled template: constant parts and the variables between them."""

    text: str
    parts: tuple[str, ...]
    variables: tuple[tuple[str, bool], ...]
    base: str

    def expand(self, values: Mapping[str, str]) -> str:
        """Return the absolute IRI for one row.

        Args:
            values: the raw text of each cell, by column name.

        Raises:
            KeyError: when a variable has no value in this row.
        """
        out = self.parts[0]
        for (name, reserved), constant in zip(self.variables, self.parts[1:], strict=True):
            out += _encode(values[name], reserved) + constant
        return out if self.parts[0] or urlsplit(out).scheme else urljoin(self.base, out)


def compile_template(text: str, table_url: str) -> Template:
    """Compile a template of a table.

    Raises:
        SystemProblem: when the template uses more than RFC 6570 level 2.

    >>> t = compile_template("../id/commune/{code}", "https://example.org/data/communes.csv")
    >>> t.expand({"code": "2A004"})
    'https://example.org/id/commune/2A004'
    """
    constants = _EXPRESSION.split(text)
    variables: list[tuple[str, bool]] = []
    for expression in constants[1::2]:
        match = _VARIABLE.match(expression)
        if match is None:
            raise SystemProblem("system.template", template=text, expression=expression)
        variables.append((match[2], match[1] == "+"))
    parts = constants[0::2]
    for part in parts:
        if "{" in part or "}" in part:
            raise SystemProblem("system.template", template=text, expression=part)
    if parts[0] and not urlsplit(parts[0]).scheme:
        # urljoin drops an empty fragment, and "../def#{name}" starts with one.
        hash_sign = "#" if parts[0].endswith("#") else ""
        parts[0] = urljoin(table_url, parts[0]) + hash_sign
    return Template(text, tuple(parts), tuple(variables), table_url)


def bindings(template: Template, iri: str) -> list[dict[str, str]]:
    """Return every way to fill a template that makes an IRI: the inverse of ``expand``.

    A ``{+name}`` comes back as it stands in the IRI, since several texts make the same one (RFC 6570 §3.2.3).

    Args:
        template: absolute, or without a constant beginning.
        iri: an absolute IRI.

    >>> t = compile_template("../id/{a}-{b}", "https://example.org/data/t.csv")
    >>> bindings(t, "https://example.org/id/x-y-z%20")
    [{'a': 'x', 'b': 'y-z '}, {'a': 'x-y', 'b': 'z '}]
    """
    if not iri.startswith(template.parts[0]):
        return []
    found: list[dict[str, str]] = []

    def fill(index: int, start: int, values: dict[str, str]) -> None:
        if index == len(template.variables):
            if start == len(iri):
                found.append(values)
            return
        name, reserved = template.variables[index]
        constant = template.parts[index + 1]
        last = index + 1 == len(template.variables)
        end = len(iri) - len(constant) if last else iri.find(constant, start + 1) if constant else start + 1
        while start < end <= len(iri) - len(constant):
            if iri.startswith(constant, end):
                text = _decode(iri[start:end], reserved)
                if text is not None and values.get(name, text) == text:
                    fill(index + 1, end + len(constant), {**values, name: text})
            if last:
                return
            end = iri.find(constant, end + 1) if constant else end + 1

    fill(0, len(template.parts[0]), {})
    return found


def _decode(encoded: str, reserved: bool) -> str | None:
    """Return a text that is written so, or nothing when none is."""
    text = encoded if reserved else unquote(encoded)
    return text if _encode(text, reserved) == encoded else None
