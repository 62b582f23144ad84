"""Which rows a condition of SPARQL may hold for (SPARQL 1.1 §17): the others are certain not to make it true.

Certain is what the texts of terms tell: which are IRIs, and which are texts without a language or an escape.
"""

from __future__ import annotations

import polars as pl
from pyoxigraph import NamedNode

from ess_graph.shacl.columns.terms import TEXT, Terms
from ess_graph.shacl.columns.texts import NUMBER, SAME_FLAGS, Texts
from ess_graph.shacl.plan.conditions import Condition, Differs, Matches, OneOf, Starts
from ess_graph.shacl.run.oxigraph import understood

_A, _B, _M = "a", "b", "m"


def held(condition: Condition, terms: Terms, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows for which a condition is true, or may be.

    Args:
        condition: its variables are columns of the rows.
        terms: what the numbers of the rows stand for.
        rows: a column of numbers for each variable.
    """
    match condition:
        case Differs(name, other):
            if isinstance(other, NamedNode):
                return rows.filter(pl.col(name) != terms.number(other))
            same = rows.filter(pl.col(name) == pl.col(other))[name].unique()
            known = Texts(terms, same).frame.filter(~_typed())[NUMBER]
            return rows.filter((pl.col(name) != pl.col(other)) | ~pl.col(name).is_in(known.implode()))
        case OneOf(name, allowed):
            return rows.join(terms.numbers(allowed).alias(name).to_frame(), on=name, how="semi")
        case Starts(name, start, negated):
            pairs = rows.select(pl.col(name).alias(NUMBER), pl.col(start).alias(_M)).unique()
            texts = pairs.with_columns(terms.texts(pairs[NUMBER]).alias(_A), terms.texts(pairs[_M]).alias(_B))
            starts = pl.col(_A).str.starts_with(pl.col(_B).str.strip_suffix('"'))
            wrong = texts.filter(_plain(_A) & _plain(_B) & (starts if negated else ~starts))
            return rows.join(wrong, left_on=[name, start], right_on=[NUMBER, _M], how="anti")
        case Matches(name, pattern, flags, negated):
            if not SAME_FLAGS.issuperset(flags) or not understood(pattern, flags):
                return rows
            flagged = f"(?{''.join(sorted(set(flags)))}){pattern}" if flags else pattern
            value = pl.col(TEXT).str.slice(1).str.strip_suffix('"')
            matches = value.str.contains(flagged)
            texts = Texts(terms, rows[name].unique()).frame
            wrong = texts.filter(_plain(TEXT)).filter(matches if negated else ~matches)
            return rows.join(wrong, left_on=name, right_on=NUMBER, how="anti")


def _plain(column: str) -> pl.Expr:
    """Return whether a term is a text without a language or an escape: what it says is what is between its quotes."""
    text = pl.col(column)
    return text.str.starts_with('"') & text.str.ends_with('"') & ~text.str.contains("\\", literal=True)


def _typed() -> pl.Expr:
    """Return whether a term has a datatype that it names: NaN is not equal to itself."""
    return pl.col(TEXT).str.starts_with('"') & pl.col(TEXT).str.ends_with(">")
