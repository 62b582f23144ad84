"""A pattern that Python decides in Oxigraph's place: the same answer, and never a long wait."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal

from ess_graph.shacl.run import oxigraph
from ess_graph.shacl.run.plain_pattern import plain

_ATOMS = (
    *("a", "b", "1", "-", "_", " ", "/", ":", "'", '"', "<", "%", "@", r"\.", r"\+", r"\$", r"\-"),
    *("[0-9]", "[a-z]", "[^a-z]", "[ab.]", "[a-]", "[^0-9-]", "(a|b)", "(ab)?", "(a|)", r"(\.a)?"),
)
_COUNTS = ("", "", "?", "{2}", "{1,3}", "+", "*", "{2,}")
_PIECES = st.tuples(st.sampled_from(_ATOMS), st.sampled_from(_COUNTS)).map("".join)
_PATTERNS = st.tuples(
    st.sampled_from(("", "^")), st.lists(_PIECES, max_size=4).map("".join), st.sampled_from(("", "$"))
).map("".join)
_TEXTS = st.lists(st.text("ab1-_ .+$\n\r/:é'\"<%@", max_size=6), max_size=40)


@settings(max_examples=300)
@given(pattern=_PATTERNS, texts=_TEXTS)
def test_python_and_oxigraph_match_the_same_texts(pattern: str, texts: list[str]) -> None:
    if plain(pattern, "") is None:
        return
    values = [Literal(text) for text in (*texts, "a\n", "ab", "aa", "")]
    by_python = oxigraph.unmatched(values, pattern, "")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oxigraph, "plain", lambda pattern, flags: None)
        assert by_python == oxigraph.unmatched(values, pattern, "")


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\d+$",
        r"\w",
        "a.c",
        "(a+)+$",
        "(a|a)*",
        "a?a?a?a?a?a?a?aaaaaaa",
        "x+$",
        "^[a-z]+[a-z]+$",
        "[[:alpha:]]",
        "a{1,99}a{1,99}x",
    ],
)
def test_what_differs_or_may_take_long_is_left_to_oxigraph(pattern: str) -> None:
    assert plain(pattern, "") is None
    assert plain("^a$", "i") is None


@pytest.mark.parametrize(
    "pattern", ["^[0-9]{9}$", "^https?://", r"^(FR|fr)?[0-9A-Z]{2}[0-9]{9}$", "^[a-z]+$"]
)
def test_the_patterns_of_codes_are_decided_by_python(pattern: str) -> None:
    assert plain(pattern, "") is not None
