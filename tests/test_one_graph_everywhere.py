"""One graph through six syntaxes and three parsers is the same graph, whatever its terms.

What one of them cannot do is in ``LIMITS`` (tests/random_graphs.py), each shown by a test of its own here.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from pyoxigraph import Literal, NamedNode, Quad

from ess_graph.errors import UsageProblem
from ess_graph.rdf.formats import SYNTAXES
from tests.random_graphs import LIMITS, RDFLIB, READERS, canonical, graphs, within, written

TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
A = NamedNode("https://example.org/a")


@pytest.fixture(autouse=True)
def _exact_literals(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    # rdflib rewrites "01"^^xsd:integer while it reads, and warns of each literal out of its value space.
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    caplog.set_level("ERROR", logger="rdflib")


def test_every_syntax_meets_two_parsers_at_least() -> None:
    assert set(RDFLIB) == set(SYNTAXES)
    assert {syntax: len(READERS[syntax]) for syntax in SYNTAXES} == {
        **dict.fromkeys(SYNTAXES, 2),
        "jsonld": 3,
    }


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_a_graph_is_the_same_in_every_syntax_for_every_parser(syntax: str) -> None:
    @settings(deadline=None, max_examples=50, suppress_health_check=list(HealthCheck))
    @given(quads=graphs(named=SYNTAXES[syntax].has_graphs))
    def holds(quads: list[Quad]) -> None:
        for parser, read in READERS[syntax].items():
            kept = within(quads, parser, syntax)
            with tempfile.TemporaryDirectory() as scratch:
                path = written(kept, syntax, Path(scratch))
                assert canonical(read(path, syntax)) == canonical(kept), parser

    holds()


# The limits are real: when one of these fails, a library has got better, and its limit goes.


def test_every_limit_is_in_the_docs_and_is_shown_below() -> None:
    page = (Path(__file__).parent.parent / "docs" / "round-trips.md").read_text("utf-8")
    assert all(f"| {limit.reason} |" in page for limit in LIMITS)
    # What needs a Debian package is shown in tests/integration/test_one_graph.py.
    assert {limit.name for limit in LIMITS if limit.parsers != ("rapper",)} == {
        name.removeprefix("test_limit_") for name in globals() if name.startswith("test_limit_")
    }


def test_limit_control_character_in_xml(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem):
        written([Quad(A, TYPE, Literal("a\x01b"))], "rdfxml", tmp_path)
    with pytest.raises(UsageProblem):
        written([Quad(A, TYPE, Literal("a\r\nb"))], "rdfxml", tmp_path)


def test_limit_class_without_a_name_in_xml(tmp_path: Path) -> None:
    classes = [Quad(A, TYPE, NamedNode(f"https://example.org/{end}")) for end in ("", "7", "a#")]
    with pytest.raises(UsageProblem):
        written(classes, "rdfxml", tmp_path)
    whole = [*classes, Quad(A, NamedNode("https://example.org/p"), Literal("x"))]
    path = written(whole, "rdfxml", tmp_path)
    for parser, read in READERS["rdfxml"].items():
        assert canonical(read(path, "rdfxml")) == canonical(whole), parser


def test_limit_bare_number_for_rdflib() -> None:
    ((_, _, value),) = rdflib.Graph().parse(data="<urn:a> <urn:b> 01 .", format="turtle")
    assert str(value) == "1"


def test_limit_spaces_of_a_token_for_rdflib() -> None:
    token = "http://www.w3.org/2001/XMLSchema#token"
    ((_, _, value),) = rdflib.Graph().parse(data=f'<urn:a> <urn:b> " 1 "^^<{token}> .', format="nt")
    assert str(value) == "1"


def test_limit_double_for_pyld() -> None:
    from pyld import jsonld

    value = {"@value": "01", "@type": "http://www.w3.org/2001/XMLSchema#double"}
    (triple,) = jsonld.to_rdf({"@id": "urn:a", "urn:p": value})["@default"]
    assert triple["object"]["value"] == "1.0E0"
