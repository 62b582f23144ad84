"""The published JSON-LD ``@context``: short names of our properties, and how their values are written.

``ontology/terms.json`` holds the terms, made from the mapping and the ontology (``python -m docs.generate``); prefixes
are added for the base at hand. JSON-LD 1.1 §4.1 (https://www.w3.org/TR/json-ld11/#the-context).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from ess_graph.resources import folder

FILE: Final = "terms.json"
#: Short names of keywords.
KEYWORDS: Final = {"id": "@id", "type": "@type"}


@dataclass(frozen=True, slots=True)
class Term:
    """A short name: the property it stands for, and how its values are coerced.

    ``kind`` is ``""`` (plain strings), ``"@id"``, ``"@language"`` or the IRI of a datatype.
    """

    name: str
    iri: str
    kind: str
    definition: Any


def terms(prefixes: Mapping[str, str]) -> dict[str, Term]:
    """Return the published terms whose prefixes are known, by the IRI of their property."""
    found = {}
    for name, definition in _published().items():
        compact = definition if isinstance(definition, str) else definition["@id"]
        iri = _expand(compact, prefixes)
        kind = (
            "" if isinstance(definition, str) else definition.get("@container", definition.get("@type", ""))
        )
        if kind and not kind.startswith("@"):
            kind = _expand(kind, prefixes) or ""
            iri = iri if kind else None
        if iri is not None:
            found[iri] = Term(name, iri, kind, definition)
    return found


@cache
def _published() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder("ontology") / FILE).read_text("utf-8"))
    return found


def document(prefixes: Mapping[str, str]) -> dict[str, Any]:
    """Return the whole context, as it is published for a base."""
    used = {term.name: term.definition for term in terms(prefixes).values()}
    return {"@context": {**KEYWORDS, **dict(sorted(prefixes.items())), **dict(sorted(used.items()))}}


def prefixes_of(definition: Any) -> set[str]:
    """Return the prefixes that the definition of a term uses."""
    texts = [definition] if isinstance(definition, str) else [definition["@id"], definition.get("@type", "")]
    return {text.partition(":")[0] for text in texts if ":" in text}


def _expand(name: str, prefixes: Mapping[str, str]) -> str | None:
    prefix, _, local = name.partition(":")
    return prefixes[prefix] + local if prefix in prefixes else None
