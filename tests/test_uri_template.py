"""URI templates: RFC 6570 levels 1 and 2, as IRIs, against the address of a table."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from ess_graph.errors import SystemProblem
from ess_graph.model.uri_template import compile_template

TABLE = "https://example.org/base/data/things.csv"


def expanded(template: str, **values: str) -> str:
    return compile_template(template, TABLE).expand(values)


@pytest.mark.parametrize(
    ("template", "iri"),
    [
        ("../id/thing/{x}", "https://example.org/base/id/thing/v"),
        ("thing/{x}", "https://example.org/base/data/thing/v"),
        ("/{x}", "https://example.org/v"),
        ("#{x}", "https://example.org/base/data/things.csv#v"),
        ("../def#{x}", "https://example.org/base/def#v"),
        ("{x}", "https://example.org/base/data/v"),
        ("https://other.example/{x}", "https://other.example/v"),
        ("../def#constant", "https://example.org/base/def#constant"),
        ("../id/{x}/part/{x}", "https://example.org/base/id/v/part/v"),
        ("../id/{x}-{y}", "https://example.org/base/id/v-w"),
    ],
)
def test_a_template_resolves_against_the_address_of_its_table(template: str, iri: str) -> None:
    assert expanded(template, x="v", y="w") == iri


@pytest.mark.parametrize(
    ("value", "simple"),
    [
        ("a b", "a%20b"),
        ("50%", "50%25"),
        ("a/b?c#d", "a%2Fb%3Fc%23d"),
        ("a:b", "a%3Ab"),
        ("A-z_0.~", "A-z_0.~"),
        ('<>"{}|\\^`', "%3C%3E%22%7B%7D%7C%5C%5E%60"),
        ("\x85", "%C2%85"),
        ("\ue000", "%EE%80%80"),
    ],
)
def test_what_an_iri_cannot_hold_is_percent_encoded(value: str, simple: str) -> None:
    assert expanded("../id/{x}", x=value) == "https://example.org/base/id/" + simple


@pytest.mark.parametrize("value", ["Évreux", "œuvre", "日本", "𝒳"])
def test_letters_of_any_script_stay_as_people_write_them(value: str) -> None:
    assert expanded("../id/{x}", x=value) == "https://example.org/base/id/" + value
    assert expanded("../id/{+x}", x=value) == "https://example.org/base/id/" + value


def test_a_reserved_variable_gives_a_whole_address() -> None:
    address = "https://other.example/p?q=1&r=a%20b#frag"
    assert expanded("{+x}", x=address) == address


def test_a_reserved_variable_keeps_slashes_under_a_constant_part() -> None:
    assert expanded("../id/{+x}", x="pratique/a") == "https://example.org/base/id/pratique/a"


@pytest.mark.parametrize(
    ("value", "iri"),
    [("100%", "https://example.org/base/data/100%25"), ("a%zz", "https://example.org/base/data/a%25zz")],
)
def test_a_percent_sign_that_encodes_nothing_is_encoded_itself(value: str, iri: str) -> None:
    assert expanded("{+x}", x=value) == iri


def test_a_relative_reserved_value_resolves_against_the_table() -> None:
    assert expanded("{+x}", x="other.csv") == "https://example.org/base/data/other.csv"


@pytest.mark.parametrize(
    "template",
    [
        "{#x}",
        "{/x}",
        "{?x}",
        "{&x}",
        "{;x}",
        "{.x,y}",
        "{x,y}",
        "{x*}",
        "{x:3}",
        "{}",
        "{+}",
        "{x y}",
        "{x",
        "x}",
    ],
)
def test_an_unsupported_expression_is_refused_with_its_template(template: str) -> None:
    with pytest.raises(SystemProblem) as caught:
        compile_template("../id/" + template, TABLE)
    assert caught.value.key == "system.template"
    assert caught.value.fields["template"] == "../id/" + template


def test_a_variable_without_value_is_a_key_error_with_its_name() -> None:
    with pytest.raises(KeyError, match="y"):
        expanded("../id/{x}-{y}", x="v")


@settings(max_examples=200, deadline=None)
@given(st.text())
@example("\x80\ufdd0\uffff\U0001fffe\U000e0000\U000f0000\U0010ffff")
def test_any_text_in_a_simple_variable_makes_a_valid_iri_that_gives_it_back(text: str) -> None:
    iri = expanded("../id/thing/{x}", x=text)
    assert NamedNode(iri).value == iri
    assert unquote(iri.removeprefix("https://example.org/base/id/thing/")) == text


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_characters="[]#", exclude_categories=["Cs"])))
def test_any_text_without_brackets_in_a_reserved_variable_makes_a_valid_iri(text: str) -> None:
    iri = expanded("../id/thing/{+x}", x=text)
    assert NamedNode(iri).value == iri


@settings(max_examples=100, deadline=None)
@given(st.from_regex(re.compile(r"[a-z0-9][a-z0-9-]{0,30}", re.ASCII), fullmatch=True))
def test_a_slug_stands_in_its_iri_as_it_is(slug: str) -> None:
    assert (
        expanded("../id/{x}", x=slug)
        == expanded("../id/{+x}", x=slug)
        == "https://example.org/base/id/" + slug
    )
