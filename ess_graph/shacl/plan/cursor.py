"""A place in the tokens of a query, from which a reader goes on."""

from __future__ import annotations

from typing import Final

from ess_graph.rdf.namespaces import RDF_TYPE
from ess_graph.shacl.plan.query import tokens

#: What follows the last token.
END: Final = ("end", "")


class UnsureError(Exception):
    """There is a sign that the reader does not expect: it knows nothing of the query."""


class Cursor:
    """The tokens of a query and the prefixes that its prologue declares (SPARQL 1.1 §19.8, rules [4] to [6])."""

    def __init__(self, query: str) -> None:
        found = list(tokens(query))
        self.text = query
        self.tokens = [(kind, text) for kind, text, _ in found]
        self._ends = [0, *(end for _, _, end in found)]
        self.at = 0
        self._prefixes: dict[str, str] = {}

    def next(self) -> tuple[str, str]:
        """Return the kind and the text of the next token."""
        return self.tokens[self.at] if self.at < len(self.tokens) else END

    def take(self) -> tuple[str, str]:
        """Return the next token and go on after it."""
        token = self.next()
        self.at += 1
        return token

    def sees(self, *texts: str) -> bool:
        """Tell whether the next token is one of some words, in upper case, or signs."""
        kind, text = self.next()
        return (text.upper() if kind == "name" else text) in texts and kind in ("name", "sign")

    def since(self, at: int) -> str:
        """Return the text of the query from a token to where the reader is."""
        return self.text[self._ends[at] : self._ends[self.at]]

    def took(self, *texts: str) -> bool:
        """Go on after the next token if it is one of some words or signs, and tell whether it was."""
        found = self.sees(*texts)
        self.at += found
        return found

    def prologue(self) -> None:
        """Read the prefixes.

        Raises:
            UnsureError: there is a base.
        """
        while self.took("PREFIX"):
            (_, name), (_, iri) = self.take(), self.take()
            self._prefixes[name[:-1]] = iri[1:-1]
        if self.sees("BASE"):
            raise UnsureError

    def iri(self, kind: str, text: str) -> str:
        """Return the IRI that a token writes.

        Raises:
            UnsureError: it writes none, or one with an escape.
        """
        if kind == "iri":
            return text[1:-1]
        if kind == "name" and text == "a":
            return RDF_TYPE
        prefix, colon, local = text.partition(":")
        if kind != "name" or not colon or prefix not in self._prefixes or self.next() == ("sign", "\\"):
            raise UnsureError
        return self._prefixes[prefix] + local
