"""The mapping engine: what each feature of a column makes, and each error of a table with its place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from ess_graph.errors import EXIT_INPUT, TableProblem
from ess_graph.model.datatypes import CHECKS
from ess_graph.model.engine import triples
from ess_graph.model.metadata import read_metadata
from ess_graph.rdf.namespaces import DCT, RDF_TYPE, SKOS, XSD

BASE = "https://example.org/"
ID: dict[str, Any] = {"name": "id", "required": True, "suppressOutput": True}

SILENT: dict[str, Any] = {"name": "ref", "suppressOutput": True}

Columns = Sequence[dict[str, Any]]


def make(
    folder: Path,
    columns: Columns,
    content: str,
    *,
    about: str = "../id/{id}",
    more: Sequence[tuple[dict[str, Any], str]] = (),
    **schema: Any,
) -> list[Triple]:
    """Write one table ``t.csv`` with its metadata, and any others, and return the statements."""
    main = {"url": "t.csv", "tableSchema": {"aboutUrl": about, "columns": list(columns), **schema}}
    (folder / "t.csv").write_text(content, "utf-8", newline="")
    for other, text in more:
        (folder / str(other["url"])).write_text(text, "utf-8", newline="")
    metadata = folder / "csv-metadata.json"
    metadata.write_text(json.dumps({"tables": [main, *(other for other, _ in more)]}), "utf-8")
    return list(triples(read_metadata(metadata), BASE))


def refusal(folder: Path, columns: Columns, content: str, **more: Any) -> TableProblem:
    with pytest.raises(TableProblem) as caught:
        make(folder, columns, content, **more)
    error = caught.value
    assert error.exit_code == EXIT_INPUT
    assert str(error).startswith("t.csv")
    assert "\n" not in str(error)
    return error


def place(error: TableProblem) -> tuple[str, object, object, object]:
    return error.key, error.fields["row"], error.fields["letter"], error.fields["column"]


def node(path: str) -> NamedNode:
    return NamedNode(BASE + path)


def triple(subject: str, predicate: str, value: NamedNode | Literal) -> Triple:
    return Triple(node(subject), NamedNode(predicate), value)


# What a column makes.


def test_a_plain_column_makes_a_literal_about_its_row(tmp_path: Path) -> None:
    columns = [ID, {"name": "note", "propertyUrl": "skos:note"}]
    assert make(tmp_path, columns, "id,note\na,Évreux\n") == [
        triple("id/a", SKOS + "note", Literal("Évreux"))
    ]


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    columns = [ID, {"name": "note", "propertyUrl": "skos:note"}]
    assert make(tmp_path, columns, "note,id\nx,a\n") == [triple("id/a", SKOS + "note", Literal("x"))]


def test_an_about_template_of_a_column_wins_over_the_one_of_the_table(tmp_path: Path) -> None:
    columns = [ID, {"name": "note", "aboutUrl": "../other/{id}", "propertyUrl": "skos:note"}]
    assert make(tmp_path, columns, "id,note\na,x\n") == [triple("other/a", SKOS + "note", Literal("x"))]


def test_a_value_template_makes_an_iri(tmp_path: Path) -> None:
    columns = [ID, {"name": "ref", "propertyUrl": "../def#ref", "valueUrl": "../id/other/{ref}"}]
    assert make(tmp_path, columns, "id,ref\na,b c\n") == [
        triple("id/a", BASE + "def#ref", node("id/other/b%20c"))
    ]


def test_a_property_template_may_take_its_end_from_a_cell(tmp_path: Path) -> None:
    columns = [
        ID,
        {"name": "kind", "suppressOutput": True},
        {"name": "ref", "propertyUrl": "../def#{kind}", "valueUrl": "{+ref}"},
    ]
    assert make(tmp_path, columns, "id,kind,ref\na,about,http://example.com/x\n") == [
        triple("id/a", BASE + "def#about", NamedNode("http://example.com/x"))
    ]


def test_a_property_prefix_of_the_initial_context_is_expanded(tmp_path: Path) -> None:
    columns = [ID, {"name": "t", "propertyUrl": "dcterms:title"}]
    assert make(tmp_path, columns, "id,t\na,x\n")[0].predicate.value == DCT + "title"


def test_a_language_tags_the_literal(tmp_path: Path) -> None:
    columns = [ID, {"name": "t", "propertyUrl": "dcterms:title", "lang": "fr"}]
    assert make(tmp_path, columns, "id,t\na,x\n")[0].object == Literal("x", language="fr")


@pytest.mark.parametrize("name", sorted(set(CHECKS) - {"string", "anyURI"}))
def test_a_datatype_types_the_literal(tmp_path: Path, name: str) -> None:
    columns = [ID, {"name": "v", "propertyUrl": "skos:note", "datatype": name}]
    example = CHECKS[name][1]
    assert make(tmp_path, columns, f"id,v\na,{example}\n") == [
        triple("id/a", SKOS + "note", Literal(example, datatype=NamedNode(XSD + name)))
    ]


def test_a_separator_makes_one_statement_for_each_value(tmp_path: Path) -> None:
    columns = [
        ID,
        {"name": "alt", "propertyUrl": "skos:altLabel", "separator": ";", "lang": "fr"},
        {"name": "refs", "propertyUrl": "skos:broader", "separator": ";", "valueUrl": "../id/{refs}"},
    ]
    assert make(tmp_path, columns, "id,alt,refs\na,x;y z,b;c\n") == [
        triple("id/a", SKOS + "altLabel", Literal("x", language="fr")),
        triple("id/a", SKOS + "altLabel", Literal("y z", language="fr")),
        triple("id/a", SKOS + "broader", node("id/b")),
        triple("id/a", SKOS + "broader", node("id/c")),
    ]


def test_a_virtual_column_with_a_constant_value_says_it_of_every_row(tmp_path: Path) -> None:
    columns = [ID, {"name": "v", "virtual": True, "propertyUrl": "rdf:type", "valueUrl": "skos:Concept"}]
    assert make(tmp_path, columns, "id\na\nb\n") == [
        triple("id/a", RDF_TYPE, NamedNode(SKOS + "Concept")),
        triple("id/b", RDF_TYPE, NamedNode(SKOS + "Concept")),
    ]


def test_a_virtual_column_with_a_default_says_it_as_a_typed_literal(tmp_path: Path) -> None:
    column = {
        "name": "v",
        "virtual": True,
        "propertyUrl": "dcterms:valid",
        "datatype": "gYear",
        "default": "2024",
    }
    assert make(tmp_path, [ID, column], "id\na\n") == [
        triple("id/a", DCT + "valid", Literal("2024", datatype=NamedNode(XSD + "gYear")))
    ]


def test_a_virtual_column_may_build_its_value_from_the_cells(tmp_path: Path) -> None:
    column = {"name": "v", "virtual": True, "propertyUrl": "../def#part", "valueUrl": "../part/{id}"}
    assert make(tmp_path, [ID, column], "id\na\n") == [triple("id/a", BASE + "def#part", node("part/a"))]


def test_a_virtual_column_without_value_says_nothing(tmp_path: Path) -> None:
    column = {"name": "v", "virtual": True, "propertyUrl": "skos:note"}
    assert make(tmp_path, [ID, column], "id\na\n") == []


def test_a_suppressed_column_says_nothing(tmp_path: Path) -> None:
    columns = [ID, {"name": "a", "propertyUrl": "skos:note", "suppressOutput": True}]
    assert make(tmp_path, columns, "id,a\nx,1\n") == []


def test_a_column_without_a_property_is_a_fragment_of_its_table(tmp_path: Path) -> None:
    assert make(tmp_path, [ID, {"name": "b"}], "id,b\nx,2\n") == [
        triple("id/x", BASE + "data/t.csv#b", Literal("2"))
    ]


def test_an_empty_cell_makes_nothing(tmp_path: Path) -> None:
    columns = [
        ID,
        {"name": "note", "propertyUrl": "skos:note"},
        {"name": "refs", "propertyUrl": "skos:broader", "separator": ";", "valueUrl": "../id/{refs}"},
    ]
    assert make(tmp_path, columns, 'id,note,refs\na,,\nb,"",""\n') == []


# The errors of a table.


@pytest.mark.parametrize(
    ("column", "cell", "key"),
    [
        ({"required": True}, "", "table.required"),
        ({}, " x", "table.spaces"),
        ({}, "x ", "table.spaces"),
        ({}, " ", "table.spaces"),
        ({"separator": ";"}, "x;", "table.spaces"),
        ({"separator": ";"}, "x; y", "table.spaces"),
        ({"datatype": "integer"}, "12.5", "table.datatype"),
        ({"datatype": "decimal"}, "12,5", "table.datatype"),
        ({"datatype": "boolean"}, "oui", "table.datatype"),
        ({"datatype": "gYear"}, "24", "table.datatype"),
        ({"datatype": "gYearMonth"}, "2024-13", "table.datatype"),
        ({"datatype": "date"}, "30/09/2024", "table.datatype"),
        ({"datatype": "date"}, "2024-02-30", "table.datatype"),
        ({"datatype": "date"}, "2024-W39-1", "table.datatype"),
        ({"datatype": "anyURI"}, "www.example.org", "table.datatype"),
        ({"datatype": "token"}, "a  b", "table.datatype"),
        ({"datatype": "integer", "separator": ";"}, "1;x", "table.datatype"),
        ({"datatype": {"base": "string", "format": "[0-9]{5}"}}, "1234", "table.pattern"),
        ({"datatype": {"format": "[0-9]{5}"}}, "123456", "table.pattern"),
    ],
)
def test_a_wrong_cell_is_said_with_its_row_and_column(
    tmp_path: Path, column: dict[str, Any], cell: str, key: str
) -> None:
    columns = [ID, {"name": "v", "propertyUrl": "skos:note", **column}]
    # The first value is good, so that the place is not the only one possible.
    good = "12345" if "pattern" in key else CHECKS.get(str(column.get("datatype")), CHECKS["string"])[1]
    error = refusal(tmp_path, columns, f'id,v\na,{good}\nb,"{cell}"\n')
    assert place(error) == (key, 3, "B", "v")


def test_a_datatype_error_shows_the_value_and_an_example(tmp_path: Path) -> None:
    columns = [ID, {"name": "v", "propertyUrl": "skos:note", "datatype": "date"}]
    error = refusal(tmp_path, columns, "id,v\na,hier\n")
    assert "hier" in str(error)
    assert "2024-09-30" in str(error)


def test_a_key_that_comes_twice_is_said_at_its_second_row(tmp_path: Path) -> None:
    error = refusal(tmp_path, [ID], "id\na\nb\na\n", primaryKey="id")
    assert (place(error), error.fields["found"]) == (("table.duplicate", 4, "A", "id"), "a")


def test_a_key_of_two_columns_is_compared_whole(tmp_path: Path) -> None:
    columns = [ID, {"name": "n", "suppressOutput": True}]
    assert make(tmp_path, columns, "id,n\na,1\na,2\nb,1\n", primaryKey=["id", "n"]) == []
    error = refusal(tmp_path, columns, "id,n\na,1\na,2\na,1\n", primaryKey=["id", "n"])
    assert (error.fields["row"], error.fields["found"]) == (4, "a, 1")


OTHER = (
    {
        "url": "other.csv",
        "tableSchema": {"aboutUrl": "../o/{code}", "columns": [{"name": "code", "suppressOutput": True}]},
    },
    "code\ncreche\n",
)
KEY = [{"columnReference": "ref", "reference": {"resource": "other.csv", "columnReference": "code"}}]


def test_a_reference_to_nothing_is_said_with_the_nearest_code(tmp_path: Path) -> None:
    columns = [ID, {"name": "ref"}]
    error = refusal(tmp_path, columns, "id,ref\na,creche\nb,crehce\n", more=[OTHER], foreignKeys=KEY)
    assert place(error) == ("table.foreign", 3, "B", "ref")
    assert (error.fields["found"], error.fields["near"]) == ("crehce", "creche")
    assert error.fields["target"] == "other.csv#code"


def test_each_value_of_a_list_is_a_reference(tmp_path: Path) -> None:
    columns = [ID, {"name": "ref", "separator": ";", "suppressOutput": True}]
    assert make(tmp_path, columns, "id,ref\na,creche;creche\n", more=[OTHER], foreignKeys=KEY) == []
    error = refusal(tmp_path, columns, "id,ref\na,creche;zzz\n", more=[OTHER], foreignKeys=KEY)
    assert (error.fields["found"], error.fields["near"]) == ("zzz", "—")


def test_an_empty_cell_refers_to_nothing_and_is_no_error(tmp_path: Path) -> None:
    assert make(tmp_path, [ID, SILENT], "id,ref\na,\n", more=[OTHER], foreignKeys=KEY) == []


def test_a_table_may_refer_to_its_own_later_rows(tmp_path: Path) -> None:
    key = [{"columnReference": "ref", "reference": {"resource": "t.csv", "columnReference": "id"}}]
    assert make(tmp_path, [ID, SILENT], "id,ref\na,b\nb,\n", foreignKeys=key) == []


def test_a_cell_that_makes_no_iri_is_said_with_the_reason(tmp_path: Path) -> None:
    columns = [ID, {"name": "page", "propertyUrl": "skos:note", "valueUrl": "{+page}"}]
    error = refusal(tmp_path, columns, "id,page\na,http://[x\n")
    assert place(error) == ("table.iri", 2, "B", "page")


def test_a_template_over_an_empty_cell_is_said_with_the_name_of_the_variable(tmp_path: Path) -> None:
    columns = [
        ID,
        {"name": "opt"},
        {"name": "v", "virtual": True, "propertyUrl": "skos:note", "valueUrl": "../{opt}"},
    ]
    error = refusal(tmp_path, columns, "id,opt\na,x\nb,\n")
    assert place(error) == ("table.iri", 3, "—", "v")
    assert "opt" in str(error)


def test_an_unknown_column_is_said_with_the_nearest_name(tmp_path: Path) -> None:
    error = refusal(tmp_path, [ID, {"name": "title_fr"}], "id,titel_fr\na,x\n")
    assert error.key == "table.unknown_column"
    assert (error.fields["letter"], error.fields["found"], error.fields["near"]) == (
        "B",
        "titel_fr",
        "title_fr",
    )


def test_an_unknown_column_like_no_other_is_said_with_all_of_them(tmp_path: Path) -> None:
    error = refusal(tmp_path, [ID, {"name": "title_fr"}], "id,####\na,x\n")
    assert error.fields["near"] == "id, title_fr"


def test_a_column_that_comes_twice_is_said_with_its_letter(tmp_path: Path) -> None:
    error = refusal(tmp_path, [ID], "id,id\na,a\n")
    assert (error.key, error.fields["letter"], error.fields["found"]) == ("table.duplicate_column", "B", "id")


def test_a_missing_column_is_said_with_its_name(tmp_path: Path) -> None:
    error = refusal(tmp_path, [ID, {"name": "title_fr"}, {"name": "note"}], "id\na\n")
    assert (error.key, error.fields["missing"]) == ("table.missing_column", "title_fr, note")


def test_a_virtual_column_may_not_stand_in_the_file(tmp_path: Path) -> None:
    columns = [ID, {"name": "v", "virtual": True, "propertyUrl": "skos:note", "default": "x"}]
    assert refusal(tmp_path, columns, "id,v\na,x\n").key == "table.unknown_column"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1).filter(
            lambda text: text == text.strip()
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_text_of_a_cell_is_the_text_of_the_graph(
    tmp_path_factory: pytest.TempPathFactory, values: list[str]
) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(
        [("id", "v"), *((str(i), v) for i, v in enumerate(values))]
    )
    columns = [ID, {"name": "v", "propertyUrl": "skos:note", "lang": "fr"}]
    made = make(tmp_path_factory.mktemp("text"), columns, out.getvalue())
    # As the store loads them: written to N-Quads and read again.
    lines = serialize(made, format=RdfFormat.N_QUADS)
    read = {quad.subject.value: quad.object for quad in parse(lines, format=RdfFormat.N_QUADS)}
    assert read == {f"{BASE}id/{i}": Literal(value, language="fr") for i, value in enumerate(values)}
