"""The constraints that decide each value by itself (SHACL §4.1, §4.3, §4.4 and §4.8.3), on distinct values.

What the text of a term tells for certain is decided for the whole column; the rest is decided term by term as by the
first executor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl
from pyoxigraph import Literal

from ess_graph.rdf.namespaces import EXTERNAL, XSD
from ess_graph.shacl.columns.graph import Columns, minus
from ess_graph.shacl.columns.terms import TEXT, Terms
from ess_graph.shacl.plan.other import In
from ess_graph.shacl.plan.shapes import Constraint
from ess_graph.shacl.plan.string_based import LanguageIn, MaxLength, MinLength, Pattern
from ess_graph.shacl.plan.value_range import Range
from ess_graph.shacl.plan.value_type import Class, Datatype, NodeKind
from ess_graph.shacl.run.lexical import well_formed
from ess_graph.shacl.run.oxigraph import contradicted, unmatched
from ess_graph.shacl.run.wrong import language_matches

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Term

NUMBER = "n"
#: The end of a literal with a language and maybe a direction; a quote inside has a backslash before it.
_TAG = r'"@([A-Za-z0-9-]+?)(?:--(?:ltr|rtl))?$'
#: Flags that Oxigraph and Polars understand alike: the expressions are those of the same library, Rust's regex.
_SAME_FLAGS = frozenset("ims")
_STARTS = {"I": "<", "B": "_", "L": '"'}


def bad_values(constraint: Constraint, data: Columns, numbers: pl.Series) -> pl.Series:
    """Return those of distinct values that do not respect a constraint."""
    terms = data.terms
    match constraint:
        case Class(iri):
            return minus(numbers, data.instances(iri))
        case In(allowed):
            return minus(numbers, terms.numbers(allowed))
        case Datatype(iri):
            return _datatype(_texts(terms, numbers), iri)
        case NodeKind(kinds):
            starts = [_STARTS[kind] for kind in kinds]
            frame = _texts(terms, numbers)
            return frame.filter(~pl.col(TEXT).str.head(1).is_in(starts))[NUMBER]
        case MinLength(0):
            return numbers.clear()
        case MinLength(length):
            return _by_value(terms, numbers, pl.col("value").str.len_chars() < length)
        case MaxLength(length):
            return _by_value(terms, numbers, pl.col("value").str.len_chars() > length)
        case LanguageIn(ranges):
            return _language_in(terms, numbers, ranges)
        case Pattern(pattern, flags):
            return _pattern(terms, numbers, pattern, flags)
        case Range(operator, bound):
            return _range(terms, numbers, operator, bound)
        case _:
            raise TypeError(constraint)


def languages(terms: Terms, numbers: pl.Series) -> pl.DataFrame:
    """Return the language tag of each value in lower case, ``""`` for none."""
    tag = pl.col(TEXT).str.extract(_TAG, 1).str.to_lowercase().fill_null("")
    return _texts(terms, numbers).select(NUMBER, tag.alias("language"))


def _texts(terms: Terms, numbers: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({NUMBER: numbers, TEXT: terms.texts(numbers)})


def _each(terms: Terms, numbers: pl.Series, wrong: Callable[[Term], bool]) -> pl.Series:
    """Return the values that are wrong, term by term."""
    return numbers.filter(pl.Series([wrong(one) for one in terms.decode(numbers)], dtype=pl.Boolean))


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


def _by_value(terms: Terms, numbers: pl.Series, wrong: pl.Expr) -> pl.Series:
    """Return the values that are blank, or whose text is wrong (``value`` in an expression)."""
    frame = _values(terms, numbers)
    return frame.filter(pl.col("value").is_null() | wrong)[NUMBER]


def _values(terms: Terms, numbers: pl.Series) -> pl.DataFrame:
    """Return the text of each value: an IRI, a lexical form; null for a blank node."""
    frame = _texts(terms, numbers)
    text = pl.col(TEXT)
    escaped = frame.select(text.str.contains("\\", literal=True)).to_series()
    value = (
        pl.when(text.str.starts_with("<"))
        .then(text.str.strip_prefix("<").str.strip_suffix(">"))
        .when(text.str.starts_with('"'))
        .then(text.str.extract(r'(?s)^"(.*)"', 1))
    )
    plain = frame.filter(~escaped).select(NUMBER, value.alias("value"))
    if not escaped.any():
        return plain
    others = frame.filter(escaped)[NUMBER]
    read = pl.Series("value", [one.value for one in terms.decode(others)], dtype=pl.String)
    return pl.concat([plain, pl.DataFrame({NUMBER: others, "value": read})])


def _language_in(terms: Terms, numbers: pl.Series, ranges: tuple[str, ...]) -> pl.Series:
    tags = languages(terms, numbers)
    good = [
        tag
        for tag in tags["language"].unique().to_list()
        if any(language_matches(tag, wanted) for wanted in ranges)
    ]
    return tags.filter(~pl.col("language").is_in(good))[NUMBER]


def _pattern(terms: Terms, numbers: pl.Series, pattern: str, flags: str) -> pl.Series:
    if _SAME_FLAGS.issuperset(flags):
        flagged = f"(?{''.join(sorted(set(flags)))}){pattern}" if flags else pattern
        return _by_value(terms, numbers, ~pl.col("value").str.contains(flagged))
    frame = _values(terms, numbers)
    texts = frame["value"].drop_nulls().to_list()
    bad = unmatched(map(Literal, texts), pattern, flags)
    return frame.filter(pl.col("value").is_null() | pl.col("value").is_in(list(bad)))[NUMBER]


def _range(terms: Terms, numbers: pl.Series, operator: str, bound: Literal) -> pl.Series:
    found = terms.decode(numbers)
    literals = [one for one in found if isinstance(one, Literal)]
    wrong = {first for first, _ in contradicted(((one, bound) for one in literals), operator)}
    bad = [not isinstance(one, Literal) or one in wrong for one in found]
    return numbers.filter(pl.Series(bad, dtype=pl.Boolean))
