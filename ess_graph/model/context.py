"""Names that a ``propertyUrl`` may shorten: the prefixes of the RDFa initial context that CSVW names (§5.2).

Other namespaces are written in full in the metadata, as the Recommendation asks.
"""

from __future__ import annotations

from typing import Final

from ess_graph.rdf.namespaces import EXTERNAL

#: RDFa initial context, without its one-letter prefix and its terms. ``dcterms`` is its name for DCMI Terms.
INITIAL_CONTEXT: Final[dict[str, str]] = {
    "dc": EXTERNAL["dct"],
    "dcterms": EXTERNAL["dct"],
    **{p: EXTERNAL[p] for p in ("dcat", "foaf", "org", "owl", "prov", "rdf", "rdfs", "skos", "xsd")},
    "schema": "http://schema.org/",
    "cc": "http://creativecommons.org/ns#",
    "csvw": "http://www.w3.org/ns/csvw#",
    "dc11": "http://purl.org/dc/elements/1.1/",
    "gr": "http://purl.org/goodrelations/v1#",
    "qb": "http://purl.org/linked-data/cube#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sioc": "http://rdfs.org/sioc/ns#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
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
