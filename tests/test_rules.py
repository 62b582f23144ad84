"""The inference rules: what each adds, where it lies, and that nothing is left to add."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad

from ess_graph.resources import folder
from ess_graph.store.generation import OpenStore
from ess_graph.store.rules import rule_files, rule_graph
from ess_graph.store.sparql import construct, select

RULES = rule_files(folder("queries") / "rules")
EACH = pytest.mark.parametrize("rule", RULES, ids=[rule.stem for rule in RULES])

PREFIXES = """PREFIX cpsv: <http://purl.org/vocab/cpsv#>
PREFIX cv: <http://data.europa.eu/m8g/>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX ess: <def#>
PREFIX igeo: <http://rdf.insee.fr/def/geo#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


def table(name: str) -> list[dict[str, str]]:
    with (folder("data") / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def pairs(opened: OpenStore, where: str) -> set[tuple[str, str]]:
    """Return the distinct values of ?a and ?b."""
    text = f"{PREFIXES} SELECT DISTINCT ?a ?b WHERE {{ {where} }}"
    return {
        (str(row["a"].value), str(row["b"].value))
        for row in select(opened.store, text, opened.base, name="test")
    }


def grouped(found: set[tuple[str, str]]) -> dict[str, set[str]]:
    out: dict[str, set[str]] = defaultdict(set)
    for a, b in found:
        out[a].add(b)
    return out


def added(opened: OpenStore, rule: str) -> Iterator[Quad]:
    return opened.store.quads_for_pattern(None, None, None, NamedNode(rule_graph(opened.base, rule)))


def thing(opened: OpenStore, path: str) -> str:
    return opened.base + path


# Every rule.


@EACH
def test_each_rule_adds_something(small: OpenStore, rule: Path) -> None:
    assert any(added(small, rule.stem))


def test_each_inferred_statement_lies_in_the_graph_of_a_rule(small: OpenStore) -> None:
    graphs = {rule_graph(small.base, rule.stem) for rule in RULES}
    named = {graph.value for graph in small.store.named_graphs() if isinstance(graph, NamedNode)}
    assert named == graphs
    inside = sum(sum(1 for _ in added(small, rule.stem)) for rule in RULES)
    asserted = sum(1 for _ in small.store.quads_for_pattern(None, None, None, DefaultGraph()))
    assert (inside, asserted) == (small.manifest.inferred, small.manifest.asserted)
    assert inside + asserted == len(small.store)


@EACH
def test_the_graph_of_a_rule_holds_only_what_that_rule_makes(small: OpenStore, rule: Path) -> None:
    made = {str(one) for one in construct(small.store, rule.read_text("utf-8"), small.base, name=rule.name)}
    if rule.stem == "10-body-names":
        # This rule gives a name to what has none: over the finished store it has nothing left to do.
        assert made == set()
        assert {quad.predicate.value.rpartition("#")[2] for quad in added(small, rule.stem)} == {"prefLabel"}
    else:
        assert {str(quad.triple) for quad in added(small, rule.stem)} <= made


@EACH
def test_no_inferred_statement_is_asserted_too(small: OpenStore, rule: Path) -> None:
    both = [
        quad
        for quad in added(small, rule.stem)
        if Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) in small.store
    ]
    assert both == []


@EACH
def test_running_a_rule_once_more_adds_nothing(small: OpenStore, rule: Path) -> None:
    again = [
        str(triple)
        for triple in construct(small.store, rule.read_text("utf-8"), small.base, name=rule.name)
        if not any(small.store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None))
    ]
    assert again == []


@EACH
def test_each_rule_has_a_title_and_a_description_in_both_languages(rule: Path) -> None:
    import yaml

    lines = rule.read_text("utf-8").splitlines()
    header = yaml.safe_load("\n".join(line[3:] for line in lines if line.startswith("#+")))
    for key in ("title", "description"):
        assert all(header[key][lang] for lang in ("fr", "en"))


# 10: names of public bodies.


def test_a_commune_bears_the_name_of_its_territory(small: OpenStore) -> None:
    names = grouped(pairs(small, "?a a cv:PublicOrganisation ; skos:prefLabel ?b"))
    bodies = pairs(
        small, "?a org:classification <concept/type-collectivite/commune> ; dct:spatial/igeo:nom ?b"
    )
    assert len(bodies) > 100
    for body, name in bodies:
        assert names[body] == {name}


# 20 to 40: concept schemes.


def test_top_concepts_are_said_both_ways(small: OpenStore) -> None:
    down = pairs(small, "?b skos:hasTopConcept ?a")
    assert down == pairs(small, "?a skos:topConceptOf ?b")
    assert len({scheme for _, scheme in down}) > 10


def test_a_concept_is_at_the_top_of_a_scheme_or_under_a_concept_of_it(small: OpenStore) -> None:
    inside = pairs(small, "?a skos:inScheme ?b")
    top = pairs(small, "?a skos:topConceptOf ?b")
    under = pairs(small, "?a skos:inScheme ?b ; skos:broader/skos:inScheme ?b")
    assert top & under == set()
    assert top | under == inside


def test_narrower_is_the_inverse_of_broader(small: OpenStore) -> None:
    broader = pairs(small, "?a skos:broader ?b")
    assert broader
    assert pairs(small, "?b skos:narrower ?a") == broader


def test_broader_transitive_is_the_closure_of_broader(small: OpenStore) -> None:
    broader = grouped(pairs(small, "?a skos:broader ?b"))

    def ancestors(concept: str) -> set[str]:
        found: set[str] = set()
        waiting = [concept]
        while waiting:
            for one in broader.get(waiting.pop(), set()) - found:
                found.add(one)
                waiting.append(one)
        return found

    expected = {concept: ancestors(concept) for concept in list(broader)}
    assert grouped(pairs(small, "?a skos:broaderTransitive ?b")) == expected
    assert any(len(one) > 1 for one in expected.values())
    assert not any(concept in one for concept, one in expected.items())


# 50: tiers.


@pytest.mark.parametrize(
    ("kind", "tier"),
    [
        ("commune", "bloc-communal"),
        ("cc", "bloc-communal"),
        ("metropole", "bloc-communal"),
        ("departement", "departement"),
    ],
)
def test_the_tier_of_a_body_is_the_top_of_its_type(small: OpenStore, kind: str, tier: str) -> None:
    tiers = pairs(small, f"?a org:classification <concept/type-collectivite/{kind}> ; ess:tier ?b")
    assert {one for _, one in tiers} == {thing(small, f"concept/type-collectivite/{tier}")}


def test_every_classified_body_has_one_tier(small: OpenStore) -> None:
    bodies = {
        body
        for body, _ in pairs(small, "?a org:classification ?b . ?b skos:inScheme <concept/type-collectivite>")
    }
    tiers = grouped(pairs(small, "?a ess:tier ?b"))
    assert set(tiers) == bodies
    assert {len(one) for one in tiers.values()} == {1}


# 60: who belongs to the ESS.


def test_an_association_belongs_to_the_ess_by_law(small: OpenStore) -> None:
    actors = [row["id"] for row in table("actors.csv") if row["legal_form"] == "association"]
    assert len(actors) > 50
    families = grouped(pairs(small, "?a a ess:EssOrganisation ; ess:essFamily ?b"))
    bases = grouped(pairs(small, "?a a ess:EssOrganisation ; ess:essStatusBasis ?b"))
    for actor in actors:
        iri = thing(small, f"id/acteur/{actor}")
        assert families[iri] == {thing(small, "concept/famille-ess/association")}
        assert bases[iri] == {thing(small, "concept/base-ess/par-la-loi")}


def test_only_the_four_families_of_the_law_make_a_member(small: OpenStore) -> None:
    lawful = {
        row["id"]
        for row in table("legal_forms.csv")
        if row["family"] in {"association", "cooperative", "fondation", "mutuelle"}
        and "loi-2014-856-art-1" in row["ess_legal_basis"].split(";")
    }
    members = {thing_ for thing_, _ in pairs(small, "?a a ess:EssOrganisation ; ess:legalForm ?b")}
    for row in table("actors.csv"):
        iri = thing(small, f"id/acteur/{row['id']}")
        assert (iri in members) == (row["legal_form"] in lawful), row["id"]


@pytest.mark.parametrize("form", ["sas", "gip-forme", "spl-forme"])
def test_a_company_or_a_public_form_is_not_placed_in_the_ess(small: OpenStore, form: str) -> None:
    actors = [row["id"] for row in table("actors.csv") if row["legal_form"] == form]
    assert actors
    members = {iri for iri, _ in pairs(small, "?a a ess:EssOrganisation . BIND (1 AS ?b)")}
    assert not members & {thing(small, f"id/acteur/{actor}") for actor in actors}


# 70 and 71: competences.


def test_an_epci_exercises_what_the_table_assigns_to_it(small: OpenStore, small_source: Path) -> None:
    with (small_source / "data" / "epci_competences.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    expected = {
        (
            thing(small, f"id/collectivite/{row['epci']}"),
            thing(small, f"concept/banatic-2021/{row['competence']}"),
        )
        for row in rows
    }
    assert expected
    assert pairs(small, "?a ess:exercises ?b") == expected


def test_what_is_taken_over_from_a_commune_is_exactly_what_its_epci_exercises(small: OpenStore) -> None:
    exercised = grouped(pairs(small, "?a ess:exercises ?b"))
    communes = grouped(
        pairs(small, "?a org:classification <concept/type-collectivite/commune> ; org:memberOf ?b")
    )
    expected = {
        commune: set().union(*(exercised.get(epci, set()) for epci in epcis))
        for commune, epcis in communes.items()
    }
    assert grouped(pairs(small, "?a ess:competenceTakenOver ?b")) == {k: v for k, v in expected.items() if v}
    assert any(expected.values())
    assert not all(expected.values())


# 80 to 82: practices.


def test_a_practice_takes_place_in_the_territory_of_its_authority(small: OpenStore) -> None:
    expected = pairs(small, "?a a ess:Practice ; ess:authority/dct:spatial ?b")
    assert expected
    assert expected <= pairs(small, "?a a ess:Practice ; dct:spatial ?b")
    assert {(str(q.subject), str(q.object)) for q in added(small, "80-practice-place")} <= {
        (f"<{a}>", f"<{b}>") for a, b in expected
    }


def test_a_public_service_has_the_title_of_its_practice_and_its_authority(small: OpenStore) -> None:
    services = pairs(small, "?x ess:arrangement/ess:concernsService ?a ; dct:title ?b")
    assert services
    assert pairs(small, "?a a cpsv:PublicService ; dct:title ?b") == services
    authorities = pairs(small, "?x ess:arrangement/ess:concernsService ?a ; ess:authority ?b")
    assert pairs(small, "?a cv:hasCompetentAuthority ?b") == authorities


def test_only_a_lever_that_is_a_mode_is_used_by_the_practices_of_that_mode(small: OpenStore) -> None:
    modes = {row["id"]: row["same_mode"] for row in table("levers.csv") if row["same_mode"]}
    given = {
        (row["id"], lever) for row in table("practices.csv") for lever in row["levers"].split(";") if lever
    }
    used = {row["practice"]: set(row["modes"].split(";")) for row in table("arrangements.csv")}
    expected = {
        (practice, lever) for practice, of in used.items() for lever, mode in modes.items() if mode in of
    }
    inferred = {
        (str(quad.subject).strip("<>").rpartition("/")[2], str(quad.object).strip("<>").rpartition("/")[2])
        for quad in added(small, "82-levers")
    }
    assert inferred == expected - given
    # A public contract is no SPASER: a lever that merely works through a mode is not inferred.
    assert "spaser" not in {lever for _, lever in inferred}


# 90: parts and versions.


def test_kits_editions_sheets_and_practices_are_linked_both_ways(small: OpenStore) -> None:
    for there, back in (
        ("?a a ess:Sheet ; dct:isPartOf ?b", "?a a ess:Sheet . ?b dct:hasPart ?a"),
        ("?a a ess:KitEdition ; dct:isVersionOf ?b", "?a a ess:KitEdition . ?b dct:hasVersion ?a"),
        ("?a dct:isReferencedBy ?b . ?b a ess:Sheet", "?b a ess:Sheet ; dct:references ?a"),
    ):
        expected = pairs(small, there)
        assert expected
        assert pairs(small, back) == expected
