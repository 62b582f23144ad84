"""The prologue of a query: BASE and PREFIX, and the IRIs that names stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ess_graph.adhoc.problem import QueryProblem
from ess_graph.adhoc.tokens import Token

_CODE_POINT: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LOCAL_ESCAPE: Final = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Prologue:
    """What a query declares.

    Attributes:
        base: the base of relative IRIs.
        prefixes: known and declared prefixes.
        end: the index of the first token that follows.
    """

    base: str
    prefixes: Mapping[str, str]
    end: int

    def resolve(self, token: Token) -> str | None:
        """Return the IRI that a token stands for; ``None`` when it stands for none."""
        if token.kind == "iri":
            return _absolute(token.text, self.base)
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            if prefix in self.prefixes:
                return self.prefixes[prefix] + _LOCAL_ESCAPE.sub(r"\1", local)
        return None

    def used(self, tokens: Sequence[Token]) -> dict[str, str]:
        """Return the prefixes that names after the prologue use, those that are known."""
        names = {token.text.partition(":")[0] for token in tokens[self.end :] if token.kind == "name"}
        return {prefix: iri for prefix, iri in self.prefixes.items() if prefix in names}


def read_prologue(text: str, tokens: Sequence[Token], base: str, prefixes: Mapping[str, str]) -> Prologue:
    """Read BASE, PREFIX and VERSION at the start of a query.

    Raises:
        QueryProblem: an IRI of the prologue is none.
    """
    known = dict(prefixes)
    index = 0
    while index < len(tokens):
        token = tokens[index]
        following = [*tokens[index + 1 : index + 3], Token("", "", 0), Token("", "", 0)]
        if token.is_word("BASE") and following[0].kind == "iri":
            base = _valid(text, following[0], base)
            index += 2
        elif (
            token.is_word("PREFIX")
            and following[0].kind == "name"
            and following[0].text.endswith(":")
            and following[1].kind == "iri"
        ):
            known[following[0].text[:-1]] = _valid(text, following[1], base)
            index += 3
        elif token.is_word("VERSION") and following[0].kind == "string":
            index += 2
        else:
            break
    return Prologue(base, known, index)


def check_names(text: str, found: Sequence[Token], prologue: Prologue) -> None:
    """Refuse unknown prefixes, and names that make no IRI.

    Where ``ex:SERVICE`` makes no valid IRI, the parser goes back and reads ``ex:`` and a keyword.

    Raises:
        QueryProblem: there is one.
    """
    from pyoxigraph import NamedNode

    seen: set[str] = set()
    for token in found:
        if token.kind != "name" or token.text in seen:
            continue
        seen.add(token.text)
        iri = prologue.resolve(token)
        if iri is None:
            prefix = token.text.partition(":")[0]
            near = nearest(prefix, prologue.prefixes)
            raise QueryProblem("sparql.prefix", text=text, place=token.start, prefix=prefix, near=near)
        try:
            NamedNode(iri)
        except ValueError:
            raise QueryProblem("sparql.iri", text=text, place=token.start, found=token.text) from None


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known names most like one, for a message.

    >>> nearest("skso", ["skos", "dct"])
    'skos:'
    """
    from difflib import get_close_matches

    names = sorted(known)
    near = get_close_matches(name, names, n=3, cutoff=0.5) or names
    return ", ".join(f"{one}:" for one in near)


def _valid(text: str, token: Token, base: str) -> str:
    iri = _absolute(token.text, base)
    if iri is None:
        raise QueryProblem("sparql.iri", text=text, place=token.start, found=token.text)
    return iri


def _absolute(iri: str, base: str) -> str | None:
    """Return an IRI reference resolved as the evaluator resolves it: by the same library."""
    from pyoxigraph import NamedNode, RdfFormat, parse

    plain = _CODE_POINT.sub(lambda match: chr(int(match[1] or match[2], 16)), iri[1:-1])
    try:
        # Built as a term first, so that no text of the query becomes Turtle unescaped.
        reference = str(NamedNode(f"s:{plain}"))[3:-1]
        found = next(iter(parse(f"<s:s> <p:p> <{reference}> .", format=RdfFormat.TURTLE, base_iri=base)))
    except (ValueError, SyntaxError, StopIteration):
        return None
    return found.object.value if isinstance(found.object, NamedNode) else None
