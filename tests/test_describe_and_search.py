"""What the graph says of a thing, with where it comes from; and finding a thing by a few words."""

from __future__ import annotations

import csv
import json
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ess_graph.errors import EXIT_INPUT, EXIT_OK, EXIT_USAGE, UsageProblem
from ess_graph.rdf.namespaces import PROV, RDF_TYPE
from ess_graph.resources import folder
from ess_graph.store.describe import (
    ORIGIN_EDITORIAL,
    ORIGIN_RULE,
    ORIGIN_SOURCE,
    ORIGIN_VOCABULARY,
    Description,
    describe,
)
from ess_graph.store.generation import OpenStore, open_store
from ess_graph.store.search import Hit, search
from ess_graph.store.sparql import select
from tests.conftest import CommandLine


def table(name: str) -> list[dict[str, str]]:
    with (folder("data") / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


PRACTICES = {row["id"]: row for row in table("practices.csv")}
SAMPLE = random.Random(2014856).sample(sorted(PRACTICES), 10)
EVIDENCE = table("evidence.csv")


def origins_of(description: Description, predicate: str) -> set[tuple[str, tuple[str, ...]]]:
    return {(one.origin, one.sources) for one in description.statements if one.predicate == predicate}


def derived_from(description: Description) -> tuple[str, ...]:
    """Return the sources of a whole subject."""
    return tuple(one.value for one in description.statements if one.predicate == PROV + "wasDerivedFrom")


# Describing.


@pytest.mark.parametrize("practice", SAMPLE)
def test_every_statement_of_a_practice_says_where_it_comes_from(small: OpenStore, practice: str) -> None:
    found = describe(small, f"pratique:{practice}")
    assert found.iri == f"{small.base}id/pratique/{practice}"
    assert found.label == PRACTICES[practice]["title_fr"]
    assert len(found.statements) > 8
    kinds = set()
    for one in found.statements:
        kinds.add(one.origin)
        assert one.origin in (ORIGIN_SOURCE, ORIGIN_EDITORIAL, ORIGIN_RULE), one
        assert one.sources, one
        assert all(source.startswith(("http://", "https://")) for source in one.sources), one
        if one.origin == ORIGIN_RULE:
            (graph,) = one.sources
            assert graph.startswith(f"{small.base}graph/inferred/")
        elif one.origin == ORIGIN_EDITORIAL:
            assert one.sources == (f"{small.base}id/source/classement-ess-graph",)
    assert kinds == {ORIGIN_SOURCE, ORIGIN_EDITORIAL, ORIGIN_RULE}


@pytest.mark.parametrize("practice", SAMPLE)
def test_a_description_holds_every_statement_of_the_store_once(small: OpenStore, practice: str) -> None:
    found = describe(small, f"pratique:{practice}")
    text = f"SELECT ?p ?o WHERE {{ <{found.iri}> ?p ?o }}"
    expected = sorted(
        (row["p"].value, row["o"].value) for row in select(small.store, text, small.base, name="test")
    )
    assert sorted((one.predicate, one.value) for one in found.statements) == expected


def test_the_source_of_a_row_supports_what_it_says(small: OpenStore) -> None:
    row = PRACTICES[SAMPLE[0]]
    found = describe(small, f"pratique:{row['id']}")
    title = origins_of(found, "http://purl.org/dc/terms/title")
    assert title == {(ORIGIN_SOURCE, (row["source_url"],))}


def test_our_classification_is_not_laid_to_the_source(small: OpenStore) -> None:
    practice = next(row["id"] for row in PRACTICES.values() if row["needs"] and row["theme"])
    found = describe(small, f"pratique:{practice}")
    for name in ("need", "theme", "practiceKind"):
        assert {origin for origin, _ in origins_of(found, f"{small.base}def#{name}")} == {ORIGIN_EDITORIAL}


@pytest.mark.parametrize("row", EVIDENCE, ids=[row["id"] for row in EVIDENCE])
def test_the_source_of_one_statement_wins_over_the_source_of_its_subject(
    small: OpenStore, row: dict[str, str]
) -> None:
    found = describe(small, f"id/{row['about']}")
    predicate = row["reused_property"] or f"{small.base}def#{row['own_property']}"
    same = {
        one["source_url"]
        for one in EVIDENCE
        if (one["about"], one["own_property"], one["reused_property"])
        == (row["about"], row["own_property"], row["reused_property"])
    }
    assert origins_of(found, predicate) == {(ORIGIN_SOURCE, tuple(sorted(same)))}
    assert origins_of(found, RDF_TYPE) & {(ORIGIN_SOURCE, derived_from(found))}


def test_some_statement_has_another_source_than_its_subject(small: OpenStore) -> None:
    other = [
        row["id"]
        for row in EVIDENCE
        if row["source_url"] not in derived_from(describe(small, f"id/{row['about']}"))
    ]
    assert len(other) > 10


def test_a_term_of_the_vocabulary_has_no_source_but_the_vocabulary(small: OpenStore) -> None:
    found = describe(small, "ess:Practice")
    assert {one.origin for one in found.statements} == {ORIGIN_VOCABULARY}
    assert {one.sources for one in found.statements} == {()}


def test_the_type_comes_first_and_the_order_is_stable(small: OpenStore) -> None:
    one, again = (describe(small, f"pratique:{SAMPLE[1]}") for _ in range(2))
    assert one == again
    assert one.statements[0].predicate_name == "rdf:type"


@pytest.mark.parametrize(
    "name", ["kit:municipaless", "c:theme/alimentation", "c:mode-gestion/subvention", "ess:Practice"]
)
def test_what_points_to_a_thing_is_counted(small: OpenStore, name: str) -> None:
    found = describe(small, name, examples=3)
    text = f"SELECT ?p (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s ?p <{found.iri}> }} GROUP BY ?p"
    counted = {
        row["p"].value: int(row["n"].value) for row in select(small.store, text, small.base, name="test")
    }
    assert counted
    assert {one.predicate: one.count for one in found.incoming} == counted
    for one in found.incoming:
        assert len(one.examples) == min(3, one.count)
        assert list(one.examples) == sorted(one.examples)


def test_a_path_an_iri_and_a_prefixed_name_describe_the_same_thing(small: OpenStore) -> None:
    names = ("kit:municipaless", "id/kit/municipaless", f"<{small.base}id/kit/municipaless>")
    assert len({describe(small, name) for name in names}) == 1


def test_labels_follow_the_language(small: OpenStore) -> None:
    theme = next(row for row in table("themes.csv") if row["id"] == "alimentation")
    assert describe(small, "c:theme/alimentation", lang="fr").label == theme["label_fr"]
    assert describe(small, "c:theme/alimentation", lang="en").label == theme["label_en"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("nope:x", "usage.prefix"),
        ("pratique:no-such-practice", "usage.nothing"),
        ("id/kit/no-such-kit", "usage.nothing"),
        ("https://example.org/elsewhere", "usage.nothing"),
        ("<not an iri>", "usage.iri"),
        ("kit:with space", "usage.iri"),
        ("", "usage.nothing"),
        ("kit:\0", "usage.iri"),
    ],
)
def test_a_name_that_names_nothing_is_one_line(
    small: OpenStore, small_path: Path, cli: CommandLine, name: str, key: str
) -> None:
    with pytest.raises(UsageProblem) as caught:
        describe(small, name)
    assert caught.value.key == key
    ran = cli("show", name, store=small_path)
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_USAGE, "", 1)


def test_the_command_line_shows_what_describe_gives(
    small: OpenStore, small_path: Path, cli: CommandLine
) -> None:
    name = f"pratique:{SAMPLE[2]}"
    ran = cli("show", name, "-f", "json", store=small_path)
    assert (ran.code, ran.err) == (EXIT_OK, "")
    shown = json.loads(ran.out)
    found = describe(small, name)
    assert (shown["iri"], shown["label"]) == (found.iri, found.label)
    assert [(one["value"], one["origin"], tuple(one["sources"])) for one in shown["statements"]] == [
        (one.value, one.origin, one.sources) for one in found.statements
    ]


# Searching.


def labels(hits: list[Hit]) -> list[str]:
    return [hit.label for hit in hits]


@pytest.mark.parametrize(
    "group",
    [
        ("crèche", "creche", "CRÈCHE", "Creche", " crèche  ", "cre\u0300che"),
        ("œuvre", "oeuvre", "ŒUVRE"),
        ("économie sociale", "ECONOMIE sociale", "economie  sociale"),
        ("l'eau", "L’eau"),
    ],
)
def test_accents_case_ligatures_and_spaces_do_not_count(small: OpenStore, group: tuple[str, ...]) -> None:
    first, *others = (search(small, words) for words in group)
    assert first
    assert all(hits == first for hits in others)


def test_the_name_comes_before_a_sentence_that_holds_it(small: OpenStore) -> None:
    assert labels(search(small, "autopartage"))[0] == "Autopartage"
    assert (
        labels(search(small, "scic"))[0]
        .casefold()
        .startswith(("scic", "société coopérative d'intérêt collectif"))
    )


@pytest.mark.parametrize("words", ["autopart", "autopartage", "AUTOPARTAG"])
def test_the_last_letters_of_a_word_may_be_missing(small: OpenStore, words: str) -> None:
    assert "Autopartage" in labels(search(small, words))


@pytest.mark.parametrize("words", ["autopartaje", "autopatrage", "otopartage", "autopartagge"])
def test_a_slip_of_the_pen_is_forgiven(small: OpenStore, words: str) -> None:
    assert "Autopartage" in labels(search(small, words))[:3]


def test_every_word_must_be_there(small: OpenStore) -> None:
    every, one = search(small, "monnaie locale", limit=1000), search(small, "monnaie", limit=1000)
    assert every
    assert {hit.iri for hit in every} < {hit.iri for hit in one}


def test_labels_come_in_the_language_asked_whatever_matched(small: OpenStore) -> None:
    theme = next(row for row in table("themes.csv") if row["id"] == "alimentation")
    iri = f"{small.base}concept/theme/alimentation"
    for words in (theme["label_fr"], theme["label_en"]):
        for lang in ("fr", "en"):
            hit = next(hit for hit in search(small, words, lang=lang, limit=50) if hit.iri == iri)
            assert hit.label == theme[f"label_{lang}"]


def test_a_thing_is_found_once_with_its_type(small: OpenStore) -> None:
    hits = search(small, "mobilité", limit=200)
    assert len({hit.iri for hit in hits}) == len(hits) > 5
    assert all(hit.type.startswith("http") for hit in hits)


@pytest.mark.parametrize("limit", [1, 3, 20])
def test_a_limit_cuts_the_same_list(small: OpenStore, limit: int) -> None:
    whole = search(small, "eau", limit=1000)
    assert len(whole) > 20
    assert search(small, "eau", limit=limit) == whole[:limit]


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_under_one_gives_nothing(small: OpenStore, limit: int) -> None:
    assert search(small, "eau", limit=limit) == []


def test_the_order_is_the_best_score_first_and_the_same_each_time(small_path: Path) -> None:
    one, again = (search(open_store(small_path), "association", limit=100) for _ in range(2))
    assert one == again
    assert [hit.score for hit in one] == sorted((hit.score for hit in one), reverse=True)


@pytest.mark.parametrize("words", ["", " ", "\0", "...", "“”", "%", "*", '"', "日本語"])
def test_text_without_a_word_of_ours_finds_nothing(small: OpenStore, words: str) -> None:
    assert search(small, words) == []


@pytest.mark.parametrize(
    "words",
    [
        'crèche"',
        '"crèche',
        "crèche*",
        "crèche)",
        "(crèche",
        "crèche:",
        "^crèche",
        "{crèche}",
        "-crèche",
        "crèche\0",
    ],
)
def test_the_signs_of_fts5_are_no_syntax_here(small: OpenStore, words: str) -> None:
    assert search(small, words) == search(small, "crèche")


@pytest.mark.parametrize("operator", ["OR", "NOT", "NEAR", "AND"])
def test_the_operators_of_fts5_are_words_like_others(small: OpenStore, operator: str) -> None:
    found = search(small, f"crèche {operator} zzzzqqqq", limit=1000)
    assert {hit.iri for hit in found} <= {hit.iri for hit in search(small, "creche zzzzqqqq", limit=1000)} | {
        hit.iri for hit in search(small, f"crèche {operator}", limit=1000)
    }


@pytest.mark.parametrize("words", ["x" * 10_000, "a " * 5_000, "é'\"" * 3_000, "mot " + "autopartage " * 900])
def test_ten_thousand_characters_are_answered(small: OpenStore, words: str) -> None:
    assert all(hit.score >= 0 for hit in search(small, words))


def test_words_said_twice_count_once(small: OpenStore) -> None:
    assert search(small, "autopartage " * 900) == search(small, "autopartage")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40))
@example('" OR 1=1 --')
@example("NEAR(a b, 5) AND text : *")
@example("''; DROP TABLE entry")
@example("_ __ ²½ ﷺ \ud7ff\x1b[31m")
def test_hostile_text_never_raises(small: OpenStore, words: str) -> None:
    assert len(search(small, words, limit=5)) <= 5


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(['"', "*", "AND", "OR", "NOT", "NEAR(", ")", "crèche", "eau", "a", ":", "\0"]),
        max_size=12,
    )
)
def test_hostile_queries_never_raise(small: OpenStore, parts: list[str]) -> None:
    assert len(search(small, " ".join(parts), limit=5)) <= 5


def test_a_path_with_signs_of_addresses_hides_no_label(
    small: OpenStore, small_path: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(small_path, tmp_path / "où ? #1 %41 & co")
    assert search(open_store(copy), "autopartage") == search(small, "autopartage")


def test_the_command_line_finds_what_search_finds(
    small: OpenStore, small_path: Path, cli: CommandLine
) -> None:
    ran = cli("search", "Autopartaje", "-f", "json", "-n", "2", store=small_path)
    assert (ran.code, ran.err) == (EXIT_OK, "")
    expected = search(small, "autopartaje", limit=2)
    assert [(row["name"], row["label"]) for row in json.loads(ran.out)] == [
        (hit.iri, hit.label) for hit in expected
    ]


@pytest.mark.parametrize("limit", ["0", "1001", "many"])
def test_a_limit_out_of_range_is_a_usage_error(small_path: Path, cli: CommandLine, limit: str) -> None:
    ran = cli("search", "eau", "-n", limit, store=small_path)
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_USAGE, "", 1)
    assert "limit" in ran.err


def test_searching_an_absent_store_is_an_input_error(tmp_path: Path, cli: CommandLine) -> None:
    assert cli("search", "eau", store=tmp_path / "no").code == EXIT_INPUT
