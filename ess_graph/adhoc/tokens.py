"""The tokens of SPARQL 1.1 (§19.8), as Oxigraph reads them.

Oxigraph has no tokens: its parser tries each rule at each place. So ``?a<?b#>`` is an operator and a comment to it
where the standard's longest match sees an IRI, and a string with a wrong escape may be two strings. A text that could
be read in two ways would hide words from the guard, so it is refused: see ``docs/sparql.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ess_graph.adhoc.problem import QueryProblem

_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_START: Final = f"_{_BASE}"
_REST: Final = f"{_START}\\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
_ESCAPE: Final = r"\\(?:[tbnrf\"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
_LOCAL_ESCAPE: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL: Final = f"(?:[{_START}:0-9]|{_LOCAL_ESCAPE})(?:[{_REST}:]|{_LOCAL_ESCAPE}|\\.+(?=[{_REST}:%\\\\]))*+"
_PATTERNS: Final = (
    ("blank_space", r"[\x20\t\r\n]+|#[^\r\n]*"),
    (
        "string",
        rf'''"""(?:[^"\\]|{_ESCAPE}|"(?!""))*+"""|\'{{3}}(?:[^'\\]|{_ESCAPE}|'(?!\'{{2}}))*+\'{{3}}''',
    ),
    # A short string must not be the start of a long one that does not end.
    ("string", rf""""(?!"")(?:[^"\\\n\r]|{_ESCAPE})*+"|'(?!\'{{2}})(?:[^'\\\n\r]|{_ESCAPE})*+""" + "'"),
    ("open", r"<<\(?"),
    ("iri", r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>"),
    ("variable", f"[?$][{_START}0-9][{_START}0-9\u00b7\u0300-\u036f\u203f-\u2040]*+"),
    ("language", r"@[A-Za-z]++(?:-[A-Za-z0-9]+)*+"),
    ("node", f"_:[{_START}0-9](?:[{_REST}]|\\.+(?=[{_REST}]))*+"),
    ("name", f"(?:[{_BASE}](?:[{_REST}]|\\.+(?=[{_REST}]))*+)?:(?:{_LOCAL})?"),
    ("word", r"[A-Za-z_][A-Za-z0-9_]*+"),
    ("number", r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?"),
    ("open", r"\{\||[({\[]"),
    ("close", r"\|\}|\)>>|>>|[)}\]]"),
    ("operator", r"\|\||&&|[<>!]=|\^\^|[-+*/|^!=<>?]"),
    ("separator", "[;,]"),
    ("mark", "[.~]"),
)
_TOKEN: Final = re.compile("|".join(f"(?P<k{i}>{text})" for i, (_, text) in enumerate(_PATTERNS)), re.DOTALL)
_KINDS: Final = {f"k{i}": kind for i, (kind, _) in enumerate(_PATTERNS)}
#: After one of these an operator cannot stand, so that ``<`` starts an IRI.
_BEFORE_TERM: Final = frozenset({"open", "operator", "separator"})
_CODE_POINT: Final = re.compile(r"\\[uU]([0-9A-Fa-f]{8}|[0-9A-Fa-f]{4})")
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*+://")
_SUSPECT: Final = re.compile(r"[#'()\[\]]")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: what it is, its text, where it starts."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The place after its last character."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Tell whether this is one of these keywords, in any case."""
        return self.kind == "word" and self.text.upper() in words


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query, without comments and space; brackets are known to match.

    Raises:
        QueryProblem: a string does not end, an escape is wrong, brackets do not match, ``<`` has two readings.
    """
    place, before = 0, ""
    opened: list[Token] = []
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise _stray(text, place)
        token = Token(_KINDS[str(match.lastgroup)], match.group(), place)
        if token.text in (">>", ")>>") and not (opened and _CLOSES[opened[-1].text] == token.text):
            # "(1)>>" ends a list, then a triple; ">>" alone is no operator, and the parser will say so.
            token = Token("close" if token.text == ")>>" else "operator", token.text[0], place)
        place = token.end
        if token.kind == "blank_space":
            continue
        if token.text[0] == "<":
            inside = bool(opened) and opened[-1].text == "("
            _check_less_than(text, token, inside and before not in _BEFORE_TERM)
        if token.kind in ("iri", "string"):
            _check_code_points(text, token)
        _match_brackets(text, token, opened)
        before = token.kind
        yield token
    if opened:
        raise QueryProblem("sparql.not_closed", text=text, place=opened[-1].start, found=opened[-1].text)


_CLOSES: Final = {"(": ")", "{": "}", "[": "]", "<<": ">>", "<<(": ")>>", "{|": "|}"}


def _match_brackets(text: str, token: Token, opened: list[Token]) -> None:
    if token.kind == "open":
        opened.append(token)
    elif token.kind == "close":
        if not opened or _CLOSES[opened[-1].text] != token.text:
            raise QueryProblem("sparql.closes_nothing", text=text, place=token.start, found=token.text)
        opened.pop()


def _check_less_than(text: str, token: Token, may_be_operator: bool) -> None:
    """Refuse ``<`` where it may start an IRI or compare and that changes what follows, and where it does neither."""
    if token.text in ("<", "<=") and not may_be_operator:
        raise QueryProblem("sparql.iri_open", text=text, place=token.start)
    if token.kind == "iri":
        doubtful = (
            may_be_operator
            and _ABSOLUTE.match(token.text) is None
            and _SUSPECT.search(token.text) is not None
        )
    else:
        # "<<" may also be "<" before an IRI.
        iri = _TOKEN.match(text, token.start + 1) if token.text.startswith("<<") else None
        doubtful = (
            iri is not None and iri.group().startswith("<") and re.search("[#']", iri.group()) is not None
        )
    if doubtful:
        raise QueryProblem("sparql.two_readings", text=text, place=token.start)


def _check_code_points(text: str, token: Token) -> None:
    for escape in _CODE_POINT.finditer(token.text):
        code = int(escape[1], 16)
        if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            raise QueryProblem("sparql.escape", text=text, place=token.start + escape.start())


def _stray(text: str, place: int) -> QueryProblem:
    found = text[place]
    if found in "\"'":
        return QueryProblem("sparql.string", text=text, place=place)
    if found == "\\":
        return QueryProblem("sparql.escape", text=text, place=place)
    return QueryProblem("sparql.stray", text=text, place=place, found=found)
