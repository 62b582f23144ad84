"""A look at the names of vocabularies in a file, so that nobody has to read it again when they are all right."""

from __future__ import annotations

from typing import Final

import polars as pl

from ess_graph.rdf.near_miss import NAMES_A_TERM, near_miss
from ess_graph.shacl.columns.lines import PREDICATE

_MOST_REMEMBERED: Final = 100_000
_DATATYPE: Final = r'"\^\^<([^<>]*)>$'


class Names:
    """What is known of the properties, classes and datatypes that have gone by.

    Attributes:
        fine: whether no namespace was nearly a known one.
    """

    def __init__(self) -> None:
        self._fine: set[str] = set()
        self.fine = True

    def look(self, iris: set[str]) -> None:
        """Look at names that a file uses."""
        for iri in iris - self._fine:
            self.fine = self.fine and near_miss(iri) is None
        self._fine |= iris
        if len(self._fine) > _MOST_REMEMBERED:
            self._fine.clear()


def names(statements: pl.LazyFrame) -> set[str]:
    """Return the properties, classes and datatypes of statements: predicate, and object as it is written."""
    predicate, written = pl.col(PREDICATE), pl.col("o")
    datatype = statements.filter(written.str.starts_with('"') & written.str.ends_with(">"))
    term = statements.filter(
        predicate.is_in([f"<{iri}>" for iri in NAMES_A_TERM]) & written.str.starts_with("<")
    )
    iris = [
        statements.select(predicate.unique().str.slice(1).str.strip_suffix(">").alias("iri")),
        datatype.select(written.str.extract(_DATATYPE, 1).unique().alias("iri")),
        term.select(written.unique().str.slice(1).str.strip_suffix(">").alias("iri")),
    ]
    return {iri for found in pl.collect_all(iris) for iri in found["iri"].to_list()}
