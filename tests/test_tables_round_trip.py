"""Table → graph → table: what comes back is what went in, and what cannot come back is listed by name."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from ess_graph.errors import TableProblem
from ess_graph.model.described import Table, TableGroup
from ess_graph.model.engine import triples
from ess_graph.model.inverse import rows
from ess_graph.model.inverse_plan import lost_columns
from ess_graph.model.metadata import read_metadata
from ess_graph.resources import folder
from ess_graph.store.generation import OpenStore
from ess_graph.tables.writer import csv_line
from tests.conftest import BASE, CommandLine
from tests.small_source import read

Row = dict[str, str]

#: Columns of the published tables that no statement tells: the only ones.
LOST_COLUMNS = {
    # The code of a category; its label is in the graph.
    "banatic_2025.csv": ("category_code",),
    # How a code passed on; the SKOS mapping that follows from it is in the graph.
    "banatic_crosswalk.csv": ("relation",),
}


def normal(table: Table, found: Iterable[Row]) -> list[tuple[tuple[str, str], ...]]:
    """Return rows in no order, their several values sorted and without repeats, without the lost columns."""
    separators = {one.name: one.separator for one in table.file_columns if one.separator}
    lost = lost_columns(table)

    def cell(name: str, text: str) -> str:
        separator = separators.get(name)
        return separator.join(sorted(set(text.split(separator)))) if separator and text else text

    names = [column.name for column in table.file_columns if column.name not in lost]
    return sorted(tuple((name, cell(name, row.get(name, ""))) for name in names) for row in found)


def again(group: TableGroup, statements: Iterable[Triple]) -> dict[str, list[Row]]:
    return {table.url: found for table, found in rows(group, BASE, statements)}


# The published dataset.


def test_every_published_table_comes_back_from_the_graph() -> None:
    group = read_metadata(folder("data") / "csv-metadata.json")
    back = again(group, triples(group, BASE))
    silent = 0
    for table in group.tables:
        before = read(folder("data") / table.url)
        if table.url == "banatic_crosswalk.csv":
            # A code without an equivalent makes no statement: nothing to come back from.
            silent = sum(row["relation"] == "no_equivalent" for row in before)
            before = [row for row in before if row["relation"] != "no_equivalent"]
        assert normal(table, back[table.url]) == normal(table, before), table.url
    assert silent == 6


def test_the_columns_that_the_graph_does_not_tell_are_known() -> None:
    group = read_metadata(folder("data") / "csv-metadata.json")
    assert {table.url: lost_columns(table) for table in group.tables if lost_columns(table)} == LOST_COLUMNS


def test_the_tables_of_a_store_make_the_same_graph_again(
    cli: CommandLine, small: OpenStore, small_path: Path, small_source: Path, tmp_path: Path
) -> None:
    ran = cli("tables", "-o", tmp_path, "--lang", "en", store=small_path)
    assert ran.code == 0
    assert len(ran.out.splitlines()) == len(list((small_source / "data").glob("*.csv")))
    assert ran.err.splitlines() == [
        f"{url}: {', '.join(names)} is not in the graph, the column is left out."
        for url, names in LOST_COLUMNS.items()
    ]
    assert not list(tmp_path.glob(".*"))
    before = set(triples(read_metadata(small_source / "data" / "csv-metadata.json"), small.base))
    after = set(triples(read_metadata(tmp_path / "csv-metadata.json"), small.base))
    assert after == before


# Any table.

ID = {"name": "id", "required": True, "propertyUrl": "dcterms:identifier"}
COLUMNS: list[dict[str, Any]] = [
    ID,
    {"name": "label_fr", "required": True, "lang": "fr", "propertyUrl": "skos:prefLabel"},
    {"name": "label_en", "lang": "en", "propertyUrl": "skos:prefLabel"},
    {"name": "alt_fr", "separator": ";", "lang": "fr", "propertyUrl": "skos:altLabel"},
    {"name": "note", "propertyUrl": "skos:note"},
    {"name": "notes", "separator": "|", "propertyUrl": "skos:editorialNote"},
    {"name": "count", "datatype": "integer", "propertyUrl": "../def#count"},
    {"name": "price", "datatype": "decimal", "propertyUrl": "../def#price"},
    {"name": "open", "datatype": "boolean", "propertyUrl": "../def#open"},
    {"name": "year", "datatype": "gYear", "propertyUrl": "dcterms:issued"},
    {"name": "month", "datatype": "gYearMonth", "propertyUrl": "dcterms:issued"},
    {"name": "day", "datatype": "date", "propertyUrl": "dcterms:issued"},
    {"name": "page", "datatype": "anyURI", "propertyUrl": "foaf:page", "valueUrl": "{+page}"},
    {"name": "broader", "propertyUrl": "skos:broader", "valueUrl": "../id/{broader}"},
    {"name": "tags", "separator": ";", "propertyUrl": "../def#tag", "valueUrl": "../tag/{tags}"},
    {"name": "reds", "separator": ";", "propertyUrl": "../def#of", "valueUrl": "../place/{reds}"},
    {"name": "blues", "separator": ";", "propertyUrl": "../def#of", "valueUrl": "../place/{blues}"},
    {"name": "side", "aboutUrl": "../side/{id}", "propertyUrl": "skos:note"},
    {"name": "v_type", "virtual": True, "propertyUrl": "rdf:type", "valueUrl": "skos:Concept"},
    {"name": "v_source", "virtual": True, "propertyUrl": "foaf:page", "valueUrl": "../id/source"},
]
COLOURS = ("red", "blue")
METADATA: dict[str, Any] = {
    "tables": [
        {
            "url": "things.csv",
            "tableSchema": {
                "aboutUrl": "../id/{id}",
                "columns": COLUMNS,
                "primaryKey": "id",
                "foreignKeys": [
                    {
                        "columnReference": f"{colour}s",
                        "reference": {"resource": f"{colour}.csv", "columnReference": "code"},
                    }
                    for colour in COLOURS
                ],
            },
        },
        *(
            {
                "url": f"{colour}.csv",
                "tableSchema": {
                    "aboutUrl": "../place/{code}",
                    "columns": [
                        {"name": "code", "required": True, "propertyUrl": f"../def#{colour}"},
                    ],
                    "primaryKey": "code",
                },
            }
            for colour in COLOURS
        ),
        {
            "url": "pairs.csv",
            "tableSchema": {
                "aboutUrl": "../pair/{left}-{right}",
                "columns": [
                    {"name": "left", "required": True, "propertyUrl": "../def#left"},
                    {"name": "right", "required": True, "propertyUrl": "../def#right"},
                    {"name": "note", "propertyUrl": "skos:note"},
                ],
                "primaryKey": ["left", "right"],
            },
        },
    ]
}
NASTY = (
    'a"b', "a,b", "l1\nl2", "l1\r\nl2", "l1\rl2", "é", "e\u0301", "漢字", "🎉", "50 %", "%41", "{id}", "a/b", "..", "#",
    "a  b", "'", "\\n", "<b>", "@fr", "^^xsd:int", "=1+1", "\u202e", "\ue000", "\ufdd0", "-", "--", "a-b", "007",
)  # fmt: skip


def text(without: str = "") -> st.SearchStrategy[str]:
    """Any text that a cell may hold: no NUL, no space at its edges."""
    free = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0" + without), min_size=1)
    given_ones = st.sampled_from([one for one in NASTY if not set(one) & set(without)])
    return st.one_of(free, given_ones).filter(lambda one: bool(one) and one == one.strip())


def several(one: st.SearchStrategy[str], separator: str) -> st.SearchStrategy[str]:
    return st.lists(one, max_size=4).map(separator.join)


def or_empty(one: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), one)


THING = st.fixed_dictionaries(
    {
        "id": text(),
        "label_fr": text(),
        "label_en": or_empty(text()),
        "alt_fr": several(text(";"), ";"),
        "note": or_empty(text()),
        "notes": several(text("|"), "|"),
        "count": or_empty(st.from_regex(r"\A[+-]?[0-9]{1,12}\Z")),
        "price": or_empty(st.from_regex(r"\A[+-]?[0-9]{1,6}\.[0-9]{0,3}\Z")),
        "open": st.sampled_from(["", "true", "false"]),
        "year": or_empty(st.from_regex(r"\A-?[0-9]{4}\Z")),
        "month": or_empty(st.dates().map(lambda day: day.isoformat()[:7])),
        "day": or_empty(st.dates().map(str)),
        "page": or_empty(st.from_regex(r"\Ahttps?://[a-z0-9é.]{1,9}(/[a-z0-9._~é%-]{0,9})?\Z")),
        "broader": or_empty(text()),
        "tags": several(text(";"), ";"),
        "reds": several(st.sampled_from(["r1", "r;2".replace(";", "-"), "ré"]), ";"),
        "blues": several(st.sampled_from(["b1", "b 2"]), ";"),
        "side": or_empty(text()),
    }
)
PAIR = st.fixed_dictionaries({"left": text(), "right": text(), "note": or_empty(text())})


def through(tables: dict[str, Sequence[Row]]) -> tuple[TableGroup, dict[str, list[Row]]]:
    """Write tables, make their graph, and read it back."""
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        (place / "csv-metadata.json").write_text(json.dumps(METADATA), "utf-8")
        group = read_metadata(place / "csv-metadata.json")
        for table in group.tables:
            with (place / table.url).open("w", encoding="utf-8", newline="") as stream:
                names = [one.name for one in table.file_columns]
                stream.write(csv_line(names))
                stream.writelines(csv_line(row[name] for name in names) for row in tables[table.url])
        return group, again(group, triples(group, BASE))


def places() -> dict[str, Sequence[Row]]:
    return {
        "red.csv": [{"code": code} for code in ("r1", "r-2", "ré")],
        "blue.csv": [{"code": code} for code in ("b1", "b 2")],
    }


def check(things: Sequence[Row], pairs: Sequence[Row]) -> None:
    given_ones: dict[str, Sequence[Row]] = {"things.csv": things, "pairs.csv": pairs, **places()}
    group, back = through(given_ones)
    for table in group.tables:
        assert normal(table, back[table.url]) == normal(table, given_ones[table.url]), table.url


def written_page(row: Row) -> Row:
    """A ``%`` that begins no triplet is written ``%25`` in an IRI (RFC 6570 §3.2.3), and comes back so."""
    import re

    return {**row, "page": re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", row["page"])}


@settings(deadline=None, max_examples=40)
@given(
    things=st.lists(THING.map(written_page), max_size=8, unique_by=lambda row: row["id"]),
    pairs=st.lists(PAIR, max_size=6),
)
@example(things=[], pairs=[])
def test_any_table_comes_back_from_its_graph(things: list[Row], pairs: list[Row]) -> None:
    # (a, b-c) and (a-b, c) have one IRI: two rows that say the same thing are no longer two in a graph.
    assume(len({f"{row['left']}-{row['right']}" for row in pairs}) == len(pairs))
    check(things, pairs)


def test_ten_thousand_rows_come_back_from_their_graph() -> None:
    chance = random.Random(20261126)

    def some(separator: str) -> str:
        usable = [one for one in NASTY if separator not in one]
        return separator.join(chance.sample(usable, chance.randrange(4)))

    def one(number: int) -> Row:
        nasty = chance.choice(NASTY)
        return {
            "id": f"{nasty} {number}",
            "label_fr": f"{number} {nasty}",
            "label_en": chance.choice(["", *NASTY]),
            "alt_fr": some(";"),
            "note": chance.choice(["", *NASTY]),
            "notes": some("|"),
            "count": chance.choice(["", "007", "+5", str(number)]),
            "price": chance.choice(["", "4.0", "4.", ".50"]),
            "open": chance.choice(["", "true", "false"]),
            "year": chance.choice(["", "2024", "-0044"]),
            "month": chance.choice(["", "2024-09"]),
            "day": chance.choice(["", "2024-02-29"]),
            "page": chance.choice(["", f"https://example.org/é/{number}?a=%20#b"]),
            "broader": chance.choice(["", *NASTY]),
            "tags": some(";"),
            "reds": ";".join(chance.sample(["r1", "r-2", "ré"], chance.randrange(4))),
            "blues": ";".join(chance.sample(["b1", "b 2"], chance.randrange(3))),
            "side": chance.choice(["", *NASTY]),
        }

    things = [one(number) for number in range(10_000)]
    assert len({row["id"] for row in things}) == len(things)
    check(things, [{"left": "a-b", "right": f"c-{number}", "note": ""} for number in range(100)])


# What the way back cannot do is said.


def test_what_no_table_makes_is_left_aside() -> None:
    group, _ = through({"things.csv": [], "pairs.csv": [], **places()})
    stranger = Triple(NamedNode("https://example.org/x"), NamedNode(BASE + "def#red"), Literal("x"))
    half = Triple(
        NamedNode(BASE + "id/half"), NamedNode("http://purl.org/dc/terms/identifier"), Literal("half")
    )
    assert again(group, [stranger, half]) == {table.url: [] for table in group.tables}


@pytest.mark.parametrize(
    ("predicate", "value", "key"),
    [
        ("def#count", Literal(8), "table.inverse_several"),
        ("def#tag", NamedNode(BASE + "tag/a%3Bb"), "table.inverse_separator"),
    ],
)
def test_a_graph_that_says_more_than_a_cell_holds_is_refused(
    predicate: str, value: Literal | NamedNode, key: str
) -> None:
    row = {**dict.fromkeys((one["name"] for one in COLUMNS if not one.get("virtual")), ""), "id": "a"}
    thing = {**row, "label_fr": "x", "count": "7"}
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        one_table = {"tables": [{**METADATA["tables"][0]}]}
        one_table["tables"][0]["tableSchema"] = {
            **METADATA["tables"][0]["tableSchema"],
            "foreignKeys": [],
        }
        (place / "csv-metadata.json").write_text(json.dumps(one_table), "utf-8")
        with (place / "things.csv").open("w", encoding="utf-8", newline="") as stream:
            stream.writelines([csv_line(thing), csv_line(thing.values())])
        group = read_metadata(place / "csv-metadata.json")
        statements = [
            *triples(group, BASE),
            Triple(NamedNode(BASE + "id/a"), NamedNode(BASE + predicate), value),
        ]
    with pytest.raises(TableProblem) as caught:
        again(group, statements)
    assert caught.value.key == key
    assert BASE + "id/a" in str(caught.value)


def test_a_store_that_cannot_be_tables_leaves_the_folder_empty(
    cli: CommandLine, small_path: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    ran = cli("tables", "-o", tmp_path / "file", store=small_path)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (4, "", 1)
    assert cli("tables", store=small_path).code == 2


def test_the_store_keeps_the_value_of_a_number_and_not_its_writing(small: OpenStore) -> None:
    """Why the round trip is done on the statements of the engine: see docs/csvw.md."""
    from pyoxigraph import Store

    store = Store()
    number = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    subject, predicate = NamedNode("https://example.org/a"), NamedNode("https://example.org/p")
    for written in ("4.0", "4.", "+04"):
        store.add(Quad(subject, predicate, Literal(written, datatype=number), DefaultGraph()))
    assert [str(quad.object) for quad in store] == ['"4"^^<http://www.w3.org/2001/XMLSchema#decimal>']
