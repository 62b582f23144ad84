"""The triples of a CONSTRUCT or DESCRIBE query, in a syntax of RDF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO, TYPE_CHECKING, Final

from ess_graph.rdf.formats import SYNTAXES
from ess_graph.rdf.writing.document import write_statements

if TYPE_CHECKING:
    from pyoxigraph import Triple

#: The syntaxes of ``write_graph``, with their names in ``pyoxigraph.RdfFormat``.
GRAPH_FORMATS: Final = {name: SYNTAXES[name].oxigraph for name in ("ttl", "jsonld", "nt", "rdfxml")}


def write_graph(triples: Iterable[Triple], form: str, prefixes: Mapping[str, str], out: IO[bytes]) -> None:
    """Write triples in the published order (docs/files.md), each once.

    Args:
        triples: what the query made.
        form: a key of ``GRAPH_FORMATS``.
        prefixes: prefix to namespace; those that no term uses are left out.
        out: a binary stream.
    """
    write_statements(triples, SYNTAXES[form], out, prefixes)
