"""The catalogue as OpenAPI 3.1: each query a GET path with its typed parameters.

It describes the catalogue for a service that would offer it; the names, types and allowed values are the headers' own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from ess_graph import __version__
from ess_graph.catalogue.header import BundledQuery
from ess_graph.catalogue.parameter import Parameter
from ess_graph.text import LANGUAGES, message

#: The JSON Schema of each parameter type; what is not here is a string.
_SCHEMAS: Final[dict[str, dict[str, Any]]] = {
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "year": {"type": "string", "pattern": "^[0-9]{4}$"},
    "language": {"type": "string", "enum": list(LANGUAGES)},
    "iri": {"type": "string", "format": "iri-reference"},
}
_ROWS: Final = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv")
_STATEMENTS: Final = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")


def openapi(queries: Iterable[BundledQuery], lang: str) -> dict[str, Any]:
    """Return the OpenAPI document of some queries, its texts in one language.

    Args:
        queries: the queries, in the order of their paths.
        lang: ``"fr"`` or ``"en"``.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": message("catalogue.title", lang),
            "description": message("catalogue.description", lang),
            "version": __version__,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": {f"/query/{query.name}": {"get": _operation(query, lang)} for query in queries},
    }


def _operation(query: BundledQuery, lang: str) -> dict[str, Any]:
    kinds = _ROWS if query.form == "select" else _STATEMENTS
    return {
        "operationId": query.name,
        "summary": query.title[lang],
        "description": query.description[lang],
        "tags": list(query.tags),
        "parameters": [_parameter(query, one, lang) for one in query.parameters] + [_language(lang)],
        "responses": {
            "200": {
                "description": _answer(query, lang),
                "content": {kind: {"schema": {"type": "string"}} for kind in kinds},
            },
            "400": {"description": message("catalogue.refused", lang)},
        },
    }


def _answer(query: BundledQuery, lang: str) -> str:
    if query.form == "construct":
        return message("catalogue.statements", lang)
    columns = ", ".join(f"{name} ({label[lang]})" for name, label in query.columns.items())
    return message("catalogue.rows", lang, columns=columns)


def _parameter(query: BundledQuery, parameter: Parameter, lang: str) -> dict[str, Any]:
    one = dict(_SCHEMAS.get(parameter.type, {"type": "string"}))
    if parameter.allowed:
        one["enum"] = list(parameter.allowed)
    if parameter.default is not None and not parameter.many:
        one["default"] = _typed(parameter, parameter.default)
    raw: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.label[lang],
        "schema": {"type": "array", "items": one} if parameter.many else one,
    }
    if parameter.many:
        raw |= {"style": "form", "explode": True}
    if parameter.scheme is not None:
        raw["x-concept-scheme"] = f"concept/{parameter.scheme}"
    if (example := query.example.get(parameter.name)) is not None:
        values = [example] if isinstance(example, str) else list(example)
        typed = [_typed(parameter, value) for value in values]
        raw["example"] = typed if parameter.many else typed[0]
    return raw


def _typed(parameter: Parameter, text: str) -> str | int | float:
    if parameter.type == "integer":
        return int(text)
    return float(text) if parameter.type == "number" else text


def _language(lang: str) -> dict[str, Any]:
    return {
        "name": "lang",
        "in": "query",
        "required": False,
        "description": message("catalogue.lang", lang),
        "schema": {"type": "string", "enum": list(LANGUAGES), "default": LANGUAGES[0]},
    }
