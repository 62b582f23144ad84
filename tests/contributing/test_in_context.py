"""A contribution is judged in the graph that it would make: what it causes blocks it, what was there does not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from ess_graph.errors import EXIT_NOT_CONFORM, EXIT_OK
from ess_graph.report.finding import Finding
from ess_graph.shacl import in_context
from ess_graph.shacl.in_context import validate_in_context
from ess_graph.shacl.store_engine import StoreEngine
from ess_graph.shacl.validate import read_rules
from ess_graph.store.contributions import Proposed, import_contribution
from tests.conftest import BASE, CommandLine
from tests.contributing.some import (
    PRACTICE,
    SUBJECT,
    TERMS,
    files_of,
    imported,
    practices,
    store_hash,
    turtle,
)

#: Rows that are wrong in one way each, and the code of the rule that says so.
ROWS = {
    "ESS-P-012": {"id": "agen-a", "communes": "999999999"},
    "ESS-P-023": {"id": "agen-b", "departement": "75"},
    # The title of a published practice of the same authority: each of the two is wrong.
    "ESS-P-026": {
        "id": "agen-spaser",
        "title_fr": "SPASER d'Aix-Marseille-Provence",
        "communes": "",
        "epcis": "200054807",
        "departement": "13",
    },
    "ESS-N-007": {"id": "agen-c", "source_url": "https://example.com/a"},
    "ESS-N-008": {
        "id": "agen-d",
        "description_fr": "Écrire à quelqu.un@agen.fr pour en savoir plus, dit-on.",
    },
    "": {},
}
#: Statements that make published things wrong: a second title, a parent in a circle, a form.
STATEMENTS = """
<id/pratique/aix-marseille-spaser> dct:title "Un autre titre"@fr .
<concept/theme/alimentation> skos:broader <concept/theme/alimentation> .
<id/acteur/terre-de-liens> ess:legalForm <concept/forme-juridique/scic> , <concept/forme-juridique/scop> .
<id/commune/47001> <http://rdf.insee.fr/def/geo#codeINSEE> "47002" .
"""


def keys(findings: Iterable[Finding]) -> list[tuple[str, ...]]:
    return sorted((f.code, f.focus, f.path, f.value, f.component, f.severity) for f in findings)


def test_what_is_found_is_what_a_validation_of_everything_finds_more_than_before(
    store: Path, tmp_path: Path
) -> None:
    found: list[list[tuple[str, ...]]] = []

    def both(proposed: Proposed) -> bool:
        engine = StoreEngine()
        plan = engine.plan(read_rules((), BASE))
        before, after = (
            Counter(keys(engine.run(plan, [quad.triple for quad in one.store])))
            for one in (proposed.before, proposed.after)
        )
        found.append(sorted((after - before).elements()))
        found.append(keys(validate_in_context(proposed).findings))
        return True

    import_contribution(
        [practices(tmp_path / "p.csv", *ROWS.values()), turtle(tmp_path / "t.ttl", STATEMENTS)],
        organisation="Ville",
        licence="https://example.org/l",
        created="2026-11-27",
        conforms=both,
        dry_run=True,
        store=store,
    )
    wanted, got = found
    assert got == wanted
    of = {focus.rpartition("/")[2] for _, focus, *_ in wanted}
    # Published things that become wrong are found too, some of them because of another.
    assert of >= {"aix-marseille-spaser", "alimentation", "terre-de-liens", "47001"}
    assert {code for code, *_ in wanted} >= set(ROWS) - {""}


def test_a_contribution_that_does_not_conform_is_refused_with_its_findings_and_writes_nothing(
    store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    table = practices(tmp_path / "p.csv", {"communes": "999999999"})
    before, files = store_hash(store), files_of(store)
    ran = cli("import", table, *TERMS, "-f", "json", store=store)
    assert ran.code == EXIT_NOT_CONFORM
    report = json.loads(ran.out)
    assert report["conforms"] is False
    assert {one["focus"] for one in report["findings"]} == {SUBJECT}
    assert (store_hash(store), files_of(store)) == (before, files)
    assert not (tmp_path / "store-contributions").exists()
    assert cli("import", table, *TERMS, "--dry-run", store=store).code == EXIT_NOT_CONFORM


def test_warnings_are_counted_and_do_not_block(store: Path, tmp_path: Path, cli: CommandLine) -> None:
    ran = cli("import", practices(tmp_path / "p.csv"), *TERMS, store=store)
    assert ran.code == EXIT_OK
    assert ran.err.startswith("Conforms: no violation; 1 warnings")


def test_a_form_that_only_the_file_shows_is_checked_as_it_was_read(
    store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    # The store would give 2023.0 back as 2023 and the year would look right.
    done = practices(tmp_path / "p.csv")
    imported(cli, store, done)
    wrong = turtle(
        tmp_path / "y.ttl",
        "<id/pratique/agen-jardin> <https://schema.org/startDate> "
        "'02023'^^<http://www.w3.org/2001/XMLSchema#gYear> ; a ess:Practice .",
    )
    ran = cli("import", wrong, *TERMS, "-f", "json", store=store)
    assert ran.code == EXIT_NOT_CONFORM
    assert "02023" in {one["value"] for one in json.loads(ran.out)["findings"]}


def test_many_nodes_are_checked_by_reading_everything_and_give_the_same(
    store: Path, tmp_path: Path, cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = practices(tmp_path / "p.csv", {"communes": "999999999"}, {**PRACTICE, "id": "agen-deux"})
    few = cli("import", table, *TERMS, "-f", "json", store=store)
    monkeypatch.setattr(in_context, "MANY", 1)
    many = cli("import", table, *TERMS, "-f", "json", store=store)
    assert (few.code, many.code) == (EXIT_NOT_CONFORM, EXIT_NOT_CONFORM)
    assert json.loads(few.out) == json.loads(many.out)
