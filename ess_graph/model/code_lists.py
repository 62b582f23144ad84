"""The closed lists of the ontology: which codes a column that names a concept may hold, and their labels."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ess_graph.model.described import Column
from ess_graph.rdf.namespaces import SKOS

#: Any absolute IRI: the lists are told apart by the path of their scheme, whatever the base.
_BASE: Final = "https://example.org/"
#: A pattern that is no more than a list of words.
_WORDS: Final = re.compile(r"[\w-]+(?:\|[\w-]+)+")
_CONCEPT = re.compile(r"\.\./(concept/[^/{}]+)/\{\+?(\w+)\}")


@dataclass(frozen=True, slots=True)
class CodeLists:
    """The closed lists.

    Attributes:
        by_scheme: the codes of each scheme, by its path (``concept/confiance``), in the order of the file.
        labels: the preferred labels of concepts and schemes by language, by path (``concept/confiance/high``).
    """

    by_scheme: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, column: Column) -> tuple[str, ...]:
        """Return the codes that a column may hold; nothing when its values are no members of a closed list."""
        return self.by_scheme.get(scheme_of(column) or "", ())

    def label(self, path: str, language: str) -> str:
        """Return the label of a concept or a scheme; in another language when it has none in this one, or nothing."""
        texts = self.labels.get(path, {})
        return texts.get(language) or next(iter(texts.values()), "")


def scheme_of(column: Column) -> str | None:
    """Return the path of the scheme whose concepts a column names by their codes (``concept/confiance``)."""
    match = _CONCEPT.fullmatch(column.value_url or "")
    return match[1] if match is not None and match[2] == column.name else None


def words_of(column: Column) -> tuple[str, ...]:
    """Return the words that a column may hold, when its datatype says no more than a list of words."""
    if column.datatype == "boolean":
        return tuple(column.form.name.split("|")) if column.form else ("true", "false")
    pattern = column.pattern.pattern if column.pattern else ""
    return tuple(pattern.split("|")) if _WORDS.fullmatch(pattern) else ()


def read_code_lists(*paths: Path) -> CodeLists:
    """Read the lists of Turtle files of SKOS concepts and schemes, whose IRIs are relative to the base.

    Raises:
        InputProblem: one cannot be read.
    """
    from ess_graph.rdf.formats import syntax_of
    from ess_graph.rdf.reading import read_quads

    found: dict[str, dict[str, None]] = defaultdict(dict)
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for path in paths:
        for quad in read_quads(path, syntax_of(path), _BASE):
            subject = str(quad.subject)[1:-1]
            if quad.predicate.value == SKOS + "inScheme":
                scheme = str(quad.object)[1:-1]
                if subject.startswith(scheme + "/"):
                    found[scheme.removeprefix(_BASE)][subject[len(scheme) + 1 :]] = None
            elif quad.predicate.value == SKOS + "prefLabel":
                text, language = getattr(quad.object, "value", ""), getattr(quad.object, "language", None)
                labels[subject.removeprefix(_BASE)][language or ""] = text
    return CodeLists({scheme: tuple(codes) for scheme, codes in found.items()}, labels)
