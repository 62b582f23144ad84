"""Which rows a condition of SPARQL may hold for (SPARQL 1.1 §17): the others are certain not to make it true.

Certain is what the texts of terms tell: which are IRIs, and which are texts without a language or an escape.
"""

from __future__ import annotations

import polars as pl
from pyoxigraph import NamedNode

from ess_graph.shacl.columns.terms import TEXT, Terms
from ess_graph.shacl.columns.texts import NUMBER, SAID, SAME_FLAGS, Texts
from ess_graph.shacl.plan.conditions import Condition, Differs, Edge, Matches, OneOf, Said, Text
from ess_graph.shacl.run.oxigraph import understood

PLAIN = "plain"


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
        case Edge(text, other, at_end, negated):
            said = _said(terms, rows, condition.variables)
            one, edge = _joined(text), _joined(other)
            right = one.str.ends_with(edge) if at_end else one.str.starts_with(edge)
            return _without(rows, said, (*text, *other), right if negated else ~right)
        case Matches(text, pattern, flags, negated):
            if not SAME_FLAGS.issuperset(flags) or not understood(pattern, flags):
                return rows
            said = _said(terms, rows, condition.variables)
            flagged = f"(?{''.join(sorted(set(flags)))}){pattern}" if flags else pattern
            right = _joined(text).str.contains(flagged)
            return _without(rows, said, text, right if negated else ~right)


def _said(terms: Terms, rows: pl.DataFrame, names: set[str]) -> pl.DataFrame:
    """Return the different rows of some variables, with what they say and whether they are plain texts."""
    found = rows.select(sorted(names)).unique()
    for name in sorted(names):
        texts = Texts(terms, found[name].unique())
        told = texts.said.filter(pl.col(SAID).is_not_null()).join(texts.frame, on=NUMBER)
        plain = told.select(
            pl.col(NUMBER).alias(name),
            pl.col(SAID).alias(f"{SAID} {name}"),
            _plain(TEXT).alias(f"{PLAIN} {name}"),
        )
        found = found.join(plain, on=name)
    return found


def _joined(text: Text) -> pl.Expr:
    parts = [pl.lit(part) if isinstance(part, str) else pl.col(f"{SAID} {part.name}") for part in text]
    return pl.concat_str(parts) if len(parts) > 1 else parts[0]


def _without(rows: pl.DataFrame, said: pl.DataFrame, text: Text, wrong: pl.Expr) -> pl.DataFrame:
    """Return rows without those that are certainly wrong: their variables say a text wherever one is expected."""
    plain = [pl.col(f"{PLAIN} {part.name}") for part in text if isinstance(part, Said) and not part.any]
    found = said.filter(wrong & pl.all_horizontal(plain) if plain else wrong)
    names = [name for name in said.columns if name in rows.columns]
    return rows.join(found, on=names, how="anti")


def _plain(column: str) -> pl.Expr:
    """Return whether a term is a text without a language or an escape: what it says is what is between its quotes."""
    text = pl.col(column)
    return text.str.starts_with('"') & text.str.ends_with('"') & ~text.str.contains("\\", literal=True)


def _typed() -> pl.Expr:
    """Return whether a term has a datatype that it names: NaN is not equal to itself."""
    return pl.col(TEXT).str.starts_with('"') & pl.col(TEXT).str.ends_with(">")
