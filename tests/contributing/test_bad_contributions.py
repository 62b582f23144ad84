"""What cannot be imported is said in one line, with its place, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from ess_graph.errors import EXIT_INPUT, EXIT_OK, EXIT_USAGE
from ess_graph.store.build import build
from ess_graph.store.contributed import MAX_STATEMENTS
from ess_graph.text import LANGUAGES, message
from tests.conftest import CommandLine
from tests.contributing.some import TERMS, files_of, imported, listed, practices, store_hash, turtle

P = "<https://example.org/p>"
FILES = {
    "a blank node": ("x.ttl", f"<https://example.org/a> {P} [] .", "contribution.blank"),
    "a quoted triple": (
        "x.nt",
        '<https://example.org/a> <https://example.org/p> <<( <https://a.org/a> <https://a.org/b> "c" )>> .',
        "contribution.blank",
    ),
    "a script": ("x.ttl", f"<https://example.org/a> {P} <javascript:alert(1)> .", "contribution.scheme"),
    "a file of the disk": (
        "x.ttl",
        f"<https://example.org/a> {P} <file:///etc/passwd> .",
        "contribution.scheme",
    ),
    "a script as subject": ("x.ttl", f"<JavaScript:alert(1)> {P} 1 .", "contribution.scheme"),
    "our ontology": (
        "x.ttl",
        "<https://w3id.org/ess-graph/def#Practice> <http://www.w3.org/2000/01/rdf-schema#label> 'x' .",
        "contribution.reserved",
    ),
    "the provenance of another": (
        "x.ttl",
        "<https://w3id.org/ess-graph/graph/contribution/0011223344556677> <http://purl.org/dc/terms/license> "
        "<https://a.org/> .",
        "contribution.reserved",
    ),
    "no statement": ("x.ttl", "# nothing", "contribution.empty"),
    "an IRI with a space": ("x.ttl", f"<https://example.org/a b> {P} 1 .", "input.rdf"),
    "no RDF": ("x.ttl", "PK\x03\x04", "input.rdf"),
    "an empty table": ("x.csv", "", "table.empty"),
    "a ragged table": ("actors.csv", "id,name\na\n", "table.missing_column"),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_that_cannot_be_imported_is_one_line(
    tiny_store: Path, tmp_path: Path, cli: CommandLine, name: str, lang: str
) -> None:
    file, text, key = FILES[name]
    path = tmp_path / file
    path.write_text(text, "utf-8")
    before = files_of(tiny_store)
    ran = cli("import", path, *TERMS[:-1], lang, store=tiny_store)
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_INPUT, "", 1), ran.err
    assert file in ran.err
    pieces = [piece for piece in message(key, lang).replace("{", "}").split("}")[::2] if len(piece) > 3]
    assert pieces
    assert all(piece in ran.err for piece in pieces[-1:]), ran.err
    assert files_of(tiny_store) == before
    assert not (tmp_path / "store-contributions").exists()


@pytest.mark.parametrize(
    "given",
    [
        ("--organisation", "Ville"),
        ("--licence", "lov2"),
        ("--organisation", "Ville", "--licence", "à nous"),
        ("--organisation", " ", "--licence", "lov2"),
        ("--organisation", "Ville\nde", "--licence", "lov2"),
        ("--organisation", "https://a b/", "--licence", "lov2"),
        ("--organisation", "Ville", "--licence", "https://a.org/<x>"),
        ("--organisation", "Ville", "--licence", "lov2", "--date", "27/11/2026"),
    ],
)
def test_who_and_under_which_licence_must_be_told(
    tiny_store: Path, tmp_path: Path, cli: CommandLine, given: tuple[str, ...]
) -> None:
    ran = cli("import", practices(tmp_path / "p.csv"), *given, "--lang", "en", store=tiny_store)
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_USAGE, "", 1)
    assert listed(cli, tiny_store) == []


def test_a_table_of_no_known_columns_is_told_with_the_tables_there_are(
    tiny_store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    path = tmp_path / "mien.csv"
    path.write_text("nom,ville\na,b\n", "utf-8")
    ran = cli("import", path, *TERMS, store=tiny_store)
    assert (ran.code, ran.err.count("\n")) == (EXIT_USAGE, 1)
    assert "practices.csv" in ran.err


def test_a_name_of_a_file_may_hold_anything(store: Path, tmp_path: Path, cli: CommandLine) -> None:
    path = practices(tmp_path / "a \x1b[31m\u202e<b>'\"\n.csv")
    imported(cli, store, path)
    (only,) = listed(cli, store)
    assert only["files"] == "a ?[31m?<b>'\"?.csv"


def test_more_statements_than_are_held_are_refused(
    tiny_store: Path, tmp_path: Path, cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MAX_STATEMENTS > 1_000_000
    monkeypatch.setattr("ess_graph.store.contributed.MAX_STATEMENTS", 14)
    ran = cli("import", practices(tmp_path / "p.csv"), *TERMS, store=tiny_store)
    assert (ran.code, ran.err.count("\n")) == (EXIT_INPUT, 1)
    assert "14" in ran.err


@pytest.mark.parametrize("damage", ["changed", "gone", "no text"])
def test_files_that_were_changed_by_hand_are_said_and_not_built(
    store: Path, tmp_path: Path, cli: CommandLine, damage: str
) -> None:
    done = imported(cli, store, practices(tmp_path / "p.csv"))
    folder = tmp_path / "store-contributions" / str(done["id"])
    if damage == "changed":
        with (folder / "statements.nt").open("a") as stream:
            stream.write("<https://a.org/a> <https://a.org/b> <https://a.org/c> .\n")
    elif damage == "gone":
        (folder / "statements.nt").unlink()
    else:
        (folder / "contribution.json").write_bytes(b"\xff{")
    before = store_hash(store)
    more = practices(tmp_path / "q.csv", {"id": "agen-jardin", "title_fr": "Jardin partagé d'Agen"})
    ran = cli("import", more, *TERMS, store=store)
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_INPUT, "", 1)
    assert str(folder) in ran.err
    assert store_hash(store) == before


def test_a_contribution_to_another_base_is_not_taken_for_one_to_this(
    tiny_store: Path, tmp_path: Path, cli: CommandLine, tiny: Path
) -> None:
    store = tiny_store
    imported(cli, store, turtle(tmp_path / "x.ttl", "<concept/b> skos:broader <concept/a1> ."))
    before = store_hash(store)
    ran = cli("build", "--source", tiny, "--base-iri", "https://autre.fr/", "--lang", "en", store=store)
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_USAGE, "", 1)
    assert "https://autre.fr/" in ran.err
    assert store_hash(store) == before
    away = tmp_path / "away"
    ran = cli(
        "build",
        "--source",
        tiny,
        "--base-iri",
        "https://autre.fr/",
        "--contributions",
        away,
        store=store,
    )
    assert ran.code == EXIT_OK


def test_without_a_store_nothing_is_made(tmp_path: Path, cli: CommandLine) -> None:
    for command in (("import", practices(tmp_path / "p.csv"), *TERMS), ("withdraw", "a"), ("contributions",)):
        ran = cli(*command, store=tmp_path / "no")
        assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_INPUT, "", 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.csv"]


def test_a_store_of_an_earlier_version_must_be_built_again(
    tiny_store: Path, tmp_path: Path, cli: CommandLine, tiny: Path
) -> None:
    (generation,) = (tiny_store / "generations").iterdir()
    (generation / "canonical.nq.gz").unlink()
    file = turtle(tmp_path / "x.ttl", "<concept/b> skos:broader <concept/a1> .")
    ran = cli("import", file, *TERMS, store=tiny_store)
    assert (ran.code, ran.err.count("\n")) == (EXIT_INPUT, 1)
    assert "ess-graph build" in ran.err
    build(tiny_store, source=tiny)
    imported(cli, tiny_store, file)
