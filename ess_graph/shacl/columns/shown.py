"""The data that queries are asked of, from columns: a memory store of just what they can see, loaded as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl
from pyoxigraph import RdfFormat, parse

from ess_graph.rdf.namespaces import XSD
from ess_graph.shacl.columns.graph import OBJECT, SUBJECT
from ess_graph.shacl.columns.terms import Terms, term_of
from ess_graph.shacl.run.held import Memory, refuse_rewritten

if TYPE_CHECKING:
    from ess_graph.shacl.plan.shapes import Plan

#: The end of a literal that the store may rewrite: of a datatype of XSD other than xsd:string, which is not written.
_TYPED = rf'"\^\^<{re.escape(XSD)}[^<>]*>$'
_BATCH = 1_000_000


class Shown(Memory):
    """Statements of columns."""

    def __init__(
        self, plan: Plan, terms: Terms, frames: Mapping[str, pl.DataFrame], *, with_shapes: bool = False
    ) -> None:
        """Load the statements.

        Args:
            plan: the plan of the queries.
            terms: what the numbers of the frames stand for.
            frames: the statements by predicate.
            with_shapes: whether a query asks for the shapes graph.

        Raises:
            BeyondEngine: the store would rewrite a literal that a query may see.
        """
        super().__init__(plan, with_shapes=with_shapes)
        literals: set[str] = set()
        for iri, frame in frames.items():
            if not len(frame):
                continue
            subjects, objects = terms.texts(frame[SUBJECT]), terms.texts(frame[OBJECT])
            self._counts[iri] = len(frame)
            literals.update(objects.filter(objects.str.contains(_TYPED)).unique().to_list())
            for part in pl.DataFrame({"s": subjects, "o": objects}).iter_slices(_BATCH):
                self._load(iri, part)
        refuse_rewritten(plan, {term_of(text) for text in literals})

    def _load(self, iri: str, frame: pl.DataFrame) -> None:
        line = pl.concat_str("s", pl.lit(f" <{iri}> "), "o", pl.lit(" .\n"))
        blank = pl.col("s").str.starts_with("_") | pl.col("o").str.starts_with("_")
        plain = _text(frame.filter(~blank).select(line))
        self._store.bulk_load(plain, format=RdfFormat.N_TRIPLES)
        # Loading gives new names to blank nodes, parsing does not.
        self._store.extend(parse(_text(frame.filter(blank).select(line)), format=RdfFormat.N_TRIPLES))


def _text(lines: pl.DataFrame) -> bytes:
    return "".join(lines.to_series().to_list()).encode()
