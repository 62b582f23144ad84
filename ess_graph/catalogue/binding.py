"""Parameters of a query: from the text a person gives to the term that is bound.

A value becomes a term of pyoxigraph, of the parameter's type, before it comes near a query.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ess_graph.catalogue.header import BundledQuery, Parameter
from ess_graph.errors import UsageProblem
from ess_graph.rdf.names import expand
from ess_graph.rdf.namespaces import SKOS, XSD
from ess_graph.store.source import GraphSource

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode


def bind(
    source: GraphSource, query: BundledQuery, given: Mapping[str, str]
) -> dict[str, NamedNode | Literal]:
    """Return the terms of the query's parameters, by name; a parameter that was not given is left out.

    Args:
        source: the graph where concepts are looked up.
        query: the query.
        given: text by parameter name.

    Raises:
        UsageProblem: a parameter is unknown, missing, or its value is none of its type (nearest values offered).
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in known:
            raise UsageProblem("usage.parameter", found=name, query=query.name, known=", ".join(known) or "—")
    terms: dict[str, NamedNode | Literal] = {}
    for parameter in query.parameters:
        text = given.get(parameter.name, parameter.default)
        if text is None:
            if parameter.required:
                raise UsageProblem("usage.parameter_missing", name=parameter.name, query=query.name)
            continue
        terms[parameter.name] = _term(source, parameter, text)
    return terms


def _term(source: GraphSource, parameter: Parameter, text: str) -> NamedNode | Literal:
    from pyoxigraph import Literal, NamedNode

    if parameter.type in ("text", "code"):
        return Literal(text)
    if parameter.type == "token":
        # igeo:codeINSEE is an xsd:token: a plain "35238" does not join with it.
        return Literal(text, datatype=NamedNode(XSD + "token"))
    if parameter.type == "integer":
        try:
            return Literal(str(int(text)), datatype=NamedNode(XSD + "integer"))
        except ValueError as error:
            raise UsageProblem("usage.integer", name=parameter.name, found=text) from error
    if parameter.type == "concept":
        return _concept(source, parameter, text)
    try:
        return NamedNode(expand(text, source.prefixes, source.base))
    except ValueError as error:
        raise UsageProblem("usage.iri", found=text, reason=error) from error


def _concept(source: GraphSource, parameter: Parameter, text: str) -> NamedNode:
    """Return a concept of the parameter's scheme, named by its notation or its IRI."""
    from pyoxigraph import NamedNode

    scheme = NamedNode(f"{source.base}concept/{parameter.scheme}")
    members = source.select(f"SELECT ?c WHERE {{ ?c <{SKOS}inScheme> {scheme} }}", name=parameter.name)
    codes = {str(row[0].value).removeprefix(f"{scheme.value}/"): row[0] for row in members.rows}
    found = codes.get(text.removeprefix(f"{scheme.value}/"))
    if isinstance(found, NamedNode):
        return found
    from difflib import get_close_matches

    known = sorted(codes)
    near = get_close_matches(text, known, n=3, cutoff=0.4) or known[:12]
    raise UsageProblem("usage.concept", name=parameter.name, found=text, near=", ".join(near))
