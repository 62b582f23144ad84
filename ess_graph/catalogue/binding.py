"""Parameters of a query: from the text a person gives to the terms that are bound.

A value becomes a term of pyoxigraph, of the parameter's type, before it comes near a query; and where the header says
which values there are, the graph is asked whether it is one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ess_graph.catalogue.allowed import check
from ess_graph.catalogue.header import BundledQuery
from ess_graph.catalogue.literals import literal
from ess_graph.catalogue.parameter import Parameter
from ess_graph.errors import UsageProblem
from ess_graph.rdf.names import expand
from ess_graph.store.source import GraphSource

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

#: What a caller gives: one text, or several for a parameter that may be repeated.
Given = Mapping[str, "str | Sequence[str]"]


def bind(
    source: GraphSource, query: BundledQuery, given: Given
) -> dict[str, tuple[NamedNode | Literal, ...]]:
    """Return the terms of the query's parameters, by name; a parameter that was not given is left out.

    Args:
        source: the graph where allowed values are looked up.
        query: the query.
        given: text, or several, by parameter name.

    Raises:
        UsageProblem: a parameter is unknown, missing, or its value is none of its type (nearest values offered).
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in known:
            raise UsageProblem("usage.parameter", found=name, query=query.name, known=", ".join(known) or "—")
    terms: dict[str, tuple[NamedNode | Literal, ...]] = {}
    for parameter in query.parameters:
        texts = _texts(parameter, given)
        if not texts:
            if parameter.required:
                raise UsageProblem("usage.parameter_missing", name=parameter.name, query=query.name)
            continue
        if len(texts) > 1 and not parameter.many:
            raise UsageProblem("usage.parameter_once", name=parameter.name)
        terms[parameter.name] = tuple(dict.fromkeys(_term(source, query, parameter, text) for text in texts))
    return terms


def _texts(parameter: Parameter, given: Given) -> tuple[str, ...]:
    """Return what was given for a parameter, else its default."""
    value = given.get(parameter.name, ())
    texts = (value,) if isinstance(value, str) else tuple(value)
    return texts or (() if parameter.default is None else (parameter.default,))


def _term(source: GraphSource, query: BundledQuery, parameter: Parameter, text: str) -> NamedNode | Literal:
    if not text.isprintable():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            # Bytes of a command line that are no UTF-8 arrive as lone surrogates, which no term may hold.
            raise UsageProblem("usage.characters", name=parameter.name) from error
    if parameter.type in ("concept", "iri"):
        term = _iri(source, parameter, text)
    else:
        term = literal(parameter.name, parameter.type, text)
    return check(source, query, parameter, text, term)


def _iri(source: GraphSource, parameter: Parameter, text: str) -> NamedNode | Literal | None:
    """Return the IRI that a text names; ``None`` when it names none and the allowed values will say so."""
    from pyoxigraph import NamedNode

    try:
        if parameter.scheme is not None and ":" not in text:
            scheme = f"concept/{parameter.scheme}/"
            return NamedNode(f"{source.base}{scheme}{text.strip().removeprefix(scheme)}")
        return NamedNode(expand(text, source.prefixes, source.base))
    except (ValueError, UsageProblem) as error:
        if parameter.scheme is not None or parameter.class_name is not None:
            return None
        if isinstance(error, UsageProblem):
            raise
        raise UsageProblem("usage.iri", found=text, reason=error) from error
