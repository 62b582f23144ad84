"""The prefixes we use, once. How the terms fit together: docs/model.md.

The base of our own terms is configuration (``config.base_iri``), so our prefixes are made from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pyoxigraph import Triple

#: Other people's namespaces, in the order in which a Turtle header lists them.
EXTERNAL: Final[dict[str, str]] = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "igeo": "http://rdf.insee.fr/def/geo#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "voaf": "http://purl.org/vocommons/voaf#",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

RDF_TYPE: Final = EXTERNAL["rdf"] + "type"
XSD: Final = EXTERNAL["xsd"]
SKOS: Final = EXTERNAL["skos"]
DCT: Final = EXTERNAL["dct"]
PROV: Final = EXTERNAL["prov"]

#: Where the statements that rules add are kept apart from those that were asserted.
INFERRED_GRAPH: Final = "graph/inferred"


def own_prefixes(base: str) -> dict[str, str]:
    """Return our prefixes for a base, ``ess:`` for the terms and one for each type of thing.

    >>> own_prefixes("https://example.org/")["pratique"]
    'https://example.org/id/pratique/'
    """
    things = [
        "acteur",
        "affectation",
        "attribution",
        "collectivite",
        "commune",
        "departement",
        "edition",
        "effet",
        "fiche",
        "gestion",
        "intercommunalite",
        "kit",
        "participation",
        "pratique",
        "preuve",
        "region",
        "service",
        "source",
        "texte",
    ]
    prefixes = {"ess": f"{base}def#", "shapes": f"{base}shapes#", "c": f"{base}concept/"}
    prefixes.update((thing, f"{base}id/{thing}/") for thing in things)
    return prefixes


def prefixes(base: str) -> dict[str, str]:
    """Return every prefix known for a base, ours first."""
    return {**own_prefixes(base), **EXTERNAL}


def stated_namespace(base: str) -> list[Triple]:
    """Return what the header of our ontology says of its own address: literals, that no file of ours can hold.

    Source: vann:preferredNamespaceUri, https://vocab.org/vann/ (FOOPS! OM1).
    """
    from pyoxigraph import Literal, NamedNode, Triple

    header = NamedNode(f"{base}def")
    said = {EXTERNAL["vann"] + "preferredNamespaceUri": f"{base}def#", DCT + "identifier": f"{base}def"}
    return [Triple(header, NamedNode(predicate), Literal(value)) for predicate, value in said.items()]
