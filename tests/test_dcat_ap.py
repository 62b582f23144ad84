"""Descriptions in DCAT by what DCAT-AP 3 asks: what is planted is found, and pySHACL finds the same."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from tests.conftest import CommandLine

HERE = Path(__file__).parent / "dcat_ap"
PROFILE, FAULTY = HERE / "profile.ttl", HERE / "faulty.ttl"

#: The faults that the comments of faulty.ttl tell of: subject ("" for a blank node), shape, value.
PLANTED = Counter(
    {
        ("catalogue", "Catalog-description-min", ""): 1,
        ("catalogue", "Catalog-publisher-max", ""): 1,
        ("catalogue", "Catalog-publisher-class", "nobody"): 1,
        ("named", "Agent-name-kind", "publisher"): 1,
        ("dated", "Dataset-issued-type", "2026-02-31"): 1,
        ("dated", "Dataset-modified-max", ""): 1,
        ("dated", "Dataset-modified-type", "lundi"): 1,
        ("dated", "Dataset-spatialResolutionInMeters-type", "10"): 1,
        ("dated", "Dataset-temporalResolution-type", "un jour"): 1,
        ("empty", "Dataset-title-min", ""): 1,
        ("empty", "Dataset-description-min", ""): 1,
        ("empty", "Dataset-distribution-class", "publisher"): 1,
        ("bad-file", "Distribution-accessURL-min", ""): 1,
        ("bad-file", "Distribution-byteSize-max", ""): 1,
        ("bad-file", "Distribution-byteSize-type", "-1"): 1,
        ("bad-file", "Distribution-byteSize-type", "1.5"): 1,
        ("bad-file", "Distribution-checksum-max", ""): 1,
        ("", "Checksum-algorithm-min", ""): 1,
        ("", "Checksum-checksumValue-type", "0ff"): 1,
        ("service", "DataService-endpointURL-min", ""): 1,
        ("service", "DataService-accessRights-class", "open"): 1,
        ("open", "Concept-prefLabel-min", ""): 1,
    }
)


def _short(text: str) -> str:
    return text.removeprefix("http://example.org/")


def test_the_faults_of_a_catalogue_are_found_and_nothing_else(cli: CommandLine) -> None:
    ran = cli("shacl", FAULTY, "--shapes", PROFILE, "--engine", "store", "-f", "json")
    assert ran.code == 1
    found = Counter(
        (
            _short(one["focus"]) if one["focus"].startswith("http") else "",
            one["shape"].split("#")[1],
            _short(one["value"]),
        )
        for one in json.loads(ran.out)["findings"]
    )
    assert found == PLANTED


def test_pyshacl_finds_the_same_faults_in_a_catalogue(cli: CommandLine) -> None:
    ran = cli("shacl", FAULTY, "--shapes", PROFILE, "--engine", "store", "--compare", "pyshacl")
    assert (ran.code, ran.out) == (0, "")


def test_pyshacl_finds_the_same_in_our_own_description(
    cli: CommandLine, small_path: Path, tmp_path: Path
) -> None:
    description = tmp_path / "description.ttl"
    description.write_text(cli("query", "dcat-void", "-f", "ttl", store=small_path).out, "utf-8")
    ran = cli("shacl", description, "--shapes", PROFILE, "-f", "json")
    report = json.loads(ran.out)
    # It is read as a description of datasets: what DCAT-AP asks beyond DCAT is missing, and says so.
    assert report["checked"] > 100
    assert {one["shape"].split("#")[1].split("-")[0] for one in report["findings"]} == {"Dataset"}
    compared = cli("shacl", description, "--shapes", PROFILE, "--engine", "store", "--compare", "pyshacl")
    assert (compared.code, compared.out) == (0, "")
