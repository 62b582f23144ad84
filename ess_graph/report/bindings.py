"""The cells of a listing as RDF terms, for the two W3C formats of SPARQL results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ess_graph.report.listing import Listing, term_at

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
#: A plain literal names no datatype in the results formats.
_UNSAID: Final = (f"{_XSD}string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")


@dataclass(frozen=True, slots=True)
class Binding:
    """One term: ``kind`` is ``uri``, ``bnode``, ``literal`` or ``triple``; a triple has three parts."""

    kind: str
    value: str = ""
    language: str = ""
    datatype: str = ""
    parts: tuple[Binding, ...] = ()


def bindings(listing: Listing) -> Iterator[dict[str, Binding]]:
    """Yield the bound columns of each row: the terms where the listing has them, else literals."""
    for index, row in enumerate(listing.rows):
        found = {}
        for place, (key, value) in enumerate(zip(listing.keys, row, strict=True)):
            term = term_at(listing, index, place)
            if term is not None:
                found[key] = _of_term(term)
            elif value is not None:
                found[key] = _of_value(value)
        yield found


def _of_term(term: Any) -> Binding:
    kind = type(term).__name__
    if kind == "Triple":
        return Binding("triple", parts=tuple(_of_term(part) for part in term))
    if kind == "Literal":
        datatype = term.datatype.value
        return Binding("literal", term.value, term.language or "", "" if datatype in _UNSAID else datatype)
    return Binding("bnode" if kind == "BlankNode" else "uri", term.value)


def _of_value(value: Any) -> Binding:
    if isinstance(value, bool):
        return Binding("literal", str(value).lower(), datatype=f"{_XSD}boolean")
    if isinstance(value, int):
        return Binding("literal", str(value), datatype=f"{_XSD}integer")
    if isinstance(value, float):
        return Binding("literal", repr(value), datatype=f"{_XSD}double")
    return Binding("literal", str(value))
