"""The ontology and the concept schemes: complete, in two languages, and consistent with SKOS."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from rdflib import Graph

import ess_graph
from ess_graph.ontology.criterion import FAILS, HOLDS
from ess_graph.ontology.judge import judge
from ess_graph.ontology.vocabulary import Vocabulary
from ess_graph.rdf.namespaces import DCT, EXTERNAL, RDF_TYPE, SKOS
from ess_graph.resources import folder
from ess_graph.store.generation import OpenStore
from ess_graph.store.sparql import select
from tests.conftest import BASE
from tests.small_source import read

OWL, RDFS, VS, XSD = EXTERNAL["owl"], EXTERNAL["rdfs"], EXTERNAL["vs"], EXTERNAL["xsd"]
DEF = f"{BASE}def#"
HEADER = f"{BASE}def"
FILES = sorted(folder("ontology").glob("*.ttl"))
SHAPES = sorted(folder("shapes").glob("*.ttl"))
QUERIES = sorted(folder("queries").rglob("*.rq"))
TERM_KINDS = {OWL + "Class", OWL + "ObjectProperty", OWL + "DatatypeProperty", RDFS + "Datatype"}
MATCHES = {SKOS + name for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")}


def _read(path: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE, base_iri=BASE)]


ONTOLOGY = [triple for path in FILES for triple in _read(path)]


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _kinds() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for triple in ONTOLOGY:
        if triple.predicate.value == RDF_TYPE and _iri(triple.object) in TERM_KINDS | {
            OWL + "AnnotationProperty"
        }:
            found[_iri(triple.subject)].add(_iri(triple.object))
    return found


KINDS = _kinds()
TERMS = sorted(iri for iri in KINDS if iri.startswith(DEF))


def _values(subject: str, predicate: str) -> list[NamedNode | Literal]:
    return [
        triple.object
        for triple in ONTOLOGY
        if _iri(triple.subject) == subject
        and triple.predicate.value == predicate
        and isinstance(triple.object, NamedNode | Literal)
    ]


def _languages(subject: str, predicate: str) -> list[str]:
    found = _values(subject, predicate)
    return sorted(value.language or "" for value in found if isinstance(value, Literal))


def _used(triples: list[Triple]) -> set[str]:
    terms = {_iri(term) for triple in triples for term in (triple.subject, triple.predicate, triple.object)}
    return {term for term in terms if term.startswith(DEF) and term != DEF}


def _rows(opened: OpenStore, text: str) -> list[tuple[str, ...]]:
    """Return the answers of a query as text."""
    prefixes = f"PREFIX skos: <{SKOS}>\nPREFIX dct: <{DCT}>\n"
    found = select(opened.store, prefixes + text, opened.base, name="test")
    return [tuple("" if term is None else str(getattr(term, "value", term)) for term in row) for row in found]


# Files


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_two_parsers_read_the_same_statements(path: Path) -> None:
    ours = {str(triple) for triple in _read(path)}
    theirs = Graph().parse(path, format="turtle", publicID=BASE)
    text = theirs.serialize(format="nt", encoding="utf-8")
    again = {str(quad.triple) for quad in parse(text, format=RdfFormat.N_TRIPLES)}
    assert ours == again
    assert len(ours) > 50


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_of_the_ontology_names_the_base(path: Path) -> None:
    assert "w3id.org/ess-graph" not in path.read_text("utf-8")


def test_the_ontology_has_no_blank_node_and_no_empty_text() -> None:
    assert [t for t in ONTOLOGY if isinstance(t.subject, BlankNode) or isinstance(t.object, BlankNode)] == []
    assert [t for t in ONTOLOGY if isinstance(t.object, Literal) and not t.object.value.strip()] == []


def test_the_published_graph_has_no_blank_node_and_no_empty_text(small: OpenStore) -> None:
    count = 0
    for quad in small.store:
        count += 1
        assert not isinstance(quad.subject, BlankNode)
        assert not isinstance(quad.object, BlankNode)
        assert not isinstance(quad.object, Literal) or quad.object.value.strip(), quad
    assert count > 10_000


def test_every_address_of_ours_has_a_published_form(small: OpenStore) -> None:
    form = re.compile(
        r"(?:def|alignments|def#\w*|concept/[\w-]+(?:/[\w-]+)?|id/[a-z]+/[\w-]+|release/[\d.]+/[a-z]+)"
    )
    terms = {_iri(one) for quad in small.store for one in (quad.subject, quad.predicate, quad.object)}
    ours = {iri.removeprefix(BASE) for iri in terms if iri.startswith(BASE)}
    assert len(ours) > 5000
    assert {path for path in ours if not form.fullmatch(path)} == set()


def test_every_language_tag_is_french_or_english(small: OpenStore) -> None:
    tags = {quad.object.language for quad in small.store if isinstance(quad.object, Literal)}
    assert tags == {"fr", "en", None}


# Terms


def test_every_term_that_the_ontology_uses_is_declared() -> None:
    assert _used(ONTOLOGY) - set(TERMS) == set()
    assert len(TERMS) > 80


def test_every_term_that_the_shapes_use_is_declared() -> None:
    used = {term for path in SHAPES for term in _used(_read(path))}
    assert used
    assert used - set(TERMS) == set()


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_term_that_a_query_uses_is_declared(path: Path) -> None:
    lines = [
        line.split(" # ")[0] for line in path.read_text("utf-8").splitlines() if not line.startswith("#")
    ]
    names = set(re.findall(r"(?<![\w:])ess:([A-Za-z]\w*)", "\n".join(lines)))
    assert {DEF + name for name in names} - set(TERMS) == set()


def test_every_term_that_the_tables_make_is_declared() -> None:
    text = json.dumps(json.loads((folder("data") / "csv-metadata.json").read_text("utf-8")))
    names = set(re.findall(r"\.\./def#([A-Za-z]\w*)", text))
    names |= {row["own_property"] for row in read(folder("data") / "evidence.csv")} - {""}
    assert len(names) > 50
    assert {DEF + name for name in names} - set(TERMS) == set()


def test_every_term_that_the_program_names_is_declared() -> None:
    sources = [path.read_text("utf-8") for path in Path(ess_graph.__file__).parent.rglob("*.py")]
    names = {name for text in sources for name in re.findall(r"\}def#([A-Za-z]\w*)", text)}
    assert names
    assert {DEF + name for name in names} - set(TERMS) == set()


def test_every_term_of_the_published_graph_is_declared(small: OpenStore) -> None:
    used = _used([quad.triple for quad in small.store])
    assert used - set(TERMS) == set()


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.removeprefix(DEF))
def test_a_term_is_named_and_defined_in_both_languages_and_says_its_status(term: str) -> None:
    assert _languages(term, RDFS + "label") == ["en", "fr"]
    assert _languages(term, SKOS + "definition") == ["en", "fr"]
    assert len(_values(term, VS + "term_status")) == 1
    assert [_iri(value) for value in _values(term, RDFS + "isDefinedBy")] == [HEADER]


def test_classes_start_with_a_capital_and_properties_do_not() -> None:
    for term in TERMS:
        name = term.removeprefix(DEF)
        assert name.isalnum()
        assert name[0].isupper() == bool(KINDS[term] & {OWL + "Class", RDFS + "Datatype"}), name


def test_the_ontology_infers_no_type_from_a_property() -> None:
    forbidden = {
        RDFS + "domain",
        RDFS + "range",
        OWL + "equivalentClass",
        OWL + "equivalentProperty",
        OWL + "imports",
    }
    assert [str(t) for t in ONTOLOGY if t.predicate.value in forbidden] == []


def test_literals_of_a_property_never_meet_its_iris(small: OpenStore) -> None:
    objects: set[str] = set()
    datatypes: set[str] = set()
    for quad in small.store:
        predicate = quad.predicate.value
        if predicate.startswith(DEF):
            (datatypes if isinstance(quad.object, Literal) else objects).add(predicate)
    assert objects
    assert datatypes
    assert objects & datatypes == set()
    assert {term for term in objects if OWL + "ObjectProperty" not in KINDS[term]} == set()
    assert {term for term in datatypes if OWL + "ObjectProperty" in KINDS[term]} == set()


def test_the_header_says_what_the_ontology_is() -> None:
    for predicate in (DCT + "title", DCT + "description"):
        assert _languages(HEADER, predicate) == ["en", "fr"]
    for predicate in (DCT + "license", OWL + "versionIRI", DCT + "creator", DCT + "publisher"):
        values = _values(HEADER, predicate)
        assert [type(value) for value in values] == [NamedNode], predicate
    assert [value.value for value in _values(HEADER, OWL + "versionInfo")] == [ess_graph.__version__]
    version = _iri(_values(HEADER, OWL + "versionIRI")[0])
    assert version == f"{BASE}release/{ess_graph.__version__}/def"
    dates = []
    for name in ("created", "modified"):
        (value,) = _values(HEADER, DCT + name)
        assert isinstance(value, Literal)
        assert value.datatype.value == XSD + "date"
        dates.append(value.value)
    assert dates == sorted(dates)


# Alignments


def test_alignments_are_matches_of_concepts_and_pointers_of_terms() -> None:
    aligned = [
        triple
        for triple in _read(folder("ontology") / "alignments.ttl")
        if _iri(triple.subject) != f"{BASE}alignments"
    ]
    assert len(aligned) > 20
    assert {triple.predicate.value for triple in aligned} <= MATCHES | {RDFS + "seeAlso"}
    for triple in aligned:
        subject = _iri(triple.subject)
        if triple.predicate.value in MATCHES:
            assert subject.startswith(f"{BASE}concept/"), triple
        else:
            # A concept points to a class of another model; a match would make that class a concept.
            assert subject in TERMS or subject.startswith(f"{BASE}concept/"), triple


def test_a_match_with_a_concept_of_ours_leads_to_one_that_exists(small: OpenStore) -> None:
    properties = "|".join(f"<{one}>" for one in sorted(MATCHES))
    found = _rows(small, f"SELECT DISTINCT ?b WHERE {{ ?a {properties} ?b }}")
    ours = {iri for (iri,) in found if iri.startswith(BASE)}
    concepts = {iri for (iri,) in _rows(small, "SELECT ?c WHERE { ?c a skos:Concept }")}
    assert ours
    assert ours - concepts == set()


def test_superclasses_are_of_well_known_vocabularies() -> None:
    known = (DEF, *(EXTERNAL[name] for name in EXTERNAL))
    above = [t for t in ONTOLOGY if t.predicate.value in (RDFS + "subClassOf", RDFS + "subPropertyOf")]
    assert above
    assert [str(t) for t in above if not _iri(t.object).startswith(known)] == []


# Criteria (check-ontology; what they ask is in ess_graph/ontology/criteria.toml)

#: What the official nomenclatures of the data do not hold: they are in French, undefined, and repeat labels. And what
#: is said of shapes, inverses, a DOI and a logo in docs/check-ontology.md.
NOT_ASKED_OF_THE_DATA = {
    *("LANG-CONCEPTS", "QSKOS-DOC", "QSKOS-OVERLAP", "LOV-DEPRECATED"),
    *("OOPS-P11", "OOPS-P13", "FOOPS-OM3"),
}


def test_the_published_graph_holds_the_criteria_too(small: OpenStore) -> None:
    shapes = [triple for path in SHAPES for triple in _read(path)]
    judgement = judge(Vocabulary((quad.triple for quad in small.store), shapes))
    assert judgement.concepts > 1000
    failing = {v.criterion.code: v.found.faults[:5] for v in judgement.verdicts if v.status == FAILS}
    assert {code: faults for code, faults in failing.items() if code not in NOT_ASKED_OF_THE_DATA} == {}
    assert judgement.conforms
    held = {v.criterion.code for v in judgement.verdicts if v.status == HOLDS}
    asked = (
        "SKOS-S9",
        "SKOS-S13",
        "SKOS-S14",
        "SKOS-S27",
        "SKOS-S46",
        "QSKOS-CYCLE",
        "QSKOS-SCHEME",
        "ONT-KIND",
    )
    assert set(asked) <= held
    assert {"OOPS-P32", "NS-NEAR", "LOV-REUSED", "LOV-NAMESPACE"} <= held


# Concepts


def test_every_concept_has_a_french_label(small: OpenStore) -> None:
    text = """SELECT ?c WHERE { ?c a skos:Concept
      FILTER NOT EXISTS { ?c skos:prefLabel ?l FILTER (LANG(?l) = "fr") } }"""
    assert _rows(small, text) == []


def test_a_concept_of_ours_is_named_in_both_languages(small: OpenStore) -> None:
    # Official nomenclatures are in French only; the others are our own.
    official = ("banatic-2021", "banatic-2025", "m57-2025", "categorie-juridique-2022")
    text = """SELECT ?c WHERE { ?c a skos:Concept
      FILTER NOT EXISTS { ?c skos:prefLabel ?l FILTER (LANG(?l) = "en") } }"""
    found = [iri for (iri,) in _rows(small, text)]
    assert found
    assert [iri for iri in found if iri.removeprefix(f"{BASE}concept/").split("/")[0] not in official] == []


def test_the_closure_of_broader_is_whole(small: OpenStore) -> None:
    closure = set(_rows(small, "SELECT ?a ?b WHERE { ?a skos:broader+ ?b }"))
    assert closure == set(_rows(small, "SELECT ?a ?b WHERE { ?a skos:broaderTransitive ?b }"))
    assert set(_rows(small, "SELECT ?a ?b WHERE { ?b skos:narrower ?a }")) == set(
        _rows(small, "SELECT ?a ?b WHERE { ?a skos:broader ?b }")
    )


def test_a_concept_lies_under_its_scheme_by_its_notation(small: OpenStore) -> None:
    found = _rows(small, "SELECT ?c ?s ?n WHERE { ?c skos:inScheme ?s ; skos:notation ?n }")
    assert len(found) > 1000
    assert [row for row in found if row[0] != f"{row[1]}/{row[2]}"] == []


def test_a_notation_names_one_concept_of_its_scheme(small: OpenStore) -> None:
    found = _rows(small, "SELECT ?s ?n ?c WHERE { ?c skos:inScheme ?s ; skos:notation ?n }")
    assert max(Counter(row[:2] for row in found).values()) == 1
    concepts = _rows(small, "SELECT DISTINCT ?c WHERE { ?c a skos:Concept }")
    assert {row[2] for row in found} == {iri for (iri,) in concepts}
    assert max(Counter(row[2] for row in found).values()) == 1


def test_every_scheme_has_top_concepts_a_title_and_members(small: OpenStore) -> None:
    schemes = _rows(small, "SELECT DISTINCT ?s WHERE { ?s a skos:ConceptScheme }")
    assert len(schemes) > 20
    whole = """SELECT DISTINCT ?s WHERE { ?s a skos:ConceptScheme ; skos:hasTopConcept ?c ; dct:title ?fr, ?en .
      FILTER (LANG(?fr) = "fr" && LANG(?en) = "en") }"""
    assert sorted(schemes) == sorted(_rows(small, whole))


def test_a_top_concept_is_in_its_scheme_and_has_nothing_above_it_there(small: OpenStore) -> None:
    top = "{ ?c skos:topConceptOf ?s } UNION { ?s skos:hasTopConcept ?c }"
    outside = f"SELECT ?c WHERE {{ {top} FILTER NOT EXISTS {{ ?c skos:inScheme ?s }} }}"
    assert _rows(small, outside) == []
    below = f"SELECT ?c WHERE {{ {top} ?c skos:broader ?b . ?b skos:inScheme ?s }}"
    assert _rows(small, below) == []


def test_no_concept_is_an_orphan(small: OpenStore) -> None:
    # Each is a top concept of its scheme, or has one above it.
    text = """SELECT ?c WHERE { ?c skos:inScheme ?s
      FILTER NOT EXISTS { ?c skos:broader* ?top . ?s skos:hasTopConcept ?top } }"""
    assert _rows(small, text) == []
