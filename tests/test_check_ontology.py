"""``check-ontology``: every criterion with a good and a bad case, the score, and what a person and a program read."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from ess_graph.errors import EXIT_INPUT, EXIT_NOT_CONFORM, EXIT_OK, EXIT_USAGE
from ess_graph.ontology.criterion import FAILS, HOLDS, MUST, NOT_APPLICABLE, WEIGHTS, criteria, registered
from ess_graph.ontology.judge import Judgement, judge, read_vocabulary
from ess_graph.rdf.namespaces import stated_namespace
from ess_graph.resources import folder
from tests.conftest import BASE, CommandLine
from tests.tiny_ontology import ALONE, FAULTS, GOOD, PREFIXES, SCHEME_ONLY

RUN = [one.code for one in criteria() if one.check is not None]
#: Every code that was ever published: a code may come, none may go.
PUBLISHED = re.findall(
    r"\S+",
    """
    FOOPS-CN1 FOOPS-DOC1 FOOPS-FIND1 FOOPS-FIND2 FOOPS-FIND3 FOOPS-FIND3B FOOPS-HTTP1 FOOPS-OM1 FOOPS-OM2
    FOOPS-OM3 FOOPS-OM4.1 FOOPS-OM4.2 FOOPS-OM5.1 FOOPS-OM5.2 FOOPS-PURL1 FOOPS-RDF1 FOOPS-URI1 FOOPS-URI2
    FOOPS-VER1 FOOPS-VER2 FOOPS-VOC1 FOOPS-VOC2 FOOPS-VOC3 FOOPS-VOC4 OOPS-P01 OOPS-P02 OOPS-P03 OOPS-P04
    OOPS-P05 OOPS-P06 OOPS-P07 OOPS-P08 OOPS-P09 OOPS-P10 OOPS-P11 OOPS-P12 OOPS-P13 OOPS-P19 OOPS-P20 OOPS-P21
    OOPS-P22 OOPS-P24 OOPS-P25 OOPS-P26 OOPS-P27 OOPS-P28 OOPS-P29 OOPS-P30 OOPS-P31 OOPS-P32 OOPS-P33 OOPS-P34
    OOPS-P35 OOPS-P36 OOPS-P37 OOPS-P38 OOPS-P40 OOPS-P41 ONT-KIND LOV-MODIFIED LOV-DATES LOV-AGENTS
    LOV-NAMESPACE LOV-DEFINED LOV-STATUS LOV-LINKS LOV-REUSED LOV-VOAF LOV-DEPRECATED VANN-EXAMPLE NS-NEAR
    NS-SCHEMA LANG-TAG LANG-ONE LANG-HEADER LANG-BOTH LANG-CONCEPTS SKOS-S9 SKOS-S13 SKOS-S14 SKOS-S27 SKOS-S46
    QSKOS-CYCLE QSKOS-ORPHAN QSKOS-SCHEME QSKOS-TOP QSKOS-TOPBROADER QSKOS-UNDEFINED QSKOS-DOC QSKOS-LABEL
    QSKOS-EMPTY QSKOS-COVERAGE QSKOS-OVERLAP QSKOS-NOTATION QSKOS-VALUELESS QSKOS-LINKS
    """,
)


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Write a file and return its path."""

    def _write(text: str, name: str = "tiny.ttl") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def _judged(path: Path, *shapes: Path) -> Judgement:
    return judge(read_vocabulary([path], BASE, shapes))


def _codes(judgement: Judgement, status: str) -> set[str]:
    return {v.criterion.code for v in judgement.verdicts if v.status == status}


# The criteria


def test_a_code_that_was_published_never_goes() -> None:
    assert len(PUBLISHED) == len(set(PUBLISHED))
    assert {one.code for one in criteria()} == set(PUBLISHED)


def test_a_criterion_is_run_or_says_why_it_is_not() -> None:
    for one in criteria():
        assert (one.code in registered()) == (one.check is not None) == (not one.reasons), one.code
    assert registered() <= {one.code for one in criteria()}
    assert len(RUN) > 70


@pytest.mark.parametrize("one", criteria(), ids=lambda one: one.code)
def test_a_criterion_has_its_texts_in_both_languages(one: Any) -> None:
    assert one.level in WEIGHTS
    assert one.source.startswith("https://") or (Path(__file__).parent.parent / one.source).is_file()
    for texts in (one.names, one.reasons if one.check is None else one.fixes):
        assert set(texts) == {"fr", "en"}
        assert texts["fr"] != texts["en"]
    assert all(text.endswith(".") for text in (*one.names.values(), *one.fixes.values()))


def test_every_criterion_applies_to_the_good_ontology_and_holds(write: Any) -> None:
    judgement = _judged(write(GOOD))
    assert _codes(judgement, HOLDS) == set(RUN)
    assert (judgement.score, judgement.conforms) == (100.0, True)


def test_every_criterion_that_runs_has_a_planted_fault() -> None:
    assert set(FAULTS) == set(RUN)


@pytest.mark.parametrize("code", RUN)
def test_a_planted_fault_is_seen_by_its_criterion_and_few_others(code: str, write: Any) -> None:
    fault = FAULTS[code]
    assert fault.old in GOOD
    failing = _codes(_judged(write(GOOD.replace(fault.old, fault.new) if fault.old else fault.new)), FAILS)
    assert code in failing
    if fault.old:
        assert failing - {code} == set(fault.also)


def test_a_fault_is_named_with_its_term(write: Any) -> None:
    path = write(GOOD.replace('skos:example "exemple Dog"@fr ;', ""))
    (found,) = [v.found for v in _judged(path).verdicts if v.criterion.code == "VANN-EXAMPLE"]
    assert (found.faults, found.checked) == (("https://w3id.org/tiny#Dog",), 3)


# The score


def test_the_score_is_the_weight_of_what_holds_among_what_applies(write: Any) -> None:
    judgement = _judged(write(GOOD.replace(" , voaf:Vocabulary", "")))
    weights = [WEIGHTS[one.level] for one in criteria() if one.check]
    assert judgement.score == pytest.approx(100 * (sum(weights) - WEIGHTS["SHOULD"]) / sum(weights))
    assert judgement.conforms


def test_what_does_not_apply_is_said_and_not_counted(write: Any) -> None:
    judgement = _judged(write(SCHEME_ONLY))
    assert {"OOPS-P11", "OOPS-P10", "FOOPS-VER1"} <= _codes(judgement, NOT_APPLICABLE)
    assert {"SKOS-S13", "FOOPS-VOC3"} <= _codes(judgement, HOLDS)
    # The scheme is the header where there is no ontology.
    assert {"FOOPS-OM1", "FOOPS-OM4.1"} <= _codes(judgement, FAILS)


def test_plain_rdfs_is_not_asked_for_what_only_owl_can_say(write: Any) -> None:
    text = PREFIXES + (
        "<https://w3id.org/tiny> a owl:Ontology . :A a rdfs:Class . :B a rdfs:Class . :p a rdf:Property ."
    )
    judgement = _judged(write(text))
    assert {"OOPS-P10", "OOPS-P02", "OOPS-P13", "ONT-KIND"} <= _codes(judgement, NOT_APPLICABLE)
    assert "FOOPS-VOC3" in _codes(judgement, FAILS)


def test_a_declared_term_of_another_vocabulary_is_not_judged(write: Any) -> None:
    judgement = _judged(write(GOOD))
    assert judgement.terms == 12
    (labels,) = [v for v in judgement.verdicts if v.criterion.code == "FOOPS-VOC3"]
    assert labels.found.checked == 12


def test_a_shape_stands_for_domain_and_range(write: Any) -> None:
    path = write(GOOD.replace("rdfs:domain :Person ; rdfs:range xsd:string ;", ""))
    assert "OOPS-P11" in _codes(_judged(path), FAILS)
    sh = PREFIXES + "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    whole = ":S a sh:NodeShape ; sh:targetClass :Person ; sh:property :P . :P sh:path :nick ; sh:datatype xsd:string ."
    bare = ":S a sh:NodeShape ; sh:targetClass :Person ; sh:property :P . :P sh:path :nick ; sh:minCount 1 ."
    assert "OOPS-P11" in _codes(_judged(path, write(sh + whole, "whole.ttl")), HOLDS)
    assert "OOPS-P11" in _codes(_judged(path, write(sh + bare, "bare.ttl")), FAILS)


# Ours


def test_our_ontology_holds_every_must_and_95_percent(cli: CommandLine) -> None:
    ran = cli("check-ontology", "-f", "json")
    report = json.loads(ran.out)
    assert (ran.code, report["conforms"], report["must"]["fails"]) == (EXIT_OK, True, 0)
    assert report["score"] >= 95
    assert report["ontology"] == f"{BASE}def"
    assert report["terms"] > 80


def test_the_namespace_of_our_ontology_follows_the_base(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESS_GRAPH_BASE", "https://w3id.org/other/")
    report = json.loads(cli("check-ontology", "-f", "json").out)
    assert (report["ontology"], report["must"]["fails"]) == ("https://w3id.org/other/def", 0)


def test_our_files_alone_lack_only_the_namespace_that_the_build_adds() -> None:
    files = sorted(folder("ontology").glob("*.ttl"))
    without = judge(read_vocabulary(files, BASE))
    assert [v.found.faults for v in without.verdicts if v.criterion.code == "FOOPS-OM1"] == [
        ("vann:preferredNamespaceUri",)
    ]
    added = judge(read_vocabulary(files, BASE, extra=stated_namespace(BASE)))
    assert added.count(FAILS, MUST) == 0


# The command


def test_a_must_that_fails_is_exit_1_and_a_should_is_not(cli: CommandLine, write: Any) -> None:
    assert cli("check-ontology", write(GOOD)).code == EXIT_OK
    assert cli("check-ontology", write(GOOD.replace(" , voaf:Vocabulary", ""))).code == EXIT_OK
    assert cli("check-ontology", write(ALONE)).code == EXIT_NOT_CONFORM


def test_a_person_reads_what_fails_first_and_what_to_do(cli: CommandLine, write: Any) -> None:
    path = write(GOOD.replace(" , voaf:Vocabulary", "").replace('"autre a"@fr', '"a fr"@fr'))
    for lang, fix, score in (
        ("fr", "→ Retirez le skos:altLabel", "Note : "),
        ("en", "→ Remove the skos:altLabel", "Score: "),
    ):
        ran = cli("--lang", lang, "check-ontology", path, "-f", "table")
        lines = [line for line in ran.out.splitlines() if re.match(r" ?[A-Z]+-", line)]
        assert [line.split()[0] for line in lines[:2]] == ["SKOS-S13", "LOV-VOAF"]
        assert len(lines) == len(PUBLISHED)
        assert fix in ran.out
        assert ran.err.startswith(score)


def test_failed_shows_only_what_fails(cli: CommandLine, write: Any) -> None:
    ran = cli("check-ontology", write(GOOD.replace(" , voaf:Vocabulary", "")), "--failed", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [(row["code"], row["level"], row["faults"], row["checked"]) for row in rows] == [
        ("LOV-VOAF", "SHOULD", "1", "1")
    ]
    nothing = cli("--lang", "en", "check-ontology", write(GOOD), "--failed", "-f", "table")
    assert nothing.out == "All the criteria that apply hold.\n"


def test_json_holds_everything_a_program_needs(cli: CommandLine, write: Any) -> None:
    report = json.loads(cli("check-ontology", write(ALONE), "-f", "json").out)
    assert set(report) == {
        *("ontology", "terms", "concepts", "score", "conforms"),
        *("must", "should", "not_applicable", "not_run", "criteria"),
    }
    assert len(report["criteria"]) == len(PUBLISHED)
    assert {one["verdict"] for one in report["criteria"]} == {"holds", "fails", "n/a", "not run"}
    for one in report["criteria"]:
        assert set(one["name"]) == {"fr", "en"}
        assert (one["verdict"] == "not run") == bool(one["reason"])
        assert bool(one["faults"]) == (one["verdict"] == "fails")


def test_markdown_is_a_table(cli: CommandLine, write: Any) -> None:
    lines = cli("--lang", "en", "check-ontology", write(GOOD), "-f", "md").out.splitlines()
    assert lines[0].startswith("| Code | Level | Verdict |")
    assert len(lines) == 2 + len(PUBLISHED)


@pytest.mark.parametrize("name", ["t.nt", "t.nq", "t.jsonld", "t.rdf", "t.trig", "t.ttl.gz"])
def test_a_file_of_any_syntax_is_judged_alike(
    cli: CommandLine, write: Any, tmp_path: Path, name: str
) -> None:
    path = write(GOOD)
    assert cli("convert", path, tmp_path / name).code == EXIT_OK
    expected = json.loads(cli("check-ontology", path, "-f", "json").out)
    found = json.loads(cli("check-ontology", tmp_path / name, "-f", "json").out)
    assert found == expected


def test_files_are_judged_together_and_twice_alike(cli: CommandLine, write: Any) -> None:
    scheme = GOOD.index("c:all a skos:ConceptScheme")
    first, second = write(GOOD[:scheme]), write(PREFIXES + GOOD[scheme:], "scheme.ttl")
    whole = cli("check-ontology", first, second, "-f", "json")
    assert json.loads(whole.out)["score"] == 100
    assert cli("check-ontology", first, second, "-f", "json").out == whole.out


def test_what_cannot_be_read_is_one_line(cli: CommandLine, write: Any, tmp_path: Path) -> None:
    for path, code, said in (
        (write("@prefix : <x> . :a :b", "broken.ttl"), EXIT_INPUT, "broken.ttl"),
        (tmp_path / "none.ttl", EXIT_INPUT, "none.ttl"),
        (write("<http://a/b> <http://a/c> 1 .", "data.ttl"), EXIT_INPUT, "data.ttl"),
        (write("x", "tiny.txt"), EXIT_USAGE, "tiny.txt"),
    ):
        ran = cli("check-ontology", path)
        assert (ran.code, ran.out) == (code, "")
        assert said in ran.err
        assert len(ran.err.splitlines()) == 1
