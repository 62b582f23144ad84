"""Labels and short names for terms, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from ess_graph.rdf.namespaces import DCT, EXTERNAL, SKOS

if TYPE_CHECKING:
    from pyoxigraph import Store

#: Where a label is looked for, best first.
LABEL_PROPERTIES: Final = (
    SKOS + "prefLabel",
    DCT + "title",
    EXTERNAL["rdfs"] + "label",
    EXTERNAL["eli"] + "title",
    EXTERNAL["igeo"] + "nom",
)


def label(store: Store, iri: str, lang: str) -> str | None:
    """Return the label of a thing in ``lang``, else in another language, else ``None``."""
    from pyoxigraph import Literal, NamedNode

    node = NamedNode(iri)
    for predicate in LABEL_PROPERTIES:
        found: dict[str, str] = {}
        for quad in store.quads_for_pattern(node, NamedNode(predicate), None, None):
            if isinstance(quad.object, Literal):
                found.setdefault(quad.object.language or "", quad.object.value)
        if found:
            return best_language(found, lang)
    return None


def best_language(found: dict[str, str], lang: str) -> str:
    """Return the text in ``lang``, else untagged, else French, else the first by language tag.

    >>> best_language({"fr": "Crèche", "en": "Day nursery"}, "en")
    'Day nursery'
    """
    for wanted in (lang, "", "fr"):
        if wanted in found:
            return found[wanted]
    return found[min(found)]


def labels(store: Store, iris: Iterable[str], lang: str) -> dict[str, str]:
    """Return the labels of several things; those without one are left out."""
    found = {}
    for iri in iris:
        text = label(store, iri, lang)
        if text is not None:
            found[iri] = text
    return found
