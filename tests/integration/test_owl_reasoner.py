"""OWL 2 DL and a consistent closure, by the OWL API's profile checker and by HermiT."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Triple, parse, serialize

from ess_graph.rdf.formats import SYNTAXES
from ess_graph.rdf.namespaces import stated_namespace
from ess_graph.rdf.reading import read_quads
from ess_graph.resources import folder
from ess_graph.store.generation import OpenStore
from tests.conftest import BASE
from tests.integration.needed import need_all
from tests.integration.owl_reasoner import Reasoned, missing, reason

pytestmark = pytest.mark.integration

PREFIXES = f"""@prefix : <http://example.org/> . @prefix ess: <{BASE}def#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
#: OWL 2 §4 has no date but with a time: the years and months of our data are outside its datatype map.
OUTSIDE_THE_DATATYPE_MAP = tuple(f"^^xsd:{name} " for name in ("date", "gYear", "gYearMonth"))


@pytest.fixture
def reasoned(tmp_path: Path) -> Callable[[Iterable[Triple]], Reasoned]:
    """Let both look at some statements."""
    need_all(missing())

    def _reasoned(triples: Iterable[Triple]) -> Reasoned:
        path = tmp_path / "ontology.nt"
        serialize(dict.fromkeys(triples), output=str(path), format=RdfFormat.N_TRIPLES)
        return reason(path)

    return _reasoned


def ontology() -> list[Triple]:
    """Return the ontology, its schemes, its concepts and its alignments."""
    files = sorted(folder("ontology").glob("*.ttl"))
    read = [quad.triple for path in files for quad in read_quads(path, SYNTAXES["ttl"], BASE)]
    return read + stated_namespace(BASE)


def planted(text: str) -> list[Triple]:
    """Return the ontology with more statements."""
    more = parse((PREFIXES + text).encode(), format=RdfFormat.TURTLE)
    return [*ontology(), *(quad.triple for quad in more)]


def test_the_ontology_and_its_concepts_are_owl_2_dl_and_can_be_true(
    reasoned: Callable[[Iterable[Triple]], Reasoned],
) -> None:
    found = reasoned(ontology())
    assert found.axioms > 2000
    assert (found.violations, found.consistent, found.unsatisfiable) == ([], True, [])


def test_the_ontology_with_the_data_and_what_is_inferred_can_be_true(
    reasoned: Callable[[Iterable[Triple]], Reasoned], small: OpenStore
) -> None:
    found = reasoned(quad.triple for quad in small.store)
    assert found.axioms > 40_000
    assert (found.consistent, found.unsatisfiable) == (True, [])
    other = [
        one for one in found.violations if not any(kind in f"{one} " for kind in OUTSIDE_THE_DATATYPE_MAP)
    ]
    assert other == []


@pytest.mark.parametrize(
    "text",
    [
        ":x a ess:Practice , ess:Effect .",
        ":x a ess:Lever , owl:NamedIndividual ; a ess:EffectType .",
        ":C a owl:Class ; rdfs:subClassOf ess:Kit , ess:Sheet . :x a :C .",
    ],
    ids=[
        "a practice that is an effect",
        "a lever that is a type of effect",
        "a class of kits that are sheets",
    ],
)
def test_a_planted_contradiction_is_found(
    text: str, reasoned: Callable[[Iterable[Triple]], Reasoned]
) -> None:
    assert reasoned(planted(text)).consistent is False


def test_a_class_that_can_have_no_member_is_named(reasoned: Callable[[Iterable[Triple]], Reasoned]) -> None:
    found = reasoned(planted(":Both a owl:Class ; rdfs:subClassOf ess:Kit , ess:Sheet ."))
    assert (found.consistent, found.unsatisfiable) == (True, ["<http://example.org/Both>"])


@pytest.mark.parametrize(
    "text",
    [
        "ess:legalForm a owl:DatatypeProperty .",
        ":part a owl:ObjectProperty , owl:TransitiveProperty , owl:IrreflexiveProperty .",
        ":x a :Undeclared .",
    ],
    ids=["one property of two kinds", "irreflexive and transitive", "a class that is not declared"],
)
def test_a_planted_axiom_outside_owl_2_dl_is_found(
    text: str, reasoned: Callable[[Iterable[Triple]], Reasoned]
) -> None:
    assert reasoned(planted(text)).violations
