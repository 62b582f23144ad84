"""Whether the terms of other vocabularies exist there: OOPS! P40, LOV on reused terms, near-miss namespaces.

The closed namespaces of rdflib tell, for the vocabularies below; those that rdflib holds in an old version (DCAT 2,
DOAP) or under a wrong IRI (WGS84) are left out, and what cannot be told is not counted.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from ess_graph.ontology import terms as t
from ess_graph.ontology.criterion import Found, criterion, found
from ess_graph.ontology.vocabulary import Vocabulary, namespace_of

_CLOSED: Final = (
    "CSVW", "DC", "DCAM", "DCMITYPE", "DCTERMS", "FOAF", "GEO", "ORG", "OWL", "PROF", "PROV", "QB", "RDF", "RDFS",
    "SDO", "SH", "SKOS", "SOSA", "SSN", "TIME", "VANN", "VOID", "XSD",
)  # fmt: skip
#: rdf:_1, rdf:_2… are container membership properties (RDF Schema §5.1.4).
_MEMBER: Final = re.compile(re.escape(t.RDF) + r"_[1-9]\d*")
#: Statements that define a term, as opposed to declaring or annotating one that is reused.
_DEFINES: Final = (
    t.RDFS + "domain",
    t.RDFS + "range",
    *t.DEFINITIONS,
    t.RDFS + "subClassOf",
    t.RDFS + "subPropertyOf",
)


@cache
def known_terms() -> dict[str, frozenset[str]]:
    """Return the local names of the closed vocabularies by namespace."""
    import rdflib.namespace

    known = {}
    for name in _CLOSED:
        space = getattr(rdflib.namespace, name)
        known[str(space._NS)] = frozenset({*space.__annotations__, *space._extras})
    known[t.SCHEMA[1]] = known[t.SCHEMA[0]]
    return known


def is_missing(iri: str) -> bool | None:
    """Tell whether a term does not exist in its namespace; ``None`` when its namespace is not a closed one.

    >>> is_missing("http://purl.org/dc/terms/licence"), is_missing("http://example.org/x")
    (True, None)
    """
    names = known_terms().get(namespace_of(iri))
    if names is None:
        return None
    local = iri[len(namespace_of(iri)) :]
    return bool(local) and local not in names and not _MEMBER.fullmatch(iri)


def _told(vocabulary: Vocabulary, used: set[str]) -> Found:
    own = vocabulary.namespaces or ("_",)
    told = {
        one: missing for one in used if not one.startswith(own) and (missing := is_missing(one)) is not None
    }
    return found(told, [one for one, missing in told.items() if missing])


@criterion("OOPS-P40")
def hijacking(vocabulary: Vocabulary) -> Found:
    """P40: a term made up, or defined, in somebody else's namespace."""
    said = vocabulary.statements
    used = {one for one in vocabulary.declared if not one.startswith("_:")}
    for relation in _DEFINES:
        used |= {subject for subject, _ in said.by_property.get(relation, ()) if not subject.startswith("_:")}
    used -= {*vocabulary.concepts, *vocabulary.schemes}
    return _told(vocabulary, used)


@criterion("LOV-REUSED")
def reused_terms(vocabulary: Vocabulary) -> Found:
    """LOV: each property and each class that the files use exists where they say."""
    said = vocabulary.statements
    used = set(said.by_property)
    for relation in ("subClassOf", "subPropertyOf", "domain", "range"):
        used |= {target for _, target in said.pairs(t.RDFS + relation)}
    used |= {target for _, target in said.pairs(t.RDF + "type")}
    used |= {value for _, value in _datatypes(vocabulary)}
    return _told(vocabulary, {one for one in used if not one.startswith("_:")})


def _datatypes(vocabulary: Vocabulary) -> set[tuple[str, str]]:
    from pyoxigraph import Literal

    return {
        (subject, value.datatype.value)
        for subject, _, value in vocabulary.statements
        if isinstance(value, Literal) and not value.language
    }


@criterion("NS-NEAR")
def near_misses(vocabulary: Vocabulary) -> Found:
    """Every namespace that is nearly a known one is a slip, and its terms mean nothing to a program."""
    faults = [f"{one.found} → {one.right}" for one in vocabulary.near_misses if one.found != t.SCHEMA[1]]
    used = {namespace_of(one) for one in vocabulary.statements.by_property} | {
        miss.found for miss in vocabulary.near_misses
    }
    return found(used, faults)


@criterion("NS-SCHEMA")
def schema_org(vocabulary: Vocabulary) -> Found:
    """schema.org serves both of its schemes, and writes https: data that write http do not join with the others."""
    old = [one for one in vocabulary.near_misses if one.found == t.SCHEMA[1]]
    new = [one for one in vocabulary.statements.by_property if one.startswith(t.SCHEMA[0])]
    return found([*old, *new], [f"{one.found} → {one.right}" for one in old])
