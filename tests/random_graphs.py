"""Random graphs with awkward terms, and what reads them: for the tests that one graph is the same everywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rdflib
from hypothesis import strategies as st
from pyld import jsonld
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
    serialize,
)

from ess_graph.rdf.convert import convert
from ess_graph.rdf.formats import SYNTAXES
from ess_graph.rdf.namespaces import XSD

RDFLIB = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdfxml": "xml", "trig": "trig", "nq": "nquads"}

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

_EX = "https://example.org/"
IRIS = [
    NamedNode(iri)
    for iri in (
        _EX,
        _EX + "a",
        _EX + "a/",
        _EX + "a#",
        _EX + "a#b",
        _EX + "é/日本",
        _EX + "50%25",
        _EX + "a.",
        _EX + "-a",
        _EX + "7",
        _EX + "a:b",
        _EX + "a?q=1&r=é#f",
        _EX + "(a)",
        _EX + "a'b!*~",
        _EX + "x/../y",
        "urn:isbn:1",
        "mailto:a@example.org",
        "http://www.w3.org/2004/02/skos/core#Concept",
    )
]
#: RDF/XML writes a predicate as an XML name: it ends with a letter and what follows one.
PREDICATES = [
    NamedNode(iri)
    for iri in (
        RDF + "type",
        RDF + "_1",
        RDF + "value",
        _EX + "p",
        _EX + "ns#é",
        _EX + "a-b.c",
        "urn:p:q",
        "http://www.w3.org/2004/02/skos/core#prefLabel",
    )
]
TEXTS = (
    "", " ", "  x  ", "\n", "a\nb", "a\r\nb", "a\rb", "\t", '"', '"""', "'", "'''", '\\"', "\\", "\\n", "\\u0041",
    "<&>", "]]>", "<!--", "&amp;", "@fr", "^^", "e\u0301", "é", "日本", "🎉", "\u200b", "\u202e", "\ufeff", "\u2028",
    "\u0085", "\u00a0", "true", "01", "1e0", "{", "}", "#", "a" * 300,
)  # fmt: skip
LANGUAGES = ("fr", "en", "en-GB", "zh-Hant-TW", "x-a")
DATATYPES = (
    *(XSD + name for name in ("integer", "decimal", "double", "boolean", "date", "gYear", "anyURI", "token")),
    _EX + "type",
)
LEXICAL = (
    "01",
    "1",
    "+1",
    "4.0",
    "4.",
    "1E0",
    "1.0e1",
    "INF",
    "NaN",
    "true",
    "1",
    "2024",
    "2024-02-30",
    "",
    " 1 ",
    "é",
)

_characters = st.characters(exclude_categories=["Cs"])
_text = st.one_of(st.sampled_from(TEXTS), st.text(_characters, max_size=12))
_blank = st.sampled_from([BlankNode(name) for name in ("x", "y", "z1")])
LITERALS = st.one_of(
    st.builds(Literal, _text),
    st.builds(lambda text, tag: Literal(text, language=tag), _text, st.sampled_from(LANGUAGES)),
    st.builds(
        lambda text, iri: Literal(text, datatype=NamedNode(iri)),
        st.one_of(st.sampled_from(LEXICAL), _text),
        st.sampled_from(DATATYPES),
    ),
)
_subject: st.SearchStrategy[Any] = st.one_of(st.sampled_from(IRIS), _blank)
_object: st.SearchStrategy[Any] = st.one_of(_subject, LITERALS)
_default: st.SearchStrategy[Any] = st.just(DefaultGraph())


def graphs(*, named: bool) -> st.SearchStrategy[list[Quad]]:
    """Any graph; with ``named``, any dataset."""
    graph = st.one_of(_default, st.sampled_from(IRIS)) if named else _default
    return st.lists(
        st.builds(Quad, _subject, st.sampled_from(PREDICATES), _object, graph), min_size=1, max_size=12
    )


@dataclass(frozen=True)
class Limit:
    """What a syntax or a parser cannot hold, and why."""

    name: str
    reason: str
    syntaxes: tuple[str, ...]
    #: The parsers that meet it.
    parsers: tuple[str, ...]
    bites: Callable[[Quad], bool]


def _text_of(quad: Quad) -> str:
    return quad.object.value if isinstance(quad.object, Literal) else ""


_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
LIMITS = (
    Limit(
        "control_character_in_xml",
        "XML 1.0 (§2.2) has no way to write control characters, U+FFFE and U+FFFF, and Oxigraph writes a carriage "
        "return that readers take for a line end (§2.11): refused, with the text.",
        ("rdfxml",),
        ("pyoxigraph", "rdflib", "rapper"),
        lambda quad: _NO_XML.search(_text_of(quad)) is not None,
    ),
    Limit(
        "class_without_a_name_in_xml",
        "Oxigraph names an element after a class whose IRI ends in no XML name: another statement of the subject goes "
        "first, and where there is none it is refused.",
        ("rdfxml",),
        ("pyoxigraph", "rdflib", "rapper"),
        lambda quad: (
            quad.predicate.value == RDF + "type" and re.search(r"[^\W\d][\w.-]*>$", str(quad.object)) is None
        ),
    ),
    Limit(
        "spaces_of_a_token_for_rdflib",
        "rdflib takes the spaces out of a value of xsd:token while it reads, its rewriting off or on.",
        tuple(SYNTAXES),
        ("rdflib",),
        lambda quad: isinstance(quad.object, Literal) and quad.object.datatype.value == XSD + "token",
    ),
    Limit(
        "dot_segments_for_rapper",
        "rapper takes /x/.. out of an absolute IRI, which RFC 3986 (§5.2) does to relative references only.",
        ("ttl", "trig", "rdfxml"),
        ("rapper",),
        lambda quad: "/../" in str(quad),
    ),
    Limit(
        "nul_for_rapper",
        "rapper is written in C, where U+0000 ends a text: what follows it is lost.",
        ("ttl", "trig", "nt"),
        ("rapper",),
        lambda quad: "\0" in _text_of(quad),
    ),
    Limit(
        "double_for_pyld",
        "PyLD writes every value of xsd:double its own way while it reads: 01 becomes 1.0E0.",
        ("jsonld",),
        ("PyLD",),
        lambda quad: isinstance(quad.object, Literal) and quad.object.datatype.value == XSD + "double",
    ),
    Limit(
        "bare_number_for_rdflib",
        "rdflib reads a number without quotes as a Python number and writes it its own way: 01 becomes 1.",
        ("ttl", "trig"),
        ("rdflib",),
        lambda quad: (
            isinstance(quad.object, Literal)
            and quad.object.datatype.value in {XSD + name for name in ("integer", "decimal", "double")}
        ),
    ),
)


def within(quads: list[Quad], parser: str, syntax: str) -> list[Quad]:
    """Return the statements that a parser can read in a syntax."""
    limits = [one for one in LIMITS if syntax in one.syntaxes and parser in one.parsers]
    return [quad for quad in quads if not any(limit.bites(quad) for limit in limits)]


def canonical(quads: Iterable[Quad]) -> list[str]:
    """Return the one spelling of a graph (RDFC-1.0), its language tags in lower case: case means nothing in them."""
    dataset = Dataset(
        Quad(quad.subject, quad.predicate, _lower(quad.object), quad.graph_name) for quad in quads
    )
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def _lower(term: Any) -> Any:
    if isinstance(term, Literal) and term.language:
        return Literal(term.value, language=term.language.lower())
    return term


def written(quads: list[Quad], syntax: str, folder: Path) -> Path:
    """Write a graph in a syntax, through ``convert``."""
    source = folder / "graph.nq"
    serialize(quads, output=str(source), format=RdfFormat.N_QUADS)
    target = folder / f"written.{SYNTAXES[syntax].extensions[0]}"
    convert(str(source), str(target), from_syntax="nq", to_syntax=syntax)
    return target


def read_by_pyoxigraph(path: Path, syntax: str) -> list[Quad]:
    return list(parse(path=str(path), format=SYNTAXES[syntax].rdf_format))


def read_by_rdflib(path: Path, syntax: str) -> list[Quad]:
    """Read with rdflib, whose rewriting of literals must be off (``rdflib.NORMALIZE_LITERALS``)."""
    data = rdflib.Dataset()
    data.parse(path, format=RDFLIB[syntax], publicID="https://example.org/none")
    graphs_ = {None, rdflib.URIRef("urn:x-rdflib:default")}
    if not SYNTAXES[syntax].has_graphs:
        graphs_.add(rdflib.URIRef("https://example.org/none"))
    return [
        Quad(_term(s), _term(p), _term(o), DefaultGraph() if g in graphs_ else _term(g))
        for s, p, o, g in data.quads()
    ]


def _term(term: Any) -> Any:
    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return BlankNode(f"b{str(term).replace('-', '')}")
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype))) if term.datatype else Literal(str(term))


def read_by_pyld(path: Path, _: str = "jsonld") -> list[Quad]:
    data = jsonld.to_rdf(json.loads(path.read_text("utf-8")), {"base": "https://example.org/none"})
    return [
        Quad(
            _pyld(one["subject"]),
            _pyld(one["predicate"]),
            _pyld(one["object"]),
            DefaultGraph()
            if name == "@default"
            else _pyld({"type": "blank node" if name.startswith("_:") else "IRI", "value": name}),
        )
        for name, triples in data.items()
        for one in triples
    ]


def _pyld(term: dict[str, Any]) -> Any:
    if term["type"] == "IRI":
        return NamedNode(term["value"])
    if term["type"] == "blank node":
        return BlankNode(term["value"].removeprefix("_:"))
    if term.get("language"):
        return Literal(term["value"], language=term["language"])
    return Literal(term["value"], datatype=NamedNode(term["datatype"]))


READERS: dict[str, dict[str, Callable[[Path, str], list[Quad]]]] = {
    syntax: {
        "pyoxigraph": read_by_pyoxigraph,
        "rdflib": read_by_rdflib,
        **({"PyLD": read_by_pyld} if syntax == "jsonld" else {}),
    }
    for syntax in SYNTAXES
}
