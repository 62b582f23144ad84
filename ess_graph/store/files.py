"""RDF files, or standard input, as a graph that answers queries.

They are read into memory. No rule runs on them: an export of ours holds what the rules added
(docs/decisions/0003-graphs.md), and the file of somebody else means what it says.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from ess_graph.config import base_iri
from ess_graph.errors import UsageProblem
from ess_graph.rdf.formats import Syntax, syntax_named, syntax_of
from ess_graph.rdf.namespaces import prefixes
from ess_graph.rdf.reading import parse_quads, read_quads
from ess_graph.store.source import Answer
from ess_graph.store.sparql import construct, select_answer

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store, Triple

STANDARD_INPUT: Final = "-"


@dataclass(frozen=True, slots=True)
class FilesSource:
    """The statements of some files, in memory; the default graph is the union of all their graphs."""

    store: Store
    base: str

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that names in this graph are written with."""
        return prefixes(self.base)

    def select(self, text: str, *, name: str) -> Answer:
        """Run a SELECT query of ours.

        Raises:
            SystemProblem: the text is no valid SELECT query.
        """
        return select_answer(self.store, text, self.base, name=name)

    def construct(self, text: str, *, name: str) -> tuple[Triple, ...]:
        """Run a CONSTRUCT query of ours.

        Raises:
            SystemProblem: the text is no valid CONSTRUCT query.
        """
        return tuple(construct(self.store, text, self.base, name=name))


def open_files(
    paths: Sequence[str | Path],
    *,
    syntax: str | None = None,
    base: str | None = None,
    standard_input: IO[bytes] | None = None,
) -> FilesSource:
    """Read files into a graph.

    Args:
        paths: RDF files of any syntax (``.gz`` is unpacked), or ``-`` for standard input.
        syntax: short name of the syntax of standard input, and of files whose extension does not tell theirs.
        base: the base of our IRIs, and of relative IRIs in the files; the default is ``config.base_iri()``.
        standard_input: what ``-`` stands for; the default is the standard input of the process.

    Raises:
        UsageProblem: a syntax cannot be told.
        InputProblem: a file cannot be read, or is not of its syntax (line and column said).
    """
    from pyoxigraph import Store

    ours = base_iri(base)
    # All syntaxes first: a wrong name is said before a long file is read.
    files = [str(path) for path in paths]
    store = Store()
    for number, (path, chosen) in enumerate(zip(files, syntaxes(files, syntax), strict=True)):
        if path == STANDARD_INPUT:
            quads = parse_quads(standard_input or sys.stdin.buffer, chosen, ours, path)
        else:
            quads = read_quads(Path(path), chosen, ours)
        store.bulk_extend(_apart(quads, number) if len(files) > 1 else quads)
    return FilesSource(store, ours)


def syntaxes(paths: Sequence[str], name: str | None = None) -> list[Syntax]:
    """Return the syntax of each file: by its extension, else the one that is named.

    Raises:
        UsageProblem: a syntax cannot be told.
    """
    return [_syntax(path, name) for path in paths]


def _syntax(path: str, name: str | None) -> Syntax:
    if path == STANDARD_INPUT:
        if name is None:
            raise UsageProblem("usage.syntax_needed", option="--from")
        return syntax_named(name)
    try:
        return syntax_of(path)
    except UsageProblem:
        if name is None:
            raise
        return syntax_named(name)


def _apart(quads: Iterable[Quad], number: int) -> Iterator[Quad]:
    """Yield the quads of one file of several: a blank node of one is no blank node of another."""
    from pyoxigraph import BlankNode, Quad, Triple

    def named(node: Any) -> Any:
        if isinstance(node, BlankNode):
            return BlankNode(f"f{number}{node.value}")
        if isinstance(node, Triple):
            return Triple(named(node.subject), node.predicate, named(node.object))
        return node

    for quad in quads:
        yield Quad(named(quad.subject), quad.predicate, named(quad.object), named(quad.graph_name))
