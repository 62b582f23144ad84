"""Write any statements as one RDF document in the published order.

Statements come in as N-Quads, which Oxigraph writes at its own speed; they are sorted as bytes, and each line is read
once. Nothing is made an object of Python, and memory is bounded: what does not fit is spilled (``sorting``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from ess_graph.rdf.formats import Syntax
from ess_graph.rdf.sorting import RUN_BYTES, LineSorter, Prepare
from ess_graph.rdf.writing.blank import BlankNodesApart
from ess_graph.rdf.writing.blocks import ClassOrder, Pool, for_subjects, subjects
from ess_graph.rdf.writing.context import KEYWORDS, prefixes_of, terms
from ess_graph.rdf.writing.jsonld import JsonLdWriter, PrefixClash
from ess_graph.rdf.writing.order import CLASSES, PROPERTIES, ranks
from ess_graph.rdf.writing.terms import Names
from ess_graph.rdf.writing.turtle import TurtleWriter
from ess_graph.rdf.writing.xml import write_rdfxml

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

#: Writes N-Quads to the stream that it is given.
Fill = Callable[[IO[bytes]], None]


@dataclass(frozen=True, slots=True)
class Scratch:
    """Where and when to spill; the defaults are those of the system and of ``rdf.sorting``."""

    folder: Path | None = None
    run_bytes: int = RUN_BYTES


def write_document(
    fill: Fill,
    syntax: Syntax,
    out: IO[bytes],
    prefixes: Mapping[str, str],
    scratch: Scratch = Scratch(),
) -> None:
    """Write what ``fill`` gives as one document in the published order.

    Args:
        fill: writes canonical N-Quads (N-Triples for a syntax without graphs) to the stream that it is given.
        syntax: the syntax of the document; one without graphs merges them.
        out: a binary stream.
        prefixes: prefix to namespace; those that no term uses are left out.
        scratch: where and when to spill.

    Raises:
        UsageProblem: the syntax cannot hold a statement.
        SystemProblem: the disk is full.
    """
    by_line = syntax.name in ("nt", "nq", "rdfxml")
    with sorted_statements(fill, None if by_line else for_subjects, scratch) as sorter:
        if syntax.name == "rdfxml":
            write_rdfxml(sorter, out, prefixes)
        elif by_line:
            for batch in sorter.batches():
                out.write(b"".join([line + b"\n" for line in batch]))
        else:
            _write_blocks(sorter, syntax, out, prefixes, scratch)


@contextmanager
def sorted_statements(
    fill: Fill,
    prepare: Prepare | None = None,
    scratch: Scratch = Scratch(),
) -> Iterator[LineSorter]:
    """Give the lines of ``fill`` sorted, blank nodes named by RDFC-1.0.

    Raises:
        InputProblem: blank nodes cannot be named in the time allowed.
        SystemProblem: the disk is full.
    """
    with closing(LineSorter(scratch.folder, scratch.run_bytes, prepare)) as sorter:
        with closing(BlankNodesApart(sorter, scratch.folder)) as stream:
            fill(cast("IO[bytes]", stream))
            stream.finish()
        yield sorter


def write_statements(
    statements: Iterable[Quad | Triple],
    syntax: Syntax,
    out: IO[bytes],
    prefixes: Mapping[str, str],
) -> None:
    """Write statements as one document in the published order; see ``write_document``."""
    write_document(filled_by(statements), syntax, out, prefixes)


def filled_by(statements: Iterable[Quad | Triple]) -> Fill:
    """Return what writes statements as N-Quads."""

    def fill(stream: IO[bytes]) -> None:
        from pyoxigraph import RdfFormat, serialize

        serialize(cast("Iterable[Quad]", statements), output=stream, format=RdfFormat.N_QUADS)

    return fill


def _write_blocks(
    sorter: LineSorter, syntax: Syntax, out: IO[bytes], prefixes: Mapping[str, str], scratch: Scratch
) -> None:
    known = dict(prefixes)
    while True:
        with closing(Pool(scratch.folder)) as pool:
            writer = _writer(syntax, known)
            order = ClassOrder(ranks(CLASSES, prefixes))
            try:
                for subject, statements in subjects(sorter.batches()):
                    key = order.key(statements)
                    for graph, block in writer.blocks(subject, statements):
                        pool.add(graph, key, block)
                parts: Iterator[bytes] = writer.document(pool.records())
                for part in parts:
                    out.write(part)
            except PrefixClash as clash:
                # Rare: an IRI such as <kit:a>. Once more, without the prefix.
                del known[clash.prefix]
                continue
            return


def _writer(syntax: Syntax, prefixes: Mapping[str, str]) -> Any:
    places = ranks(PROPERTIES, prefixes)
    if syntax.name != "jsonld":
        return TurtleWriter(Names(prefixes), places, graphs=syntax.has_graphs)
    known = terms(prefixes)
    taken = {term.name for term in known.values()} | set(KEYWORDS)
    # JSON-LD 1.1 §4.1.2: a short definition is a prefix when it ends in a delimiter; the name must not be a term.
    fit = {
        prefix: space
        for prefix, space in prefixes.items()
        if prefix and prefix not in taken and space.endswith((":", "/", "?", "#", "[", "]", "@"))
    }
    used = {iri: term for iri, term in known.items() if prefixes_of(term.definition) <= set(fit)}
    return JsonLdWriter(Names(fit, slashes=True), places, used)
