"""The columns as the first executor looks at its data, for the few nodes whose results it is to word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from ess_graph.shacl.columns.arrays import Ids, Pairs, among
from ess_graph.shacl.run.index import Index

if TYPE_CHECKING:
    from ess_graph.shacl.columns.data import Columns
    from ess_graph.shacl.columns.terms import Terms
    from ess_graph.shacl.plan.problem import Node, Term


class _Lookup(Mapping["Term", "list[Term]"]):
    """What a column says of a term, looked up when asked."""

    def __init__(self, terms: Terms, column: Pairs) -> None:
        self._terms = terms
        self._column = column

    def _found(self, term: Term) -> Ids:
        number, column = np.uint32(self._terms.number(term)), self._column
        start, end = (int(np.searchsorted(column.first, number, side)) for side in ("left", "right"))
        return column.second[start:end]

    def __getitem__(self, term: Term) -> list[Term]:
        found = self._found(term)
        if not len(found):
            raise KeyError(term)
        return self._terms.terms(found)

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms.terms(np.unique(self._column.first)))

    def __len__(self) -> int:
        return len(np.unique(self._column.first))


class View(Index):
    """An index that holds nothing itself."""

    def __init__(self, columns: Columns) -> None:
        super().__init__()
        self._columns = columns

    def objects(self, predicate: str) -> Mapping[Term, list[Term]]:
        """Return the objects of a predicate by subject."""
        return _Lookup(self._columns.terms, self._columns.objects(predicate))

    def subjects(self, predicate: str) -> Mapping[Term, list[Term]]:
        """Return the subjects of a predicate by object."""
        return _Lookup(self._columns.terms, self._columns.subjects(predicate))

    def predicates(self) -> Iterable[str]:
        """Return the predicates that are kept."""
        return self._columns.predicates()

    def instances(self, of: Node) -> frozenset[Term]:
        """Return the SHACL instances of a class."""
        return frozenset(self._columns.terms.terms(self._columns.instances(of)))

    def outside(self, of: Node, terms: set[Term]) -> set[Term]:
        """Return the terms that are no SHACL instance of a class, without a look at those that are."""
        numbers = np.array([self._columns.terms.number(one) for one in terms], dtype=np.uint32)
        inside = among(numbers, self._columns.instances(of))
        return {one for one, known in zip(terms, inside, strict=True) if not known}
