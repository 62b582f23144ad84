"""The published order of a file: classes, then properties (docs/files.md tells it for people).

A subject stands with the first of its classes in ``CLASSES``; other classes follow by their IRI, and subjects without
a class end the file. Within a class, subjects go by IRI and never by label: who corrects a title moves no block.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

#: What describes the file first, then the terms, the words, the law, the places, the bodies, and what they do.
CLASSES: Final = (
    "owl:Ontology",
    "owl:Class",
    "rdfs:Datatype",
    "owl:ObjectProperty",
    "owl:DatatypeProperty",
    "owl:AnnotationProperty",
    "sh:NodeShape",
    "sh:PropertyShape",
    "skos:ConceptScheme",
    "skos:Concept",
    "dcat:Dataset",
    "prov:Entity",
    "ess:Kit",
    "ess:KitEdition",
    "ess:Sheet",
    "ess:Practice",
    "ess:ServiceArrangement",
    "cpsv:PublicService",
    "ess:Participation",
    "ess:Effect",
    "ess:Evidence",
    "org:Organization",
    "foaf:Agent",
    "cv:PublicOrganisation",
    "igeo:Region",
    "igeo:Departement",
    "igeo:CollectiviteDOutreMer",
    "igeo:Intercommunalite",
    "igeo:Commune",
    "eli:LegalResource",
    "ess:LegalAttribution",
    "ess:CompetenceAssignment",
)

#: What a thing is, its names, its identifiers, what is said of it in words; every other property follows by its IRI.
PROPERTIES: Final = (
    "rdf:type",
    "skos:prefLabel",
    "rdfs:label",
    "dct:title",
    "foaf:name",
    "schema:name",
    "eli:title",
    "eli:title_short",
    "igeo:nom",
    "skos:altLabel",
    "skos:hiddenLabel",
    "ess:acronym",
    "skos:notation",
    "dct:identifier",
    "eli:id_local",
    "eli:number",
    "igeo:codeINSEE",
    "ess:siren",
    "skos:definition",
    "dct:abstract",
    "dct:description",
    "rdfs:comment",
    "skos:scopeNote",
    "skos:example",
    "skos:note",
    "skos:inScheme",
    "skos:topConceptOf",
    "skos:broader",
)


def ranks(names: Sequence[str], prefixes: Mapping[str, str]) -> dict[bytes, int]:
    """Return the place of each IRI, in angle brackets, that the names stand for.

    >>> ranks(["rdf:type"], {"rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"})
    {b'<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>': 0}
    """
    found = {}
    for place, name in enumerate(names):
        prefix, _, local = name.partition(":")
        if prefix in prefixes:
            found[f"<{prefixes[prefix]}{local}>".encode()] = place
    return found
