"""The one serialiser: any dataset comes back whole, in a stable order, and a small change is a small diff."""

from __future__ import annotations

import difflib
import io
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from pyld import jsonld
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
    serialize,
)

from ess_graph.rdf.formats import SYNTAXES
from ess_graph.rdf.namespaces import EXTERNAL, RDF_TYPE, XSD, prefixes
from ess_graph.rdf.writing.blocks import Pool
from ess_graph.rdf.writing.document import Scratch, filled_by, write_document

BASE = "https://w3id.org/ess-graph/"
PREFIXES = prefixes(BASE)
SKOS = EXTERNAL["skos"]
SCRATCH = Scratch()
#: No deadline: a machine that is busy is no fault of ours.
CALM = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
#: Each example asks another process for the names of blank nodes.
FEW = settings(CALM, max_examples=15)
CONTEXT = Path(__file__).parent.parent / "docs" / "context.jsonld"
BLOCKS = ("ttl", "trig", "jsonld")

#: Locals that need care: dots, percent signs, colons, slashes, accents, signs that Turtle escapes, nothing at all.
ODD = "a a. .a a.b -a a- %41 a%C3%A9 a:b : a/b a//b / é 日 a'b a(b) a,b a;b a=b a~b a!b a@b a&b a$b a*b a+b 1 _ a?b"
LOCALS = st.one_of(st.sampled_from(["", *ODD.split()]), st.text("ab1.-_é·/", max_size=4))
OURS = [f"{BASE}id/pratique/", f"{BASE}concept/", f"{BASE}def#", SKOS]
SPACES = st.sampled_from([*OURS, "http://example.org/", "http://example.org/#", "urn:x:", "kit:", "c:", "a:"])
IRIS = st.builds(lambda space, local: NamedNode(space + local), SPACES, LOCALS)
#: Properties that the context knows, each of another kind, and some that it does not know.
KNOWN = [SKOS + "prefLabel", SKOS + "broader", SKOS + "notation", f"{BASE}def#siren", f"{BASE}def#population"]
KNOWN += [EXTERNAL["dct"] + "source", EXTERNAL["owl"] + "deprecated", RDF_TYPE]
PREDICATES = st.one_of(st.sampled_from(KNOWN).map(NamedNode), IRIS)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.text("\"\\\n\r\t a'", max_size=8),
    st.sampled_from(
        ['"""', '\n"""', '\n"', '\n\\"', "\n\\", '\n""""""', '"\n', "@id", "true", "_:b", "pratique:a"]
    ),
)
ODD_NUMBERS = "1 01 +1 -0 1. 1.0 .5 -.5 1.50 1e0 1.e5 .5E-3 1E+2 true false TRUE INF NaN"
NUMBERS = st.sampled_from(["", " 1", "1 ", "1\n", *ODD_NUMBERS.split()])
KINDS = ["integer", "decimal", "double", "boolean", "date", "token", "string"]
DATATYPES = st.sampled_from(KINDS).map(lambda name: NamedNode(XSD + name))
LITERALS = st.one_of(
    TEXTS.map(Literal),
    st.builds(
        lambda text, lang: Literal(text, language=lang), TEXTS, st.sampled_from(["fr", "en", "en-gb", "x-a"])
    ),
    st.builds(
        lambda text, kind: Literal(text, datatype=kind), st.one_of(NUMBERS, TEXTS), st.one_of(DATATYPES, IRIS)
    ),
)
BLANKS = st.sampled_from(["a", "b", "c", "d"]).map(BlankNode)
GRAPHS = st.one_of(st.just(DefaultGraph()), IRIS, BLANKS)


def quads(nodes: st.SearchStrategy[Any], graphs: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Quad]]:
    return st.lists(st.builds(Quad, nodes, PREDICATES, st.one_of(nodes, LITERALS), graphs), max_size=10)


GROUND = quads(IRIS, st.one_of(st.just(DefaultGraph()), IRIS))
GROUND_TRIPLES = quads(IRIS, st.just(DefaultGraph()))
ANY = quads(st.one_of(IRIS, BLANKS), GRAPHS)


def written(found: Sequence[Quad], name: str, scratch: Scratch = SCRATCH) -> str:
    syntax = SYNTAXES[name]
    statements = found if syntax.has_graphs else [quad.triple for quad in found]
    out = io.BytesIO()
    write_document(filled_by(statements), syntax, out, PREFIXES, scratch)
    return out.getvalue().decode("utf-8")


def lines(text: str, name: str) -> set[str]:
    return {str(quad) for quad in parse(text.encode("utf-8"), format=SYNTAXES[name].rdf_format)}


def canonical(found: Sequence[Quad] | Dataset) -> set[str]:
    dataset = Dataset(found)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(map(str, dataset))


@CALM
@pytest.mark.parametrize("name", ["trig", "jsonld", "nq"])
@given(found=GROUND)
def test_a_dataset_comes_back_from_a_syntax_with_graphs(name: str, found: list[Quad]) -> None:
    assert lines(written(found, name), name) == set(map(str, found))


@CALM
@pytest.mark.parametrize("name", ["ttl", "nt"])
@given(found=GROUND_TRIPLES)
def test_a_graph_comes_back_from_a_syntax_without_graphs(name: str, found: list[Quad]) -> None:
    assert lines(written(found, name), name) == set(map(str, found))


@FEW
@pytest.mark.parametrize("name", ["trig", "jsonld", "nq"])
@given(found=ANY)
def test_blank_nodes_come_back(name: str, found: list[Quad]) -> None:
    text = written(found, name)
    assert canonical(list(parse(text.encode("utf-8"), format=SYNTAXES[name].rdf_format))) == canonical(found)


@CALM
@given(found=GROUND)
@example([Quad(NamedNode("kit:a"), NamedNode(f"{BASE}id/kit/p"), NamedNode("c:b"), NamedNode("ess:g"))])
def test_a_third_parser_reads_the_same_json_ld(found: list[Quad]) -> None:
    # PyLD spells each xsd:double anew: it cannot judge how one was written.
    found = [quad for quad in found if f"{XSD}double" not in str(quad.object)]
    document = json.loads(written(found, "jsonld"))
    read = jsonld.to_rdf(document, {"format": "application/n-quads"})
    assert {str(quad) for quad in parse(read, format=RdfFormat.N_QUADS)} == set(map(str, found))


@CALM
@given(found=GROUND_TRIPLES)
def test_a_third_parser_reads_the_same_turtle(found: list[Quad]) -> None:
    # rdflib takes the spaces out of a value of xsd:token, its rewriting off or on.
    found = [quad for quad in found if f"{XSD}token" not in str(quad.object)]
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        graph = rdflib.Graph().parse(data=written(found, "ttl"), format="turtle")
        read = graph.serialize(format="nt", encoding="utf-8")
    finally:
        rdflib.NORMALIZE_LITERALS = before
    assert {str(quad) for quad in parse(read, format=RdfFormat.N_TRIPLES)} == set(map(str, found))


@CALM
@pytest.mark.parametrize("name", [*BLOCKS, "nt", "nq"])
@given(found=GROUND_TRIPLES, seed=st.randoms())
def test_the_order_of_the_input_does_not_show(name: str, found: list[Quad], seed: random.Random) -> None:
    shuffled = [*found, *found[:3]]
    seed.shuffle(shuffled)
    assert written(shuffled, name) == written(found, name)


def blocks_of(text: str, name: str) -> dict[int, int]:
    """Return which block each line of a document belongs to, the header being block 0."""
    opening = "  {" if name == "jsonld" else ""
    number, found = 0, {}
    for index, line in enumerate(text.split("\n")):
        number += line == opening
        found[index] = number
    return found


@CALM
@pytest.mark.parametrize("name", BLOCKS)
@given(found=GROUND.filter(bool), value=LITERALS, data=st.data())
def test_changing_one_value_changes_lines_of_one_block(
    name: str, found: list[Quad], value: Literal, data: st.DataObject
) -> None:
    # An empty line within a text would look like the end of a block to this test.
    assume(
        not any("\n\n" in getattr(term, "value", "") for term in [value, *(quad.object for quad in found)])
    )
    syntax = SYNTAXES[name]
    index = data.draw(st.integers(0, len(found) - 1))
    old = found[index]
    # An IRI that begins like one of our prefixes costs the whole document that prefix.
    assume(not any(mark in str(one) for one in (*found, value) for mark in ("<c:", "<kit:")))
    # A class is what blocks are ordered by.
    assume(old.predicate != NamedNode(RDF_TYPE))
    graph: Any = old.graph_name if syntax.has_graphs else DefaultGraph()
    changed = [*found[:index], Quad(old.subject, old.predicate, value, graph), *found[index + 1 :]]
    before, after = written(found, name), written(changed, name)
    touched = set()
    first, second = blocks_of(before, name), blocks_of(after, name)
    matcher = difflib.SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            touched |= {first[line] for line in range(a, b)} | {second[line] for line in range(c, d)}
    # Prefixes and terms are told when they are used: the header may gain or lose some.
    assert len(touched - {0}) <= 1


@CALM
@pytest.mark.parametrize("name", ["ttl", "trig"])
@given(found=GROUND_TRIPLES.filter(bool), value=st.sampled_from(["x", "y z", "été"]))
def test_one_more_statement_of_a_subject_is_one_more_line(name: str, found: list[Quad], value: str) -> None:
    more = Quad(found[0].subject, NamedNode(SKOS + "altLabel"), Literal(value, language="fr"))
    known = [
        *found,
        Quad(NamedNode(f"{BASE}id/kit/k"), NamedNode(SKOS + "altLabel"), NamedNode(f"{BASE}id/kit/k")),
    ]
    before, after = written(known, name).split("\n"), written([*known, more], name).split("\n")
    changes = [line for line in difflib.ndiff(before, after) if line[0] in "+-"]
    assert changes == ([] if more in found else [f'+     skos:altLabel "{value}"@fr ;'])


def test_runs_and_pools_that_are_spilled_give_the_same_document(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(4)
    kinds = [NamedNode(SKOS + "Concept"), NamedNode("http://example.org/T"), NamedNode(f"{BASE}def#Kit")]
    graphs: list[Any] = [DefaultGraph(), NamedNode("http://example.org/g"), NamedNode("http://example.org/h")]
    many = []
    for number in range(300):
        one = NamedNode(f"{BASE}id/kit/{number % 97}")
        graph = rng.choice(graphs)
        many.append(Quad(one, NamedNode(RDF_TYPE), kinds[number % 97 % 3]))
        many.append(Quad(one, NamedNode(f"http://example.org/p{number % 5}"), Literal(str(number)), graph))
    whole = {name: written(many, name) for name in SYNTAXES if SYNTAXES[name].has_graphs}
    monkeypatch.setattr(Pool.__init__, "__defaults__", (None, 300))
    for name, text in whole.items():
        assert written(many, name, Scratch(None, 700)) == text


def test_subjects_stand_by_class_then_iri_and_properties_in_the_published_order() -> None:
    def of(local: str) -> NamedNode:
        return NamedNode(BASE + local)

    kind = NamedNode(RDF_TYPE)
    found = [
        Quad(of("id/kit/b"), NamedNode(SKOS + "altLabel"), Literal("z", language="fr")),
        Quad(of("id/kit/b/c"), kind, of("def#Kit")),
        Quad(of("id/kit/b"), kind, of("def#Kit")),
        Quad(of("id/kit/b"), NamedNode(SKOS + "prefLabel"), Literal("a", language="fr")),
        Quad(of("id/kit/b"), NamedNode(SKOS + "prefLabel"), Literal("b", language="en")),
        Quad(of("id/kit/b"), of("def#siren"), Literal("1")),
        Quad(of("id/kit/a"), of("def#siren"), Literal("1")),
        Quad(of("concept/z"), kind, NamedNode(SKOS + "Concept")),
        Quad(of("id/kit/a-z"), kind, NamedNode("http://example.org/Unknown")),
    ]
    body = written(found, "ttl").partition("\n\n")[2]
    assert body.splitlines() == [
        "c:z",
        "    a skos:Concept ;",
        ".",
        "",
        "kit:b",
        "    a ess:Kit ;",
        '    skos:prefLabel "b"@en ;',
        '    skos:prefLabel "a"@fr ;',
        '    skos:altLabel "z"@fr ;',
        '    ess:siren "1" ;',
        ".",
        "",
        f"<{BASE}id/kit/b/c>",
        "    a ess:Kit ;",
        ".",
        "",
        "kit:a-z",
        "    a <http://example.org/Unknown> ;",
        ".",
        "",
        "kit:a",
        '    ess:siren "1" ;',
        ".",
    ]


def test_a_text_of_several_lines_is_written_on_several_lines() -> None:
    text = 'one "word"\n\ttwo \\ and """three"""\nend"'
    found = [Quad(NamedNode(f"{BASE}id/kit/a"), NamedNode(SKOS + "note"), Literal(text, language="en"))]
    document = written(found, "ttl")
    assert '    skos:note """one "word"\n' in document
    assert lines(document, "ttl") == set(map(str, found))


def test_numbers_and_truths_are_bare_only_when_their_text_is_kept() -> None:
    subject, has = NamedNode(f"{BASE}id/kit/a"), NamedNode("http://example.org/p")
    values = [
        ("integer", "007"),
        ("decimal", "1.50"),
        ("decimal", "1."),
        ("double", "1e0"),
        ("boolean", "true"),
    ]
    values += [("boolean", "1"), ("integer", " 1"), ("double", "INF")]
    found = [Quad(subject, has, Literal(text, datatype=NamedNode(XSD + kind))) for kind, text in values]
    document = written(found, "ttl")
    for bare in ("007", "1.50", "1e0", "true"):
        assert f"<http://example.org/p> {bare} ;" in document
    for quoted in ('"1."^^xsd:decimal', '"1"^^xsd:boolean', '" 1"^^xsd:integer', '"INF"^^xsd:double'):
        assert f"<http://example.org/p> {quoted} ;" in document
    assert lines(document, "ttl") == set(map(str, found))


def test_json_ld_holds_no_number_and_no_truth_of_json() -> None:
    subject = NamedNode(f"{BASE}id/kit/a")
    found = [
        Quad(
            subject, NamedNode(f"{BASE}def#population"), Literal("007", datatype=NamedNode(XSD + "integer"))
        ),
        Quad(
            subject,
            NamedNode(EXTERNAL["owl"] + "deprecated"),
            Literal("true", datatype=NamedNode(XSD + "boolean")),
        ),
        Quad(subject, NamedNode(SKOS + "prefLabel"), Literal("a", language="fr")),
        Quad(subject, NamedNode(SKOS + "prefLabel"), Literal("b", language="en")),
        Quad(subject, NamedNode(SKOS + "prefLabel"), Literal("c")),
    ]
    document = json.loads(written(found, "jsonld"))
    assert document["@graph"] == [
        {
            "id": "kit:a",
            "prefLabel": {"en": "b", "fr": "a"},
            SKOS + "prefLabel": {"@value": "c"},
            "deprecated": "true",
            "population": "007",
        }
    ]


@CALM
@given(found=GROUND)
def test_the_published_context_reads_as_the_one_in_the_file(found: list[Quad]) -> None:
    # A clash with a prefix of ours makes a context of its own.
    assume(not any(mark in str(quad) for quad in found for mark in ("<c:", "<kit:")))
    document = json.loads(written(found, "jsonld"))
    document["@context"] = json.loads(CONTEXT.read_text("utf-8"))["@context"]
    assert lines(json.dumps(document), "jsonld") == set(map(str, found))


def test_an_empty_graph_is_an_empty_document() -> None:
    for name in SYNTAXES:
        text = written([], name)
        assert lines(text, name) == set()
    assert json.loads(written([], "jsonld"))["@graph"] == []


@CALM
@given(found=GROUND)
def test_n_quads_are_sorted_and_canonical(found: list[Quad]) -> None:
    text = written(found, "nq")
    made = text.encode("utf-8").split(b"\n")[:-1]
    assert made == sorted(set(made))
    assert set(made) == {
        line for line in (serialize(found, format=RdfFormat.N_QUADS) or b"").split(b"\n") if line
    }
