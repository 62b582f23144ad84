"""The whole answer, for the seven services of the introduction in five places."""

from __future__ import annotations

import time
from dataclasses import fields, is_dataclass

import pytest

from ess_graph.guide.answer import comment_faire
from ess_graph.guide.model import NO_CODE, NO_EPCI, NOT_LISTED, TAKEN_OVER, Guide
from ess_graph.guide.parts import Source
from ess_graph.store.generation import OpenStore
from tests.conftest import BASE

SERVICES = (
    "accueil-petite-enfance",
    "autonomie-energetique-locale",
    "centre-loisirs",
    "habitat-social-innovant",
    "mobilite-partagee-mixte",
    "reduction-gaspillage-alimentaire",
    "restauration-collective-bio-locale",
)
PLACES = ("Gentioux-Pigerolles", "Rennes", "CC du Kreiz-Breizh", "Gironde", "Cayenne")


def _sources(thing: object) -> list[Source]:
    """Return every source in an answer."""
    if isinstance(thing, Source):
        return [thing]
    if isinstance(thing, tuple):
        return [source for one in thing for source in _sources(one)]
    if is_dataclass(thing):
        return [source for one in fields(thing) for source in _sources(getattr(thing, one.name))]
    return []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_an_answer_everywhere(whole: OpenStore, service: str, place: str) -> None:
    guide = comment_faire(whole, service, place)
    assert guide.topic.iri == f"{BASE}concept/type-service/{service}"
    assert guide.domains[0].rules
    assert any(mode.practices for mode in guide.modes)
    assert any(not mode.practices for mode in guide.modes)
    assert guide.levers
    assert guide.practices
    assert guide.practices[0].points >= 100
    assert guide.actors
    assert guide.sheets
    assert guide.unknown[-1].key == "guide.unknown.law"
    told = (guide.domains, guide.modes, guide.levers, guide.practices, guide.actors, guide.sheets)
    assert all(source.address or source.text for source in _sources(told))
    assert {practice.iri for practice in guide.practices if practice.comparison and practice.sheet} == set()


def _status(guide: Guide, domain: str) -> str | None:
    found = {one.iri.rpartition("/")[2]: one.exercise for one in guide.domains}[domain]
    return found.status if found else None


def test_what_the_epci_took_over_is_told_with_its_date(whole: OpenStore) -> None:
    guide = comment_faire(whole, "mobilité", "Rennes")
    (domain,) = guide.domains
    assert domain.exercise is not None
    assert domain.exercise.status == TAKEN_OVER
    assert domain.exercise.valid == "2024-09"
    assert "Rennes Métropole" in domain.exercise.text
    assert "septembre 2024" in domain.exercise.text
    assert "4530" in {code.code for code in domain.exercise.codes if code.exercised}
    assert domain.exercise.source is not None
    assert domain.exercise.source.address


@pytest.mark.parametrize(
    ("need", "place", "domain", "status"),
    [
        ("crèche", "Rennes", "petite-enfance", NOT_LISTED),
        ("crèche", "CCKB", "petite-enfance", TAKEN_OVER),
        ("cantine bio", "Rennes", "restauration-scolaire", NO_CODE),
        ("crèche", "Île-de-Bréhat", "petite-enfance", NO_EPCI),
        ("crèche", "Gironde", "petite-enfance", None),
    ],
)
def test_the_record_never_says_that_an_epci_is_not_competent(
    whole: OpenStore, need: str, place: str, domain: str, status: str | None
) -> None:
    assert _status(comment_faire(whole, need, place), domain) == status


def test_each_tier_is_told_with_its_body_and_its_law(whole: OpenStore) -> None:
    rules = comment_faire(whole, "crèche", "Rennes").domains[0].rules
    assert rules[0].authority == "Rennes (commune)"
    assert rules[0].capacity == "Obligatoire"
    assert "CASF L214-1-3" in (rules[0].reference or "")
    assert "L214-1-3" in (rules[0].texts[0].text or "")
    assert rules[1].authority == "Rennes Métropole (métropole)"
    assert rules[0].sources[0].confidence == "Sourcée"


def test_the_same_rule_for_several_authorities_is_told_once(whole: OpenStore) -> None:
    domains = {
        one.iri.rpartition("/")[2]: one for one in comment_faire(whole, "cantine bio", "Rennes").domains
    }
    rule = domains["alimentation-territoriale"].rules[0]
    assert {"commune", "departement"} <= set(rule.authority_types)


def test_a_single_collectivity_is_told_with_the_tier_it_acts_as(whole: OpenStore) -> None:
    names = [rule.authority for rule in comment_faire(whole, "énergie", "Cayenne").domains[0].rules]
    assert "Collectivité territoriale de Guyane (au titre du département)" in names
    assert "Collectivité territoriale de Guyane (au titre de la région)" in names


def test_no_rule_of_ordinary_law_is_shown_for_an_overseas_collectivity(whole: OpenStore) -> None:
    guide = comment_faire(whole, "crèche", "Nouméa")
    assert all(domain.rules == () for domain in guide.domains)
    assert "guide.overseas_collectivity" in {remark.key for remark in guide.unknown}


def test_modes_come_by_their_use_then_the_other_families(whole: OpenStore) -> None:
    modes = comment_faire(whole, "crèche", "Rennes").modes
    counts = [mode.practices for mode in modes]
    assert counts == sorted(counts, reverse=True)
    assert modes[0].iri.endswith("/dsp")
    assert modes[0].forms
    assert "gestion-deleguee" not in {mode.iri.rpartition("/")[2] for mode in modes}


def test_a_lever_that_a_rule_adds_is_not_advised(whole: OpenStore) -> None:
    levers = {
        lever.iri.rpartition("/")[2]
        for lever in comment_faire(whole, "habitat social innovant", "Rennes").levers
    }
    assert "espace-test-agricole" not in levers


def test_who_can_help_is_chosen_by_its_own_words(whole: OpenStore) -> None:
    actors = {one.iri.rpartition("/")[2]: one for one in comment_faire(whole, "crèche", "Rennes").actors}
    assert "crèche" in actors["acepp"].reasons[0].text
    assert {"rtes", "cress"} <= set(actors)


def test_a_practice_is_of_the_kit_only_with_a_sheet(whole: OpenStore) -> None:
    shown = comment_faire(whole, "cantine bio", "Rennes").practices
    assert {one.iri.rpartition("/")[2] for one in shown if one.sheet} == {"terres-de-sources"} or all(
        one.sheet.address for one in shown if one.sheet
    )


def test_a_village_is_shown_villages_first(whole: OpenStore) -> None:
    first = comment_faire(whole, "habitat social innovant", "Gentioux-Pigerolles").practices[0]
    assert first.departement == "Creuse"
    assert {"guide.reason.departement", "guide.reason.size"} <= {reason.key for reason in first.reasons}


def test_the_answer_speaks_english(whole: OpenStore) -> None:
    guide = comment_faire(whole, "crèche", "Rennes", lang="en")
    assert guide.topic.label == "Finding childcare for a young child"
    assert guide.practices[0].reasons[0].text == "same need and same service"
    assert guide.domains[0].rules[0].capacity == "Mandatory"


@pytest.mark.parametrize("place", ["Rennes", "Gironde", "Bretagne"])
def test_a_warm_answer_is_quick(whole: OpenStore, place: str) -> None:
    took = []
    for _ in range(5):
        start = time.perf_counter()
        comment_faire(whole, "cantine bio", place)
        took.append(time.perf_counter() - start)
    # The promise is 50 ms (benchmarks); a busy machine is given room.
    assert min(took) < 0.2


def test_levers_of_the_theme_stand_in_for_those_of_the_need_and_it_is_said(whole: OpenStore) -> None:
    guide = comment_faire(whole, "reduction-gaspillage-alimentaire", "Rennes")
    assert guide.levers
    assert "guide.unknown.levers" in {remark.key for remark in guide.unknown}
