"""Terms as numbers: each distinct term of the data is told by its place in a dictionary of N-Triples texts.

A text is what Oxigraph writes for the term that it has read, so that two texts are equal just when the terms are
(RDF 1.1 §3.3): nothing is rewritten but escapes, the case of language tags and ``^^xsd:string``, which mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

if TYPE_CHECKING:
    from ess_graph.shacl.columns.arrays import Flags, Ids
    from ess_graph.shacl.plan.problem import Term

_ANY: Final = "<urn:x-ess-graph:any>"
#: The characters that a text of each kind of term begins with.
BEGINS: Final = {"I": "<", "B": "_", "L": '"'}
#: So many terms are looked up one by one.
_FEW: Final = 100


class Terms:
    """A dictionary of terms, which grows."""

    def __init__(self) -> None:
        self._kind = pl.Categorical(pl.Categories.random())
        # Polars forgets the categories that no series holds.
        self._held = pl.Series([""], dtype=self._kind)
        self._texts = pl.Series("text", [], dtype=pl.String)
        self._count = 1
        self._known: dict[int, Term] = {}
        self._numbers: dict[Term, int] = {}

    def __len__(self) -> int:
        return self._count

    def encode(self, texts: pl.Series) -> Ids:
        """Return the numbers of terms, new ones for those that are not known."""
        found: Ids = texts.cast(self._kind).to_physical().to_numpy()
        if len(found):
            self._count = max(self._count, int(found.max()) + 1)
        return found

    def texts(self, ids: Ids) -> pl.Series:
        """Return the N-Triples texts of terms."""
        if len(self._texts) < self._count:
            every = pl.Series(np.arange(self._count, dtype=np.uint32))
            self._texts = every.cat.to(self._kind).cast(pl.String)
        return self._texts.gather(pl.Series(ids))

    def number(self, term: Term) -> int:
        """Return the number of a term, a new one when it is not known."""
        found = self._numbers.get(term)
        if found is None:
            found = self._numbers[term] = int(self.encode(pl.Series([str(term)], dtype=pl.String))[0])
        return found

    def numbers(self, terms: Iterable[Term]) -> Ids:
        """Return the numbers of terms, sorted."""
        return _ids(sorted({self.number(one) for one in terms}))

    def terms(self, ids: Ids) -> list[Term]:
        """Return terms of Oxigraph, each distinct one read once."""
        wanted = [one for one in dict.fromkeys(ids.tolist()) if one not in self._known]
        if wanted:
            texts = self._few(wanted) if len(wanted) <= _FEW else self.texts(_ids(wanted)).to_list()
            lines = "".join(f"{_ANY} {_ANY} {text} .\n" for text in texts).encode()
            read: Any = parse(lines, format=RdfFormat.N_TRIPLES)
            self._known.update(zip(wanted, (quad.object for quad in read), strict=True))
        return [self._known[one] for one in ids.tolist()]

    def _few(self, ids: list[int]) -> list[str]:
        """Return texts one by one: a plan of Polars for each look-up costs more than the look-up."""
        self.texts(_ids([]))
        return [self._texts[one] for one in ids]

    def kinds(self, ids: Ids, kinds: str) -> Flags:
        """Tell which terms are of kinds: I for IRIs, B for blank nodes, L for literals."""
        heads = self.texts(ids).str.head(1)
        return heads.is_in([BEGINS[kind] for kind in kinds]).to_numpy()

    def triples(self, subjects: Ids, predicate: str, objects: Ids) -> Iterable[Triple]:
        """Yield statements with one predicate."""
        name = NamedNode(predicate)
        for subject, value in zip(self.terms(subjects), self.terms(objects), strict=True):
            yield Triple(subject, name, value)  # type: ignore[arg-type]


def _ids(numbers: list[int]) -> Ids:
    return np.array(numbers, dtype=np.uint32)
