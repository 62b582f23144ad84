"""Every fact has a source, or admits that it has none."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from pyoxigraph import NamedNode

from ess_graph.rdf.namespaces import EXTERNAL, PROV
from ess_graph.store.generation import OpenStore
from tests.facts.published import (
    SOURCED,
    Rows,
    node,
    objects,
    rows,
    subjects,
)


@pytest.mark.parametrize("table", SOURCED)
def test_a_row_without_a_source_admits_it(table: str, tables: dict[str, Rows]) -> None:
    silent = [
        row
        for row in tables[table]
        if not row["source_url"] and row["confidence"] not in ("unverified", "editorial")
    ]
    assert silent == []


@pytest.mark.parametrize("table", SOURCED)
def test_a_source_is_an_address_that_still_means_something_tomorrow(
    table: str, tables: dict[str, Rows]
) -> None:
    for row in tables[table]:
        url = row["source_url"]
        if url:
            parts = urlsplit(url)
            assert parts.scheme in ("http", "https"), url
            assert "." in parts.netloc, url
            assert "@" not in parts.netloc, url
            assert "jsessionid" not in url.lower(), url
            assert NamedNode(url).value == url
            assert re.fullmatch(r"[!#-;=?-Z_a-z~\[\]]+", url) or not url.isascii(), url


def test_every_address_of_the_graph_is_a_valid_iri_without_a_session(whole: OpenStore) -> None:
    addresses: set[str] = set()
    for predicate in (PROV + "wasDerivedFrom", EXTERNAL["foaf"] + "page", EXTERNAL["foaf"] + "homepage"):
        for quad in whole.store.quads_for_pattern(None, NamedNode(predicate), None, None):
            assert isinstance(quad.object, NamedNode)
            addresses.add(quad.object.value)
    outside = {one for one in addresses if not one.startswith(whole.base)}
    assert len(outside) > 300
    for one in outside:
        # RFC 3987 with the characters that RFC 3986 forbids in an IRI too.
        assert re.fullmatch(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+", one), one
        assert "jsessionid" not in one.lower()


def test_every_dataset_that_a_statement_names_is_described(whole: OpenStore) -> None:
    named = {
        quad.object.value
        for quad in whole.store.quads_for_pattern(None, NamedNode(PROV + "wasDerivedFrom"), None, None)
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(f"{whole.base}id/source/")
    }
    assert named
    assert named <= {f"{whole.base}id/source/{row['id']}" for row in rows("sources.csv")}


def test_every_row_that_nobody_verified_is_published_as_such(
    whole: OpenStore, tables: dict[str, Rows]
) -> None:
    kinds = {
        "legal_forms.csv": "concept/forme-juridique/{id}",
        "legal_sources.csv": "id/texte/{id}",
        "public_bodies.csv": "id/collectivite/{ref}",
    }
    expected = {
        f"{whole.base}concept/categorie-juridique-2022/{row['code']}"
        for row in tables["insee_legal_categories.csv"]
        if row["ess_confidence"] == "unverified"
    }
    assert expected
    for table in SOURCED:
        for row in tables[table]:
            if row["confidence"] == "unverified":
                expected.add(whole.base + kinds[table].format(**row))
    assert expected
    unverified = node(whole, "concept/confiance/unverified")
    assert subjects(whole, f"{whole.base}def#confidence", unverified) == expected


def test_every_single_source_names_a_statement_that_exists(whole: OpenStore, tables: dict[str, Rows]) -> None:
    missing = []
    for row in tables["evidence.csv"]:
        own = row["own_property"]
        assert bool(own) != bool(row["reused_property"])
        predicate = f"{whole.base}def#{own}" if own else row["reused_property"]
        if not objects(whole, f"{whole.base}id/{row['about']}", predicate):
            missing.append(row["id"])
    assert missing == []
