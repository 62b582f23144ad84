"""The data: for each predicate a frame of two columns of numbers, subject and object, each pair once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import polars as pl

from ess_graph.rdf.namespaces import RDF_TYPE
from ess_graph.shacl.columns.terms import Terms
from ess_graph.shacl.plan.graph import SUB_CLASS_OF

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Node

SUBJECT, OBJECT = "s", "o"
_SCHEMA = {SUBJECT: pl.UInt32, OBJECT: pl.UInt32}


class Columns:
    """The statements of a data graph by predicate.

    Args:
        terms: what the numbers stand for.
        frames: by the IRI of the predicate, statements as numbers; a statement may come twice.
    """

    def __init__(self, terms: Terms, frames: dict[str, pl.DataFrame]) -> None:
        self.terms = terms
        self._frames = {iri: frame.unique() for iri, frame in frames.items()}
        self._empty = pl.DataFrame(schema=_SCHEMA)
        self._instances: dict[Node, pl.Series] = {}

    def predicates(self) -> Iterable[str]:
        """Return the predicates that are kept."""
        return self._frames

    def frame(self, predicate: str) -> pl.DataFrame:
        """Return the statements with a predicate."""
        return self._frames.get(predicate, self._empty)

    def instances(self, of: Node) -> pl.Series:
        """Return the SHACL instances of a class: ``rdf:type/rdfs:subClassOf*`` (SHACL §1.1)."""
        found = self._instances.get(of)
        if found is None:
            subclasses = self.frame(SUB_CLASS_OF)
            classes = self.terms.numbers([of])
            while True:
                more = within(subclasses, OBJECT, classes)[SUBJECT]
                grown = pl.concat([classes, more]).unique()
                if len(grown) == len(classes):
                    break
                classes = grown
            found = self._instances[of] = within(self.frame(RDF_TYPE), OBJECT, classes)[SUBJECT].unique()
        return found

    def frames(self, predicates: Iterable[str] | None) -> dict[str, pl.DataFrame]:
        """Return the statements with some predicates, or all."""
        return {iri: self.frame(iri) for iri in (self._frames if predicates is None else predicates)}


def within(frame: pl.DataFrame, column: str, numbers: pl.Series) -> pl.DataFrame:
    """Return the rows whose number is one of some."""
    return frame.join(numbers.alias("n").to_frame(), left_on=column, right_on="n", how="semi")


def without(frame: pl.DataFrame, column: str, numbers: pl.Series) -> pl.DataFrame:
    """Return the rows whose number is none of some."""
    return frame.join(numbers.alias("n").to_frame(), left_on=column, right_on="n", how="anti")


def minus(numbers: pl.Series, others: pl.Series) -> pl.Series:
    """Return the numbers that are none of others."""
    if len(others) == 0:
        return numbers
    return without(numbers.alias("m").to_frame(), "m", others)["m"]


def both(numbers: pl.Series, others: pl.Series) -> pl.Series:
    """Return the numbers that are also one of others."""
    if len(others) == 0:
        return others
    return within(numbers.alias("m").to_frame(), "m", others)["m"]


def none() -> pl.Series:
    """Return no numbers."""
    return pl.Series([], dtype=pl.UInt32)
