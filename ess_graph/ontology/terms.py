"""The IRIs that the criteria name, once."""

from __future__ import annotations

from typing import Final

from ess_graph.rdf.namespaces import EXTERNAL

RDF: Final = EXTERNAL["rdf"]
RDFS: Final = EXTERNAL["rdfs"]
OWL: Final = EXTERNAL["owl"]
SKOS: Final = EXTERNAL["skos"]
DCT: Final = EXTERNAL["dct"]
SH: Final = EXTERNAL["sh"]
VANN: Final = EXTERNAL["vann"]
VS: Final = EXTERNAL["vs"]
DC: Final = "http://purl.org/dc/elements/1.1/"
PROV: Final = EXTERNAL["prov"]
PAV: Final = "http://purl.org/pav/"
BIBO: Final = "http://purl.org/ontology/bibo/"
DOAP: Final = "http://usefulinc.com/ns/doap#"
FOAF: Final = EXTERNAL["foaf"]
CC: Final = "http://creativecommons.org/ns#"
MOD: Final = "https://w3id.org/mod#"
SCHEMA: Final = ("https://schema.org/", "http://schema.org/")

#: What a file uses to say that a term is a class, or a property.
CLASS_TYPES: Final = frozenset({OWL + "Class", RDFS + "Class"})
OBJECT_TYPES: Final = frozenset(
    OWL + name
    for name in (
        "ObjectProperty",
        "SymmetricProperty",
        "TransitiveProperty",
        "InverseFunctionalProperty",
        "AsymmetricProperty",
        "ReflexiveProperty",
        "IrreflexiveProperty",
    )
)
DATATYPE_TYPES: Final = frozenset({OWL + "DatatypeProperty"})
ANNOTATION_TYPES: Final = frozenset({OWL + "AnnotationProperty", OWL + "OntologyProperty"})
PROPERTY_TYPES: Final = (
    OBJECT_TYPES | DATATYPE_TYPES | ANNOTATION_TYPES | {RDF + "Property", OWL + "FunctionalProperty"}
)
#: The languages that ontologies are written in: their terms are not somebody's data.
BUILT_IN: Final = (RDF, RDFS, OWL, EXTERNAL["xsd"])

LABELS: Final = (RDFS + "label", SKOS + "prefLabel")
DEFINITIONS: Final = (
    SKOS + "definition",
    RDFS + "comment",
    DCT + "description",
    DC + "description",
    PROV + "definition",
)


def any_of(*names: str) -> tuple[str, ...]:
    """Return the IRIs of properties; ``schema:`` stands for both of its schemes.

    >>> any_of("schema:name")
    ('https://schema.org/name', 'http://schema.org/name')
    """
    known = {
        "bibo": (BIBO,),
        "cc": (CC,),
        "dc": (DC,),
        "dct": (DCT,),
        "doap": (DOAP,),
        "foaf": (FOAF,),
        "mod": (MOD,),
        "owl": (OWL,),
        "pav": (PAV,),
        "prov": (PROV,),
        "rdfs": (RDFS,),
        "schema": SCHEMA,
        "skos": (SKOS,),
        "vann": (VANN,),
    }
    pairs = (name.split(":") for name in names)
    return tuple(namespace + local for prefix, local in pairs for namespace in known[prefix])
