"""Conditions on variables, read from the filters of a query (SPARQL 1.1 §17): those that are decided on columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import NamedNode, RdfFormat, parse

from ess_graph.shacl.plan.cursor import UnsureError

if TYPE_CHECKING:
    #: The kind and the text of a sign or word of a query.
    Sign: TypeAlias = "tuple[str, str]"

OPEN: Final = ("sign", "(")
CLOSE: Final = ("sign", ")")
COMMA: Final = ("sign", ",")


@dataclass(frozen=True, slots=True)
class Differs:
    """``?name != ?other``, or another term."""

    name: str
    other: str | NamedNode

    @property
    def variables(self) -> set[str]:
        """The names of its variables."""
        return {self.name, self.other} if isinstance(self.other, str) else {self.name}


@dataclass(frozen=True, slots=True)
class OneOf:
    """``?name IN (IRI, …)``, or ``?name = IRI``."""

    name: str
    allowed: tuple[NamedNode, ...]

    @property
    def variables(self) -> set[str]:
        """The names of its variables."""
        return {self.name}


@dataclass(frozen=True, slots=True)
class Starts:
    """``STRSTARTS(?name, ?start)``, or the contrary."""

    name: str
    start: str
    negated: bool

    @property
    def variables(self) -> set[str]:
        """The names of its variables."""
        return {self.name, self.start}


@dataclass(frozen=True, slots=True)
class Matches:
    """``REGEX(?name, "pattern", "flags")``, or the contrary."""

    name: str
    pattern: str
    flags: str
    negated: bool

    @property
    def variables(self) -> set[str]:
        """The names of its variables."""
        return {self.name}


Condition: TypeAlias = Differs | OneOf | Starts | Matches


def condition(part: Sequence[Sign], iri: Callable[[str, str], str]) -> Condition | None:
    """Return what a part of a filter says, if it is understood.

    Args:
        part: its tokens.
        iri: gives the IRI that a token writes.

    Raises:
        UnsureError: an IRI or a text is written in a way that is not read.
    """
    texts = [text.upper() if kind == "name" else text for kind, text in part]
    match part, texts:
        case [("variable", one), _, _, ("variable", other)], [_, "!", "=", _]:
            return Differs(one[1:], other[1:])
        case [("variable", one), _, _, token], [_, "!", "=", _] if _names(token):
            return Differs(one[1:], NamedNode(iri(*token)))
        case [("variable", one), _, token], [_, "=", _] if _names(token):
            return OneOf(one[1:], (NamedNode(iri(*token)),))
        case [("variable", one), _, _, *listed, _], [_, "IN", "(", *_, ")"]:
            commas, names = listed[1::2], listed[::2]
            if len(names) == len(commas) + 1 and set(commas) <= {COMMA} and all(map(_names, names)):
                return OneOf(one[1:], tuple(NamedNode(iri(*token)) for token in names))
        case _:
            return _of_text(part, texts)
    return None


def _names(token: Sign) -> bool:
    kind, text = token
    return kind == "iri" or (kind == "name" and ":" in text)


def _of_text(part: Sequence[Sign], texts: list[str]) -> Condition | None:
    negated = texts[:1] == ["!"]
    match part[negated:], texts[negated:]:
        case [_, _, ("variable", one), _, ("variable", other), _], ["STRSTARTS", "(", _, ",", _, ")"]:
            return Starts(one[1:], other[1:], negated)
        case [_, _, ("variable", one), _, ("string", text), *more, _], ["REGEX", "(", _, ",", *_, ")"]:
            match more:
                case []:
                    return Matches(one[1:], string(text), "", negated)
                case [("sign", ","), ("string", flags)]:
                    return Matches(one[1:], string(text), string(flags), negated)
    return None


def conjuncts(tokens: Sequence[Sign]) -> Iterator[list[Sign]]:
    """Yield what ``&&`` holds together; a text that means something else is one part."""
    while tokens[0] == OPEN and _closing(tokens) == len(tokens) - 1:
        tokens = tokens[1:-1]
    parts: list[list[Sign]] = [[]]
    depth, signs = 0, [text if kind == "sign" else "" for kind, text in tokens]
    skip = False
    for number, token in enumerate(tokens):
        depth += (signs[number] == "(") - (signs[number] == ")")
        if skip:
            skip = False
        elif depth == 0 and signs[number : number + 2] == ["|", "|"]:
            return
        elif depth == 0 and signs[number : number + 2] == ["&", "&"]:
            parts.append([])
            skip = True
        else:
            parts[-1].append(token)
    if len(parts) == 1:
        yield parts[0]
        return
    for part in parts:
        if part:
            yield from conjuncts(part)


def _closing(tokens: Sequence[Sign]) -> int:
    """Return where the first bracket closes."""
    depth = 0
    for number, token in enumerate(tokens):
        depth += (token == OPEN) - (token == CLOSE)
        if depth == 0:
            return number
    raise UnsureError


def string(text: str) -> str:
    r"""Return what a string of SPARQL says; one in other quotes is not understood.

    >>> string(r'"a\\b"')
    'a\\b'
    """
    if text[:3] == '"""' or text[0] != '"':
        raise UnsureError
    (quad,) = parse(f"<x:s> <x:p> {text} .", format=RdfFormat.N_TRIPLES)
    return str(getattr(quad.object, "value", ""))
