"""The tests of single values (SHACL §4.1 to §4.4, §4.8.3) on whole columns of distinct terms.

An expression on texts decides what is plain; what it leaves open is decided one by one as the first executor does it,
on distinct terms. No answer of an expression may differ from that: each says when it is sure.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from pyoxigraph import Literal

from ess_graph.rdf.namespaces import EXTERNAL, XSD
from ess_graph.shacl.columns.arrays import Flags, Ids, among
from ess_graph.shacl.columns.view import View
from ess_graph.shacl.plan.other import In
from ess_graph.shacl.plan.string_based import MaxLength, MinLength, Pattern
from ess_graph.shacl.plan.value_range import Range
from ess_graph.shacl.plan.value_type import Class, Datatype, NodeKind
from ess_graph.shacl.run.checks import check

if TYPE_CHECKING:
    from ess_graph.shacl.columns.data import Columns
    from ess_graph.shacl.plan.shapes import Constraint

#: A literal without escapes, between its marks.
_PLAIN: Final = r'"[^"\\]*"'
#: Lexical forms that are surely of a datatype; a 29th to 31st day is left open.
_SURE: Final = {
    "integer": "[+-]?[0-9]+",
    "nonNegativeInteger": "[0-9]+",
    "decimal": r"[+-]?[0-9]+(?:\.[0-9]+)?",
    "boolean": "true|false",
    "date": r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])",
    "dateTime": r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T[01][0-9]:[0-5][0-9]:[0-5][0-9]Z?",
    "gYear": "[1-9][0-9]{3}",
    "anyURI": r'[^"\\]*',
}
#: Integers that 64 bits hold, and days without a zone, whose texts are ordered as they are.
_NUMBER: Final = r'^"([+-]?[0-9]{1,18})"\^\^<' + re.escape(XSD) + "integer>$"
_DAY: Final = rf'^"({_SURE["date"]})"\^\^<' + re.escape(XSD) + "date>$"


def holds(constraint: Constraint, columns: Columns, ids: Ids) -> Flags:
    """Tell which distinct terms pass the test of a constraint.

    Args:
        constraint: one that looks at each value alone.
        columns: the data.
        ids: the numbers of the terms.
    """
    terms = columns.terms
    match constraint:
        case Class(iri):
            return among(ids, columns.instances(iri))
        case In(members):
            return among(ids, terms.numbers(members))
        case NodeKind(kinds):
            return terms.kinds(ids, kinds)
    good = np.zeros(len(ids), dtype=bool)
    if len(ids):
        good = _surely(constraint, terms.texts(ids)).fill_null(value=False).to_numpy().copy()
    left = np.flatnonzero(~good)
    if len(left):
        known = terms.terms(ids[left])
        wrong = {value for _, value, _ in check(constraint, View(columns), {one: [one] for one in known})}
        good[left] = [one not in wrong for one in known]
    return good


def _surely(constraint: Constraint, texts: pl.Series) -> pl.Series:
    """Tell which texts surely pass; the others may too."""
    frame, text = pl.DataFrame({"t": texts}), pl.col("t")
    match constraint:
        case Datatype(iri):
            return frame.select(text.str.contains(_datatype(iri)))["t"]
        case MinLength(length):
            return frame.select(_body(text).str.len_chars() >= length)["t"]
        case MaxLength(length):
            return frame.select(_body(text).str.len_chars() <= length)["t"]
        case Pattern(pattern, flags) if flags in ("", "i"):
            # The expressions of Polars and of Oxigraph are of one and the same library.
            return frame.select(_body(text).str.contains(f"(?{flags}){pattern}" if flags else pattern))["t"]
        case Range(operator, bound):
            return _compared(frame, text, operator, bound)
        case _:
            return _open(len(texts))


def _body(text: pl.Expr) -> pl.Expr:
    """Return what a term says, for an IRI or a literal that has no mark but its first and last, else null."""
    simple = text.str.contains(rf"^(?:<[^>]*>|{_PLAIN})$")
    return pl.when(simple).then(text.str.slice(1, text.str.len_chars() - 2))


def _datatype(iri: str) -> str:
    """Return an expression for literals that surely are well-formed and of a datatype."""
    if iri == XSD + "string":
        return '^"(?:[^"\\\\]|\\\\.)*"$'
    if iri == EXTERNAL["rdf"] + "langString":
        return r'"@[a-z]+(?:-[a-z0-9]+)*$'
    form = _SURE.get(iri.removeprefix(XSD)) if iri.startswith(XSD) else None
    return rf'^"(?:{form})"\^\^<{re.escape(iri)}>$' if form else r"[^\s\S]"


def _compared(frame: pl.DataFrame, text: pl.Expr, operator: str, bound: Literal) -> pl.Series:
    mark = str(bound)
    for form, kind in ((_NUMBER, pl.Int64), (_DAY, pl.String)):
        found = re.search(form, mark)
        if found is not None:
            value = text.str.extract(form).cast(kind, strict=False)
            other = pl.lit(int(found[1]) if kind is pl.Int64 else found[1], dtype=kind)
            return frame.select(_operate(value, operator, other).alias("t"))["t"]
    return _open(frame.height)


def _open(count: int) -> pl.Series:
    return pl.Series("t", np.zeros(count, dtype=bool))


def _operate(first: pl.Expr, operator: str, second: pl.Expr) -> pl.Expr:
    match operator:
        case "<":
            return first < second
        case "<=":
            return first <= second
        case ">":
            return first > second
        case _:
            return first >= second


def surely_ordered(first: pl.Series, operator: str, second: pl.Series) -> Flags:
    """Tell of pairs of texts which surely compare as an operator says; the others may too."""
    frame = pl.DataFrame({"a": first, "b": second})
    sure = pl.lit(value=False)
    for form, kind in ((_NUMBER, pl.Int64), (_DAY, pl.String)):
        left, right = (pl.col(name).str.extract(form).cast(kind, strict=False) for name in "ab")
        sure = sure | _operate(left, operator, right).fill_null(value=False)
    found: Flags = frame.select(sure.alias("t"))["t"].to_numpy().copy()
    return found
