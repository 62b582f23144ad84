"""Counts of the graph: by class, and of concepts by scheme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ess_graph.rdf.names import compact
from ess_graph.store.generation import OpenStore
from ess_graph.store.sparql import select
from ess_graph.store.terms import label

_CLASSES: Final = "SELECT ?thing (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?thing } GROUP BY ?thing"
_SCHEMES: Final = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s skos:inScheme ?thing } GROUP BY ?thing"""


@dataclass(frozen=True, slots=True)
class Count:
    """How many members a class or a scheme has."""

    kind: str
    iri: str
    name: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The counts of a store."""

    base: str
    hash: str
    asserted: int
    inferred: int
    counts: tuple[Count, ...]


def stats(opened: OpenStore, *, lang: str = "fr") -> Statistics:
    """Count the members of every class and of every concept scheme, largest first.

    Args:
        opened: the store.
        lang: language of the labels.
    """
    counts: list[Count] = []
    for kind, query in (("class", _CLASSES), ("scheme", _SCHEMES)):
        found = []
        for row in select(opened.store, query, opened.base, name=kind):
            iri = str(row["thing"].value)
            text = label(opened.store, iri, lang) or ""
            found.append(Count(kind, iri, compact(iri, opened.prefixes), text, int(row["n"].value)))
        counts += sorted(found, key=lambda c: (-c.count, c.iri))
    m = opened.manifest
    return Statistics(m.base, m.hash, m.asserted, m.inferred, tuple(counts))
