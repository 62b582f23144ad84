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
class Said:
    """What a variable says: ``STR(?name)``, or ``?name`` itself where a text is expected.

    Attributes:
        name: the variable.
        any: whether it is the STR of any term; a term that is no text is an error else.
    """

    name: str
    any: bool


#: A text: parts one after the other, each what a variable says or a text of the query.
Text: TypeAlias = "tuple[Said | str, ...]"


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
class Edge:
    """``STRSTARTS`` or ``STRENDS`` of a text and another, or the contrary."""

    text: Text
    other: Text
    at_end: bool
    negated: bool

    @property
    def variables(self) -> set[str]:
        """The names of its variables."""
        return {part.name for part in (*self.text, *self.other) if isinstance(part, Said)}


@dataclass(frozen=True, slots=True)
class Matches:
    """``REGEX`` of a text, or the contrary."""

    text: Text
    pattern: str
    flags: str
    negated: bool

    @property
    def variables(self) -> set[str]:
        """The names of its variables."""
        return {part.name for part in self.text if isinstance(part, Said)}


Condition: TypeAlias = Differs | OneOf | Edge | Matches


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
        case [("variable", one), _, _, token], [_, "!", "=", _] if names(token):
            return Differs(one[1:], NamedNode(iri(*token)))
        case [("variable", one), _, token], [_, "=", _] if names(token):
            return OneOf(one[1:], (NamedNode(iri(*token)),))
        case [("variable", one), _, _, *listed, _], [_, "IN", "(", *_, ")"]:
            found = arguments(listed)
            if all(len(given) == 1 and names(given[0]) for given in found):
                return OneOf(one[1:], tuple(NamedNode(iri(*token)) for (token,) in found))
        case _:
            return _of_texts(part, texts)
    return None


def names(token: Sign) -> bool:
    """Tell whether a token names an IRI."""
    kind, text = token
    return kind == "iri" or (kind == "name" and ":" in text)


def arguments(tokens: Sequence[Sign]) -> list[list[Sign]]:
    """Return what commas part, outside of inner brackets.

    >>> arguments([("variable", "?a"), COMMA, ("name", "b"), OPEN, COMMA, CLOSE])
    [[('variable', '?a')], [('name', 'b'), ('sign', '('), ('sign', ','), ('sign', ')')]]
    """
    found: list[list[Sign]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token == OPEN) - (token == CLOSE)
        if token == COMMA and depth == 0:
            found.append([])
        else:
            found[-1].append(token)
    return found


def _of_texts(part: Sequence[Sign], texts: list[str]) -> Condition | None:
    negated = texts[:1] == ["!"]
    name, *rest = texts[negated:] or [""]
    if name not in ("STRSTARTS", "STRENDS", "REGEX") or rest[:1] != ["("]:
        return None
    inside = part[negated + 1 :]
    if _closing(inside) != len(inside) - 1:
        return None
    given = arguments(inside[1:-1])
    first = _text(given[0])
    if first is None:
        return None
    if name == "REGEX":
        strings = [_string(one) for one in given[1:]]
        if None not in strings and 1 <= len(strings) <= 2:
            pattern, flags, *_ = [*(one or "" for one in strings), ""]
            return Matches(first, pattern, flags, negated)
        return None
    other = _text(given[1]) if len(given) == 2 else None
    return None if other is None else Edge(first, other, name == "STRENDS", negated)


def _text(tokens: list[Sign]) -> Text | None:
    """Return a text of an expression: a variable, its STR, a string, or a CONCAT of these."""
    texts = [text.upper() if kind == "name" else text for kind, text in tokens]
    match tokens, texts:
        case [("variable", one)], _:
            return (Said(one[1:], any=False),)
        case [_, _, ("variable", one), _], ["STR", "(", _, ")"]:
            return (Said(one[1:], any=True),)
        case [_, _, *inside, _], ["CONCAT", "(", *_, ")"] if _closing(tokens[1:]) == len(tokens) - 2:
            parts = [_text(one) for one in arguments(inside)]
            return None if None in parts else tuple(part for one in parts for part in one or ())
        case _:
            found = _string(tokens)
            return None if found is None else (found,)


def _string(tokens: list[Sign]) -> str | None:
    return string(tokens[0][1]) if len(tokens) == 1 and tokens[0][0] == "string" else None


def conjuncts(tokens: Sequence[Sign]) -> Iterator[list[Sign]]:
    """Yield what ``&&`` holds together; of a text that means something else, the whole."""
    while tokens[0] == OPEN and _closing(tokens) == len(tokens) - 1:
        tokens = tokens[1:-1]
    parts: list[list[Sign]] = [[]]
    depth, signs = 0, [text if kind == "sign" else "" for kind, text in tokens]
    for number, token in enumerate(tokens):
        depth += (signs[number] == "(") - (signs[number] == ")")
        both = signs[number : number + 2]
        if depth == 0 and both == ["|", "|"]:
            yield list(tokens)
            return
        if depth == 0 and both == ["&", "&"]:
            parts.append([])
        elif depth or signs[number - 1 : number + 1] != ["&", "&"]:
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
