"""CSVW beyond the published tables: what a contributor's table may use, after the clause that says it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from ess_graph.errors import InputProblem, TableProblem
from ess_graph.model.engine import triples
from ess_graph.model.inverse import rows
from ess_graph.model.metadata import read_metadata
from ess_graph.model.value_forms import value_form
from ess_graph.rdf.namespaces import XSD
from tests.conftest import BASE

NOTE = "http://www.w3.org/2004/02/skos/core#note"


def read(folder: Path, schema: dict[str, Any], content: str | bytes, **table: Any) -> Any:
    """Write a table with its metadata, and read the metadata."""
    raw = {"url": "t.csv", "tableSchema": {"aboutUrl": "../id/{id}", **schema}, **table}
    (folder / "t.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / "m.json").write_text(json.dumps(raw), "utf-8")
    return read_metadata(folder / "m.json")


def made(folder: Path, schema: dict[str, Any], content: str | bytes, **table: Any) -> list[Triple]:
    return list(triples(read(folder, schema, content, **table), BASE))


def values(folder: Path, column: dict[str, Any], cells: str | bytes, **table: Any) -> list[str]:
    """Return the values that a column ``v`` makes beside ``id``, as they are written."""
    schema = {"columns": [{"name": "id", "suppressOutput": True}, {"propertyUrl": "skos:note", **column}]}
    return [str(one.object) for one in made(folder, schema, cells, **table)]


def refused(folder: Path, column: dict[str, Any], cells: str | bytes, **table: Any) -> InputProblem:
    with pytest.raises(InputProblem) as caught:
        values(folder, column, cells, **table)
    assert "\n" not in str(caught.value)
    return caught.value


# Columns (§5.6, §5.7).


def test_a_file_may_describe_one_table_without_a_group(tmp_path: Path) -> None:
    assert values(tmp_path, {"name": "v"}, "id,v\na,x\n") == ['"x"']


def test_a_property_is_inherited_from_schema_table_and_group(tmp_path: Path) -> None:
    raw = {
        "lang": "fr",
        "tables": [
            {
                "url": "t.csv",
                "propertyUrl": "skos:note",
                "tableSchema": {
                    "aboutUrl": "../id/{id}",
                    "columns": [
                        {"name": "id", "suppressOutput": True},
                        {"name": "a"},
                        {"name": "b", "lang": "en"},
                    ],
                },
            }
        ],
    }
    (tmp_path / "m.json").write_text(json.dumps(raw), "utf-8")
    (tmp_path / "t.csv").write_text("id,a,b\n1,x,y\n", "utf-8")
    found = list(triples(read_metadata(tmp_path / "m.json"), BASE))
    assert [(one.predicate.value, str(one.object)) for one in found] == [(NOTE, '"x"@fr'), (NOTE, '"y"@en')]


def test_a_header_may_be_a_title_in_any_language(tmp_path: Path) -> None:
    column = {"name": "v", "titles": {"fr": ["Libellé", "Nom"], "en": "Label"}}
    for header in ("Libellé", "Nom", "Label", "v"):
        assert values(tmp_path, column, f"id,{header}\na,x\n") == ['"x"']
    assert refused(tmp_path, column, "id,Label,Nom\na,x,y\n").key == "table.duplicate_column"


def test_a_title_that_two_columns_have_names_neither(tmp_path: Path) -> None:
    schema = {
        "columns": [
            {"name": "id", "suppressOutput": True},
            {"name": "a", "titles": "Nom", "suppressOutput": True},
            {"name": "b", "titles": "Nom", "suppressOutput": True},
        ]
    }
    with pytest.raises(TableProblem) as caught:
        made(tmp_path, schema, "id,Nom,b\n1,x,y\n")
    assert caught.value.key == "table.unknown_column"


def test_a_column_without_a_name_is_named_after_its_title_or_its_place(tmp_path: Path) -> None:
    schema = {"columns": [{"titles": "id"}, {"titles": "Le nom"}, {}]}
    group = read(tmp_path, schema, "")
    assert [column.name for column in group.tables[0].columns] == ["id", "Le%20nom", "_col.3"]


def test_null_says_which_texts_are_no_value(tmp_path: Path) -> None:
    cells = "id,v\na,n.c.\nb,x\nc,\nd,-\n"
    assert values(tmp_path, {"name": "v", "null": ["", "-", "n.c."]}, cells) == ['"x"']
    assert (
        refused(tmp_path, {"name": "v", "null": "-", "required": True}, "id,v\na,-\n").key == "table.required"
    )
    # Only the texts that are given: an empty cell is then a value, and we publish no empty literal.
    assert refused(tmp_path, {"name": "v", "null": "-"}, "id,v\na,\n").key == "table.spaces"


def test_a_default_stands_in_an_empty_cell(tmp_path: Path) -> None:
    assert values(tmp_path, {"name": "v", "default": "x"}, "id,v\na,\nb,y\n") == ['"x"', '"y"']
    assert values(tmp_path, {"name": "v", "default": "x", "required": True}, "id,v\na,\n") == ['"x"']


# Templates (§5.1.1).


def test_templates_know_the_row_its_source_and_the_name_of_the_column(tmp_path: Path) -> None:
    schema = {
        "aboutUrl": "../row/{_row}-{_sourceRow}",
        "propertyUrl": "../def#{_name}",
        "columns": [{"name": "a"}, {"name": "b"}],
    }
    assert made(tmp_path, schema, "a,b\nx,y\n") == [
        Triple(NamedNode(BASE + "row/1-2"), NamedNode(BASE + "def#a"), Literal("x")),
        Triple(NamedNode(BASE + "row/1-2"), NamedNode(BASE + "def#b"), Literal("y")),
    ]


@pytest.mark.parametrize("name", ["_column", "other"])
def test_a_template_that_asks_for_what_no_row_has_is_refused(tmp_path: Path, name: str) -> None:
    error = refused(tmp_path, {"name": "v", "valueUrl": f"../x/{{{name}}}"}, "id,v\na,b\n")
    assert (error.key, error.fields["reason"]) == ("input.metadata", f"{{{name}}}")


# Dialect (§5.9).


@pytest.mark.parametrize(
    ("dialect", "content"),
    [
        ({"delimiter": ";"}, "id;v\na;l'été, ici\n"),
        ({"delimiter": "\t"}, "id\tv\na\tl'été, ici\n"),
        ({"encoding": "windows-1252"}, 'id,v\na,"l\'été, ici"\n'.encode("cp1252")),
        ({"encoding": "utf-16"}, 'id,v\na,"l\'été, ici"\n'.encode("utf-16")),
        ({"quoteChar": "'"}, "id,v\na,'l''été, ici'\n"),
        ({"quoteChar": None, "delimiter": ";"}, "id;v\na;l'été, ici\n"),
        ({"doubleQuote": False}, 'id,v\na,"l\'été, ici"\n'),
        ({"commentPrefix": "#"}, '# note\nid,v\n# other\na,"l\'été, ici"\n'),
        ({"skipRows": 2}, 'Titre,,\nLu le,,\nid,v\na,"l\'été, ici"\n'),
        ({"skipBlankRows": True}, 'id,v\n,\na,"l\'été, ici"\n,\n'),
        ({"trim": True}, 'id,v\n a ,"l\'été, ici "\n'),
        ({"skipInitialSpace": True, "delimiter": ";"}, "id;v\n a; l'été, ici\n"),
        ({"header": False}, 'a,"l\'été, ici"\n'),
        ({"headerRowCount": 0}, 'a,"l\'été, ici"\n'),
        ({"lineTerminators": ["\r\n"]}, 'id,v\r\na,"l\'été, ici"\r\n'),
    ],
)
def test_a_dialect_says_how_the_file_is_written(
    tmp_path: Path, dialect: dict[str, Any], content: str | bytes
) -> None:
    assert values(tmp_path, {"name": "v"}, content, dialect=dialect) == ['"l\'été, ici"']


def test_the_dialect_of_a_table_stands_in_place_of_the_one_of_the_group(tmp_path: Path) -> None:
    table = {
        "url": "t.csv",
        "dialect": {"trim": True},
        "tableSchema": {"aboutUrl": "../id/{id}", "columns": [{"name": "id"}]},
    }
    (tmp_path / "m.json").write_text(json.dumps({"dialect": {"delimiter": ";"}, "tables": [table]}), "utf-8")
    (dialect,) = [one.dialect for one in read_metadata(tmp_path / "m.json").tables]
    assert (dialect.delimiter, dialect.trim) == (",", "true")


@pytest.mark.parametrize(
    "dialect",
    [
        {"delimiter": ";;"},
        {"delimiter": '"'},
        {"encoding": "klingon"},
        {"headerRowCount": 2},
        {"skipRows": -1},
        {"skipColumns": 1},
        {"trim": "both"},
        "dialect.json",
    ],
)
def test_a_dialect_that_is_not_supported_is_refused(tmp_path: Path, dialect: object) -> None:
    assert refused(tmp_path, {"name": "v"}, "id,v\n", dialect=dialect).key == "input.metadata"


def test_what_is_not_in_the_encoding_that_is_said_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, {"name": "v"}, b"id,v\na,\x81\n", dialect={"encoding": "cp1252"})
    assert (error.key, error.fields["byte"]) == ("input.encoding_as", "0x81")


def test_a_row_of_a_file_without_a_header_has_a_cell_for_each_column(tmp_path: Path) -> None:
    error = refused(tmp_path, {"name": "v"}, "a\n", dialect={"header": False})
    assert (error.key, error.fields["row"], error.fields["found"]) == ("table.ragged", 1, 1)


# Forms of values (§6.4).


@pytest.mark.parametrize(
    ("base", "form", "cell", "value"),
    [
        ("date", "dd/MM/yyyy", "31/12/2024", "2024-12-31"),
        ("date", "d.M.yyyy", "1.9.2024", "2024-09-01"),
        ("date", "yyyyMMdd", "20240229", "2024-02-29"),
        ("dateTime", "yyyy-MM-dd HH:mm:ss", "2024-02-29 08:05:00", "2024-02-29T08:05:00"),
        ("dateTime", "dd/MM/yyyyTHH:mm:ss", "01/03/0044T08:05:00", "0044-03-01T08:05:00"),
        ("time", "HHmmss", "080500", "08:05:00"),
        ("decimal", {"decimalChar": ","}, "1234,50", "1234.50"),
        ("decimal", {"decimalChar": ",", "groupChar": "\u00a0"}, "1\u00a0234,50", "1234.50"),
        ("integer", {"groupChar": " "}, "-1 234 567", "-1234567"),
        ("boolean", "oui|non", "non", "false"),
    ],
)
def test_a_form_is_read_to_xsd(tmp_path: Path, base: str, form: object, cell: str, value: str) -> None:
    column = {"name": "v", "datatype": {"base": base, "format": form}}
    cells = f'id,v\na,"{cell}"\n'
    assert values(tmp_path, column, cells) == [f'"{value}"^^<{XSD}{base}>']


@pytest.mark.parametrize(
    ("base", "form", "cell"),
    [
        ("date", "dd/MM/yyyy", "2024-12-31"),
        ("date", "dd/MM/yyyy", "30/02/2024"),
        ("date", "dd/MM/yyyy", "1/2/2024"),
        ("decimal", {"decimalChar": ","}, "1234.50"),
        ("decimal", {"decimalChar": ",", "groupChar": " "}, "12 34,5"),
        ("integer", {"groupChar": " "}, "1,5"),
        ("integer", {"decimalChar": ","}, "1,5"),
        ("boolean", "oui|non", "true"),
    ],
)
def test_a_value_that_is_not_of_the_form_is_said_with_its_place(
    tmp_path: Path, base: str, form: object, cell: str
) -> None:
    error = refused(
        tmp_path, {"name": "v", "datatype": {"base": base, "format": form}}, f'id,v\na,"{cell}"\n'
    )
    assert (error.key, error.fields["row"], error.fields["letter"]) == ("table.datatype", 2, "B")


@pytest.mark.parametrize(
    ("base", "form"),
    [
        ("date", "dd/MM"),
        ("date", "dd/MM/yyyy HH"),
        ("date", "MMM yyyy dd"),
        ("date", 3),
        ("boolean", "oui"),
        ("boolean", "x|x"),
        ("decimal", "#,##0.00"),
        ("decimal", {"decimalChar": "5"}),
        ("decimal", {"pattern": "0"}),
        ("decimal", {"decimalChar": ",", "groupChar": ","}),
    ],
)
def test_a_form_that_is_not_supported_is_refused(tmp_path: Path, base: str, form: object) -> None:
    column = {"name": "v", "datatype": {"base": base, "format": form}}
    assert refused(tmp_path, column, "id,v\n").key == "input.metadata"


@given(st.dates(), st.sampled_from(["dd/MM/yyyy", "d-M-yyyy", "yyyy{MM}dd"]))
def test_a_date_comes_back_as_it_was_written(day: Any, picture: str) -> None:
    form = value_form("date", picture)
    assert form.read(form.write(day.isoformat())) == day.isoformat()


def test_forms_nulls_and_lists_come_back_from_the_graph(tmp_path: Path) -> None:
    schema = {
        "columns": [
            {"name": "id", "propertyUrl": "dcterms:identifier"},
            {"name": "day", "datatype": {"base": "date", "format": "dd/MM/yyyy"}, "separator": ";"},
            {
                "name": "cost",
                "datatype": {"base": "decimal", "format": {"decimalChar": ","}},
                "null": ["n.c.", ""],
            },
            {"name": "open", "datatype": {"base": "boolean", "format": "oui|non"}},
        ]
    }
    group = read(tmp_path, schema, 'id,day,cost,open\na,31/12/2024;01/01/2025,"4,0",oui\nb,,n.c.,non\n')
    ((_, found),) = rows(group, BASE, triples(group, BASE))
    assert found == [
        {"id": "a", "day": "31/12/2024;01/01/2025", "cost": "4,0", "open": "oui"},
        {"id": "b", "day": "", "cost": "n.c.", "open": "non"},
    ]


def test_a_language_that_is_none_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, {"name": "v", "lang": "{lang}"}, "id,v\n").fields["reason"] == "lang: {lang}"


def test_frictionless_reads_the_same_forms(tmp_path: Path) -> None:
    from frictionless import Package, system

    from ess_graph.model.code_lists import CodeLists
    from ess_graph.model.table_schema import write_table_schemas

    schema = {
        "columns": [
            {"name": "id"},
            {"name": "day", "datatype": {"base": "date", "format": "dd/MM/yyyy"}},
            {
                "name": "cost",
                "datatype": {"base": "decimal", "format": {"decimalChar": ","}},
                "null": ["n.c.", ""],
            },
            {"name": "open", "datatype": {"base": "boolean", "format": "oui|non"}},
            {"name": "n", "datatype": "positiveInteger"},
        ]
    }
    lines = ["id;day;cost;open;n", "a;31/12/2024;4,50;oui;1", "b;;n.c.;non;2", "c;2024-12-31;4.50;true;0"]
    content = "\n".join(lines[:3]) + "\n"
    group = read(tmp_path, schema, content, dialect={"delimiter": ";"})
    assert len(list(triples(group, BASE))) == 8
    package = write_table_schemas(group, CodeLists({}), tmp_path)[-1]
    with system.use_context(trusted=True):
        assert Package(str(package)).validate().valid
        (tmp_path / "t.csv").write_text("\n".join(lines) + "\n", "utf-8")
        found = Package(str(package)).validate().flatten(["rowNumber", "fieldName"])
    assert found == [[4, "day"], [4, "cost"], [4, "open"], [4, "n"]]
