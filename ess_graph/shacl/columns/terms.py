"""Terms as numbers: each has one, and one text, that of its N-Triples form as pyoxigraph writes it.

Two terms are the same when their texts are (RDF 1.1 Concepts §3.3): a text is that of a term as it was read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import polars as pl
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Term

#: The column of a frame that gives the text of a number.
TEXT = "text"
_STATEMENT = "<x:s> <x:p> {} ."


class Terms:
    """The terms of one run; a text gets its number when it is first seen."""

    def __init__(self) -> None:
        self._type = pl.Categorical(pl.Categories.random("ess-graph", pl.UInt32))
        # Polars forgets the numbers with the last column of the type.
        self._held = pl.Series([], dtype=self._type)
        self._known: dict[int, Term] = {}

    def encode(self, texts: pl.Series) -> pl.Series:
        """Return the numbers of texts."""
        return texts.cast(self._type).to_physical()

    @property
    def type(self) -> pl.Categorical:
        """The type to which an expression of texts is cast; its physical values are the numbers."""
        return self._type

    def number(self, term: Term) -> int:
        """Return the number of a term."""
        return int(self.encode(pl.Series([str(term)], dtype=pl.String))[0])

    def numbers(self, terms: Iterable[Term]) -> pl.Series:
        """Return the numbers of terms."""
        return self.encode(pl.Series([str(one) for one in terms], dtype=pl.String))

    def texts(self, numbers: pl.Series) -> pl.Series:
        """Return the texts of numbers."""
        return numbers.cat.to(self._type).cast(pl.String).alias(TEXT)

    def decode(self, numbers: pl.Series) -> list[Term]:
        """Return the terms of numbers."""
        known = self._known
        asked = numbers.to_list()
        missing = (
            numbers.unique()
            if len(known) == 0
            else numbers.unique().filter(
                pl.Series([one not in known for one in numbers.unique().to_list()], dtype=pl.Boolean)
            )
        )
        if len(missing):
            known.update(zip(missing.to_list(), map(term_of, self.texts(missing).to_list()), strict=True))
        return [known[one] for one in asked]

    def term(self, number: int) -> Term:
        """Return the term of a number."""
        return self.decode(pl.Series([number], dtype=pl.UInt32))[0]


def term_of(text: str) -> Term:
    r"""Return the term that a text of N-Triples writes.

    >>> term_of('"a\\nb"@fr')
    <Literal value=a
    b language=fr>
    """
    if text[0] == "<":
        return NamedNode(text[1:-1])
    if text[0] == "_":
        return BlankNode(text[2:])
    if text[-1] == '"' and "\\" not in text:
        return Literal(text[1:-1])
    (quad,) = parse(_STATEMENT.format(text), format=RdfFormat.N_TRIPLES)
    found = quad.object
    assert isinstance(found, Literal)
    return found
