"""One reader for the manifests of the W3C suites: RDF syntaxes, JSON-LD, SHACL.

RDF 1.1 Test Cases (https://www.w3.org/TR/rdf11-testcases/) says what each class of test asks for; the JSON-LD suite has
the same ones under other names; SHACL's (https://w3c.github.io/data-shapes/data-shapes-test-suite/) is a tree of
manifests joined by ``mf:include``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from tests.suites import PYSHACL, RDFLIB

MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#: Where the suites say that they lie; relative IRIs in their files are resolved against it.
W3C: Final = "http://www.w3.org/2013/"
JSONLD: Final = "https://w3c.github.io/json-ld-api/tests/"
SHACL: Final = "https://w3c.github.io/data-shapes/data-shapes-test-suite/tests/"

Node = NamedNode | BlankNode


@dataclass(frozen=True, slots=True)
class Suite:
    """One suite: its short name, our name of the syntax, its manifest, and the base of it."""

    name: str
    syntax: str
    manifest: Path
    base: str


def _rdf(name: str, syntax: str, folder: str, base: str) -> Suite:
    return Suite(name, syntax, RDFLIB.place / "test/data/suites/w3c" / folder / "manifest.ttl", W3C + base)


SYNTAX_SUITES: Final = {
    suite.name: suite
    for suite in (
        _rdf("turtle", "ttl", "turtle", "TurtleTests/"),
        _rdf("n-triples", "nt", "ntriples", "N-TriplesTests/"),
        _rdf("n-quads", "nq", "nquads", "N-QuadsTests/"),
        _rdf("trig", "trig", "trig", "TriGTests/"),
        _rdf("rdf-xml", "rdfxml", "rdf-xml", "RDFXMLTests/"),
        Suite("json-ld", "jsonld", RDFLIB.place / "test/jsonld/1.1/toRdf-manifest.jsonld", JSONLD),
    )
}
SHACL_SUITE: Final = Suite("shacl", "ttl", PYSHACL.place / "test/resources/sht_tests/manifest.ttl", SHACL)


@dataclass(frozen=True, slots=True)
class Entry:
    """One test.

    Attributes:
        name: its name in the manifest.
        kind: the local name of its class, such as ``TestTurtleEval``.
        action: the file that is read; its shapes for SHACL are in ``options``.
        base: the IRI of that file.
        result: the file that holds what is expected, if any.
        options: what else the manifest says: the options of JSON-LD, the shapes and the report of SHACL.
    """

    suite: Suite
    name: str
    kind: str
    action: Path
    base: str
    result: Path | None = None
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def negative(self) -> bool:
        """Whether the file must be refused."""
        return "Negative" in self.kind


@cache
def entries(suite: Suite) -> tuple[Entry, ...]:
    """Return the tests of a suite in the order of its manifest; none when the suite is not in the cache."""
    if not suite.manifest.exists():
        return ()
    read = _json_entries if suite.syntax == "jsonld" else _rdf_entries
    return tuple(read(suite))


def _json_entries(suite: Suite) -> Iterator[Entry]:
    folder = suite.manifest.parent
    for one in json.loads(suite.manifest.read_text("utf-8"))["sequence"]:
        kind, _ = one["@type"]
        options = {**one.get("option", {}), "error": one.get("expectErrorCode")}
        expected = one.get("expect")
        yield Entry(
            suite,
            name=one["@id"].removeprefix("#"),
            kind=kind.removeprefix("jld:"),
            action=folder / one["input"],
            base=options.get("base", suite.base + one["input"]),
            result=folder / expected if expected else None,
            options=options,
        )


class Graph:
    """The statements of a Turtle file by subject and predicate."""

    def __init__(self, file: Path, base: str) -> None:
        self._objects: dict[tuple[str, str], list[Any]] = {}
        for quad in parse(path=str(file), format=RdfFormat.TURTLE, base_iri=base):
            triple: Triple = quad.triple
            self._objects.setdefault((str(triple.subject), triple.predicate.value), []).append(triple.object)

    def all(self, subject: Node, predicate: str) -> list[Any]:
        """Return the objects of a subject and a predicate."""
        return self._objects.get((str(subject), predicate), [])

    def one(self, subject: Node, predicate: str) -> Any:
        """Return the only object of a subject and a predicate, or ``None``."""
        found = self.all(subject, predicate)
        assert len(found) < 2, (subject, predicate)
        return found[0] if found else None

    def members(self, head: Any) -> Iterator[Node]:
        """Yield the members of an RDF list."""
        while head is not None and head.value != RDF + "nil":
            yield self.one(head, RDF + "first")
            head = self.one(head, RDF + "rest")


def _rdf_entries(suite: Suite) -> Iterator[Entry]:
    folder = suite.manifest.parent

    def path(iri: NamedNode) -> Path:
        assert iri.value.startswith(suite.base), iri
        return folder / iri.value.removeprefix(suite.base)

    def walk(file: Path) -> Iterator[Entry]:
        base = suite.base + file.relative_to(folder).as_posix()
        graph = Graph(file, base)
        for included in graph.all(NamedNode(base), MF + "include"):
            yield from walk(path(included))
        for node in graph.members(graph.one(NamedNode(base), MF + "entries")):
            action, result = graph.one(node, MF + "action"), graph.one(node, MF + "result")
            options: dict[str, Any] = {}
            if isinstance(action, BlankNode):  # SHACL: data and shapes
                options["shapes"] = path(graph.one(action, SHT + "shapesGraph"))
                action = graph.one(action, SHT + "dataGraph")
            elif suite is SHACL_SUITE:
                raise AssertionError(f"{node}: no data and shapes")
            if not (isinstance(result, NamedNode) and result.value.startswith(suite.base)):
                options["report"], result = result, None
            yield Entry(
                suite,
                name=node.value.removeprefix(base).removeprefix("#").removeprefix(suite.base),
                kind=graph.one(node, RDF + "type").value.rsplit("#", 1)[1],
                action=path(action),
                base=action.value,
                result=path(result) if result else None,
                options={**options, "manifest": graph},
            )

    yield from walk(suite.manifest)


SHT: Final = "http://www.w3.org/ns/shacl-test#"
