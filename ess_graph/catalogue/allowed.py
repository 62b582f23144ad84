"""The values that a parameter may take: a list of the header, or what a query finds in the graph.

The graph is first asked about the one value, which is cheap with 35,000 communes; only a refusal lists them all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ess_graph.catalogue.header import BundledQuery
from ess_graph.catalogue.nearest import nearest
from ess_graph.catalogue.parameter import Parameter
from ess_graph.errors import UsageProblem
from ess_graph.rdf.namespaces import DCT, SKOS
from ess_graph.store.source import GraphSource

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

_COLUMN: Final = re.compile(r"SELECT\s+(?:DISTINCT\s+)?\?(\w+)")
#: How many near values an error offers, and how many of all when none is near.
_NEAR: Final = 3
_SHOWN: Final = 12


def allowed_query(query: BundledQuery, parameter: Parameter, base: str) -> str | None:
    """Return the SELECT of one column whose terms are the allowed values, or ``None`` when the graph does not say."""
    if parameter.allowed_query is not None:
        return query.prologue + parameter.allowed_query
    if parameter.scheme is not None:
        return f"SELECT ?item WHERE {{ ?item <{SKOS}inScheme> <{base}concept/{parameter.scheme}> }}"
    if parameter.class_name is not None:
        return f"{query.prologue}SELECT ?item WHERE {{ ?item a {parameter.class_name} }}"
    return None


def check(
    source: GraphSource,
    query: BundledQuery,
    parameter: Parameter,
    text: str,
    term: NamedNode | Literal | None,
) -> NamedNode | Literal:
    """Return the term of a value when the parameter allows it.

    Args:
        source: the graph that is asked.
        query: the query, for its prefixes.
        parameter: the parameter.
        text: the value as it was given.
        term: the term that was made from it, ``None`` when it makes none.

    Raises:
        UsageProblem: the value is not allowed; the nearest that are, are offered.
    """
    if parameter.allowed:
        if term is None or term.value not in parameter.allowed:
            raise _refusal(parameter, text, list(parameter.allowed))
        return term
    wanted = allowed_query(query, parameter, source.base)
    if wanted is None:
        if term is None:
            raise _refusal(parameter, text, [])
        return term
    if term is not None and _ask(source, parameter, wanted, term):
        return term
    if parameter.class_name is not None and (named := _by_identifier(source, query, parameter, text)):
        return named
    values = [row[0].value for row in source.select(wanted, name=parameter.name).rows]
    prefix = f"{source.base}concept/{parameter.scheme}/" if parameter.scheme else source.base
    meant = None if term is None else term.value.removeprefix(prefix)
    raise _refusal(parameter, text, sorted({value.removeprefix(prefix) for value in values}), meant)


def _ask(source: GraphSource, parameter: Parameter, wanted: str, term: NamedNode | Literal) -> bool:
    """Tell whether a term is among the allowed values, by binding it at the start of their query."""
    match = _COLUMN.search(wanted)
    if match is None:
        raise ValueError(f"{parameter.name}: SELECT ?column")
    start = wanted.index("{", match.end()) + 1
    asked = f"{wanted[:start]} VALUES ?{match[1]} {{ {term} }} {wanted[start:]}"
    return bool(source.select(asked, name=parameter.name).rows)


def _by_identifier(
    source: GraphSource, query: BundledQuery, parameter: Parameter, text: str
) -> NamedNode | None:
    """Return the instance of the parameter's class that has the text for identifier."""
    from pyoxigraph import Literal

    found = source.select(
        f"{query.prologue}SELECT ?item WHERE {{ VALUES ?id {{ {Literal(text.strip())} }} "
        f"?item <{DCT}identifier> ?id ; a {parameter.class_name} }}",
        name=parameter.name,
    )
    term: NamedNode | None = found.rows[0][0] if len(found.rows) == 1 else None
    return term


def _refusal(parameter: Parameter, text: str, known: list[str], meant: str | None = None) -> UsageProblem:
    """Return the error that offers the values nearest to what was meant.

    Paths are compared by their last part first, then whole.
    """
    wanted = text if meant is None else meant
    tails: dict[str, list[str]] = {}
    for value in known:
        tails.setdefault(value.rpartition("/")[2], []).append(value)
    near: list[str] = []
    for tail in nearest(wanted.rpartition("/")[2], sorted(tails)):
        few = tails[tail]
        near += few if len(few) == 1 else nearest(wanted, few) or few
    offered = near[:_NEAR] or known[:_SHOWN]
    return UsageProblem("usage.concept", name=parameter.name, found=text, near=", ".join(offered) or "—")
