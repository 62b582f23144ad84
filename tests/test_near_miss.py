"""Namespaces that are nearly a known one: found wherever a file is read, with the right one proposed."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

import ess_graph
from ess_graph.errors import EXIT_OK
from ess_graph.rdf.formats import syntax_of
from ess_graph.rdf.namespaces import EXTERNAL
from ess_graph.rdf.near_miss import NearMiss, NearMisses, near_miss, right_namespace, sentence
from ess_graph.rdf.reading import read_quads
from ess_graph.resources import folder
from tests.conftest import BASE, CommandLine, run_process

KNOWN = tomllib.loads((Path(ess_graph.__file__).parent / "rdf" / "known_namespaces.toml").read_text("utf-8"))
SLIPS = [
    # Those that were met in published files.
    ("http://w3.org/ns/locn#", "http://www.w3.org/ns/locn#"),
    ("http://schema.org/", "https://schema.org/"),
    ("http://www.purl.org/dc/terms/", "http://purl.org/dc/terms/"),
    ("http://http://www.opengis.net/ont/geosparql#", "http://www.opengis.net/ont/geosparql#"),
    # Another scheme, a slash or a hash lost or doubled, capitals, one letter.
    ("https://www.w3.org/ns/dcat#", "http://www.w3.org/ns/dcat#"),
    ("https://purl.org/dc/terms/", "http://purl.org/dc/terms/"),
    ("http://purl.org/dc/terms#", "http://purl.org/dc/terms/"),
    ("http://www.w3.org/2004/02/skos/core/", "http://www.w3.org/2004/02/skos/core#"),
    ("http://www.w3.org/2002/07/owl/#", "http://www.w3.org/2002/07/owl#"),
    ("http://www.w3.org/2001/xmlschema#", "http://www.w3.org/2001/XMLSchema#"),
    ("http://www.w3.org/ns/DCAT#", "http://www.w3.org/ns/dcat#"),
    ("http://www.w3.org/2004/02/skos/cor#", "http://www.w3.org/2004/02/skos/core#"),
    ("http://data.europa.eu/eli/ontolgy#", "http://data.europa.eu/eli/ontology#"),
    # Addresses that were left.
    ("http://www.w3.org/2008/05/skos#", "http://www.w3.org/2004/02/skos/core#"),
    ("http://purl.org/dc/elements/1.0/", "http://purl.org/dc/elements/1.1/"),
]
FINE = [
    *KNOWN["namespaces"].values(),
    *EXTERNAL.values(),
    # A namespace of one's own, another version, another vocabulary of the same host.
    "http://example.org/",
    "https://w3id.org/other/def#",
    "http://xmlns.com/foaf/0.2/",
    "http://www.w3.org/ns/prov-o#",
    "http://www.w3.org/ns/orgs-of-mine#",
    "http://purl.org/vocab/",
    "http://www.w3.org/ns/",
]


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Write a file and return its path."""

    def _write(text: str, name: str = "data.ttl") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def _found(path: Path) -> list[NearMiss]:
    misses = NearMisses()
    list(misses.watch(read_quads(path, syntax_of(path), BASE)))
    return misses.found(path, syntax_of(path), BASE)


# Namespaces


@pytest.mark.parametrize(("wrong", "right"), SLIPS)
def test_a_slip_leads_to_the_right_namespace(wrong: str, right: str) -> None:
    assert right_namespace(wrong) == right
    assert near_miss(f"{wrong}Thing") == (wrong, right)


@pytest.mark.parametrize("namespace", FINE)
def test_what_is_right_or_like_nothing_known_is_left_alone(namespace: str) -> None:
    assert right_namespace(namespace) is None
    assert near_miss(f"{namespace}Thing") is None


@pytest.mark.parametrize("namespace", sorted(KNOWN["namespaces"].values()))
def test_every_known_namespace_is_found_again_from_the_common_slips(namespace: str) -> None:
    scheme, rest = namespace.split("://")
    other = "http" if scheme == "https" else "https"
    host = rest.removeprefix("www.") if rest.startswith("www.") else f"www.{rest}"
    for slip in (f"{other}://{rest}", f"{scheme}://{host}", f"http://{namespace}"):
        if slip[-1] in "#/":
            assert near_miss(f"{slip}x") == (slip, namespace)


def test_a_separator_that_is_lost_is_seen_in_the_term_itself() -> None:
    stem = "http://www.w3.org/ns/dcat"
    assert near_miss(f"{stem}Dataset") == (stem, f"{stem}#")
    assert near_miss("http://xmlns.com/foaf/0.1name") == (
        "http://xmlns.com/foaf/0.1",
        "http://xmlns.com/foaf/0.1/",
    )
    assert near_miss("http://www.w3.org/ns/organisation") is None


def test_no_two_known_namespaces_are_a_slip_apart() -> None:
    spaces = {*KNOWN["namespaces"].values(), *EXTERNAL.values()}
    assert len(spaces) > 65
    folded = {one.lower().split("://")[1].removeprefix("www.").rstrip("/#") for one in spaces}
    assert len(folded) == len(spaces)
    assert set(KNOWN["moved"].values()) <= spaces
    assert not set(KNOWN["moved"]) & spaces


# Files


def test_a_file_tells_how_often_where_first_and_on_which_line(write: Any) -> None:
    text = """@prefix ex: <http://example.org/> .
@prefix dct: <http://www.purl.org/dc/terms/> .
ex:a dct:title "a" . ex:b dct:title "b" ; dct:date "2026"^^<https://www.w3.org/2001/XMLSchema#gYear> .
"""
    assert _found(write(text)) == [
        NearMiss(
            "http://www.purl.org/dc/terms/", "http://purl.org/dc/terms/", 3, "http://example.org/a", "dct", 2
        ),
        NearMiss("https://www.w3.org/2001/XMLSchema#", EXTERNAL["xsd"], 1, "http://example.org/b", "", 3),
    ]


def test_classes_and_shapes_name_terms_too(write: Any) -> None:
    text = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
<http://e.org/a> a <http://w3.org/ns/org#Organization> ; rdfs:subClassOf <http://www.w3.org/ns/DCAT#Dataset> .
<http://e.org/s> sh:path <http://www.purl.org/dc/terms/title> .
<http://e.org/p> rdfs:seeAlso <https://www.w3.org/ns/org#this-page-is-a-page> .
"""
    assert [(one.found, one.count) for one in _found(write(text))] == [
        ("http://w3.org/ns/org#", 1),
        ("http://www.purl.org/dc/terms/", 1),
        ("http://www.w3.org/ns/DCAT#", 1),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", "PREFIX rdfs: <{0}>\n<http://e/a> rdfs:label 'x' ."),
        ("a.trig", "@prefix rdfs: <{0}> .\nGRAPH <http://e/g> {{ <http://e/a> rdfs:label 'x' }}"),
        ("a.jsonld", '{{"@context": {{"rdfs": "{0}"}},\n"@id": "http://e/a", "rdfs:label": "x"}}'),
        (
            "a.rdf",
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:rdfs="{0}">\n'
            '<r:Description r:about="http://e/a"><rdfs:value>x</rdfs:value></r:Description></r:RDF>',
        ),
        (
            "a.owl",
            '<!DOCTYPE r:RDF [<!ENTITY rdfs "{0}">]><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns:rdfs="&rdfs;"><r:Description r:about="http://e/a"><rdfs:value>x</rdfs:value></r:Description></r:RDF>',
        ),
    ],
)  # fmt: skip
def test_a_prefix_bound_to_another_vocabulary_is_seen_in_each_syntax(
    write: Any, name: str, text: str
) -> None:
    bound = EXTERNAL["rdf"]
    (one,) = _found(write(text.format(bound), name))
    assert (one.found, one.right, one.prefix, one.line) == (bound, EXTERNAL["rdfs"], "rdfs", 1)
    assert _found(write(text.format(EXTERNAL["rdfs"]), name)) == []


def test_a_prefix_that_people_use_for_several_vocabularies_is_theirs(write: Any) -> None:
    text = (
        "@prefix dc: <http://purl.org/dc/terms/> . @prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> ."
    )
    assert _found(write(text)) == []


def test_a_prefix_nearly_right_is_seen_though_nothing_uses_it(write: Any) -> None:
    (one,) = _found(write("@prefix dct: <http://purl.org/dc/terms> .\n<http://e/a> <http://e/b> 1 ."))
    assert (one.found, one.right, one.count, one.prefix) == (
        "http://purl.org/dc/terms", "http://purl.org/dc/terms/", 0, "dct",
    )  # fmt: skip


def test_a_stream_that_is_believed_after_a_while_sees_what_is_new(write: Any) -> None:
    good = "".join(f'<http://e/{i}> <http://purl.org/dc/terms/title> "x" .\n' for i in range(50))
    new = '<http://e/x> <http://purl.org/dc/terms/date> "1"^^<http://w3.org/2001/XMLSchema#x> .'
    path = write(good + new, "a.nt")
    for enough in (None, 10):
        misses = NearMisses(enough)
        assert len(list(misses.watch(read_quads(path, syntax_of(path))))) == 51
        assert [one.found for one in misses.found()] == ["http://w3.org/2001/XMLSchema#"]


def test_our_own_files_have_none() -> None:
    paths = [path for name in ("ontology", "shapes") for path in sorted(folder(name).glob("*.ttl"))]
    assert len(paths) > 6
    assert [miss for path in paths for miss in _found(path)] == []


# Commands

DATA = "@prefix dct: <http://www.purl.org/dc/terms/> .\n<http://example.org/a> dct:title 'x' , 'y' .\n"


def test_validate_warns_in_both_languages_and_the_verdict_stands(cli: CommandLine, write: Any) -> None:
    path = write(DATA)
    ran = cli("validate", path, "-f", "json")
    report = json.loads(ran.out)
    assert (ran.code, report["conforms"]) == (EXIT_OK, True)
    (one,) = report["findings"]
    assert (one["severity"], one["code"], one["component"]) == ("Warning", "ESS-NS-001", "NearMissNamespace")
    assert (one["focus"], one["value"]) == ("http://example.org/a", "http://www.purl.org/dc/terms/")
    assert set(one["messages"]) == {"fr", "en"}
    for lang in ("fr", "en"):
        (row,) = csv.DictReader(io.StringIO(cli("--lang", lang, "validate", path, "-f", "csv").out))
        assert row["message"] == one["messages"][lang]
        assert "http://purl.org/dc/terms/" in row["message"]


def test_validate_looks_at_the_shapes_it_is_given(cli: CommandLine, write: Any) -> None:
    shapes = write(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<http://e/s> a sh:NodeShape ; sh:targetClass <http://schema.org/Person> .",
        "shapes.ttl",
    )
    data = write("<http://e/a> <http://e/b> 1 .")
    report = json.loads(cli("validate", data, "--shapes", shapes, "-f", "json").out)
    assert [(one["code"], one["value"]) for one in report["findings"]] == [
        ("ESS-NS-001", "http://schema.org/")
    ]


def test_convert_says_one_line_for_each_and_converts_all_the_same(
    cli: CommandLine, write: Any, tmp_path: Path
) -> None:
    path = write(DATA + "<http://example.org/b> a <http://schema.org/Thing> .")
    ran = cli("--lang", "en", "convert", path, tmp_path / "out.nt")
    assert (ran.code, ran.out) == (EXIT_OK, "")
    first, second = ran.err.splitlines()
    assert first.startswith(f"{path}, line 3: ")
    assert "http://schema.org/" in first
    assert second.startswith(f"{path}, line 1: ")
    assert second.endswith("write http://purl.org/dc/terms/. Uses: 2.")
    assert len((tmp_path / "out.nt").read_text("utf-8").splitlines()) == 3


def test_convert_of_a_stream_knows_no_line() -> None:
    ran = run_process("--lang", "en", "convert", "-", "-", "--from", "ttl", "--to", "nt", stdin=DATA.encode())
    assert len(ran.out.splitlines()) == 2
    (line,) = ran.err.splitlines()
    assert line.startswith("-: ")


def test_a_pipe_that_has_a_name_is_read_once() -> None:
    ran = run_process(
        "--lang", "en", "convert", "/dev/stdin", "-", "--from", "ttl", "--to", "nt", stdin=DATA.encode()
    )
    assert (ran.code, len(ran.out.splitlines())) == (EXIT_OK, 2)
    assert ran.err.startswith("/dev/stdin: ")


def test_a_file_without_any_is_converted_without_a_word(cli: CommandLine, write: Any, tmp_path: Path) -> None:
    ran = cli("convert", write("<http://e/a> <http://purl.org/dc/terms/title> 'x' ."), tmp_path / "out.nt")
    assert (ran.code, ran.out, ran.err) == (EXIT_OK, "", "")


def test_a_namespace_does_not_drive_the_terminal() -> None:
    miss = NearMiss("http://w3.org/ns/locn#", "http://www.w3.org/ns/locn#", 1, "", "", None)
    assert {lang: miss.right in sentence(miss, lang) for lang in ("fr", "en")} == {"fr": True, "en": True}
