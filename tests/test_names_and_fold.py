"""Prefixed names, folded text and the names of syntaxes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ess_graph.config import DEFAULT_BASE
from ess_graph.errors import EXIT_USAGE, UsageProblem
from ess_graph.rdf.fold import fold
from ess_graph.rdf.formats import SYNTAXES, syntax_named, syntax_of
from ess_graph.rdf.names import compact, expand
from ess_graph.rdf.namespaces import prefixes

PREFIXES = prefixes(DEFAULT_BASE)
#: What may end an IRI of ours: no space, and nothing that a person would have to escape.
LOCALS = st.text("abcXYZ019-_.~/:#é日", min_size=1, max_size=12)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(PREFIXES)), LOCALS)
def test_a_compact_name_expands_to_the_same_iri(prefix: str, local: str) -> None:
    iri = PREFIXES[prefix] + local
    assert expand(f"{prefix}:{local}", PREFIXES, DEFAULT_BASE) == iri
    short = compact(iri, PREFIXES)
    assert len(short) < len(iri)
    assert expand(short, PREFIXES, DEFAULT_BASE) == iri


@settings(max_examples=100, deadline=None)
@given(LOCALS)
def test_an_iri_outside_the_prefixes_stays_whole(local: str) -> None:
    iri = "https://elsewhere.example/" + local
    assert compact(iri, PREFIXES) == iri
    assert expand(iri, PREFIXES, DEFAULT_BASE) == iri
    assert expand(f"<{iri}>", PREFIXES, DEFAULT_BASE) == iri


@pytest.mark.parametrize(
    "name", ["id/kit/a", "/id/kit/a", " id/kit/a ", "kit:a", "<https://w3id.org/ess-graph/id/kit/a>"]
)
def test_a_path_a_prefixed_name_and_an_iri_name_the_same_thing(name: str) -> None:
    assert expand(name, PREFIXES, DEFAULT_BASE) == DEFAULT_BASE + "id/kit/a"


def test_a_path_follows_the_base() -> None:
    base = "http://localhost/"
    assert (
        expand("id/kit/a", prefixes(base), base) == expand("kit:a", prefixes(base), base) == base + "id/kit/a"
    )


def test_the_longest_namespace_wins() -> None:
    known = {"a": "http://e/", "b": "http://e/x/"}
    assert compact("http://e/x/y", known) == "b:y"
    assert compact("http://e/x/", known) == "a:x/"


def test_a_namespace_alone_has_no_prefixed_name() -> None:
    assert compact(PREFIXES["skos"], PREFIXES) == PREFIXES["skos"]


def test_no_two_prefixes_share_a_namespace() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)


@pytest.mark.parametrize("name", ["nope:x", "urn:isbn:1", ":x", "PRATIQUE:x"])
def test_an_unknown_prefix_is_said_with_the_known_ones(name: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        expand(name, PREFIXES, DEFAULT_BASE)
    assert (caught.value.key, caught.value.exit_code) == ("usage.prefix", EXIT_USAGE)
    assert caught.value.fields["prefix"] == name.partition(":")[0]
    assert "pratique" in str(caught.value)


@settings(max_examples=500, deadline=None)
@given(st.text())
@example("℡")
@example("№ ™ ﷺ ẞ ŉ")
@example("ͅ ᾳ İ")
@example("\ufe31\u2024¨")
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_folded_text_has_no_capitals_marks_or_doubled_spaces(text: str) -> None:
    folded = fold(text)
    assert folded == folded.casefold()
    assert not any(unicodedata.combining(c) for c in folded)
    assert folded == " ".join(folded.split())


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_composed_and_decomposed_accents_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Évreux", "evreux"),
        ("ŒUVRE", "oeuvre"),
        ("œuvre", "oeuvre"),
        ("Ægidius", "aegidius"),
        ("L’été", "l'ete"),
        ("Straße", "strasse"),
        ("a – b", "a - b"),
        ("  deux\u00a0mots\u202fici \n", "deux mots ici"),
        ("ﬁnance", "finance"),
        ("№ ℡", "no tel"),
        ("", ""),
    ],
)
def test_text_folds_to_what_people_type(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize(
    ("extension", "name"),
    [(extension, syntax.name) for syntax in SYNTAXES.values() for extension in syntax.extensions],
)
def test_an_extension_tells_the_syntax_through_gz(extension: str, name: str, suffix: str) -> None:
    assert syntax_of(f"dir.v1/graph.{extension}{suffix}").name == name
    assert syntax_of(f"graph.{extension.upper()}{suffix}").name == name


def test_no_two_syntaxes_share_an_extension() -> None:
    extensions = [extension for syntax in SYNTAXES.values() for extension in syntax.extensions]
    assert len(set(extensions)) == len(extensions)


@pytest.mark.parametrize("path", ["graph", "graph.gz", "graph.csv", "graph.ttl.zip", ".ttl", "nt/graph", ""])
def test_an_unknown_extension_is_said_with_the_known_syntaxes(path: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        syntax_of(path)
    assert (caught.value.key, caught.value.exit_code) == ("usage.extension", EXIT_USAGE)
    assert "jsonld" in str(caught.value)


@pytest.mark.parametrize("name", SYNTAXES)
def test_a_short_name_tells_the_syntax_whatever_its_case(name: str) -> None:
    assert syntax_named(name.upper()).name == name
    assert syntax_named(name).rdf_format.media_type == syntax_named(name).media_type
    assert syntax_named(name).rdf_format.supports_datasets == syntax_named(name).has_graphs


def test_an_unknown_short_name_is_refused() -> None:
    with pytest.raises(UsageProblem) as caught:
        syntax_named("n3")
    assert caught.value.key == "usage.syntax"
