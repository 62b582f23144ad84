"""The examples of *Generating RDF from Tabular Data on the Web* (§7), minimal mode, on tables of ours of the same make.

Each has the features of the example that it is named after: the tables of the Recommendation are not copied.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, Triple, parse

from ess_graph.model.engine import triples
from ess_graph.model.inverse import rows
from ess_graph.model.metadata import read_metadata
from tests.conftest import BASE


def made(folder: Path, raw: dict[str, Any], **files: str) -> set[Triple]:
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, "utf-8")
    (folder / "m.json").write_text(json.dumps(raw), "utf-8")
    return set(triples(read_metadata(folder / "m.json"), BASE))


def turtle(table: str, text: str) -> set[Triple]:
    """Return the statements of a Turtle text whose IRIs are relative to a table."""
    prefixes = """
        @prefix schema: <http://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        @prefix dc: <http://purl.org/dc/terms/> .
    """
    return {
        quad.triple
        for quad in parse(prefixes + text, format=RdfFormat.TURTLE, base_iri=f"{BASE}data/{table}")
    }


def test_example_7_1_a_table_whose_columns_have_no_property(tmp_path: Path) -> None:
    """Countries: titles, an address from a cell, a property from each name."""
    raw = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "fr"}],
        "url": "regions.csv",
        "tableSchema": {
            "aboutUrl": "#{code}",
            "primaryKey": "code",
            "columns": [{"name": "code", "titles": "Code INSEE"}, {"name": "nom", "titles": "Nom"}],
        },
    }
    assert made(tmp_path, raw, regions="Code INSEE,Nom\n53,Bretagne\n94,Corse\n") == turtle(
        "regions.csv", '<#53> <#code> "53" ; <#nom> "Bretagne" . <#94> <#code> "94" ; <#nom> "Corse" .'
    )


def test_example_7_1_a_table_that_refers_to_another(tmp_path: Path) -> None:
    """Countries and their slices: numbers, years, a reference to the other table."""
    reference = {"resource": "regions.csv", "columnReference": "code"}
    raw = {
        "@context": "http://www.w3.org/ns/csvw",
        "tables": [
            {"url": "regions.csv", "tableSchema": {"aboutUrl": "#{code}", "columns": [{"name": "code"}]}},
            {
                "url": "counts.csv",
                "tableSchema": {
                    "aboutUrl": "#{region}-{year}",
                    "foreignKeys": [{"columnReference": "region", "reference": reference}],
                    "columns": [
                        {"name": "region", "valueUrl": "regions.csv#{region}"},
                        {"name": "year", "datatype": "gYear"},
                        {"name": "count", "datatype": "integer"},
                    ],
                },
            },
        ],
    }
    found = made(tmp_path, raw, regions="code\n53\n", counts="region,year,count\n53,2024,12\n")
    assert found == turtle("regions.csv", '<#53> <#code> "53" .') | turtle(
        "counts.csv",
        """<#53-2024> <#region> <regions.csv#53> ; <#year> "2024"^^xsd:gYear ; <#count> 12 .""",
    )


def test_example_7_2_dates_lists_nulls_and_annotations(tmp_path: Path) -> None:
    """Trees: a date in a form of its own, several values in a cell, what is not known, notes, common properties."""
    raw = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "fr"}],
        "@id": "https://example.org/trees",
        "url": "trees.csv",
        "dc:title": "Arbres",
        "dc:license": {"@id": "https://example.org/licence"},
        "notes": [{"@type": "note", "body": "relu"}],
        "dialect": {"trim": True},
        "tableSchema": {
            "aboutUrl": "#gid-{GID}",
            "primaryKey": "GID",
            "columns": [
                {"name": "GID", "titles": ["GID", "Numéro"], "required": True, "suppressOutput": True},
                {"name": "species", "titles": "Espèce", "lang": "fr", "null": ["", "inconnue"]},
                {
                    "name": "comments",
                    "titles": "Remarques",
                    "separator": ";",
                    "lang": "fr",
                    "default": "rien à dire",
                },
                {"name": "day", "titles": "Date", "datatype": {"base": "date", "format": "M/d/yyyy"}},
                {"name": "kept", "titles": "Protégé", "datatype": {"base": "boolean", "format": "OUI|NON"}},
            ],
        },
    }
    content = """Numéro, Espèce, Remarques, Date, Protégé
1, Chêne, creux;à élaguer, 6/2/2010, OUI
6, inconnue,, 10/18/2010, NON
"""
    assert made(tmp_path, raw, trees=content) == turtle(
        "trees.csv",
        """
        <#gid-1> <#species> "Chêne"@fr ; <#comments> "creux"@fr, "à élaguer"@fr ;
            <#day> "2010-06-02"^^xsd:date ; <#kept> true .
        <#gid-6> <#comments> "rien à dire"@fr ; <#day> "2010-10-18"^^xsd:date ; <#kept> false .
        """,
    )


def test_example_7_3_several_subjects_in_a_row(tmp_path: Path) -> None:
    """Events: three subjects in each row, made from its number, with virtual columns for their types and links."""
    raw = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": "events.csv",
        "dialect": {"trim": True},
        "tableSchema": {
            "columns": [
                {"name": "name", "aboutUrl": "#event-{_row}", "propertyUrl": "schema:name"},
                {
                    "name": "start",
                    "aboutUrl": "#event-{_row}",
                    "propertyUrl": "schema:startDate",
                    "datatype": {"base": "datetime", "format": "yyyy-MM-ddTHH:mm"},
                },
                {"name": "place", "aboutUrl": "#place-{_row}", "propertyUrl": "schema:name"},
                {
                    "name": "url",
                    "aboutUrl": "#offer-{_row}",
                    "propertyUrl": "schema:url",
                    "datatype": "anyURI",
                },
                *(
                    {
                        "name": f"type_{kind}",
                        "virtual": True,
                        "aboutUrl": f"#{kind}-{{_row}}",
                        "propertyUrl": "rdf:type",
                        "valueUrl": f"schema:{kind.capitalize()}",
                    }
                    for kind in ("event", "place", "offer")
                ),
                *(
                    {
                        "name": f"link_{kind}",
                        "virtual": True,
                        "aboutUrl": "#event-{_row}",
                        "propertyUrl": f"schema:{prop}",
                        "valueUrl": f"#{kind}-{{_row}}",
                    }
                    for kind, prop in (("place", "location"), ("offer", "offers"))
                ),
            ]
        },
    }
    content = "name, start, place, url\nBal, 2024-04-12T19:30, Salle des fêtes, https://example.org/1\n"
    assert made(tmp_path, raw, events=content) == turtle(
        "events.csv",
        """
        <#event-1> a schema:Event ; schema:name "Bal" ; schema:startDate "2024-04-12T19:30:00"^^xsd:dateTime ;
            schema:location <#place-1> ; schema:offers <#offer-1> .
        <#place-1> a schema:Place ; schema:name "Salle des fêtes" .
        <#offer-1> a schema:Offer ; schema:url "https://example.org/1"^^xsd:anyURI .
        """,
    )


def test_the_table_of_example_7_2_comes_back(tmp_path: Path) -> None:
    raw = {
        "url": "trees.csv",
        "tableSchema": {
            "aboutUrl": "#gid-{GID}",
            "primaryKey": "GID",
            "columns": [
                {"name": "GID", "required": True, "suppressOutput": True},
                {"name": "day", "datatype": {"base": "date", "format": "M/d/yyyy"}},
            ],
        },
    }
    found = made(tmp_path, raw, trees="GID,day\n6,10/18/2010\n1,6/2/2010\n")
    ((_, back),) = rows(read_metadata(tmp_path / "m.json"), BASE, found)
    assert back == [{"GID": "1", "day": "6/2/2010"}, {"GID": "6", "day": "10/18/2010"}]
