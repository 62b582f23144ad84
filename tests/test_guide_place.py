"""From a name or a code to one territory, or to a question back."""

from __future__ import annotations

import pytest

from ess_graph.errors import UsageProblem
from ess_graph.guide.facts import Facts
from ess_graph.guide.naming import bare, core, expression, spelt
from ess_graph.guide.parts import Place
from ess_graph.guide.place import resolve_place
from ess_graph.store.generation import OpenStore


@pytest.fixture
def facts(whole: OpenStore) -> Facts:
    return Facts(whole, "fr")


@pytest.mark.parametrize(
    ("text", "tier", "code"),
    [
        ("Rennes", "commune", "35238"),
        ("rennes", "commune", "35238"),
        ("ville de Lyon", "commune", "69123"),
        ("Ville-d'Avray", "commune", "92077"),
        ("ST MALO", "commune", "35288"),
        ("le mans", "commune", "72181"),
        ("mans", "commune", "72181"),
        ("Montreuil (93)", "commune", "93048"),
        ("Montreuil 93", "commune", "93048"),
        ("35238", "commune", "35238"),
        ("35000", "commune", "35238"),
        ("2a004", "commune", "2A004"),
        ("213502388", "commune", "35238"),
        ("213 502 388", "commune", "35238"),
        ("01003", "commune", "01165"),
        ("insee:97411", "commune", "97411"),
        ("cp:97411", "commune", "97415"),
        ("Paris", "commune", "75056"),
        ("Cayenne", "commune", "97302"),
        ("Rennes Métropole", "epci", "243500139"),
        ("rennes metropole", "epci", "243500139"),
        ("243500139", "epci", "243500139"),
        ("CC du Kreiz-Breizh", "epci", "242200715"),
        ("communauté de communes du Kreiz Breizh", "epci", "242200715"),
        ("CCKB", "epci", "242200715"),
        ("agglo de La Rochelle", "epci", "241700434"),
        ("Ille-et-Vilaine", "departement", "35"),
        ("ille et vilaine", "departement", "35"),
        ("35", "departement", "35"),
        ("2A", "departement", "2A"),
        ("Département de la Gironde", "departement", "33"),
        ("departement:35", "departement", "35"),
        ("974", "departement", "974"),
        ("Martinique", "departement", "972"),
        ("975", "departement", "975"),
        ("Bretagne", "region", "53"),
        ("région Bretagne", "region", "53"),
        ("region:53", "region", "53"),
        ("Corse", "region", "94"),
    ],
)
def test_a_name_or_a_code_leads_to_one_territory(facts: Facts, text: str, tier: str, code: str) -> None:
    found = resolve_place(facts, text)
    assert (found.tier, found.code) == (tier, code)


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("Saint-Denis", ["93066", "insee:97411", "Seine-Saint-Denis", "La Réunion"]),
        ("97411", ["insee:97411", "97415 Saint-Paul"]),
        ("35200", ["35238 Rennes", "insee:35200 Moutiers"]),
        ("La Réunion", ["departement:974", "region:04"]),
        ("Vienne", ["38544", "departement:86"]),
        ("Sainte-Colombe", ["et 4 autres"]),
    ],
)
def test_several_territories_are_asked_back_with_what_to_type(
    facts: Facts, text: str, proposed: list[str]
) -> None:
    with pytest.raises(UsageProblem) as caught:
        resolve_place(facts, text)
    assert caught.value.key == "guide.place_several"
    assert "\n" not in str(caught.value)
    assert [one for one in proposed if one not in str(caught.value)] == []


def test_what_is_proposed_can_be_typed(facts: Facts) -> None:
    for text in ("Saint-Denis", "97411", "La Réunion", "Vienne", "Saint-Barthélemy"):
        with pytest.raises(UsageProblem) as caught:
            resolve_place(facts, text)
        for proposal in str(caught.value.fields["list"]).split(" ; "):
            code = proposal.split()[0]
            assert resolve_place(facts, code).code == code.rpartition(":")[2]


@pytest.mark.parametrize(
    ("text", "near"), [("Renes", "35238 Rennes"), ("Gironnde", "departement:33"), ("Cayene", "97302 Cayenne")]
)
def test_a_slip_is_answered_with_the_nearest_names(facts: Facts, text: str, near: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        resolve_place(facts, text)
    assert caught.value.key == "guide.place_unknown"
    assert near in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", " ", "00000", "999999999", "123456", "région", "'; DROP TABLE", '"', "(", "\x00", "x" * 5000]
)
def test_what_is_no_place_is_answered_in_one_line(facts: Facts, text: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        resolve_place(facts, text)
    assert caught.value.key == "guide.place_unknown"


def _remarks(place: Place) -> set[str]:
    return {remark.key for remark in place.remarks}


def test_a_commune_has_its_epci_departement_and_region(facts: Facts) -> None:
    found = resolve_place(facts, "Rennes")
    assert found.epci is not None
    assert (found.epci.label, found.epci.type) == ("Rennes Métropole", "metropole")
    assert [body.label for body in found.departement_bodies] == ["Département d'Ille-et-Vilaine"]
    assert [body.label for body in found.region_bodies] == ["Région Bretagne"]
    assert found.population is not None
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("Cayenne", "guide.special_status"),
        ("Ajaccio", "guide.special_status"),
        ("Strasbourg", "guide.special_status"),
        ("ville de Lyon", "guide.lyon"),
        ("Paris", "guide.greater_paris"),
        ("Île-de-Bréhat", "guide.no_epci"),
        ("975", "guide.overseas_collectivity"),
        ("Bretagne", "guide.place_also"),
    ],
)
def test_a_special_status_is_said(facts: Facts, text: str, remark: str) -> None:
    assert remark in _remarks(resolve_place(facts, text))


def test_an_epci_over_several_departements_has_them_all(facts: Facts) -> None:
    found = resolve_place(facts, "Métropole du Grand Paris")
    assert len(found.departements) > 3
    assert [one.label for one in found.regions] == ["Île-de-France"]


def test_names_are_compared_without_what_does_not_tell() -> None:
    assert spelt("L’HAŸ-les-Roses") == "l hay les roses"
    assert bare("l hay les roses") == "hay les roses"
    assert bare("la") == "la"
    assert core("metropole") == ""
    assert expression(spelt('x" OR "y')) == '"x" AND "or" AND "y"'
