"""A pattern that Python decides in Oxigraph's place: the same answer, and never a long wait."""

from __future__ import annotations

import time

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
    [r"^\d+$", r"\w", "a.c", "(a+)+$", "(a|a)*", "a?a?a?a?a?aaaaa", "x+$", "^[a-z]+[a-z]+$", "[[:alpha:]]"],
)
def test_what_differs_or_may_take_long_is_left_to_oxigraph(pattern: str) -> None:
    assert plain(pattern, "") is None
    assert plain("^a$", "i") is None


@pytest.mark.parametrize("pattern", ["^a?a?a?[a-z]+x$", "^(a|b)(a|b)[ab]+-$", "a{1,3}a{1,3}a{1,3}x"])
def test_what_python_decides_takes_time_in_proportion_to_the_text(pattern: str) -> None:
    matcher = plain(pattern, "")
    assert matcher is not None

    def seconds(length: int) -> float:
        started = time.perf_counter()
        assert matcher.search("a" * length) is None
        return time.perf_counter() - started

    short = min(seconds(20_000) for _ in range(3))
    long = min(seconds(200_000) for _ in range(3))
    assert long < 40 * short
