"""The OOPS! pitfalls about names: of terms, of files, and what annotations hold.

Source: https://oops.linkeddata.es/catalogue.jsp (Poveda-Villalón et al.); a critical pitfall is a MUST here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

from ess_graph.ontology import terms as t
from ess_graph.ontology.criterion import Found, criterion, found
from ess_graph.ontology.vocabulary import Vocabulary, namespace_of
from ess_graph.rdf.fold import fold

_IS: Final = re.compile(r"(is|isA|is_a|is-a|instanceOf|kindOf)", re.IGNORECASE)
_MERGED: Final = re.compile(r"[a-z](And|Or|Et|Ou)[A-Z]|[a-z][_-](and|or|et|ou)[_-][a-z]")
_MISCELLANEOUS: Final = re.compile(
    r"(misc(ellaneous)?|other|others|divers|autres?|unknown|various)([A-Z_-].*)?", re.IGNORECASE
)
_EXTENSION: Final = re.compile(r"\.(owl|rdf|rdfs|ttl|n3|nt|xml|jsonld|html?)(#|/|$)", re.IGNORECASE)


def local_name(iri: str) -> str:
    """Return what follows the namespace.

    >>> local_name("http://purl.org/dc/terms/title")
    'title'
    """
    return iri[len(namespace_of(iri)) :]


@criterion("OOPS-P03")
def relation_is(vocabulary: Vocabulary) -> Found:
    """P03: an own property « is »: rdfs:subClassOf, rdf:type and owl:sameAs are there for it."""
    things = vocabulary.properties
    return found(things, [one for one in things if _IS.fullmatch(local_name(one))])


@criterion("OOPS-P07")
def merged_concepts(vocabulary: Vocabulary) -> Found:
    """P07: a class named after two things."""
    return found(vocabulary.classes, [one for one in vocabulary.classes if _MERGED.search(local_name(one))])


@criterion("OOPS-P20")
def misused_annotations(vocabulary: Vocabulary) -> Found:
    """P20: a definition that only repeats the label, or a label as long as a definition."""
    said = vocabulary.statements
    faults = []
    for one in vocabulary.terms:
        labels = said.texts(one, *t.LABELS)
        repeated = {fold(x.value) for x in labels} & {fold(x.value) for x in said.texts(one, *t.DEFINITIONS)}
        if repeated or any(len(x.value) > 120 for x in labels):
            faults.append(one)
    return found(vocabulary.terms, faults)


@criterion("OOPS-P21")
def miscellaneous(vocabulary: Vocabulary) -> Found:
    """P21: a class for what fits nowhere else."""
    things = vocabulary.classes
    return found(things, [one for one in things if _MISCELLANEOUS.fullmatch(local_name(one))])


@criterion("OOPS-P22")
def naming(vocabulary: Vocabulary) -> Found:
    """P22: names of one kind of term written in several ways; the fault is with the fewer."""
    faults: list[str] = []
    for things, first in ((vocabulary.classes, str.isupper), (vocabulary.properties, str.islower)):
        faults += [one for one in things if local_name(one)[:1].isalpha() and not first(local_name(one)[0])]
        for mark in "_-":
            with_mark = [one for one in things if mark in local_name(one).strip(mark)]
            if len(with_mark) < len(things) / 2:
                faults += with_mark
    return found(vocabulary.terms, faults)


@criterion("OOPS-P32")
def same_labels(vocabulary: Vocabulary) -> Found:
    """P32: several classes, or several properties, with one label in one language."""
    faults = []
    for things in (vocabulary.classes, vocabulary.properties):
        named: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in things:
            for label in vocabulary.statements.texts(one, *t.LABELS):
                named[fold(label.value), label.language or ""].append(one)
        faults += [" = ".join(sorted(set(group))) for group in named.values() if len(set(group)) > 1]
    return found(vocabulary.terms, faults)


@criterion("OOPS-P36")
def file_extension(vocabulary: Vocabulary) -> Found:
    """P36: an IRI that holds the extension of a file outlives that file badly."""
    things = [*vocabulary.headers, *vocabulary.namespaces[:1]]
    return found(things, [one for one in things if _EXTENSION.search(one)])
