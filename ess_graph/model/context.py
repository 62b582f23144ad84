"""Names that a ``propertyUrl`` may shorten: the prefixes of the RDFa initial context that CSVW names (§5.2).

Other namespaces are written in full in the metadata, as the Recommendation asks.
"""

from __future__ import annotations

from typing import Final

from ess_graph.rdf.namespaces import EXTERNAL

#: RDFa initial context: only the entries that our tables use. ``dcterms`` is its name for DCMI Terms.
INITIAL_CONTEXT: Final[dict[str, str]] = {
    "dc": EXTERNAL["dct"],
    "dcterms": EXTERNAL["dct"],
    **{p: EXTERNAL[p] for p in ("dcat", "foaf", "org", "owl", "prov", "rdf", "rdfs", "skos", "xsd")},
    "schema": "http://schema.org/",
}


def expand_property(name: str) -> str:
    """Return a ``propertyUrl`` or a constant ``valueUrl`` with its CSVW prefix expanded.

    >>> expand_property("skos:prefLabel")
    'http://www.w3.org/2004/02/skos/core#prefLabel'
    """
    prefix, colon, local = name.partition(":")
    if colon and not local.startswith("//") and prefix in INITIAL_CONTEXT:
        return INITIAL_CONTEXT[prefix] + local
    return name
