"""What terms say: the text of an IRI or of a literal, and its language."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import polars as pl

from ess_graph.shacl.columns.terms import TEXT, Terms

NUMBER: Final = "n"
#: What a term says (the STR of SPARQL), null for a blank node; its language tag in lower case, else nothing.
SAID, LANGUAGE = "said", "language"
#: Flags that Oxigraph and Polars understand alike: the expressions are those of the same library, Rust's regex.
SAME_FLAGS: Final = frozenset("ims")
#: The end of a literal with a language and maybe a direction; a quote inside has a backslash before it.
_TAG: Final = r'"@([A-Za-z0-9-]+?)(?:--(?:ltr|rtl))?$'
_DIRECTION: Final = "--"


class Texts:
    """The texts of some terms, each once; what several constraints look at is made once.

    Args:
        terms: what numbers stand for.
        numbers: the terms.
    """

    def __init__(self, terms: Terms, numbers: pl.Series) -> None:
        self._terms = terms
        self.numbers = numbers

    @cached_property
    def frame(self) -> pl.DataFrame:
        """Number and text (that of N-Triples) of each term."""
        return pl.DataFrame({NUMBER: self.numbers, TEXT: self._terms.texts(self.numbers)})

    @cached_property
    def said(self) -> pl.DataFrame:
        """Number, what is said and language of each term, in any order."""
        text = pl.col(TEXT)
        escaped = self.frame.select(text.str.contains("\\", literal=True)).to_series()
        plain = self.frame.filter(~escaped) if escaped.any() else self.frame
        # Without a backslash there is no quote but the two of a literal.
        parts = plain.select(NUMBER, TEXT, text.str.splitn('"', 3).alias("parts")).unnest("parts")
        suffix = pl.col("field_2")
        tag = (
            pl.when(suffix.str.starts_with("@"))
            .then(suffix.str.slice(1).str.to_lowercase())
            .otherwise(pl.lit(""))
        )
        iri = pl.when(text.str.starts_with("<")).then(text.str.strip_prefix("<").str.strip_suffix(">"))
        said = parts.select(
            NUMBER,
            pl.coalesce("field_1", iri).alias(SAID),
            tag.str.split_exact(_DIRECTION, 1).struct.field("field_0").fill_null("").alias(LANGUAGE),
        )
        if not escaped.any():
            return said
        others = self.frame.filter(escaped)
        values = [one.value for one in self._terms.decode(others[NUMBER])]
        more = others.select(
            NUMBER,
            pl.Series(SAID, values, dtype=pl.String),
            text.str.extract(_TAG, 1).str.to_lowercase().fill_null("").alias(LANGUAGE),
        )
        return pl.concat([said, more])
