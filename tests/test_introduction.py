"""The first requirement: everything that the introduction of the kits names is found by a bundled query."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from ess_graph.catalogue.run import run_query
from ess_graph.resources import folder
from ess_graph.store.generation import OpenStore

#: What the introduction names, as (word of the text, end of the IRI).
SERVICES = {
    "repas bio et locaux dans les cantines": "type-service/restauration-collective-bio-locale",
    "gaspillage alimentaire": "type-service/reduction-gaspillage-alimentaire",
    "mobilités partagées et mixtes": "type-service/mobilite-partagee-mixte",
    "vélo": "type-service/velo",
    "covoiturage": "type-service/covoiturage",
    "autonomie énergétique": "type-service/autonomie-energetique-locale",
    "habitat social innovant": "type-service/habitat-social-innovant",
    "places en crèches": "type-service/accueil-petite-enfance",
    "centres de loisirs": "type-service/centre-loisirs",
}
WAYS = {
    "service marchand par une entreprise classique": "mode-gestion/marche-public",
    "régie": "mode-gestion/regie-simple",
    "gestion directe": "mode-gestion/gestion-directe",
    "association": "forme-juridique/association",
    "collectif": "mode-gestion/initiative-soutenue",
    "participation à une société coopérative": "mode-gestion/prise-parts-scic",
}
EFFECTS = {
    "transition écologique": "effet/transition-ecologique",
    "justice sociale": "effet/justice-sociale",
    "améliorer le service public": "effet/amelioration-service-public",
    "valeur ajoutée": "effet/valeur-ajoutee-locale",
    "emplois durables": "effet/emplois-durables",
    "cohésion sociale et territoriale": "effet/cohesion-sociale-territoriale",
    "innovation sociale": "effet/innovation-sociale",
    "implication citoyenne": "effet/implication-citoyenne",
    "résilience": "effet/resilience",
    "besoins quotidiens": "effet/reponse-besoins-quotidiens",
}
ROLES = {
    "compétences": "role-elu/exercer-competences",
    "animation": "role-elu/animer-acteurs",
    "citoyens": "role-elu/lien-citoyens",
}
KITS = {name: f"kit/{name}" for name in ("municipaless", "departementaless", "regionaless")}
NAMED = {**SERVICES, **WAYS, **EFFECTS, **ROLES, **KITS}
#: No statement of the sources ties a practice to these.
WITHOUT_PRACTICES = {*ROLES, *KITS, "régie", "collectif"}


@pytest.mark.parametrize("named", NAMED)
def test_what_the_introduction_names_is_returned(named: str, small: OpenStore) -> None:
    result = run_query(small, "introduction")
    item, practices = result.columns.index("item"), result.columns.index("practices")
    found = [row for row in result.rows if row[item].value.endswith(f"/{NAMED[named]}")]
    assert len(found) == 1
    if named not in WITHOUT_PRACTICES:
        assert int(found[0][practices].value) > 0


def test_every_edition_and_every_sheet_is_counted(small: OpenStore) -> None:
    result = run_query(small, "introduction")
    items = [row[result.columns.index("item")].value for row in result.rows]
    assert sum("/id/edition/" in item for item in items) == 7
    sheets = run_query(small, "fiches")
    with (folder("data") / "sheets.csv").open(encoding="utf-8", newline="") as stream:
        assert len(sheets.rows) == sum(1 for _ in csv.DictReader(stream)) == 48


def test_the_page_maps_each_named_thing_to_its_iri_and_query() -> None:
    page = (Path(__file__).parent.parent / "docs" / "introduction.md").read_text("utf-8")
    for end in NAMED.values():
        assert end in page, end
    queries = set(re.findall(r"ess-graph query ([a-z-]+)", page))
    assert queries
    assert all((folder("queries") / f"{name}.rq").is_file() for name in queries)
