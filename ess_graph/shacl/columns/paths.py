"""Values of property paths (SHACL §2.3.1), for all focus nodes at once: each step is a join."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from ess_graph.shacl.columns.graph import OBJECT, SUBJECT, Columns, within, without
from ess_graph.shacl.columns.terms import Terms
from ess_graph.shacl.columns.texts import Texts
from ess_graph.shacl.plan.paths import Alternative, Inverse, Path, Predicate, Repeat, Sequence

FOCUS, VALUE = "f", "v"


@dataclass(frozen=True)
class Values:
    """The values of focus nodes.

    Attributes:
        nodes: the focus nodes, each once, those without a value too.
        pairs: focus node and value, each pair once.
        terms: what the numbers stand for.
    """

    nodes: pl.Series
    pairs: pl.DataFrame
    terms: Terms

    @cached_property
    def distinct(self) -> pl.Series:
        """The values, each once."""
        return self.pairs[VALUE].unique()

    @cached_property
    def texts(self) -> Texts:
        """What the distinct values say."""
        return Texts(self.terms, self.distinct)

    @cached_property
    def counts(self) -> pl.DataFrame:
        """How many values (``len``) each focus node has that has one."""
        return self.pairs.group_by(FOCUS).len()


def themselves(nodes: pl.Series) -> pl.DataFrame:
    """Return each node as its own value."""
    return pl.DataFrame({FOCUS: nodes, VALUE: nodes})


def values_of(data: Columns, path: Path, nodes: pl.Series, backward: bool = False) -> pl.DataFrame:
    """Return the pairs of focus nodes and values.

    Args:
        data: the data.
        path: the path to follow, from its end when ``backward``.
        nodes: the focus nodes, each once.
        backward: whether an inverse path is being followed.
    """
    match path:
        case Predicate(iri):
            start, end = (OBJECT, SUBJECT) if backward else (SUBJECT, OBJECT)
            frame = data.frame(iri).select(pl.col(start).alias(FOCUS), pl.col(end).alias(VALUE))
            return within(frame, FOCUS, nodes)
        case Inverse(inner):
            return values_of(data, inner, nodes, not backward)
        case Sequence(parts):
            first, *rest = reversed(parts) if backward else parts
            found = values_of(data, first, nodes, backward)
            for part in rest:
                found = _after(found, values_of(data, part, found[VALUE].unique(), backward))
            return found
        case Alternative(parts):
            return pl.concat([values_of(data, part, nodes, backward) for part in parts]).unique()
        case Repeat(inner, "?"):
            return pl.concat([themselves(nodes), values_of(data, inner, nodes, backward)]).unique()
        case Repeat(inner, sign):
            return _closure(data, inner, nodes, backward, zero=sign == "*")


def _after(found: pl.DataFrame, step: pl.DataFrame) -> pl.DataFrame:
    """Return what a step leads to from the values that were found."""
    joined = found.join(step.rename({VALUE: "w"}), left_on=VALUE, right_on=FOCUS)
    return joined.select(FOCUS, pl.col("w").alias(VALUE)).unique()


def _closure(data: Columns, path: Path, nodes: pl.Series, backward: bool, *, zero: bool) -> pl.DataFrame:
    """Follow a path again and again, from what is new alone; the steps from a node are looked up once."""
    steps = values_of(data, path, nodes, backward)
    stepped = nodes
    found = new = pl.concat([themselves(nodes), steps]).unique() if zero else steps
    while len(new):
        pending = without(new, VALUE, stepped)[VALUE].unique()
        if len(pending):
            steps = pl.concat([steps, values_of(data, path, pending, backward)])
            stepped = pl.concat([stepped, pending])
        new = _after(new, steps).join(found, on=[FOCUS, VALUE], how="anti")
        found = pl.concat([found, new])
    return found
