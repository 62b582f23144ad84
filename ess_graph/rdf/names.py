"""Prefixed names: from ``ess:Practice`` to its IRI and back."""

from __future__ import annotations

from collections.abc import Mapping

from ess_graph.errors import UsageProblem


def expand(name: str, prefixes: Mapping[str, str], base: str) -> str:
    """Return the IRI of a prefixed name, of a full IRI (with or without ``<>``), or of a path under the base.

    Args:
        name: ``pratique:mangeons-24``, ``<https://…>``, ``https://…`` or ``id/pratique/mangeons-24``.
        prefixes: prefix to namespace.
        base: the base of our IRIs, for a path.

    Raises:
        UsageProblem: when the prefix is not known.

    >>> expand("ess:Practice", {"ess": "https://example.org/def#"}, "https://example.org/")
    'https://example.org/def#Practice'
    """
    text = name.strip()
    if text.startswith("<") and text.endswith(">"):
        return text[1:-1]
    if text.startswith(("http://", "https://")):
        return text
    prefix, colon, local = text.partition(":")
    if colon:
        if prefix in prefixes:
            return prefixes[prefix] + local
        raise UsageProblem("usage.prefix", prefix=prefix, known=", ".join(sorted(prefixes)))
    return base + text.lstrip("/")


def compact(iri: str, prefixes: Mapping[str, str]) -> str:
    """Return the shortest prefixed name of an IRI, or the IRI itself when no prefix fits.

    >>> compact("https://example.org/def#Practice", {"ess": "https://example.org/def#"})
    'ess:Practice'
    """
    best = ""
    name = iri
    for prefix, namespace in prefixes.items():
        if len(namespace) > len(best) and iri.startswith(namespace) and len(iri) > len(namespace):
            best, name = namespace, f"{prefix}:{iri[len(namespace) :]}"
    return name
