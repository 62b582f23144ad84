"""What is validated: files, all of a store, or its editorial data with just the reference nodes that they mention.

Most statements are about communes and what their EPCI do. These tables are official and change once a year; an editor
who has changed a practice need not wait for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ess_graph.rdf.formats import syntax_of
from ess_graph.rdf.namespaces import RDF_TYPE
from ess_graph.rdf.reading import read_quads
from ess_graph.store.generation import OpenStore

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Store, Triple


_LINES: Final = ("nt", "nq")


def reference_prefixes(base: str) -> tuple[str, ...]:
    """Return the IRIs under which reference data lies: an editorial validation mentions it and does not check it."""
    kinds = ("commune", "intercommunalite", "affectation", "collectivite")
    return tuple(f"{base}id/{kind}/" for kind in kinds)


class StoreTriples:
    """Every statement of a store, asserted and inferred, read from it each time, all or by predicate."""

    def __init__(self, opened: OpenStore) -> None:
        self.store = opened.store

    def __len__(self) -> int:
        return len(self.store)

    def __iter__(self) -> Iterator[Triple]:
        for quad in self.store.quads_for_pattern(None, None, None, None):
            yield quad.triple

    def pairs(self, predicate: str) -> Iterator[tuple[Any, Any]]:
        """Yield the subjects and objects of the statements with a predicate; a pair may come twice."""
        from pyoxigraph import NamedNode

        # Rows of a query are made in three quarters of the time that quads take (measured).
        text = f"SELECT ?s ?o WHERE {{ ?s {NamedNode(predicate)} ?o }}"
        yield from self.store.query(text, use_default_graph_as_union=True)  # type: ignore[misc]

    def predicates(self) -> list[str]:
        """Return every predicate that a statement has, sorted."""
        text = "SELECT DISTINCT ?p WHERE { ?s ?p ?o }"
        rows = self.store.query(text, use_default_graph_as_union=True)
        return sorted(row["p"].value for row in rows)  # type: ignore[union-attr]

    def lines(self, predicate: str) -> bytes:
        """Return the statements with a predicate as N-Triples, made without Python; one may come twice."""
        from pyoxigraph import NamedNode, RdfFormat

        name = NamedNode(predicate)
        text = f"CONSTRUCT {{ ?s {name} ?o }} WHERE {{ ?s {name} ?o }}"
        found: Any = self.store.query(text, use_default_graph_as_union=True)
        return bytes(found.serialize(format=RdfFormat.N_TRIPLES))


class FileTriples:
    """The statements of files, as a stream, and how many there were.

    Args:
        paths: RDF files of any syntax.
        base: the IRI against which relative IRIs are resolved.
    """

    def __init__(self, paths: Iterable[Path], base: str | None) -> None:
        self.paths = tuple(paths)
        self.base = base
        #: How many statements have been read, the last time.
        self.count = 0
        #: The files that an engine has found to name no namespace that is nearly a known one.
        self.fine: set[Path] = set()

    @property
    def lines_size(self) -> int | None:
        """How many bytes the files have on disk; ``None`` unless all are of lines and can be read again."""
        if all(syntax_of(one).name in _LINES and one.is_file() for one in self.paths):
            return sum(one.stat().st_size for one in self.paths)
        return None

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Triple]:
        self.count = 0
        for path in self.paths:
            for quad in read_quads(path, syntax_of(path), self.base):
                self.count += 1
                yield quad.triple


def editorial_triples(opened: OpenStore) -> list[Triple]:
    """Return the editorial data and, what is said of the reference nodes that it leads to."""
    from pyoxigraph import NamedNode

    store = opened.store
    reference = reference_prefixes(opened.base)
    subjects = _editorial_subjects(opened, reference)
    found: dict[Triple, None] = {}
    pending: list[NamedNode] = []
    mentioned: set[str] = set()

    def mention(value: object) -> None:
        if (
            isinstance(value, NamedNode)
            and value.value.startswith(reference)
            and value.value not in mentioned
        ):
            mentioned.add(value.value)
            pending.append(value)

    for subject in subjects:
        for quad in store.quads_for_pattern(subject, None, None, None):
            found[quad.triple] = None
            mention(quad.object)
    # A body has its territory and its EPCI, which the shapes look at in turn.
    while pending:
        for triple in _whole(store, pending.pop()):
            found[triple] = None
            mention(triple.object)
    return list(found)


def _editorial_subjects(opened: OpenStore, reference: tuple[str, ...]) -> list[NamedNode]:
    from pyoxigraph import NamedNode

    subjects: dict[str, NamedNode] = {}
    types = opened.store.quads_for_pattern(None, NamedNode(RDF_TYPE), None, None)
    bodies = f"{opened.base}id/collectivite/"
    for quad in types:
        node = quad.subject
        if isinstance(node, NamedNode) and (
            not node.value.startswith(reference) or _is_ours(node.value, bodies)
        ):
            subjects[node.value] = node
    return [subjects[iri] for iri in sorted(subjects)]


def _is_ours(iri: str, bodies: str) -> bool:
    """Public bodies that we describe by hand have a slug; those of the official tables a SIREN or a code."""
    if not iri.startswith(bodies):
        return False
    ref = iri[len(bodies) :]
    return not ref.isdigit() and not ref.startswith("commune-")


def _whole(store: Store, node: NamedNode) -> Iterator[Triple]:
    """Yield what is said of a reference node, but for the long lists that rules infer."""
    for quad in store.quads_for_pattern(node, None, None, None):
        if not quad.predicate.value.endswith(("#competenceTakenOver", "#exercises")):
            yield quad.triple
