"""What is right on any data is right on Virtuoso: the W3C tests, planted faults, blank nodes, statements told twice.

Each set of data is a graph, or two that share statements, of one server.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from benchmarks.validation.faults import Expected
from benchmarks.validation.files import SHAPES, expected, made
from ess_graph.report.finding import Finding
from ess_graph.shacl.pyshacl_engine import PyShaclEngine
from ess_graph.shacl.remote.engine import of_graphs, run, validate_endpoint
from ess_graph.shacl.remote.pages import Pages
from ess_graph.shacl.scope import editorial_triples
from ess_graph.shacl.store_engine import StoreEngine
from ess_graph.shacl.validate import read_shapes, shape_files, validate
from ess_graph.store.endpoint import EndpointSource, open_endpoint
from ess_graph.store.generation import OpenStore
from tests.integration.needed import need
from tests.integration.virtuoso_server import PROGRAMS, virtuoso
from tests.test_shacl_planted import PLAIN, planted
from tests.test_shacl_remote_differential import keys
from tests.test_w3c_shacl import ALL, triples, verdict
from tests.w3c_manifest import Entry

pytestmark = pytest.mark.integration
GRAPH = "http://example.org/graph/"
SUBJECTS = 150
#: Virtuoso keeps no ill-typed literal: the finding is there, with another value.
REWRITTEN = {
    "core/property/datatype-001": "2011-01-01 as a dateTime is loaded as 2011-01-01T00:00:00",
    "core/property/or-datatypes-001": "'forty two' as an integer is loaded as 0",
}


def of_turtle(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(text.encode(), RdfFormat.TURTLE)]


HAND_MADE = of_turtle("""@prefix ex: <http://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:once a ex:C ; ex:part ex:p1 ; ex:number 2 .
ex:many a ex:C ; ex:part ex:p1 , ex:p2 ; ex:number 2 , 3 .
ex:D rdfs:subClassOf ex:C . [] a ex:D ; ex:part [ ex:name "n" ] .
ex:named a _:e . _:e rdfs:subClassOf ex:D . _:anonymous a _:f ; ex:name "nn" . _:f rdfs:subClassOf _:e .
_:other a _:g . _:g rdfs:subClassOf ex:Z . ex:x ex:to ex:named , _:anonymous , _:other , ex:nothing .""")
RULES = """@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
ex:P sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^<http://www.w3.org/2001/XMLSchema#anyURI> ] .
ex:S a sh:NodeShape ; """
SELECT = 'sh:targetClass ex:C ; sh:sparql [ sh:prefixes ex:P ; sh:select "{}" ] .'
ASKING = """ex:Length a sh:ConstraintComponent ; sh:parameter [ sh:path ex:longest ] ; sh:validator [
  a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER(ISBLANK($value) || STRLEN(STR($value)) <= $longest) }" ] ."""
CASES = {
    "a count": SELECT.format(
        "SELECT $this (COUNT(?p) AS ?n) WHERE { $this ex:part ?p } GROUP BY $this HAVING (COUNT(?p) > 1)"
    ),
    "a sum": SELECT.format(
        "SELECT $this (SUM(?v) AS ?n) WHERE { $this ex:number ?v } GROUP BY $this HAVING (SUM(?v) > 2)"
    ),
    "a query that sees all": SELECT.format("SELECT $this ?value WHERE { $this ?any ?value }"),
    "instances without a name": "sh:targetClass ex:C ; sh:property [ sh:path ex:name ; sh:minCount 1 ] .",
    "classes without a name": "sh:targetNode ex:x ; sh:property [ sh:path ex:to ; sh:class ex:C ] .",
    "a path over a blank node": "sh:targetClass ex:C ; sh:property [ sh:path ( ex:part ex:name ) ; sh:minCount 1 ] .",
    "closed": "sh:targetClass ex:C ; sh:closed true ; sh:ignoredProperties ( ex:name ) .",
    "an ASK": "sh:targetObjectsOf ex:to ; ex:longest 22 . " + ASKING,
}


def planted_data(small: OpenStore) -> list[Triple]:
    """Return statements of ours with faults that no server writes in another way."""
    random = Random(20260727)
    whole = editorial_triples(small)
    subjects = set(random.sample(sorted({str(one.subject) for one in whole}), SUBJECTS))
    return planted([one for one in whole if str(one.subject) in subjects], random, PLAIN)


def in_graph(name: str, statements: Iterable[Triple]) -> Iterator[Quad]:
    for one in statements:
        yield Quad(one.subject, one.predicate, one.object, NamedNode(GRAPH + name))


@pytest.fixture(scope="module")
def benchmark_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made("small", tmp_path_factory.mktemp("benchmark"))


@pytest.fixture(scope="module")
def ours(small: OpenStore) -> list[Triple]:
    return planted_data(small)


@pytest.fixture(scope="module")
def source(
    ours: list[Triple], benchmark_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EndpointSource]:
    need(*PROGRAMS)
    quads: list[Quad] = []
    for number, entry in enumerate(ALL):
        quads += in_graph(f"w3c/{number}", triples(entry.action))
    quads += in_graph("ours", ours)
    lines = [quad.triple for quad in parse(path=str(benchmark_data / "data.nt"), format=RdfFormat.N_TRIPLES)]
    quads += in_graph("benchmark/1", lines[: len(lines) * 2 // 3])
    quads += in_graph("benchmark/2", lines[len(lines) // 3 :])
    quads += in_graph("hand/1", HAND_MADE)
    quads += in_graph("hand/2", HAND_MADE[: len(HAND_MADE) // 2])
    file = tmp_path_factory.mktemp("virtuoso-data") / "graphs.nq"
    file.write_bytes(serialize(quads, format=RdfFormat.N_QUADS) or b"")
    with virtuoso(tmp_path_factory.mktemp("virtuoso"), file) as address:
        yield open_endpoint(address)


class OnVirtuoso:
    """The engine on a graph of the server."""

    name = "endpoint"

    def __init__(self, source: EndpointSource) -> None:
        self._source = source

    def validate(self, data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Finding]:
        """Return the findings; any blank node of them is called as one of the data, the labels of which are lost."""
        labels = [
            term.value for one in data for term in (one.subject, one.object) if isinstance(term, BlankNode)
        ]
        found = run(StoreEngine().plan(shapes), Pages(self._source))
        return [anonymous(one, labels[0] if labels else "") for one in found]


def anonymous(one: Finding, label: str) -> Finding:
    assert one.terms is not None
    focus = label if isinstance(one.terms.focus, BlankNode) else one.focus
    value = label if isinstance(one.terms.value, BlankNode) else one.value
    return replace(one, focus=focus, value=value)


@pytest.mark.parametrize("number", range(len(ALL)), ids=[entry.name for entry in ALL])
def test_a_shacl_test_of_the_w3c_passes_on_virtuoso(number: int, source: EndpointSource) -> None:
    entry: Entry = ALL[number]
    said = verdict(entry, OnVirtuoso(of_graphs(source, [f"{GRAPH}w3c/{number}"])))
    assert bool(said) is (entry.name in REWRITTEN), said


def test_faults_planted_in_our_data_are_found_as_in_the_store_and_by_pyshacl(
    ours: list[Triple], source: EndpointSource, small: OpenStore
) -> None:
    shapes = list(read_shapes(shape_files(), small.base))
    found = keys(run(StoreEngine().plan(shapes), Pages(of_graphs(source, [GRAPH + "ours"]))))
    assert found.total() > 100
    assert found == keys(StoreEngine().validate(ours, shapes))
    assert found == keys(PyShaclEngine().validate(ours, shapes))


def test_planted_faults_of_the_benchmark_are_found_in_two_graphs_that_share_statements(
    benchmark_data: Path, source: EndpointSource
) -> None:
    both = [GRAPH + "benchmark/1", GRAPH + "benchmark/2"]
    report = validate_endpoint(source, shapes=[SHAPES], graphs=both)
    found = Counter(
        Expected(one.shape.split("#")[-1], one.component, one.focus, one.value) for one in report.findings
    )
    assert found == Counter(expected(benchmark_data))
    assert keys(list(report.findings)) == keys(
        list(validate(files=[benchmark_data / "data.nt"], shapes=[SHAPES]).findings)
    )


@pytest.mark.parametrize("name", CASES)
def test_blank_nodes_and_statements_in_two_graphs_are_as_in_the_store(
    name: str, source: EndpointSource
) -> None:
    shapes = of_turtle(RULES + CASES[name])
    pages = Pages(of_graphs(source, [GRAPH + "hand/1", GRAPH + "hand/2"]))
    assert pages.count("?s ?p ?o") > len(HAND_MADE)
    found = keys(run(StoreEngine().plan(shapes), pages))
    assert found == keys(StoreEngine().validate(HAND_MADE, shapes))
    assert found


@pytest.mark.parametrize("text", ["ASK { ?s ?p ?o }", "ASK { ?s <http://example.org/never> ?o }"])
def test_an_ask_is_true_or_false(text: str, source: EndpointSource) -> None:
    assert source.ask(text) is ("?p" in text)
