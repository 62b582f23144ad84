"""From words to a need, a type of service, a theme or a competence."""

from __future__ import annotations

import pytest

from ess_graph.errors import UsageProblem
from ess_graph.guide.facts import Facts
from ess_graph.guide.need import resolve_need, topic
from ess_graph.store.generation import OpenStore
from tests.conftest import BASE


@pytest.fixture
def facts(whole: OpenStore) -> Facts:
    return Facts(whole, "fr")


@pytest.mark.parametrize(
    ("words", "concept"),
    [
        ("cantine bio", "besoin/cantine-bio-locale"),
        ("crèche", "besoin/garder-jeune-enfant"),
        ("crèches", "besoin/garder-jeune-enfant"),
        ("CRECHES", "besoin/garder-jeune-enfant"),
        ("autopartage", "type-service/autopartage"),
        ("autopartaje", "type-service/autopartage"),
        ("ouvrir une crèche", "besoin/garder-jeune-enfant"),
        ("anti-gaspi", "besoin/moins-gaspiller"),
        ("culture", "theme/culture"),
        ("sport", "theme/sport"),
        ("panneaux solaires sur le toit de la mairie", "besoin/electricite-locale"),
        ("cantine-bio-locale", "besoin/cantine-bio-locale"),
        ("c:competence/petite-enfance", "competence/petite-enfance"),
        ("concept/theme/mobilite", "theme/mobilite"),
        (f"{BASE}concept/type-service/velo", "type-service/velo"),
    ],
)
def test_words_lead_to_a_concept(facts: Facts, words: str, concept: str) -> None:
    assert resolve_need(facts, words).iri == f"{BASE}concept/{concept}"


def test_english_words_find_the_same_need(whole: OpenStore) -> None:
    found = resolve_need(Facts(whole, "en"), "organic canteen")
    assert found.iri.endswith("/cantine-bio-locale")
    assert found.label == "Eating organic and local food at the canteen"


def test_needs_that_match_nearly_as_well_are_told(facts: Facts) -> None:
    found = resolve_need(facts, "cantine")
    assert found.iri.endswith("/cantine-bio-locale")
    assert "Réduire le gaspillage alimentaire" in {one.label for one in found.also}


def test_neighbours_of_the_need_are_not_told_as_others(facts: Facts) -> None:
    assert resolve_need(facts, "crèche").also == ()


@pytest.mark.parametrize(
    "words", ["xyzzy", "", "  ", "' OR 1=1 --", '"*" ZZQ(', "c:besoin/rien", "ess:Need", "é" * 500, "\x00"]
)
def test_unknown_words_are_answered_in_one_line_with_proposals(facts: Facts, words: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        resolve_need(facts, words)
    assert caught.value.key == "guide.need_unknown"
    assert "(" in str(caught.value.fields["near"])


def test_the_nearest_labels_are_proposed(facts: Facts) -> None:
    with pytest.raises(UsageProblem) as caught:
        resolve_need(facts, "covxxtxrage")
    assert "covoiturage" in str(caught.value)


def test_a_need_brings_its_services_themes_and_competences(facts: Facts) -> None:
    found = topic(facts, f"{BASE}concept/besoin/cantine-bio-locale")
    assert found.kind == "need"
    assert f"{BASE}concept/type-service/restauration-collective-bio-locale" in found.services
    assert found.themes == (f"{BASE}concept/theme/alimentation",)
    assert f"{BASE}concept/competence/restauration-scolaire" in found.competences


def test_a_service_brings_the_more_precise_ones_and_only_its_own_competences(facts: Facts) -> None:
    found = topic(facts, f"{BASE}concept/type-service/habitat-social-innovant")
    assert f"{BASE}concept/type-service/habitat-participatif" in found.services
    assert found.competences == (f"{BASE}concept/competence/habitat",)


@pytest.mark.parametrize("concept", ["theme/alimentation", "competence/mobilite"])
def test_a_theme_and_a_competence_have_needs_and_services(facts: Facts, concept: str) -> None:
    found = topic(facts, f"{BASE}concept/{concept}")
    assert found.needs
    assert found.services
    assert found.themes
    assert found.competences


def test_a_concept_that_nobody_asks_for_is_refused(facts: Facts) -> None:
    with pytest.raises(UsageProblem):
        topic(facts, f"{BASE}concept/mode-gestion/dsp")
