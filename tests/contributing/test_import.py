"""``import``, ``contributions`` and ``withdraw``: a contribution comes, is found, and goes."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from ess_graph.errors import EXIT_OK, EXIT_USAGE
from ess_graph.store.build import build
from ess_graph.store.generation import open_store
from tests.conftest import CommandLine
from tests.contributing.some import (
    SUBJECT,
    TERMS,
    dry_run,
    files_of,
    imported,
    listed,
    practices,
    store_hash,
    turtle,
)

TITLE = "http://purl.org/dc/terms/title"
SPATIAL = "http://purl.org/dc/terms/spatial"


def found(cli: CommandLine, store: Path) -> list[str]:
    ran = cli("search", "épicerie des halles", "-f", "json", store=store)
    return [row["name"] for row in json.loads(ran.out) if row["name"] == SUBJECT]


def texts(store: Path, query: str) -> list[str]:
    """Return the first column of what a query finds."""
    return [str(getattr(row[0], "value", "")) for row in open_store(store).select(query, name="test").rows]


def practices_of(cli: CommandLine, store: Path) -> str:
    ran = cli("query", "pratiques", "-p", "service=aide-alimentaire", "-f", "csv", store=store)
    assert ran.code == EXIT_OK, ran.err
    return ran.out


def test_a_contribution_is_found_by_query_and_search_and_gone_when_withdrawn(
    store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    before = store_hash(store), practices_of(cli, store)
    done = imported(cli, store, practices(tmp_path / "p.csv"))
    assert done["outcome"] == "imported"
    assert "agen-epicerie-des-halles" in practices_of(cli, store)
    assert found(cli, store) == [SUBJECT]
    assert store_hash(store) == done["hash"] != before[0]
    ran = cli("withdraw", str(done["id"]), "--lang", "en", store=store)
    assert ran.code == EXIT_OK
    assert before[0] in ran.out
    assert (store_hash(store), practices_of(cli, store)) == before
    assert found(cli, store) == []
    assert listed(cli, store) == []


def test_the_hash_that_import_tells_is_that_of_the_exported_graph(
    store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    # 4.0 comes back as 4 from the store: the hash is of what the store gives.
    extra = turtle(tmp_path / "x.ttl", "<id/pratique/agen-epicerie-des-halles> skos:note '4.0', 'é'@fr .")
    done = imported(cli, store, practices(tmp_path / "p.csv"), extra)
    assert cli("export", "-f", "nq", "-o", tmp_path / "all.nq", store=store).code == EXIT_OK
    assert cli("hash", tmp_path / "all.nq").out.split()[0] == done["hash"]


def test_a_number_that_the_store_writes_otherwise_has_the_hash_of_the_export_too(
    store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    thing = turtle(tmp_path / "x.ttl", "<https://example.org/a> <https://example.org/share> 4.0 .")
    done = imported(cli, store, thing)
    assert cli("export", "-f", "nq", "-o", tmp_path / "all.nq", store=store).code == EXIT_OK
    assert cli("hash", tmp_path / "all.nq").out.split()[0] == done["hash"]
    kept = tmp_path / "store-contributions" / str(done["id"]) / "statements.nt"
    assert '"4.0"' in kept.read_text("utf-8")


def test_importing_twice_is_the_same_as_once_whatever_the_syntax(
    store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    table = practices(tmp_path / "p.csv")
    once = imported(cli, store, table)
    files = files_of(tmp_path / "store-contributions")
    again = imported(cli, store, table)
    assert (again["outcome"], again["id"], again["hash"]) == ("unchanged", once["id"], once["hash"])
    kept = tmp_path / "store-contributions" / str(once["id"]) / "statements.nt"
    for syntax in ("ttl", "jsonld", "nq", "trig", "rdf"):
        other = tmp_path / f"p.{syntax}"
        assert cli("convert", kept, other).code == EXIT_OK
        assert imported(cli, store, other)["outcome"] == "unchanged", syntax
    assert files_of(tmp_path / "store-contributions") == files


def test_what_is_published_already_is_not_added_again(
    store: Path, tmp_path: Path, cli: CommandLine, small_source: Path
) -> None:
    published = (small_source / "data" / "practices.csv").read_text("utf-8").splitlines()
    table = tmp_path / "practices.csv"
    table.write_text("\n".join(published[:4]) + "\n", "utf-8")
    rows = dry_run(cli, store, table)
    assert {row["change"] for row in rows if "/id/pratique/" in row["subject"]} == {"known"}
    done = imported(cli, store, table)
    assert done["added"] == 0
    count = "SELECT (COUNT(?p) AS ?n) WHERE { ?p a <https://w3id.org/ess-graph/def#Practice> }"
    assert texts(store, count) == [str(len(published) - 1)]


def test_what_rules_infer_comes_and_goes_with_it(store: Path, tmp_path: Path, cli: CommandLine) -> None:
    table = practices(tmp_path / "p.csv")
    (inferred,) = [row for row in dry_run(cli, store, table) if row["by"] == "80-practice-place"]
    assert (inferred["subject"], inferred["predicate"]) == (SUBJECT, SPATIAL)
    done = imported(cli, store, table)
    ask = f"ASK {{ GRAPH ?g {{ <{SUBJECT}> <{SPATIAL}> <{inferred['value']}> }} }}"
    assert bool(open_store(store).store.query(ask)) is True
    cli("withdraw", str(done["id"]), store=store)
    assert bool(open_store(store).store.query(ask)) is False


def test_a_name_that_is_contributed_takes_the_place_of_the_inferred_one(
    store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    body = "https://w3id.org/ess-graph/id/collectivite/214700015"
    # The published body has its name by a rule, which holds where no name is given.
    ask = f"SELECT ?n WHERE {{ <{body}> <http://www.w3.org/2004/02/skos/core#prefLabel> ?n }}"

    def names() -> list[str]:
        return texts(store, ask)

    assert names() == ["Agen"]
    given = turtle(tmp_path / "n.ttl", f"<{body}> skos:prefLabel 'Ville de Zorglub'@fr .")
    rows = dry_run(cli, store, given)
    assert [
        (r["change"], r["by"], r["value"]) for r in rows if r["subject"] == body and r["change"] == "removed"
    ] == [("removed", "10-body-names", "Agen")]
    done = imported(cli, store, given)
    assert names() == ["Ville de Zorglub"]
    assert "Zorglub" in cli("search", "zorglub", store=store).out
    cli("withdraw", str(done["id"]), store=store)
    assert names() == ["Agen"]
    assert "Zorglub" not in cli("search", "zorglub", store=store).out
    assert body in cli("search", "agen", store=store).out


def test_a_dry_run_tells_what_would_come_and_writes_nothing(
    store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    before = files_of(tmp_path)
    table = practices(tmp_path / "p.csv")
    ran = cli("import", table, *TERMS, "--dry-run", "-f", "tsv", store=store)
    assert ran.code == EXIT_OK
    assert f"{SUBJECT}\t{TITLE}\tÉpicerie solidaire des halles d'Agen" in ran.out
    assert ran.out.splitlines()[0].split("\t") == ["change", "by", "subject", "predicate", "value", "before"]
    assert "nothing written" in ran.err
    after = files_of(tmp_path)
    after.pop("p.csv")
    assert after == before
    assert not (tmp_path / "store-contributions").exists()


def test_a_contribution_that_takes_the_place_of_another_tells_what_changes(
    store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    more = {"needs": "manger-petit-budget;vie-sociale-entraide;emplois-locaux"}
    first = imported(cli, store, practices(tmp_path / "a.csv", more))
    fewer = {"start_year": "2024", "needs": "manger-petit-budget;emplois-locaux"}
    second = practices(tmp_path / "b.csv", fewer)
    rows = dry_run(cli, store, second, "--replaces", str(first["id"]))
    about = [row for row in rows if row["subject"] == SUBJECT]
    assert [(row["change"], row["value"], row["before"]) for row in about] == [
        ("changed", "2024", "2023"),
        ("removed", "https://w3id.org/ess-graph/concept/besoin/vie-sociale-entraide", ""),
    ]
    done = imported(cli, store, second, "--replaces", str(first["id"]))
    (only,) = listed(cli, store)
    assert (only["id"], only["replaces"]) == (done["id"], first["id"])
    assert sorted(path.name for path in (tmp_path / "store-contributions").iterdir()) == [
        str(done["id"]),
        "lock",
    ]


def test_contributions_are_listed_with_what_was_told_of_them(
    store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    table = practices(tmp_path / "p.csv")
    done = imported(cli, store, table)
    assert listed(cli, store) == [
        {
            "id": done["id"],
            "date": "2026-11-27",
            "organisation": "Ville d'Agen",
            "licence": "http://spdx.org/licenses/etalab-2.0",
            "files": "p.csv",
            "statements": 15,
            "replaces": "",
        }
    ]
    as_table = cli("contributions", "-f", "table", "--lang", "fr", store=store)
    assert "etalab-2.0" in as_table.out
    assert "Énoncés" in as_table.out


def test_the_graph_says_where_a_contribution_comes_from(
    store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    table = practices(tmp_path / "p.csv")
    done = imported(cli, store, table)
    graph = f"https://w3id.org/ess-graph/graph/contribution/{done['id']}"
    query = f"""
    PREFIX dct: <http://purl.org/dc/terms/> PREFIX foaf: <http://xmlns.com/foaf/0.1/>
    PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX spdx: <http://spdx.org/rdf/terms#>
    SELECT ?who ?day ?licence ?name ?sum WHERE {{
      GRAPH <https://w3id.org/ess-graph/graph/provenance> {{
        <{graph}> a prov:Entity ; prov:wasAttributedTo/foaf:name ?who ; dct:created ?day ; dct:license ?licence ;
          dct:source ?file . ?file spdx:fileName ?name ; spdx:checksum/spdx:checksumValue ?sum }}
      GRAPH <{graph}> {{ <{SUBJECT}> a ?type }} }}"""
    (row,) = open_store(store).select(query, name="q").rows
    digest = hashlib.sha256(table.read_bytes()).hexdigest()
    licence = "http://spdx.org/licenses/etalab-2.0"
    assert [one.value for one in row] == ["Ville d'Agen", "2026-11-27", licence, "p.csv", digest]
    shown = cli("show", SUBJECT, "-f", "json", store=store).out
    assert graph in shown


def test_an_organisation_with_an_address_is_named_by_it_alone(
    store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    ran = cli(
        "import", practices(tmp_path / "p.csv"), "--organisation", "https://www.agen.fr/", "--licence",
        "https://example.org/licence", store=store,
    )  # fmt: skip
    assert ran.code == EXIT_OK
    (only,) = listed(cli, store)
    assert (only["organisation"], only["licence"]) == ("https://www.agen.fr/", "https://example.org/licence")


def test_a_build_keeps_the_contributions_and_gives_the_same_hash(
    tiny_store: Path, tiny: Path, tmp_path: Path, cli: CommandLine
) -> None:
    one = turtle(tmp_path / "a.ttl", "<concept/b> skos:broader <concept/a1> ; skos:prefLabel 'zorglub'@fr .")
    two = turtle(tmp_path / "b.ttl", "<concept/c> skos:broader <concept/b> .")
    imported(cli, tiny_store, one)
    both = imported(cli, tiny_store, two)
    made = open_store(tiny_store).manifest
    again = build(tiny_store, source=tiny)
    assert (again.hash, len(again.contributions)) == (both["hash"], 2)
    assert (again.asserted, again.inferred) == (made.asserted, made.inferred)
    assert "zorglub" in cli("search", "zorglub", store=tiny_store).out
    # In the other order, on a store that was deleted: the files make the same.
    other = tmp_path / "elsewhere"
    build(other, source=tiny)
    imported(cli, other, two)
    assert imported(cli, other, one)["hash"] == both["hash"]
    shutil.rmtree(other)
    assert build(other, source=tiny).hash == both["hash"]


def test_contributions_may_lie_in_a_folder_that_is_named(
    tiny_store: Path, tiny: Path, tmp_path: Path, cli: CommandLine
) -> None:
    named = tmp_path / "a" / "b"
    file = turtle(tmp_path / "a.ttl", "<concept/b> skos:broader <concept/a1> .")
    done = imported(cli, tiny_store, file, "--contributions", named)
    assert (named / str(done["id"]) / "statements.nt").is_file()
    assert build(tiny_store, source=tiny, contributions=named).hash == done["hash"]
    assert build(tiny_store, source=tiny).contributions == ()


def test_the_counts_of_a_store_with_contributions_are_those_of_its_graphs(
    store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    imported(cli, store, practices(tmp_path / "p.csv"))
    opened = open_store(store)
    inferred = sum(1 for quad in opened.store if "/graph/inferred/" in str(quad.graph_name))
    assert (opened.manifest.asserted, opened.manifest.inferred) == (len(opened.store) - inferred, inferred)
    ran = cli("export", "-f", "nt", "--asserted", "-o", tmp_path / "a.nt", store=store)
    assert ran.code == EXIT_OK, ran.err
    assert len((tmp_path / "a.nt").read_text("utf-8").splitlines()) == opened.manifest.asserted


def test_the_same_statements_under_other_terms_are_refused(
    store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    table = practices(tmp_path / "p.csv")
    done = imported(cli, store, table)
    ran = cli(
        "import", table, "--organisation", "Quelqu'un", "--licence", "lov2", "--lang", "en", store=store
    )
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_USAGE, "", 1)
    assert f"ess-graph withdraw {done['id']}" in ran.err


@pytest.mark.parametrize("command", [("withdraw", "0000000000000000"), ()])
def test_a_contribution_that_is_not_there_is_said_with_those_that_are(
    store: Path, tmp_path: Path, cli: CommandLine, command: tuple[str, ...]
) -> None:
    done = imported(cli, store, practices(tmp_path / "p.csv"))
    other = practices(tmp_path / "q.csv", {"start_year": "2020"})
    given = command or ("import", str(other), *TERMS, "--replaces", "0000000000000000")
    ran = cli(*given, store=store)
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_USAGE, "", 1)
    assert str(done["id"]) in ran.err


def test_a_withdrawal_leaves_what_another_contribution_says_too(
    store: Path, tmp_path: Path, cli: CommandLine
) -> None:
    both = practices(tmp_path / "a.csv", {}, {"id": "agen-jardin", "title_fr": "Jardin partagé d'Agen"})
    one = imported(cli, store, practices(tmp_path / "b.csv"))
    two = imported(cli, store, both)
    count = f"SELECT (COUNT(?t) AS ?n) WHERE {{ <{SUBJECT}> <{TITLE}> ?t }}"
    assert texts(store, count) == ["1"]
    cli("withdraw", str(one["id"]), store=store)
    assert texts(store, count) == ["1"]
    cli("withdraw", str(two["id"]), store=store)
    assert texts(store, count) == ["0"]


def test_validate_finds_nothing_in_the_provenance(store: Path, tmp_path: Path, cli: CommandLine) -> None:
    imported(cli, store, practices(tmp_path / "p.csv"))
    ran = cli("validate", "-f", "tsv", "--lang", "en", store=store)
    assert ran.code == EXIT_OK
    assert "/graph/" not in ran.out
