"""What Linked Open Vocabularies asks of a vocabulary, beyond FOOPS!, and examples.

Source: Vandenbussche and Vatant, Metadata Recommendations For Linked Open Data Vocabularies, 1.1; vann.
"""

from __future__ import annotations

import re
from typing import Final

from ess_graph.ontology import terms as t
from ess_graph.ontology.criterion import Found, criterion, found
from ess_graph.ontology.foops import CREATOR, NAMESPACE, PUBLISHER, metadata
from ess_graph.ontology.terms import any_of
from ess_graph.ontology.vocabulary import Vocabulary

_DATES: Final = any_of(
    "dct:issued", "dct:modified", "dct:created", "schema:dateModified", "schema:datePublished"
)
_DATE: Final = re.compile(r"\d{4}(-\d{2}(-\d{2}(T.*)?)?)?")
_EXAMPLES: Final = (t.SKOS + "example", t.VANN + "example")
#: Ties to other vocabularies that LOV counts as links.
_LINKS: Final = (
    t.RDFS + "subClassOf",
    t.RDFS + "subPropertyOf",
    t.OWL + "equivalentClass",
    t.OWL + "equivalentProperty",
    t.RDFS + "seeAlso",
    *(t.SKOS + f"{name}Match" for name in ("exact", "close", "broad", "narrow", "related")),
)


@criterion("LOV-MODIFIED")
def modified(vocabulary: Vocabulary) -> Found:
    """The date of the last change."""
    return metadata(
        vocabulary, {"dct:modified": any_of("dct:modified", "schema:dateModified", "pav:lastUpdateOn")}
    )


@criterion("LOV-DATES")
def dates(vocabulary: Vocabulary) -> Found:
    """A date is one, so that it can be compared (xsd:date or its like)."""
    said = vocabulary.statements
    checked = [(one, text) for one in vocabulary.headers for text in said.texts(one, *_DATES)]
    return found(checked, [text.value for _, text in checked if not _DATE.fullmatch(text.value)])


@criterion("LOV-AGENTS")
def agents(vocabulary: Vocabulary) -> Found:
    """Creators and publishers are things with an IRI, not names."""
    from pyoxigraph import Literal

    said = vocabulary.statements
    checked = [(one, value) for one in vocabulary.headers for value in said.values(one, *CREATOR, *PUBLISHER)]
    return found(checked, [one.value for _, one in checked if isinstance(one, Literal)])


@criterion("LOV-NAMESPACE")
def namespace(vocabulary: Vocabulary) -> Found:
    """The namespace that the header states is the one that the terms have."""
    said = vocabulary.statements.values(vocabulary.header, *NAMESPACE) if vocabulary.header else []
    stated = [getattr(one, "value", "") for one in said]
    faults = [one for one in stated if not any(term.startswith(one) for term in vocabulary.terms)]
    return found(stated if vocabulary.terms else [], faults, ", ".join(stated))


@criterion("LOV-DEFINED")
def defined_by(vocabulary: Vocabulary) -> Found:
    """Each term leads to the ontology that defines it, by its IRI."""
    faults = [one for one in vocabulary.terms if not vocabulary.statements.nodes(one, t.RDFS + "isDefinedBy")]
    return found(vocabulary.terms, faults)


@criterion("LOV-STATUS")
def status(vocabulary: Vocabulary) -> Found:
    """Each term says how settled it is."""
    said = (t.VS + "term_status", t.OWL + "deprecated", *any_of("bibo:status"))
    return found(
        vocabulary.terms, [one for one in vocabulary.terms if not vocabulary.statements.values(one, *said)]
    )


@criterion("LOV-LINKS")
def links(vocabulary: Vocabulary) -> Found:
    """The vocabulary is tied to others."""
    own = vocabulary.namespaces or ("_",)
    subjects = {*vocabulary.terms, *vocabulary.concepts}
    tied = {
        target
        for relation in _LINKS
        for subject, target in vocabulary.statements.pairs(relation)
        if subject in subjects
        and target.startswith(("http://", "https://"))
        and target not in subjects
        and not target.startswith((*own, *t.BUILT_IN))
    }
    return found(sorted(subjects)[:1], [] if tied else ["0"], str(len(tied)))


@criterion("LOV-VOAF")
def voaf(vocabulary: Vocabulary) -> Found:
    """The ontology says that it is a vocabulary, in LOV's own terms."""
    headers = [vocabulary.header] if vocabulary.header else []
    kind = "http://purl.org/vocommons/voaf#Vocabulary"
    faults = [one for one in headers if kind not in vocabulary.statements.nodes(one, t.RDF + "type")]
    return found(headers, faults, "voaf:Vocabulary")


@criterion("LOV-DEPRECATED")
def deprecated(vocabulary: Vocabulary) -> Found:
    """What is deprecated names what replaces it."""
    said = vocabulary.statements
    kinds = {t.OWL + "DeprecatedClass", t.OWL + "DeprecatedProperty"}
    gone = {subject for subject, value in said.by_property.get(t.OWL + "deprecated", ()) if _true(value)}
    gone |= set(said.typed(kinds))
    replaced = (t.DCT + "isReplacedBy", t.RDFS + "seeAlso", "http://purl.obolibrary.org/obo/IAO_0100001")
    return found(gone, [one for one in gone if not said.nodes(one, *replaced)])


def _true(value: object) -> bool:
    return getattr(value, "value", "") in ("true", "1")


@criterion("VANN-EXAMPLE")
def examples(vocabulary: Vocabulary) -> Found:
    """Each class has an example: it settles what a definition leaves open."""
    things = vocabulary.classes
    return found(things, [one for one in things if not vocabulary.statements.values(one, *_EXAMPLES)])
