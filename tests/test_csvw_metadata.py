"""CSVW metadata: what is accepted, what is refused, and what the published metadata must hold."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from ess_graph.config import DEFAULT_BASE
from ess_graph.errors import InputProblem
from ess_graph.model.context import expand_property
from ess_graph.model.datatypes import CHECKS
from ess_graph.model.described import Column, Table, TableGroup
from ess_graph.model.metadata import read_metadata
from ess_graph.model.uri_template import compile_template
from ess_graph.resources import FOLDERS, folder

PUBLISHED = folder("data") / "csv-metadata.json"


def column(name: str = "id", **more: Any) -> dict[str, Any]:
    return {"name": name, "propertyUrl": "skos:notation", **more}


def table(url: str = "t.csv", columns: list[dict[str, Any]] | None = None, **schema: Any) -> dict[str, Any]:
    return {
        "url": url,
        "tableSchema": {"aboutUrl": "../id/t/{id}", "columns": columns or [column()], **schema},
    }


def group(*tables: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"@context": "http://www.w3.org/ns/csvw", "tables": list(tables), **more}


def read(folder_: Path, raw: object) -> TableGroup:
    path = folder_ / "csv-metadata.json"
    path.write_text(raw if isinstance(raw, str) else json.dumps(raw), "utf-8")
    return read_metadata(path)


def refusal(folder_: Path, raw: object) -> InputProblem:
    with pytest.raises(InputProblem) as caught:
        read(folder_, raw)
    assert "\n" not in str(caught.value)
    return caught.value


def only_column(folder_: Path, **more: Any) -> Column:
    return read(folder_, group(table(columns=[column(**more)]))).tables[0].columns[0]


def test_a_small_metadata_file_is_read_into_tables_and_columns(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        group(
            table("a.csv", [column("id", required=True)], primaryKey="id"),
            table(
                "b.csv",
                [
                    column("id", titles={"fr": "Code", "en": "Code"}),
                    column("refs", separator=";", valueUrl="../id/a/{refs}"),
                    column("v", virtual=True, default="x"),
                ],
                primaryKey=["id", "refs"],
                foreignKeys=[
                    {"columnReference": "refs", "reference": {"resource": "a.csv", "columnReference": "id"}}
                ],
            ),
        ),
    )
    first, second = found.tables
    assert (first.primary_key, second.primary_key) == (("id",), ("id", "refs"))
    assert [one.name for one in second.file_columns] == ["id", "refs"]
    assert second.columns[0].titles == {"fr": "Code", "en": "Code"}
    assert (second.foreign_keys[0].column, second.foreign_keys[0].target) == ("refs", "a.csv")
    assert found.table("b.csv") is second
    with pytest.raises(KeyError):
        found.table("c.csv")


def test_a_column_without_datatype_is_a_string(tmp_path: Path) -> None:
    assert only_column(tmp_path).datatype == "string"


def test_a_format_is_a_regular_expression(tmp_path: Path) -> None:
    found = only_column(tmp_path, datatype={"base": "string", "format": "[a-z]+"})
    assert found.pattern is not None
    assert found.pattern.fullmatch("abc")
    assert not found.pattern.fullmatch("a1")


def test_titles_given_as_one_text_are_in_the_language_of_the_context(tmp_path: Path) -> None:
    assert only_column(tmp_path, titles="Code").titles == {"und": "Code"}
    context = ["http://www.w3.org/ns/csvw", {"@language": "fr"}]
    raw = {"@context": context, "tables": [table(columns=[column(titles=["Code", "Clé"])])]}
    found = read(tmp_path, raw).tables[0].columns[0]
    assert (found.titles, found.all_titles) == ({"fr": "Code"}, frozenset({"Code", "Clé"}))


def test_common_properties_are_kept_as_notes(tmp_path: Path) -> None:
    raw = table(columns=[column(**{"dc:description": "column"})])
    raw["dc:title"] = "table"
    found = read(tmp_path, group(raw, **{"dc:license": "group"})).tables[0]
    assert (dict(found.notes), dict(found.columns[0].notes)) == (
        {"dc:title": "table"},
        {"dc:description": "column"},
    )


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        (group(table(), dialect={"tabs": True}), "tabs"),
        (group(table(), textDirection="ltr"), "textDirection"),
        ({"@context": ["http://www.w3.org/ns/csvw", {"@base": "http://x/"}], "tables": [table()]}, "@base"),
        (group({**table(), "transformations": []}), "transformations"),
        (group(table(rowTitles="id")), "rowTitles"),
        (group(table(columns=[column(ordered=True)])), "ordered"),
        (group(table(columns=[column(datatype={"base": "integer", "minimum": 0})])), "minimum"),
    ],
)
def test_an_unknown_key_is_refused_with_its_name(tmp_path: Path, raw: object, key: str) -> None:
    error = refusal(tmp_path, raw)
    assert (error.key, error.fields["reason"]) == ("input.metadata", key)


def test_an_unknown_datatype_is_refused_with_its_column(tmp_path: Path) -> None:
    error = refusal(tmp_path, group(table(columns=[column(datatype="duration")])))
    assert error.fields["where"] == "t.csv/id"
    assert "duration" in str(error)


def test_a_column_that_would_speak_of_a_blank_node_is_refused(tmp_path: Path) -> None:
    raw = {"url": "t.csv", "tableSchema": {"columns": [column()]}}
    assert refusal(tmp_path, group(raw)).fields["reason"] == "aboutUrl"


@pytest.mark.parametrize("resource", ["nowhere.csv", "t.csv"])
def test_a_foreign_key_to_an_unknown_table_or_column_is_refused(tmp_path: Path, resource: str) -> None:
    key = {"columnReference": "id", "reference": {"resource": resource, "columnReference": "no"}}
    error = refusal(tmp_path, group(table(foreignKeys=[key])))
    assert error.fields["reason"] == f"foreignKeys: {resource}#no"


def test_a_key_over_an_unknown_column_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, group(table(primaryKey="no"))).fields["reason"] == "no"
    key = {"columnReference": "no", "reference": {"resource": "t.csv", "columnReference": "id"}}
    assert refusal(tmp_path, group(table(foreignKeys=[key]))).fields["reason"] == "no"


def test_a_column_name_that_comes_twice_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, group(table(columns=[column(), column()])))
    assert (error.fields["where"], error.fields["reason"]) == ("t.csv", "columns: name")


@pytest.mark.parametrize(
    "raw",
    [
        [],
        {},
        {"tables": None},
        {"tables": ["t.csv"]},
        group({"url": "t.csv"}),
        group({"tableSchema": {"columns": []}}),
        group({"url": "t.csv", "tableSchema": {}}),
        group({"url": "t.csv", "tableSchema": {"columns": ["id"]}}),
        group(table(columns=[column(titles=3)])),
        group(table(columns=[{"titles": "two"}, {"titles": "two"}])),
        group(table(columns=[column(datatype={"base": "string", "format": "("})])),
        group(table(foreignKeys=[{"columnReference": "id"}])),
        group(table(foreignKeys=[{"columnReference": ["id"], "reference": {"resource": "t.csv"}}])),
    ],
)
def test_json_that_is_no_metadata_is_refused_in_one_line(tmp_path: Path, raw: object) -> None:
    assert refusal(tmp_path, raw).key == "input.metadata"


@pytest.mark.parametrize("text", ["", "{", "tables: []"])
def test_a_file_that_is_no_json_is_refused(tmp_path: Path, text: str) -> None:
    assert refusal(tmp_path, text).key == "input.json"


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_bytes(b'{"tables": "\xe9"}')
    with pytest.raises(InputProblem) as caught:
        read_metadata(path)
    assert caught.value.key == "input.json"


def test_an_absent_file_is_said_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(InputProblem) as caught:
        read_metadata(tmp_path / "no.json")
    assert caught.value.key == "input.unreadable"
    assert "no.json" in str(caught.value)


# The published metadata.

GROUP = read_metadata(PUBLISHED)
TABLES = pytest.mark.parametrize("published", GROUP.tables, ids=[one.url for one in GROUP.tables])


@TABLES
def test_every_published_file_column_has_a_french_and_an_english_title(published: Table) -> None:
    untitled = [c.name for c in published.file_columns if not (c.titles.get("fr") and c.titles.get("en"))]
    assert untitled == []


@TABLES
def test_every_published_template_compiles_over_columns_of_its_table(published: Table) -> None:
    names = {one.name for one in published.file_columns}
    for one in published.columns:
        if one.property_url is None:
            assert one.suppress_output, f"{one.name} says nothing and does not say so"
            continue
        about = one.about_url or published.about_url
        assert about, one.name
        for text in (about, one.property_url, one.value_url):
            if text is not None:
                found = compile_template(expand_property(text), f"{DEFAULT_BASE}data/{published.url}")
                assert {name for name, _ in found.variables} <= names, (one.name, text)
                assert found.expand(dict.fromkeys(names, "x")).startswith(("http://", "https://"))


@TABLES
def test_every_published_about_template_uses_only_required_columns(published: Table) -> None:
    required = {one.name for one in published.columns if one.required}
    for text in {one.about_url or published.about_url or "" for one in published.columns}:
        used = {name for name, _ in compile_template(text, DEFAULT_BASE).variables}
        assert used <= required, text


@TABLES
def test_the_header_of_each_published_table_is_its_metadata(published: Table) -> None:
    with (PUBLISHED.parent / published.url).open(encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))
    assert sorted(header) == sorted(one.name for one in published.file_columns)


@TABLES
def test_every_published_table_has_a_key_and_a_title_in_both_languages(published: Table) -> None:
    assert published.primary_key
    assert {one["@language"] for one in published.notes["dc:title"]} == {"fr", "en"}
    assert {one.datatype for one in published.columns} <= set(CHECKS)


def test_every_published_csv_file_has_its_metadata() -> None:
    assert sorted(path.name for path in PUBLISHED.parent.glob("*.csv")) == sorted(t.url for t in GROUP.tables)


@pytest.mark.parametrize("name", FOLDERS)
def test_no_file_names_our_own_base(name: str) -> None:
    authority = re.compile(re.escape(DEFAULT_BASE.removeprefix("https://").rstrip("/")))
    suffixes = {".json", ".ttl", ".rq"}
    files = [path for path in folder(name).rglob("*") if path.suffix in suffixes]
    assert files
    assert [str(path) for path in files if authority.search(path.read_text("utf-8"))] == []
