"""Each rule has its texts and its examples: one that conforms, one that breaks this rule and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import Triple
from rdflib import URIRef

from ess_graph.rdf.formats import syntax_of
from ess_graph.rdf.reading import read_quads
from ess_graph.report.finding import SEVERITIES
from ess_graph.resources import folder
from ess_graph.shacl.rules import Rule, list_rules
from ess_graph.shacl.validate import validate
from ess_graph.store.generation import OpenStore
from tests.conftest import BASE, CommandLine
from tests.rule_mutations import OVERLAPS
from tests.shacl_bench import Bench, Found, rdflib_graph, shapes_graph

EXAMPLES = folder("shapes") / "examples"
CONTEXT = sorted((EXAMPLES / "context").glob("*.ttl"))
CODES = folder("shapes") / "codes.txt"
RULES = list_rules()
EACH = pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])


def triples(path: Path) -> list[Triple]:
    return [quad.triple for quad in read_quads(path, syntax_of(path), BASE)]


@pytest.fixture(scope="module")
def bench() -> Bench:
    """The shapes, and what every example may name."""
    return Bench(shapes_graph(), rdflib_graph(triple for path in CONTEXT for triple in triples(path)))


def broken(bench: Bench, example: Path) -> set[Found]:
    """Return the rules that an example breaks, where it stands and around it; no other example is there."""
    added = list(rdflib_graph(triples(example)))
    assert added, example
    with bench.changed((), added):
        return bench.findings(bench.neighbours({subject for subject, _, _ in added}))


# What a rule says.


@EACH
def test_a_rule_says_all_in_both_languages(rule: Rule) -> None:
    missing = [
        (field, lang)
        for field, texts in rule.texts.items()
        for lang in ("fr", "en")
        if not texts.get(lang, "").strip()
    ]
    assert missing == []
    assert rule.severity in SEVERITIES
    assert rule.targets


def test_a_code_is_given_to_one_shape_only() -> None:
    text = "".join(path.read_text("utf-8") for path in sorted(folder("shapes").glob("*.ttl")))
    told = re.findall(r'dct:identifier "(ESS-[^"]*)"', text)
    assert len(told) == len(set(told)) == len(RULES) > 350
    assert all(re.fullmatch(r"ESS-[A-Z]-[0-9]{3}", code) for code in told)


def test_a_code_once_published_stays_a_rule() -> None:
    published = CODES.read_text("utf-8").split()
    assert published == sorted(set(published))
    assert set(published) - {rule.code for rule in RULES} == set(), "a code never disappears"
    assert {rule.code for rule in RULES} - set(published) == set(), f"add these to {CODES.name}, for ever"


# The examples.


@EACH
def test_a_rule_has_an_example_of_each_kind(rule: Rule) -> None:
    names = [path.name for path in (EXAMPLES / rule.code).iterdir()]
    assert all(re.fullmatch(r"(conforming|violating)(-[a-z-]+)?\.ttl", name) for name in names), names
    assert {name.partition("-")[0].removesuffix(".ttl") for name in names} == {"conforming", "violating"}


def test_each_folder_of_examples_is_that_of_a_rule() -> None:
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir()}
    assert folders - {"context"} == {rule.code for rule in RULES}


def test_the_context_of_the_examples_breaks_no_rule(bench: Bench) -> None:
    assert bench.findings(set(bench.data.subjects())) == set()


def test_what_the_context_says_of_published_things_is_what_is_published(small: OpenStore) -> None:
    said = triples(EXAMPLES / "context" / "published.ttl")
    assert len(said) > 500
    wrong = [
        str(one)
        for one in said
        if not any(small.store.quads_for_pattern(one.subject, one.predicate, one.object, None))
    ]
    assert wrong == []


@EACH
def test_a_conforming_example_breaks_no_rule(bench: Bench, rule: Rule) -> None:
    for example in sorted((EXAMPLES / rule.code).glob("conforming*.ttl")):
        assert broken(bench, example) == set(), example.name


@EACH
def test_a_violating_example_breaks_its_rule_and_no_other(bench: Bench, rule: Rule) -> None:
    for example in sorted((EXAMPLES / rule.code).glob("violating*.ttl")):
        codes = {found.code for found in broken(bench, example)}
        beside = OVERLAPS[rule.code].codes if rule.code in OVERLAPS else frozenset()
        assert codes == {rule.code} | beside, example.name


def test_an_example_says_its_rule_and_has_no_blank_node() -> None:
    for rule in RULES:
        for example in sorted((EXAMPLES / rule.code).iterdir()):
            text = example.read_text("utf-8")
            assert text.startswith(f"# {rule.code} · "), example
            blank = [one for one in triples(example) if "_:" in f"{one.subject} {one.object}"]
            assert blank == [], example


# The bench is no judge of its own: the engine, on whole files, says the same.


@pytest.mark.parametrize("code", ["ESS-P-005", "ESS-L-201", "ESS-F-013", "ESS-L-222"])
def test_the_bench_finds_what_the_engine_finds(bench: Bench, code: str) -> None:
    (example,) = (EXAMPLES / code).glob("violating*.ttl")
    report = validate(files=[*CONTEXT, example])
    engine = {Found(one.code, one.focus) for one in report.findings}
    added = list(rdflib_graph(triples(example)))
    with bench.changed((), added):
        whole = bench.findings(set(bench.data.subjects()))
    assert engine == whole
    assert broken(bench, example) <= whole
    assert {one.code for one in broken(bench, example)} == {one.code for one in engine}


def test_the_command_line_tells_the_rule_that_an_example_breaks(cli: CommandLine) -> None:
    (example,) = (EXAMPLES / "ESS-P-001").glob("violating*.ttl")
    ran = cli("validate", *CONTEXT, example)
    assert ran.code == 1
    assert re.findall(r"ESS-[A-Z]-[0-9]{3}", ran.out) == ["ESS-P-001"]


def test_what_the_examples_make_up_is_told_from_what_is_published(bench: Bench, small: OpenStore) -> None:
    from pyoxigraph import NamedNode

    made_up = {
        str(triple.subject.value)
        for triple in triples(EXAMPLES / "context" / "invented.ttl")
        if isinstance(triple.subject, NamedNode)
    }
    assert len(made_up) > 20
    assert all((URIRef(one), None, None) in bench.data for one in made_up)
    for one in made_up:
        assert not any(small.store.quads_for_pattern(NamedNode(one), None, None, None)), one
