"""The constraints that decide each value by itself (SHACL §4.1, §4.3, §4.4 and §4.8.3), on distinct values.

What the text of a term tells for certain is decided for the whole column; the rest is decided term by term as by the
first executor.
"""

from __future__ import annotations

import polars as pl
from pyoxigraph import Literal

from ess_graph.rdf.namespaces import EXTERNAL, XSD
from ess_graph.shacl.columns.graph import Columns, minus
from ess_graph.shacl.columns.terms import TEXT, Terms
from ess_graph.shacl.columns.texts import LANGUAGE, NUMBER, SAID, SAME_FLAGS, Texts
from ess_graph.shacl.plan.other import In
from ess_graph.shacl.plan.shapes import Constraint
from ess_graph.shacl.plan.string_based import LanguageIn, MaxLength, MinLength, Pattern
from ess_graph.shacl.plan.value_range import Range
from ess_graph.shacl.plan.value_type import Class, Datatype, NodeKind
from ess_graph.shacl.run.lexical import well_formed
from ess_graph.shacl.run.oxigraph import contradicted, unmatched
from ess_graph.shacl.run.wrong import language_matches

_STARTS = {"I": "<", "B": "_", "L": '"'}


def bad_values(constraint: Constraint, data: Columns, texts: Texts) -> pl.Series:
    """Return those of distinct values that do not respect a constraint."""
    terms, numbers = data.terms, texts.numbers
    match constraint:
        case Class(iri):
            return minus(numbers, data.instances(iri))
        case In(allowed):
            return minus(numbers, terms.numbers(allowed))
        case Datatype(iri):
            return _datatype(texts.frame, iri)
        case NodeKind(kinds):
            starts = [_STARTS[kind] for kind in kinds]
            return texts.frame.filter(~pl.col(TEXT).str.head(1).is_in(starts))[NUMBER]
        case MinLength(0):
            return numbers.clear()
        case MinLength(length):
            return _by_value(texts, pl.col(SAID).str.len_chars() < length)
        case MaxLength(length):
            return _by_value(texts, pl.col(SAID).str.len_chars() > length)
        case LanguageIn(ranges):
            return _language_in(texts, ranges)
        case Pattern(pattern, flags):
            return _pattern(texts, pattern, flags)
        case Range(operator, bound):
            return _range(terms, numbers, operator, bound)
        case _:
            raise TypeError(constraint)


def _datatype(frame: pl.DataFrame, iri: str) -> pl.Series:
    text = pl.col(TEXT)
    is_literal = text.str.starts_with('"')
    if iri == XSD + "string":
        return frame.filter(~(is_literal & text.str.ends_with('"') & (text.str.len_bytes() > 1)))[NUMBER]
    if iri == EXTERNAL["rdf"] + "langString":
        return frame.filter(~(is_literal & text.str.contains(r'"@[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$')))[NUMBER]
    if iri == EXTERNAL["rdf"] + "dirLangString":
        return frame.filter(~(is_literal & text.str.contains(r'"@[A-Za-z0-9-]+--(?:ltr|rtl)$')))[NUMBER]
    end = f'"^^<{iri}>'
    typed = frame.with_columns((is_literal & text.str.ends_with(end)).alias("typed"))
    other = typed.filter(~pl.col("typed"))[NUMBER]
    if not iri.startswith(XSD):  # its lexical forms are not known: any is well-formed
        return other
    mine = typed.filter("typed").with_columns(text.str.strip_suffix(end).str.slice(1).alias("value"))
    # A backslash is in no lexical form of XSD but those of texts, of which any is well-formed.
    ill = pl.Series([not well_formed(one, iri) for one in mine["value"].to_list()], dtype=pl.Boolean)
    return pl.concat([other, mine.filter(ill)[NUMBER]])


def _by_value(texts: Texts, wrong: pl.Expr) -> pl.Series:
    """Return the values that are blank, or of which what they say is wrong."""
    return texts.said.filter(pl.col(SAID).is_null() | wrong)[NUMBER]


def _language_in(texts: Texts, ranges: tuple[str, ...]) -> pl.Series:
    good = [
        tag
        for tag in texts.said[LANGUAGE].unique().to_list()
        if any(language_matches(tag, wanted) for wanted in ranges)
    ]
    return texts.said.filter(~pl.col(LANGUAGE).is_in(good))[NUMBER]


def _pattern(texts: Texts, pattern: str, flags: str) -> pl.Series:
    if SAME_FLAGS.issuperset(flags):
        flagged = f"(?{''.join(sorted(set(flags)))}){pattern}" if flags else pattern
        return _by_value(texts, ~pl.col(SAID).str.contains(flagged))
    known = texts.said[SAID].drop_nulls().to_list()
    bad = unmatched(map(Literal, known), pattern, flags)
    return _by_value(texts, pl.col(SAID).is_in(list(bad)))


def _range(terms: Terms, numbers: pl.Series, operator: str, bound: Literal) -> pl.Series:
    found = terms.decode(numbers)
    literals = [one for one in found if isinstance(one, Literal)]
    wrong = {first for first, _ in contradicted(((one, bound) for one in literals), operator)}
    bad = [not isinstance(one, Literal) or one in wrong for one in found]
    return numbers.filter(pl.Series(bad, dtype=pl.Boolean))
