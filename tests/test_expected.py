"""What shapes expect of a property, in a summary for who describes a thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from ess_graph.shacl.expected import Expectation, Expectations
from ess_graph.shacl.rules import list_rules

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix ess: <def#> .
@prefix s: <shapes#> .

s:Kit a sh:NodeShape ; sh:targetClass ess:Kit ; sh:property s:title , s:advice , s:theme .
s:title a sh:PropertyShape ; sh:path dct:title ; dct:identifier "T-2" ;
  sh:minCount 1 ; sh:maxLength 80 ; sh:minLength 2 .
s:advice a sh:PropertyShape ; sh:path dct:title ; dct:identifier "T-1" ; sh:severity sh:Warning ;
  sh:minLength 10 ; sh:maxLength 120 .
s:theme a sh:PropertyShape ; sh:path ess:theme ; dct:identifier "T-3" ; sh:severity sh:Info ;
  sh:minCount 1 ; sh:maxCount 4 .
s:confidence a sh:NodeShape ; sh:targetSubjectsOf ess:confidence ; sh:property s:level .
s:level a sh:PropertyShape ; sh:path ess:confidence ; dct:identifier "T-4" ; sh:maxCount 1 .
s:whole a sh:NodeShape ; sh:targetClass ess:Kit ; dct:identifier "T-5" ; sh:nodeKind sh:IRI .
s:page a sh:NodeShape ; sh:targetSubjectsOf ess:page ; dct:identifier "T-6" ; sh:nodeKind sh:IRI .
"""


@pytest.fixture
def expected(tmp_path: Path) -> Expectations:
    path = tmp_path / "shapes.ttl"
    path.write_text(SHAPES, "utf-8")
    return Expectations([path])


def test_the_narrowest_of_several_lengths_is_told(expected: Expectations) -> None:
    found = expected.of({"ess:Kit"}, "dct:title")
    assert (found.codes, found.shortest, found.longest) == (("T-1", "T-2"), 10, 80)
    assert found.strict_length
    assert found.required


def test_a_value_that_a_lesser_rule_asks_for_is_advised_and_not_required(expected: Expectations) -> None:
    found = expected.of({"ess:Kit"}, "ess:theme")
    assert (found.required, found.advised, found.most) == (False, True, 4)
    assert not found.strict_length


def test_one_value_at_most_is_no_number_of_values_to_tell(expected: Expectations) -> None:
    assert expected.of(set(), "ess:confidence").most is None


def test_a_rule_about_whatever_has_a_property_is_a_rule_about_the_property(expected: Expectations) -> None:
    assert expected.of({"ess:Sheet"}, "ess:confidence").codes == ("T-4",)
    assert expected.of({"ess:Sheet"}, "ess:page").codes == ("T-6",)


def test_a_property_that_no_rule_looks_at_is_free(expected: Expectations) -> None:
    assert expected.of({"ess:Kit"}, "ess:page2") == Expectation(fix={})
    assert expected.of({"ess:Sheet"}, "dct:title") == Expectation(fix={})


def test_a_rule_without_a_property_is_one_of_the_whole_row(expected: Expectations) -> None:
    assert [rule.code for rule in expected.of_whole({"ess:Kit"})] == ["T-5"]
    assert expected.of_whole({"ess:Sheet"}) == ()


def test_the_advice_is_that_of_the_class_before_that_of_everything() -> None:
    ours = Expectations()
    rules = {rule.code: rule for rule in list_rules()}
    found = ours.of({"ess:Practice"}, "prov:wasDerivedFrom")
    assert found.codes == ("ESS-N-007", "ESS-P-020")
    assert found.fix == rules["ESS-P-020"].fix
