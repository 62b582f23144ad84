"""The FOOPS! tests that need no network: header, identifiers, reuse, documentation.

Source: https://w3id.org/foops/catalogue, one test for each code. A test on metadata looks at the ontology, or at each
concept scheme where there is no ontology; the metadata that the catalogue calls optional is not asked for.
"""

from __future__ import annotations

import re
from typing import Final

from ess_graph.ontology import terms as t
from ess_graph.ontology.criterion import Found, criterion, found
from ess_graph.ontology.terms import any_of
from ess_graph.ontology.vocabulary import Vocabulary, namespace_of

TITLE: Final = any_of("dct:title", "dc:title", "schema:name", "rdfs:label", "skos:prefLabel")
DESCRIPTION: Final = any_of(
    "dct:description",
    "dc:description",
    "dct:abstract",
    "dc:abstract",
    "schema:description",
    "rdfs:comment",
    "doap:description",
    "doap:shortdesc",
    "skos:note",
    "skos:definition",
)
LICENCE: Final = any_of(
    "dct:license", "schema:license", "doap:license", "cc:license", "dct:rights", "dc:rights"
)
CREATOR: Final = any_of(
    "dct:creator", "dc:creator", "pav:createdBy", "pav:authoredBy", "schema:creator", "prov:wasAttributedTo",
    "doap:developer", "foaf:maker",
)  # fmt: skip
CREATED: Final = any_of(
    "dct:created", "schema:dateCreated", "doap:created", "prov:generatedAtTime", "pav:createdOn"
)
PREFIX: Final = any_of("vann:preferredNamespacePrefix")
NAMESPACE: Final = any_of("vann:preferredNamespaceUri")
PUBLISHER: Final = any_of("dct:publisher", "dc:publisher", "schema:publisher")
VERSION_IRI: Final = t.OWL + "versionIRI"
_DOI: Final = re.compile(r"(https?://(dx\.)?doi\.org/|doi:)?10\.\d{4,}/\S+", re.IGNORECASE)
#: Hosts that promise to keep an address, as FOOPS! lists them.
_PERSISTENT: Final = re.compile(
    r"https?://(?:www\.)?(?:(?:\w+\.)?purl\.\w+|w3id\.org|(?:dx\.)?doi\.org|w3\.org|perma\.cc)/"
)
_REUSED_FOR_METADATA: Final = (
    t.DC, t.DCT, *t.SCHEMA, t.VANN, t.PROV, t.BIBO, t.PAV, t.FOAF, t.DOAP, t.MOD, t.CC,
)  # fmt: skip


def metadata(vocabulary: Vocabulary, wanted: dict[str, tuple[str, ...]]) -> Found:
    """Look for each of some kinds of metadata on each header; a fault is what is missing."""
    faults: list[str] = []
    good: list[str] = []
    checked = [(header, name) for header in vocabulary.headers for name in wanted]
    for header, name in checked:
        where = "" if header == vocabulary.header else f" ({header})"
        (good if vocabulary.statements.values(header, *wanted[name]) else faults).append(name + where)
    return found(checked, faults, ", ".join(good[:12]))


@criterion("FOOPS-OM1")
def minimum_metadata(vocabulary: Vocabulary) -> Found:
    """OM1: title, description, licence, version IRI, creator, namespace."""
    wanted = {
        "dct:title": TITLE,
        "dct:description": DESCRIPTION,
        "dct:license": LICENCE,
        "owl:versionIRI": (VERSION_IRI,),
        "dct:creator": CREATOR,
        "vann:preferredNamespaceUri": NAMESPACE,
    }
    if not vocabulary.header:  # a concept scheme has neither version IRI nor namespace of its own
        del wanted["owl:versionIRI"], wanted["vann:preferredNamespaceUri"]
    return metadata(vocabulary, wanted)


@criterion("FOOPS-OM2")
def recommended_metadata(vocabulary: Vocabulary) -> Found:
    """OM2: prefix, version, date of creation, citation."""
    version = any_of("owl:versionInfo", "schema:schemaVersion")
    wanted = {
        "vann:preferredNamespacePrefix": PREFIX,
        "owl:versionInfo": version,
        "dct:created": CREATED,
        "dct:bibliographicCitation": any_of("dct:bibliographicCitation"),
    }
    if not vocabulary.header:
        del wanted["vann:preferredNamespacePrefix"]
    return metadata(vocabulary, wanted)


@criterion("FOOPS-OM3")
def detailed_metadata(vocabulary: Vocabulary) -> Found:
    """OM3: DOI, publisher, logo, status, source, date of issue."""
    wanted = {
        "dct:publisher": PUBLISHER,
        "foaf:logo": any_of("foaf:logo", "schema:logo"),
        "bibo:status": any_of("bibo:status", "mod:status"),
        "dct:source": any_of("dct:source", "prov:hadPrimarySource"),
        "dct:issued": any_of("dct:issued"),
    }
    result = metadata(vocabulary, wanted)
    headers = vocabulary.headers
    said = any_of("bibo:doi", "schema:identifier", "dct:identifier")
    without = [
        "bibo:doi"
        for header in headers
        if not any(
            _DOI.fullmatch(getattr(one, "value", "")) for one in vocabulary.statements.values(header, *said)
        )
    ]
    return Found(result.checked + len(headers), (*without, *result.faults), result.evidence)


@criterion("FOOPS-OM4.1")
def licence(vocabulary: Vocabulary) -> Found:
    """OM4.1: a licence, named by its IRI so that a program knows it."""
    said = vocabulary.statements
    faults = [header for header in vocabulary.headers if not said.nodes(header, *LICENCE)]
    good = [one for header in vocabulary.headers for one in said.nodes(header, *LICENCE)]
    return found(vocabulary.headers, faults, ", ".join(sorted(set(good))))


@criterion("FOOPS-OM5.1")
def basic_provenance(vocabulary: Vocabulary) -> Found:
    """OM5.1: creator and date of creation."""
    return metadata(vocabulary, {"dct:creator": CREATOR, "dct:created": CREATED})


@criterion("FOOPS-OM5.2")
def detailed_provenance(vocabulary: Vocabulary) -> Found:
    """OM5.2: date of issue and publisher."""
    issued = (*any_of("dct:issued", "schema:datePublished"), t.DCT + "submitted")
    return metadata(vocabulary, {"dct:issued": issued, "dct:publisher": PUBLISHER})


@criterion("FOOPS-FIND1")
def prefix(vocabulary: Vocabulary) -> Found:
    """FIND1: a prefix that others can take."""
    headers = [vocabulary.header] if vocabulary.header else []
    faults = [header for header in headers if not vocabulary.statements.texts(header, *PREFIX)]
    good = [one.value for header in headers for one in vocabulary.statements.texts(header, *PREFIX)]
    return found(headers, faults, ", ".join(good))


@criterion("FOOPS-VER1")
def version_iri(vocabulary: Vocabulary) -> Found:
    """VER1: a version IRI; it names the version, so it is not the IRI of the ontology."""
    headers = [vocabulary.header] if vocabulary.header else []
    faults, good = [], []
    for header in headers:
        versions = vocabulary.statements.nodes(header, VERSION_IRI)
        good += versions
        if not versions or header in versions:
            faults.append(header)
    return found(headers, faults, ", ".join(good))


@criterion("FOOPS-URI2")
def named(vocabulary: Vocabulary) -> Found:
    """URI2, OOPS! P39: what is published has an IRI of its own, not a blank node."""
    things = vocabulary.ontologies or vocabulary.schemes
    return found(things, [one for one in things if one.startswith("_:")], vocabulary.header)


@criterion("FOOPS-PURL1")
def persistent(vocabulary: Vocabulary) -> Found:
    """PURL1: an IRI at a host that keeps addresses."""
    faults = [one for one in vocabulary.headers if not _PERSISTENT.match(one)]
    return found(vocabulary.headers, faults, vocabulary.header)


@criterion("FOOPS-HTTP1")
def open_protocol(vocabulary: Vocabulary) -> Found:
    """HTTP1: the ontology and its terms have http(s) IRIs."""
    things = [*vocabulary.headers, *vocabulary.terms]
    return found(things, [one for one in things if not one.startswith(("http://", "https://"))])


@criterion("FOOPS-VOC1")
def reuse_for_metadata(vocabulary: Vocabulary) -> Found:
    """VOC1: metadata in the terms of known vocabularies."""
    said = vocabulary.statements
    good = {
        namespace
        for header in vocabulary.headers
        for predicate in said.by_subject.get(header, {})
        for namespace in _REUSED_FOR_METADATA
        if predicate.startswith(namespace)
    }
    return found(vocabulary.headers, [] if good else vocabulary.headers, ", ".join(sorted(good)))


@criterion("FOOPS-VOC2")
def reuse(vocabulary: Vocabulary) -> Found:
    """VOC2: other vocabularies are imported or reused."""
    things = vocabulary.terms or vocabulary.concepts
    said = vocabulary.statements
    good = {target for _, target in said.pairs(t.OWL + "imports")}
    foreign = [one for one in vocabulary.declared if one not in set(vocabulary.terms)]
    for relation in ("subClassOf", "subPropertyOf", "domain", "range"):
        foreign += [target for _, target in said.pairs(t.RDFS + relation)]
    good |= {
        namespace_of(one)
        for one in foreign
        if not one.startswith(("_:", *t.BUILT_IN)) and not one.startswith(vocabulary.namespaces)
    }
    if not vocabulary.terms:
        good |= {t.SKOS} if vocabulary.concepts else set()
    return found(things[:1], [] if good else things[:1], ", ".join(sorted(good)))


@criterion("FOOPS-VOC3")
def labels(vocabulary: Vocabulary) -> Found:
    """VOC3: each term has a label; where there are only concepts, each concept."""
    things = vocabulary.terms or vocabulary.concepts
    return found(things, [one for one in things if not vocabulary.statements.texts(one, *t.LABELS)])


@criterion("FOOPS-VOC4")
def definitions(vocabulary: Vocabulary) -> Found:
    """VOC4: each term has a definition; where there are only concepts, each concept."""
    things = vocabulary.terms or vocabulary.concepts
    return found(things, [one for one in things if not vocabulary.statements.texts(one, *t.DEFINITIONS)])
