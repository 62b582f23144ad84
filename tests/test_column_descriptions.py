"""What the metadata say that a column means: in both languages, in the words of the rule that looks at it."""

from __future__ import annotations

import pytest

from ess_graph.model.annotations import annotation
from ess_graph.model.described import Column, Table
from ess_graph.model.metadata import read_metadata
from ess_graph.publish.template.kinds import Kinds
from ess_graph.resources import folder
from ess_graph.shacl.rules import list_rules
from ess_graph.text import LANGUAGES

GROUP = read_metadata(folder("data") / "csv-metadata.json")
COLUMNS = [(table, column) for table in GROUP.tables for column in table.file_columns]
#: Columns of reference tables that no rule and no definition of the ontology has words for.
WITHOUT = {
    ("banatic_2025.csv", "category_code"),
    ("banatic_crosswalk.csv", "code_2021"),
    ("banatic_crosswalk.csv", "code_2025"),
    ("banatic_crosswalk.csv", "relation"),
    ("banatic_crosswalk.csv", "skos_mapping"),
    ("communes_former_codes.csv", "current_code"),
    ("departements.csv", "class"),
}
#: Its rule speaks of the thing that the row describes, and the column of the practice that it belongs to.
OF_A_PRACTICE = {(f"{name}.csv", "practice") for name in ("arrangements", "participations", "effects")}


def name(column: tuple[Table, Column]) -> tuple[str, str]:
    return column[0].url, column[1].name


def test_every_column_has_a_title_in_both_languages() -> None:
    assert {name(one) for one in COLUMNS if set(one[1].titles) != set(LANGUAGES)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_but_those_that_are_named_is_described(language: str) -> None:
    def told(column: Column) -> bool:
        notes = column.notes.get("dc:description", [])
        return any(one["@language"] == language and one["@value"].strip() for one in notes)

    assert {name(one) for one in COLUMNS if not told(one[1])} == WITHOUT


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_column_is_described_in_the_words_of_a_rule(language: str) -> None:
    """Two texts that mean the same would part: when a rule is reworded, the metadata are too."""
    kinds = Kinds(GROUP)
    rules = list_rules()
    compared = 0
    for table, column in COLUMNS:
        classes, prop = kinds.of(column.about_url), kinds.property(column)
        known = {
            rule.description[language]
            for rule in rules
            if prop and rule.path == prop and classes & set(rule.targets)
        }
        if known and (table.url, column.name) not in OF_A_PRACTICE:
            compared += 1
            assert annotation(column.notes["dc:description"], language) in known, (table.url, column.name)
    assert compared > 250
