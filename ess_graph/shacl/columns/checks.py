"""The constraints that count values or compare sets of them (SHACL §4.2, §4.4.5, §4.5 and §4.8): groups and joins."""

from __future__ import annotations

import polars as pl
from pyoxigraph import Literal, NamedNode

from ess_graph.rdf.namespaces import EXTERNAL, RDF_TYPE
from ess_graph.shacl.columns.graph import OBJECT, SUBJECT, Columns, minus, within
from ess_graph.shacl.columns.paths import FOCUS, VALUE, Values
from ess_graph.shacl.columns.texts import LANGUAGE, NUMBER
from ess_graph.shacl.columns.values import bad_values
from ess_graph.shacl.plan.cardinality import MaxCount, MinCount
from ess_graph.shacl.plan.other import Closed, HasValue
from ess_graph.shacl.plan.property_pair import Disjoint, Equals, LessThan
from ess_graph.shacl.plan.shapes import Constraint
from ess_graph.shacl.plan.string_based import UniqueLang
from ess_graph.shacl.run.oxigraph import contradicted

PATH = "path"
_SCHEMA = {FOCUS: pl.UInt32, VALUE: pl.UInt32, PATH: pl.String}
_RESOURCE = NamedNode(EXTERNAL["rdfs"] + "Resource")


def check(constraint: Constraint, data: Columns, values: Values) -> pl.DataFrame:
    """Return what does not respect a constraint: focus node, value or null, path of the result or null.

    Args:
        constraint: any but a logical, shape-based or SPARQL one.
        data: the data.
        values: the value nodes of each focus node.
    """
    match constraint:
        case MinCount(count):
            return _of(_fewer(values, count))
        case MaxCount(count):
            return _of(values.counts.filter(pl.col("len") > count)[FOCUS])
        case HasValue(term):
            number = data.terms.number(term)
            return _of(minus(values.nodes, values.pairs.filter(pl.col(VALUE) == number)[FOCUS]))
        case UniqueLang():
            return _of(_unique_lang(values))
        case Disjoint(iri):
            return _with_value(values.pairs.join(_others(data, iri, values), on=[FOCUS, VALUE], how="semi"))
        case Equals(iri):
            others = _others(data, iri, values)
            mine = values.pairs.join(others, on=[FOCUS, VALUE], how="anti")
            theirs = others.join(values.pairs, on=[FOCUS, VALUE], how="anti")
            return _with_value(pl.concat([mine, theirs]))
        case LessThan(iri, operator):
            return _with_value(_less_than(data, iri, operator, values))
        case Closed(allowed):
            return _closed(data, allowed, values)
        case _:
            return _with_value(within(values.pairs, VALUE, bad_values(constraint, data, values.texts)))


def _of(nodes: pl.Series) -> pl.DataFrame:
    """Return focus nodes alone as rows."""
    nothing = [pl.lit(None, pl.UInt32).alias(VALUE), pl.lit(None, pl.String).alias(PATH)]
    return nodes.alias(FOCUS).to_frame().with_columns(nothing)


def _with_value(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.select(FOCUS, VALUE, pl.lit(None, pl.String).alias(PATH))


def _fewer(values: Values, count: int) -> pl.Series:
    """Return the focus nodes that have fewer values."""
    if count == 0:
        return values.nodes.clear()
    found = values.pairs
    if count == 1:
        return minus(values.nodes, found[FOCUS])
    enough = values.counts.filter(pl.col("len") >= count)[FOCUS]
    return minus(values.nodes, enough)


def _unique_lang(values: Values) -> pl.Series:
    """Return each focus node once for each language that several of its values have."""
    several = within(values.pairs, FOCUS, values.counts.filter(pl.col("len") > 1)[FOCUS])
    tags = values.texts.said.select(NUMBER, LANGUAGE)
    tagged = several.join(tags, left_on=VALUE, right_on=NUMBER).filter(pl.col(LANGUAGE) != "")
    return tagged.group_by(FOCUS, LANGUAGE).len().filter(pl.col("len") > 1)[FOCUS]


def _others(data: Columns, iri: str, values: Values) -> pl.DataFrame:
    """Return the values of the other property."""
    frame = data.frame(iri).select(pl.col(SUBJECT).alias(FOCUS), pl.col(OBJECT).alias(VALUE))
    return within(frame, FOCUS, values.nodes)


def _less_than(data: Columns, iri: str, operator: str, values: Values) -> pl.DataFrame:
    """Return a row for each pair of values that is not in order."""
    others = _others(data, iri, values).rename({VALUE: "w"})
    pairs = values.pairs.join(others, on=FOCUS)
    distinct = pairs.select(VALUE, "w").unique()
    terms = list(zip(data.terms.decode(distinct[VALUE]), data.terms.decode(distinct["w"]), strict=True))
    literal = [
        (one, other) for one, other in terms if isinstance(one, Literal) and isinstance(other, Literal)
    ]
    wrong = contradicted(literal, operator)
    bad = [
        pair in wrong or not (isinstance(pair[0], Literal) and isinstance(pair[1], Literal)) for pair in terms
    ]
    return pairs.join(distinct.filter(pl.Series(bad, dtype=pl.Boolean)), on=[VALUE, "w"], how="semi")


def _closed(data: Columns, allowed: frozenset[str], values: Values) -> pl.DataFrame:
    found = [pl.DataFrame(schema=_SCHEMA)]
    for iri in data.predicates():
        if iri in allowed:
            continue
        frame = data.frame(iri)
        if iri == RDF_TYPE:  # a statement that is true of everything is not counted, as in pySHACL
            frame = frame.filter(pl.col(OBJECT) != data.terms.number(_RESOURCE))
        rows = values.pairs.join(frame, left_on=VALUE, right_on=SUBJECT)
        found.append(rows.select(FOCUS, pl.col(OBJECT).alias(VALUE), pl.lit(iri).alias(PATH)))
    return pl.concat(found)
