"""Collect statements by predicate, as numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import polars as pl

from ess_graph.shacl.columns.graph import OBJECT, SUBJECT, Columns
from ess_graph.shacl.columns.terms import Terms
from ess_graph.shacl.plan.problem import no_triple_term
from ess_graph.shacl.run.batches import batches

if TYPE_CHECKING:
    from pyoxigraph import Triple

#: Statements at once.
_BATCH = 200_000


class Loader:
    """Collects statements by predicate, in batches; their texts are dropped at once.

    Args:
        wanted: the predicates to keep, all when ``None``.
    """

    def __init__(self, wanted: Iterable[str] | None) -> None:
        self.wanted = None if wanted is None else frozenset(wanted)
        self.terms = Terms()
        self._parts: dict[str, list[pl.DataFrame]] = {}

    def add_triples(self, triples: Iterable[Triple]) -> None:
        """Add statements that are terms of pyoxigraph.

        Raises:
            InputProblem: the object of one is a triple term.
        """
        wanted = self.wanted
        kept = (one for one in triples if wanted is None or one.predicate.value in wanted)
        for batch in batches(kept, _BATCH):
            for one in batch:
                no_triple_term(one.object)
            self.add(
                pl.DataFrame(
                    {
                        SUBJECT: [str(one.subject) for one in batch],
                        "p": [str(one.predicate) for one in batch],
                        OBJECT: [str(one.object) for one in batch],
                    },
                    schema=dict.fromkeys((SUBJECT, "p", OBJECT), pl.String),
                )
            )

    def add(self, texts: pl.DataFrame) -> None:
        """Add statements of wanted predicates: the texts of subject, predicate (``p``) and object."""
        numbers = texts.with_columns(
            self._in_runs(texts[SUBJECT]).alias(SUBJECT), self.terms.encode(texts[OBJECT]).alias(OBJECT)
        )
        for (name,), part in numbers.partition_by("p", as_dict=True, include_key=False).items():
            self._parts.setdefault(str(name)[1:-1], []).append(part)

    def _in_runs(self, texts: pl.Series) -> pl.Series:
        """Return the numbers of texts; one that stands several times in a row is looked up once."""
        first = (texts != texts.shift(1)).fill_null(value=True)
        return self.terms.encode(texts.filter(first)).gather(first.cum_sum() - 1)

    def columns(self) -> Columns:
        """Return what was collected."""
        return Columns(self.terms, {iri: pl.concat(parts) for iri, parts in self._parts.items()})

    def mark(self) -> dict[str, int]:
        """Return what there is so far, for :meth:`back_to`."""
        return {iri: len(parts) for iri, parts in self._parts.items()}

    def back_to(self, mark: dict[str, int]) -> None:
        """Forget what was added since."""
        self._parts = {iri: self._parts[iri][:count] for iri, count in mark.items()}
