"""The closed lists of the ontology: which codes a column that names a concept may hold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ess_graph.model.described import Column
from ess_graph.rdf.namespaces import SKOS

#: Any absolute IRI: the lists are told apart by the path of their scheme, whatever the base.
_BASE: Final = "https://example.org/"
_CONCEPT = re.compile(r"\.\./(concept/[^/{}]+)/\{\+?(\w+)\}")


@dataclass(frozen=True, slots=True)
class CodeLists:
    """The codes of each scheme, by the path of the scheme (``concept/confiance``), in the order of the file."""

    by_scheme: Mapping[str, tuple[str, ...]]

    def of(self, column: Column) -> tuple[str, ...]:
        """Return the codes that a column may hold; nothing when its values are no members of a closed list."""
        match = _CONCEPT.fullmatch(column.value_url or "")
        if match is None or match[2] != column.name:
            return ()
        return self.by_scheme.get(match[1], ())


def read_code_lists(path: Path) -> CodeLists:
    """Read the lists of a Turtle file of SKOS concepts whose IRIs are relative to the base.

    Raises:
        InputProblem: it cannot be read.
    """
    from ess_graph.rdf.formats import syntax_of
    from ess_graph.rdf.reading import read_quads

    found: dict[str, dict[str, None]] = defaultdict(dict)
    for quad in read_quads(path, syntax_of(path), _BASE):
        if quad.predicate.value == SKOS + "inScheme":
            scheme, concept = str(quad.object)[1:-1], str(quad.subject)[1:-1]
            if concept.startswith(scheme + "/"):
                found[scheme.removeprefix(_BASE)][concept[len(scheme) + 1 :]] = None
    return CodeLists({scheme: tuple(codes) for scheme, codes in found.items()})
