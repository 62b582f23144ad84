"""An engine that also warns of namespaces that are nearly a known one, in the files that it validates.

No shape can see them: a statement in a wrong namespace is, for a shape, just another property.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ess_graph.rdf.formats import syntax_of
from ess_graph.rdf.near_miss import NearMiss, NearMisses, sentence
from ess_graph.rdf.reading import read_quads
from ess_graph.report.finding import SEVERITIES, WARNING, Finding, kind_of
from ess_graph.shacl.bounds import Kept, kept
from ess_graph.shacl.engine import ShaclEngine
from ess_graph.shacl.scope import FileTriples
from ess_graph.text import LANGUAGES

if TYPE_CHECKING:
    from pyoxigraph import Triple

#: The code of such a namespace; those of shapes have one letter, so that it is none of theirs.
NEAR_MISS_CODE: Final = "ESS-NS-001"


class NamespaceWatch:
    """An engine, and a look at the namespaces of files.

    Args:
        engine: what validates.
        files: the data and the shapes that somebody gave.
        base: the IRI against which relative IRIs are resolved.
    """

    def __init__(self, engine: ShaclEngine, files: Sequence[Path], base: str) -> None:
        self.name = engine.name
        self._engine = engine
        self._files = files
        self._base = base

    def validate(self, data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Finding]:
        """Return the findings by severity; a wrong namespace comes before what it makes wrong.

        Raises:
            InputProblem: the shapes graph is not valid SHACL, or a file can no longer be read.
        """
        findings = self._engine.validate(data, shapes)
        fine = data.fine if isinstance(data, FileTriples) else set()
        found = Kept([*self._near_misses(fine), *findings], getattr(findings, "left_out", None))
        return kept(found, lambda one: SEVERITIES.index(kind_of(one.severity)))

    def _near_misses(self, fine: Collection[Path]) -> Iterable[Finding]:
        for path in self._files:
            if path in fine or not path.is_file():  # a pipe gives its bytes once
                continue
            syntax, misses = syntax_of(path), NearMisses()
            for _ in misses.watch(read_quads(path, syntax, self._base)):
                pass
            yield from map(_finding, misses.found(path, syntax, self._base))


def _finding(miss: NearMiss) -> Finding:
    """Return a near miss as a warning; no shape says it."""
    return Finding(
        severity=WARNING,
        focus=miss.subject,
        path="",
        value=miss.found,
        component="NearMissNamespace",
        shape="",
        code=NEAR_MISS_CODE,
        messages={lang: sentence(miss, lang) for lang in LANGUAGES},
    )
