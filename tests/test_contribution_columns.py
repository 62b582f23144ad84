"""Which table a sheet is, and which column each header names."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ess_graph.contribution.columns import CONTRIBUTED, Match, header_score, match_columns
from ess_graph.model.described import Table
from ess_graph.model.metadata import read_metadata
from ess_graph.resources import folder
from tests.spreadsheets import book, codes_of, saved, table_of, tables_of

GROUP = read_metadata(folder("data") / "csv-metadata.json")
TABLES = [GROUP.table(url) for url in CONTRIBUTED]


def matched(*header: str, name: str = "envoi.csv", table: str | None = None) -> Match:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([header, ["x"] * len(header)])
    return match_columns(table_of(out.getvalue().encode(), name), GROUP, table=table)


def names(match: Match) -> list[str]:
    return [one.column.name for one in match.columns]


def titles(table: Table, lang: str) -> list[str]:
    return [column.titles[lang] for column in table.file_columns]


@pytest.mark.parametrize("url", CONTRIBUTED)
@pytest.mark.parametrize("lang", ["fr", "en", "names"])
def test_a_table_is_known_by_its_titles_or_its_names(url: str, lang: str) -> None:
    table = GROUP.table(url)
    wanted = [column.name for column in table.file_columns]
    found = matched(*(wanted if lang == "names" else titles(table, lang)))
    assert found.table is table
    assert names(found) == wanted
    assert found.problems == ()


SPELLINGS = st.sampled_from(
    [str.upper, str.lower, str.title, lambda s: s.replace(" ", "_"), lambda s: f"  {s}\u00a0"]
)


@given(st.sampled_from(TABLES), st.sampled_from(["fr", "en"]), st.data())
def test_order_case_accents_and_spaces_do_not_matter(table: Table, lang: str, data: st.DataObject) -> None:
    columns = data.draw(st.permutations(table.file_columns))
    accents = str.maketrans("éèêàçÉ'", "eeeacE’")
    header = [data.draw(SPELLINGS)(column.titles[lang]).translate(accents) for column in columns]
    found = matched(*header)
    assert found.table is table
    assert names(found) == [column.name for column in columns]


def test_a_near_miss_is_told_with_the_right_header_and_read_as_it() -> None:
    header = [
        "Besions" if title == "Besoins" else title for title in titles(GROUP.table("practices.csv"), "fr")
    ]
    found = matched(*header)
    (near,) = found.problems
    assert (near.code, near.column, near.value) == ("HDR-NEAR", 6, "Besions")
    assert near.fix is not None
    assert near.fix.replacement == "Besoins"
    assert [one.column.name for one in found.columns if one.assumed] == ["needs"]


def test_a_near_miss_in_an_english_table_is_mended_in_english() -> None:
    header = ["Neds" if title == "Needs" else title for title in titles(GROUP.table("practices.csv"), "en")]
    (near,) = matched(*header).problems
    assert near.fix is not None
    assert near.fix.replacement == "Needs"


def test_an_unknown_column_is_told_and_not_read() -> None:
    found = matched(*titles(GROUP.table("practices.csv"), "fr"), "Observations internes")
    (unknown,) = found.problems
    assert (unknown.code, unknown.column) == ("HDR-UNKNOWN", 19)
    assert len(found.columns) == 19


def test_a_required_column_that_is_missing_is_told_in_both_languages() -> None:
    header = [title for title in titles(GROUP.table("practices.csv"), "fr") if title != "Thème"]
    (missing,) = matched(*header).problems
    assert (missing.code, missing.row, missing.column) == ("HDR-MISSING", 1, None)
    assert "Thème" in missing.message("fr")
    assert "Theme" in missing.message("en")


def test_two_headers_of_one_column_are_told() -> None:
    found = matched(*titles(GROUP.table("practices.csv"), "fr"), "Theme", "needs")
    assert [(one.code, one.value, one.params["first"]) for one in found.problems] == [
        ("HDR-TWICE", "Theme", "Thème"),
        ("HDR-TWICE", "needs", "Besoins"),
    ]


def test_the_same_header_twice_is_told_once_and_by_the_table() -> None:
    assert codes_of(matched(*titles(GROUP.table("practices.csv"), "fr"), "Thème").problems) == []


@pytest.mark.parametrize("header", ["Titre (obligatoire)", "Titre *", "TITRE :"])
def test_a_remark_beside_a_header_is_no_part_of_it(header: str) -> None:
    header_row = [
        header if title == "Titre" else title for title in titles(GROUP.table("practices.csv"), "fr")
    ]
    assert matched(*header_row).problems == ()


def test_a_header_that_fits_two_tables_is_not_guessed() -> None:
    header = ("Identifiant", "Titre", "Nature", "Adresse de la source", "Confiance")
    found = matched(*header)
    assert (found.table, codes_of(found.problems)) == (None, ["HDR-AMBIGUOUS"])
    assert found.problems[0].params["tables.fr"] == "Pratiques, Fiches"


@pytest.mark.parametrize(
    ("name", "url"),
    [("Fiches.csv", "sheets.csv"), ("pratiques-2024.csv", "practices.csv"), ("sheets.csv", "sheets.csv")],
)
def test_the_name_of_the_file_decides_between_two_tables(name: str, url: str) -> None:
    found = matched("Identifiant", "Titre", "Nature", "Adresse de la source", "Confiance", name=name)
    assert found.table is GROUP.table(url)


@pytest.mark.parametrize("name", ["Sheet", "Sheet1", "Feuil1", "Feuille1"])
def test_the_name_that_a_spreadsheet_gives_decides_nothing(name: str) -> None:
    made = book()
    made.active.title = name
    made.active.append(["Identifiant", "Titre", "Nature", "Adresse de la source", "Confiance"])
    (table,) = tables_of(saved(made), "envoi.xlsx")
    assert codes_of(match_columns(table, GROUP).problems) == ["HDR-AMBIGUOUS"]


def test_the_name_of_the_sheet_decides_between_two_tables() -> None:
    made = book()
    made.active.title = "Fiches"
    made.active.append(["Identifiant", "Titre", "Nature", "Adresse de la source", "Confiance"])
    (table,) = tables_of(saved(made), "pratiques.xlsx")
    assert match_columns(table, GROUP).table is GROUP.table("sheets.csv")


def test_the_table_may_be_said() -> None:
    found = matched("Identifiant", "Titre", table="sheets.csv")
    assert found.table is GROUP.table("sheets.csv")
    assert codes_of(found.problems) == ["HDR-MISSING"] * 4


def test_a_sheet_that_is_no_table_of_ours_is_told_and_not_read() -> None:
    found = matched("Ville", "Téléphone")
    assert (found.table, found.columns, codes_of(found.problems)) == (None, (), ["HDR-NO-TABLE"])


def test_the_header_is_found_under_a_title() -> None:
    text = "Nos pratiques;;\n;;\n" + ";".join(titles(GROUP.table("practices.csv"), "fr")) + "\n"
    table = table_of(text.encode(), header_score=header_score(GROUP))
    assert table.header_row == 3
    assert match_columns(table, GROUP).problems == ()
