"""Labels of blank nodes and truth values as Virtuoso writes them, read as the standard has them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, Store

from ess_graph.errors import EndpointProblem
from ess_graph.store.blank_labels import ValidLabels, valid_label
from ess_graph.store.endpoint import EndpointSource, open_endpoint
from tests.sparql_server import JSON, Handler, Misbehaviour, Server

LABELS = st.text(st.characters(codec="utf-8", exclude_characters="{}"), min_size=1)
TERMS = st.one_of(
    st.builds(lambda label: {"type": "bnode", "value": label}, LABELS),
    st.builds(lambda label: {"value": label, "type": "bnode"}, LABELS),
    st.builds(
        lambda text: {"type": "literal", "value": text},
        st.text() | st.just('"type": "bnode", "value": "nodeID://b1"') | st.just('\\"}{"type":"bnode"'),
    ),
)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(Store()) as running:
        yield running


def saying(body: bytes) -> Misbehaviour:
    def answer(handler: Handler) -> None:
        handler.reply(200, body, JSON)

    return answer


class Pieces(io.RawIOBase):
    """A stream that gives no more than some bytes at a time."""

    def __init__(self, content: bytes, size: int) -> None:
        self._rest = io.BytesIO(content)
        self._size = size

    def read(self, size: int = -1, /) -> bytes:
        return self._rest.read(self._size if size < 0 else min(size, self._size))


@given(st.lists(TERMS), st.integers(1, 40), st.sampled_from([None, 1]), st.booleans())
def test_labels_and_nothing_else_are_written_otherwise(
    terms: list[dict[str, str]], size: int, indent: int | None, ascii_only: bool
) -> None:
    document = {"results": {"bindings": [{"s": term} for term in terms]}}
    stream = ValidLabels(Pieces(json.dumps(document, indent=indent, ensure_ascii=ascii_only).encode(), size))
    read = b"".join(iter(lambda: stream.read(7), b""))
    wanted = [
        {"s": {**one, "value": valid_label(one["value"])} if one["type"] == "bnode" else one} for one in terms
    ]
    assert json.loads(read)["results"]["bindings"] == wanted


@given(LABELS, LABELS)
def test_two_labels_stay_two_and_each_is_valid(one: str, other: str) -> None:
    assert (valid_label(one) == valid_label(other)) is (one == other)
    assert BlankNode(valid_label(one)).value == valid_label(one)


ROWS = b"""
{ "head": { "link": [], "vars": ["s", "o"] },
  "results": { "distinct": false, "ordered": true, "bindings": [
    { "s": { "type": "bnode", "value": "nodeID:\\/\\/b10000" }\t, "o": { "type": "bnode", "value": "nodeID://b10000" }},
    { "s": { "type": "bnode", "value": "nodeID://b10001" }\t, "o": { "type": "literal", "value": "nodeID://b10000" }}
  ] } }"""


def test_blank_nodes_of_virtuoso_are_told_apart(server: Server) -> None:
    with server.doing(saying(ROWS)):
        (first, second), (third, text) = open_endpoint(server.address).select("SELECT", name="x").rows
    assert first == second == BlankNode("nodeID_3a2f2f_b10000")
    assert third == BlankNode("nodeID_3a2f2f_b10001")
    assert text == Literal("nodeID://b10000")


def virtuoso_says(*values: str) -> bytes:
    """Write what Virtuoso 7.2.5 answers to an ASK, whichever JSON type it was asked for."""
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    rows = ", ".join(
        f'{{ "__ASK_RETVAL": {{ "type": "typed-literal", "datatype": "{integer}", "value": "{value}" }}}}'
        for value in values
    )
    return (
        '\n{ "head": { "link": [], "vars": ["__ASK_RETVAL"] },\n'
        f'  "results": {{ "distinct": false, "ordered": true, "bindings": [\n    {rows} ] }} }}'
    ).encode()


def asked(server: Server, body: bytes) -> bool:
    source: EndpointSource = open_endpoint(server.address)
    with server.doing(saying(body)):
        return source.ask("ASK {}")


@pytest.mark.parametrize(
    ("body", "truth"),
    [
        (virtuoso_says("1"), True),
        (virtuoso_says(), False),
        (virtuoso_says("0"), False),
        (b'{"head":{},"boolean":true}', True),
        (b'{ "head": { "link": [] }, "boolean": false}', False),
    ],
)
def test_the_truth_is_read_as_rows_too(body: bytes, truth: bool, server: Server) -> None:
    assert asked(server, body) is truth


def test_other_rows_are_no_truth(server: Server) -> None:
    with pytest.raises(EndpointProblem) as caught:
        asked(server, ROWS)
    assert caught.value.key == "endpoint.not_truth"
