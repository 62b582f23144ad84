"""The files: form, order, nothing that should not be there."""

from __future__ import annotations

import pytest

from tests.facts.published import (
    DATA,
    EMAIL,
    GROUP,
    ORDER,
    PHONE,
    TABLES,
    Rows,
    cells,
)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_utf8_with_line_feeds_and_ends_with_one(table: str) -> None:
    raw = (DATA / table).read_bytes()
    assert raw.decode("utf-8").encode("utf-8") == raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert not raw.endswith(b"\n\n")


def test_every_table_is_described_and_every_description_has_its_table() -> None:
    assert {table.url for table in GROUP.tables} == set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_sorted_by_its_key(table: str, tables: dict[str, Rows]) -> None:
    columns = ORDER.get(table) or GROUP.table(table).primary_key
    assert columns
    keys = [
        tuple(f"{int(row[name]):04}" if name == "number" and row[name] else row[name] for name in columns)
        for row in tables[table]
    ]
    assert keys == sorted(keys)


@pytest.mark.parametrize("table", TABLES)
def test_no_row_comes_twice(table: str, tables: dict[str, Rows]) -> None:
    key = GROUP.table(table).primary_key
    keys = [tuple(row[name] for name in key) for row in tables[table]]
    assert len(set(keys)) == len(keys) > 0


def test_what_is_not_known_is_left_empty(tables: dict[str, Rows]) -> None:
    words = {"inconnu", "inconnue", "unknown", "n/a", "néant", "null", "none", "nan", "?"}
    found = [cell for cell in cells(tables) if cell.value.strip().lower() in words]
    elsewhere = [cell for cell in found if (cell.table, cell.column) != ("legal_sources.csv", "in_force")]
    assert elsewhere == []
    # Whether a text of law is in force: that nobody could tell is a fact worth saying.
    assert {cell.value for cell in found} == {"unknown"}


def test_no_cell_has_a_stray_space_or_an_invisible_character(tables: dict[str, Rows]) -> None:
    stray = [
        cell
        for cell in cells(tables)
        if cell.value != cell.value.strip()
        or not cell.value.replace("\u00a0", " ").replace("\u202f", " ").isprintable()
    ]
    assert stray == []


def test_no_table_holds_an_electronic_address_or_a_telephone_number(tables: dict[str, Rows]) -> None:
    assert EMAIL.search("write to someone@example.org")
    assert PHONE.search("call 01 23 45 67 89 or +33 1 23 45 67 89")
    found = [cell for cell in cells(tables) if EMAIL.search(cell.value)]
    found += [
        cell for cell in cells(tables) if not cell.value.startswith("http") and PHONE.search(cell.value)
    ]
    # A SIREN or a code of nine or ten digits is no telephone number: those have columns of their own.
    codes = {"siren", "body", "epci", "communes", "epcis", "replaced_by_epcis", "member_of_epcis"}
    assert [cell for cell in found if cell.column not in codes] == []
