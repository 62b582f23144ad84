"""A contribution beside its other tables and the published graph, what it says twice, and RDF at its lines."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ess_graph.checking.check import check
from ess_graph.checking.inputs import Given
from ess_graph.errors import EXIT_INPUT, EXIT_NOT_CONFORM, EXIT_OK, EXIT_USAGE
from ess_graph.report.located import LocatedFinding
from ess_graph.shacl.in_context import validate_in_context
from ess_graph.store.contributions import Proposed, import_contribution
from ess_graph.store.generation import OpenStore
from tests.checking.planted import HEADER, table, write_workbook
from tests.conftest import CommandLine
from tests.contributing.some import TERMS, store_hash

DAY = date(2026, 11, 27)
PREFIXES = """@prefix ess: <https://w3id.org/ess-graph/def#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@base <https://w3id.org/ess-graph/> .
"""
PRACTICE = """
<id/pratique/agen-x> a ess:Practice ;
    dct:identifier "agen x" ;
    dct:title "Un titre"@fr ;
    ess:practiceKind <concept/type-pratique/inconnu> ;
    ess:authority <id/collectivite/ville-imaginaire> ;
    prov:wasDerivedFrom <javascript:alert> .
"""
JSONLD = {
    "@context": {
        "@base": "https://w3id.org/ess-graph/",
        "ess": "https://w3id.org/ess-graph/def#",
        "dct": "http://purl.org/dc/terms/",
        "titre": {"@id": "dct:title", "@language": "fr"},
        "id": "@id",
        "type": "@type",
    },
    "@graph": [
        {
            "id": "id/pratique/agen-x",
            "type": "ess:Practice",
            "dct:identifier": "agen x",
            "titre": "Un titre",
            "ess:practiceKind": {"id": "concept/type-pratique/inconnu"},
            "ess:authority": [{"id": "id/collectivite/ville-imaginaire"}],
        }
    ],
}


def found(opened: OpenStore, *paths: Path) -> list[LocatedFinding]:
    """Return the findings of a check."""
    report = check([Given(path, path.name) for path in paths], opened=opened, day=DAY)
    return list(report.findings())


def by_code(findings: list[LocatedFinding]) -> dict[str, LocatedFinding]:
    return {one.code: one for one in findings}


def test_a_finding_in_turtle_stands_at_the_line_of_its_statement(small: OpenStore, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(PREFIXES + PRACTICE, "utf-8")
    one = by_code(found(small, path))
    lines = {code: one[code].place.line for code in ("ESS-P-001", "ESS-P-005", "ESS-P-012", "RDF-SCHEME")}
    assert lines == {"ESS-P-001": 7, "ESS-P-005": 9, "ESS-P-012": 10, "RDF-SCHEME": 11}
    # What is missing is told where the subject begins.
    assert (one["ESS-P-003"].place.line, one["ESS-P-003"].place.character) == (6, 1)
    assert one["ESS-P-012"].place.character == len("    ess:authority ") + 1
    # That no source is left is not told on top of the source that was refused.
    assert "ESS-P-020" not in one


@pytest.mark.parametrize("syntax", ["nt", "nq", "rdf", "trig"])
def test_lines_are_known_in_every_syntax_of_lines(
    small: OpenStore, tmp_path: Path, cli: CommandLine, syntax: str
) -> None:
    turtle, path = tmp_path / "a.ttl", tmp_path / f"b.{syntax}"
    turtle.write_text(PREFIXES + PRACTICE.replace("<javascript:alert>", "<https://www.rtes.fr/>"), "utf-8")
    assert cli("convert", turtle, path).code == EXIT_OK
    one = by_code(found(small, path))["ESS-P-012"]
    lines = path.read_text("utf-8").splitlines()
    assert one.place.line is not None
    assert "ville-imaginaire" in lines[one.place.line - 1]


def test_a_finding_in_json_ld_has_the_pointer_of_its_value(small: OpenStore, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonld"
    path.write_text(json.dumps(JSONLD, indent=2), "utf-8")
    one = by_code(found(small, path))
    assert one["ESS-P-001"].place.pointer == "/@graph/0/dct:identifier"
    assert one["ESS-P-005"].place.pointer == "/@graph/0/ess:practiceKind"
    assert one["ESS-P-012"].place.pointer == "/@graph/0/ess:authority/0"
    assert one["ESS-P-003"].place.pointer == "/@graph/0"
    line = one["ESS-P-001"].place.line
    assert line is not None
    assert '"agen x"' in path.read_text("utf-8").splitlines()[line - 1]


def test_a_table_may_refer_to_a_row_of_another_table_of_the_contribution(
    small: OpenStore, tmp_path: Path
) -> None:
    practices = write_workbook(tmp_path / "p.xlsx", table([{"id": "agen-une"}], HEADER[:-1]))
    arrangements = tmp_path / "arrangements.csv"
    arrangements.write_text(
        "Pratique;Modes de gestion;Communes;Adresse de la source;Confiance\n"
        "agen-une;regie-simple;47001;https://www.agglo-agen.net/a;high\n"
        "agen-deux;regie-simple;47001;https://www.agglo-agen.net/b;high\n",
        "utf-8",
    )
    wrong = [one for one in found(small, practices, arrangements) if one.severity == "Violation"]
    assert [(one.code, one.place.file, one.place.cell) for one in wrong] == [
        ("CEL-REFERENCE", "arrangements.csv", "A3")
    ]


def test_a_practice_that_is_nearly_a_published_one_is_told_with_its_name(
    small: OpenStore, tmp_path: Path
) -> None:
    rows = small.select(
        "PREFIX dct: <http://purl.org/dc/terms/> SELECT ?title ?id WHERE { ?p a <def#Practice> ; dct:title ?title ; "
        "<def#authority> ?body . ?body dct:identifier ?id FILTER REGEX(?id, '^2[0-9]{8}$') } ORDER BY ?title",
        name="practices",
    ).rows
    title, siren = next((t.value, i.value) for t, i in rows if len(t.value) > 25 and i.value.startswith("21"))
    row = {"id": "presque", "Titre": f"{title} !", "Communes": siren}
    told = by_code(found(small, write_workbook(tmp_path / "p.xlsx", table([row], HEADER[:-1]))))
    assert told["DUP-PUBLISHED"].severity == "Warning"
    assert title in told["DUP-PUBLISHED"].message.text("fr")
    assert told["DUP-PUBLISHED"].place.cell == "B2"


def test_a_key_given_twice_to_different_rows_is_told_at_the_second(small: OpenStore, tmp_path: Path) -> None:
    rows = [{"id": "agen-une"}, {"id": "agen-une", "Titre": "Autre chose"}]
    told = found(small, write_workbook(tmp_path / "p.xlsx", table(rows, HEADER[:-1])))
    assert [(one.code, one.place.cell) for one in told] == [("DUP-KEY", "A3")]
    assert told[0].related[0].row == 2


def test_a_rule_of_shapes_speaks_at_the_cell(small: OpenStore, tmp_path: Path) -> None:
    rows = [{"id": "agen-une", "Adresse de la source": "https://localhost/a"}]
    told = by_code(found(small, write_workbook(tmp_path / "p.xlsx", table(rows, HEADER[:-1]))))
    assert told["ESS-N-007"].place.cell == f"{chr(ord('A') + HEADER.index('Adresse de la source'))}2"
    assert "/shapes#" in told["ESS-N-007"].rule
    assert told["ESS-N-007"].subject.endswith("/id/pratique/agen-une")


def test_shapes_find_what_an_import_of_the_same_file_finds(
    small: OpenStore, small_path: Path, tmp_path: Path
) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(PREFIXES + PRACTICE.replace("<javascript:alert>", "<https://localhost/>"), "utf-8")
    imported: list[Any] = []

    def judge(proposed: Proposed) -> bool:
        imported.extend(validate_in_context(proposed).findings)
        return False

    import_contribution(
        [path],
        organisation="x",
        licence="https://a.org/",
        created="2026-11-27",
        conforms=judge,
        store=small_path,
    )
    mine = {(one.code, one.subject, one.path, one.value) for one in found(small, path)}
    theirs = {(one.code, one.focus, one.path, one.value) for one in imported}
    assert mine == theirs
    assert len(mine) > 5


def test_a_filled_table_is_imported_found_and_withdrawn(
    tmp_path: Path, small_path: Path, store: Path, cli: CommandLine
) -> None:
    before = store_hash(store)
    path = write_workbook(tmp_path / "p.xlsx", table([{"id": "agen-une"}], HEADER[:-1]))
    assert cli("validate", path, store=store).code == EXIT_OK
    ran = cli("import", path, *TERMS, "-f", "json", store=store)
    assert ran.code == EXIT_OK, ran.out + ran.err
    name = json.loads(ran.out)["id"]
    assert "agen-une" in cli("search", "Épicerie d'agen-une", store=store).out
    assert cli("withdraw", name, store=store).code == EXIT_OK
    assert store_hash(store) == before


def test_a_wrong_table_is_not_imported_and_told_at_its_cells(
    tmp_path: Path, store: Path, cli: CommandLine
) -> None:
    before = store_hash(store)
    ran = cli("import", write_workbook(tmp_path / "p.xlsx", table()), *TERMS, store=store)
    assert ran.code == EXIT_NOT_CONFORM
    assert "column K" in ran.out
    assert store_hash(store) == before


def test_a_template_that_was_filled_conforms(tmp_path: Path, small_path: Path, cli: CommandLine) -> None:
    path = tmp_path / "modele.xlsx"
    assert cli("template", "practices", "-o", path, "--lang", "fr", *("--date", "2026-11-27")).code == EXIT_OK
    ran = cli("validate", path, "-f", "json", "--date", "2026-11-27", store=small_path)
    (file,) = json.loads(ran.out)["files"]
    assert (ran.code, file["rows"]) == (EXIT_OK, 1), file["findings"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b""), ("a.xlsx", b"PK\x03\x04 no"), ("a.csv", b'id,title_fr\n"a'), ("a.ttl", b"<a")],
)
def test_a_file_that_cannot_be_read_is_one_line(
    small_path: Path, tmp_path: Path, cli: CommandLine, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    ran = cli("validate", path, "--contribution", store=small_path)
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_INPUT, "", 1)
    assert name in ran.err


def test_options_that_do_not_go_together_are_told(small_path: Path, tmp_path: Path, cli: CommandLine) -> None:
    one = write_workbook(tmp_path / "a.xlsx", table())
    two = write_workbook(tmp_path / "b.xlsx", table())
    assert cli("validate", one, two, "--fix", tmp_path / "c.xlsx", store=small_path).code == EXIT_USAGE
    assert cli("validate", one, one, store=small_path).code == EXIT_USAGE
    assert cli("validate", "--fail-on", "info", store=small_path).code == EXIT_USAGE


def test_a_folder_is_one_contribution(small_path: Path, tmp_path: Path, cli: CommandLine) -> None:
    folder = tmp_path / "envoi"
    folder.mkdir()
    write_workbook(folder / "a.xlsx", table([{"id": "agen-une"}], HEADER[:-1]))
    (folder / "lisez-moi.pdf").write_text("bonjour", "utf-8")
    ran = cli("validate", folder, "-f", "json", store=small_path)
    assert [Path(one["file"]).name for one in json.loads(ran.out)["files"]] == ["a.xlsx"]
    (empty := tmp_path / "vide").mkdir()
    assert cli("validate", empty, store=small_path).code == EXIT_INPUT
