"""A bench for many small validations: the shapes are loaded once, and only named nodes are checked.

pySHACL offers this (``focus_nodes``), but then passes over the values of a focus node too, so that ``sh:node`` and
``sh:or`` are never looked at. Here each shape gets those of its own focus nodes that are asked for, as SHACL §2.1
has it; ``test_the_bench_finds_what_the_engine_finds`` holds the two together.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import rdflib
from pyoxigraph import Triple
from pyshacl.graph_abstraction import DataGraph
from pyshacl.validator import Validator
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, SH
from rdflib.term import Node

from ess_graph.shacl import pyshacl_engine
from ess_graph.shacl.validate import read_shapes, shape_files
from tests.conftest import BASE

Item = TypeVar("Item")
RdfTriple = tuple[Node, Node, Node]


@dataclass(frozen=True, order=True)
class Found:
    """A rule broken by a node."""

    code: str
    focus: str


def in_order(items: Iterable[Item]) -> list[Item]:
    """Return terms or statements in a stable order."""
    return sorted(items, key=str)


def rdflib_graph(triples: Iterable[Triple]) -> Graph:
    """Return the graph as the engine hands it to pySHACL."""
    rdflib.NORMALIZE_LITERALS = False
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    return pyshacl_engine._graph(triples)


def shapes_graph() -> Graph:
    """Return our shapes."""
    return rdflib_graph(read_shapes(shape_files(), BASE))


class Bench:
    """Data that are changed and validated again and again."""

    def __init__(self, shapes: Graph, data: Graph) -> None:
        pyshacl_engine._index_parameters()
        pyshacl_engine._parse_queries_once()
        self.data = data
        logger = logging.getLogger("tests.shacl_bench")
        logger.disabled = True
        self._validator = Validator(
            DataGraph.from_rdflib_graph(data), shacl_graph=shapes, options={"logger": logger, "inplace": True}
        )
        self._executor = self._validator.make_executor()
        self._target = self._validator.data_graph
        self._codes = {shape: str(code) for shape, code in shapes.subject_objects(DCTERMS.identifier)}
        self._by_class: dict[Node | None, list[Any]] = {}
        self._by_property: dict[Node, list[Any]] = {}
        for shape in self._validator.shacl_graph.shapes:
            nodes, classes, implicit, objects_of, subjects_of = (set(one) for one in shape.target())
            assert not nodes | objects_of, "a kind of target that the bench does not know"
            for one in (*classes, *implicit):
                self._by_class.setdefault(one, []).append(shape)
            for one in subjects_of:
                self._by_property.setdefault(one, []).append(shape)

    def findings(self, nodes: Iterable[Node]) -> set[Found]:
        """Return the rules that the nodes break."""
        wanted: dict[Any, set[Node]] = {}
        for node in nodes:
            for shape in self._shapes_of(node):
                wanted.setdefault(shape, set()).add(node)
        found = set()
        for shape, focus in wanted.items():
            _, reports = shape.validate(self._executor, self._target, focus=in_order(focus))
            for _, result, statements in reports:
                found.add(self._found(result, statements))
        return found

    def _found(self, result: Node, statements: Iterable[tuple[Node, Node, Any]]) -> Found:
        said = {p: o[1] if isinstance(o, tuple) else o for s, p, o in statements if s == result}
        shape = said[SH.sourceShape]
        return Found(self._codes.get(shape, str(shape)), str(said[SH.focusNode]))

    def _shapes_of(self, node: Node) -> Iterator[Any]:
        seen = set()
        for kind in self.data.objects(node, RDF.type):
            for one in self.data.transitive_objects(kind, RDFS.subClassOf):
                for shape in self._by_class.get(one, ()):
                    if shape not in seen:
                        seen.add(shape)
                        yield shape
        for predicate in set(self.data.predicates(node)):
            yield from self._by_property.get(predicate, ())

    @contextmanager
    def changed(self, removed: Iterable[RdfTriple] = (), added: Iterable[RdfTriple] = ()) -> Iterator[None]:
        """Change the data for a while."""
        added = set(added)
        gone = {one for one in removed if one in self.data and one not in added}
        new = {one for one in added if one not in self.data}
        for one in gone:
            self.data.remove(one)
        for one in new:
            self.data.add(one)
        try:
            yield
        finally:
            for one in new:
                self.data.remove(one)
            for one in gone:
                self.data.add(one)

    def neighbours(self, nodes: Iterable[Node], steps: int = 1) -> set[Node]:
        """Return the nodes that a change can reach: themselves, and those linked to them, either way."""
        reached = set(nodes)
        for _ in range(steps):
            for node in list(reached):
                reached.update(o for o in self.data.objects(node) if isinstance(o, URIRef))
                reached.update(s for s, _ in self.data.subject_predicates(node))
        return {node for node in reached if (node, None, None) in self.data}

    def used(self, node: Node) -> int:
        """Return how many statements name a node."""
        return sum(1 for _ in self.data.subject_predicates(node))
