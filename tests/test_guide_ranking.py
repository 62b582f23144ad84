"""How practices are ranked: what docs/guide.md promises."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from ess_graph.guide import ranking
from ess_graph.guide.facts import Facts
from ess_graph.guide.model import Guide
from ess_graph.guide.need import topic
from ess_graph.guide.parts import Place
from ess_graph.guide.practices import pool, practices
from ess_graph.guide.ranking import LEVELS, MAX_PLACE, Situation, band, likeness, score
from ess_graph.store.generation import OpenStore
from tests.conftest import BASE

HERE = Situation(
    "rennes", "commune", "commune", "bloc-communal", 10_000, frozenset({"35"}), frozenset({"53"})
)
FAR = replace(HERE, body="b", departements=frozenset({"13"}), regions=frozenset({"93"}))


def _keys(here: Situation, there: Situation) -> set[str]:
    return {key.removeprefix("guide.reason.") for key, _ in likeness(here, there).reasons}


def test_the_place_itself_is_the_most_alike() -> None:
    assert _keys(HERE, HERE) == {"here", "type", "size", "band", "departement"}


@pytest.mark.parametrize(
    ("there", "reasons"),
    [
        (FAR, {"type", "size", "band"}),
        (replace(FAR, population=3_000), {"type", "size_near", "band"}),
        (replace(FAR, population=1_500), {"type", "next_band"}),
        (replace(FAR, population=None), {"type"}),
        (replace(FAR, population=200_000), {"type"}),
        (replace(FAR, type="cc", group="epci"), {"tier"}),
        (replace(FAR, type="region", group="region", tier="region"), set()),
        (replace(FAR, departements=frozenset({"35"}), type="x", group="x", tier="x"), {"departement"}),
        (replace(FAR, regions=frozenset({"53"}), type="x", group="x", tier="x"), {"region"}),
    ],
)
def test_each_likeness_has_its_reason(there: Situation, reasons: set[str]) -> None:
    assert _keys(HERE, there) == reasons


def test_two_types_of_epci_are_less_alike_than_one() -> None:
    cc = Situation("a", "cc", "epci", "bloc-communal", 15_000)
    same, other = replace(cc, body="b"), replace(cc, body="c", type="metropole")
    assert _keys(cc, other) >= {"group", "size"}
    assert likeness(cc, same).points > likeness(cc, other).points


def test_overseas_counts_for_both_only() -> None:
    overseas = replace(FAR, overseas=True)
    assert "overseas" in _keys(replace(HERE, overseas=True), overseas)
    assert "overseas" not in _keys(HERE, overseas)


def test_what_a_practice_is_about_comes_before_where_it_is() -> None:
    steps = sorted(LEVELS.values())
    assert min(high - low for low, high in pairwise(steps)) > MAX_PLACE
    best_near = score("near", True, HERE, [HERE], True)
    worst_asked = score("asked", False, HERE, [], False)
    assert worst_asked.points > best_near.points


def test_the_most_alike_of_several_authorities_counts() -> None:
    assert score("asked", False, HERE, [FAR, HERE], False) == score("asked", False, HERE, [HERE], False)


def test_the_mode_and_the_pair_of_need_and_service_have_their_reasons() -> None:
    keys = [key for key, _ in score("asked", True, HERE, [], True).reasons]
    assert keys == ["guide.reason.both", "guide.reason.mode"]
    assert [key for key, _ in score("near", True, HERE, [], False).reasons] == ["guide.reason.near"]


@pytest.mark.parametrize(
    ("group", "population", "name"),
    [
        ("commune", 0, "rural"),
        ("commune", 1_999, "rural"),
        ("commune", 2_000, "small_town"),
        ("commune", 3_000_000, "city"),
        ("epci", 19_999, "small_group"),
        ("commune", None, None),
        ("departement", 5, None),
    ],
)
def test_bands_of_population(group: str, population: int | None, name: str | None) -> None:
    assert band(group, population) == name


def test_the_points_are_those_of_the_page() -> None:
    page = (Path(__file__).parent.parent / "docs" / "guide.md").read_text("utf-8")
    told = [int(points) for points in re.findall(r"^\| .* \| \+?(\d+)", page, re.MULTILINE)]
    sizes = [points for _, points, _ in ranking.SIZES]
    r = ranking
    place = [r.HERE, r.SAME_TYPE, r.SAME_GROUP, r.SAME_TIER, *sizes, r.SAME_BAND, r.NEXT_BAND]
    expected = [
        *LEVELS.values(),
        r.BOTH,
        *place,
        r.SAME_DEPARTEMENT,
        r.SAME_REGION,
        r.BOTH_OVERSEAS,
        r.SAME_MODE,
    ]
    assert told == expected
    assert f"({MAX_PLACE})" in page


def test_practices_come_in_the_order_of_their_points_and_comparisons_last(whole: OpenStore) -> None:
    facts = Facts(whole, "fr")
    asked = topic(facts, f"{BASE}concept/besoin/cantine-bio-locale")
    nowhere = Place("commune", "x", "X", "x")
    shown = practices(facts, asked, nowhere, pool(facts, asked))
    assert shown == practices(facts, asked, nowhere, pool(facts, asked))
    assert [one.comparison for one in shown] == [False] * 5 + [True] * 2
    for group in (shown[:5], shown[5:]):
        assert [one.points for one in group] == sorted((one.points for one in group), reverse=True)
    assert all(one.reasons for one in shown)
    assert Guide.__annotations__["practices"]
