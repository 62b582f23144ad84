"""How deep Turtle nests, as the guard counts it: through every kind of literal, IRI and comment, in any chunks."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from ess_graph.errors import InputProblem
from ess_graph.rdf import nesting
from ess_graph.rdf.nesting import NestingGuard

TRICKS = st.lists(st.sampled_from([*"[](){}#x é", "<<", ">>", '\\"', "\\'", "\\\\"]), max_size=5).map("".join)
GAPS = st.sampled_from([" ", "\n", "\n# [[[ \" ''' <<\n", ' # ((( """\n'])
LITERALS = st.one_of(
    TRICKS.map(lambda text: f'"{text}"'),
    TRICKS.map(lambda text: f"'{text}'"),
    st.tuples(TRICKS, st.sampled_from(["\n", '" ', '"" ', ""])).map(lambda one: f'"""{one[0]}{one[1]}"""'),
    st.tuples(TRICKS, st.sampled_from(["\n", "' ", "'' ", ""])).map(lambda one: f"'''{one[0]}{one[1]}'''"),
)
LEAVES = st.one_of(
    LITERALS, st.sampled_from(["<http://e/(x#)>", "<a:b#c>", "e:x\\(y", "<<( <a:a> <a:b> 1 )>>"])
)
OBJECTS = st.recursive(
    st.tuples(GAPS, LEAVES).map(lambda one: (int(one[1].startswith("<<")), "".join(one))),
    lambda inner: st.one_of(
        st.tuples(inner, GAPS).map(lambda one: (one[0][0] + 1, f"[ <a:p> {one[0][1]}{one[1]}]")),
        st.tuples(inner, inner, GAPS).map(
            lambda one: (max(one[0][0], one[1][0]) + 1, f"( {one[0][1]} {one[1][1]}{one[2]})")
        ),
    ),
    max_leaves=6,
)


def refused(text: bytes, size: int) -> bool:
    guard, out = NestingGuard(io.BytesIO(text), "x"), b""
    try:
        while chunk := guard.read(size):
            out += chunk
    except InputProblem as problem:
        return problem.key == "input.nesting"
    assert out == text
    return False


@settings(max_examples=300, deadline=None)
@given(st.lists(OBJECTS, min_size=1, max_size=3), st.integers(1, 60), st.sampled_from([3, 20, 1 << 15]))
def test_the_depth_is_that_of_the_brackets_that_the_parser_sees(
    objects: list[tuple[int, str]], size: int, long_line: int
) -> None:
    head = "@prefix e: <http://e/> .\n"
    text = (head + "\n".join(f"<a:a> <a:b> {one} .\n# ]]] '''" for _, one in objects) + "\n").encode()
    list(parse(text, format=RdfFormat.TURTLE))
    depth = max(one[0] for one in objects)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nesting, "_LONG_LINE", long_line)
        patch.setattr(nesting, "MAX_DEPTH", depth)
        assert not refused(text, size)
        patch.setattr(nesting, "MAX_DEPTH", depth - 1)
        assert depth == 0 or refused(text, size)
