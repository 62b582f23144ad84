"""The triples of a CONSTRUCT or DESCRIBE query, in a syntax of RDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pyoxigraph import Triple

#: The syntaxes of ``write_graph``, with their names in ``pyoxigraph.RdfFormat``.
GRAPH_FORMATS: Final = {"ttl": "TURTLE", "jsonld": "JSON_LD", "nt": "N_TRIPLES", "rdfxml": "RDF_XML"}


def write_graph(triples: Iterable[Triple], form: str, prefixes: Mapping[str, str], out: IO[bytes]) -> None:
    """Write triples in their order, each once.

    Args:
        triples: what the query made.
        form: a key of ``GRAPH_FORMATS``.
        prefixes: prefix to namespace; those that no term uses are left out.
        out: a binary stream.
    """
    from pyoxigraph import RdfFormat, serialize

    ordered = list(dict.fromkeys(triples))
    serialize(
        ordered,
        output=out,
        format=getattr(RdfFormat, GRAPH_FORMATS[form]),
        # N-Triples write no prefix.
        prefixes=None if form == "nt" else _used(prefixes, ordered),
    )


def _used(prefixes: Mapping[str, str], triples: Iterable[Triple]) -> dict[str, str]:
    iris = {iri for triple in triples for term in triple for iri in _iris(term)}
    return {
        prefix: namespace
        for prefix, namespace in prefixes.items()
        if any(iri.startswith(namespace) for iri in iris)
    }


def _iris(term: Any) -> Iterator[str]:
    kind = type(term).__name__
    if kind == "NamedNode":
        yield term.value
    elif kind == "Literal":
        yield term.datatype.value
    elif kind == "Triple":
        for part in term:
            yield from _iris(part)
