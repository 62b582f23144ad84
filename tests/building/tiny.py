"""A source of a few hundred rows, and what is looked at in the store that is built from it."""

from __future__ import annotations

import json
from pathlib import Path

from ess_graph.errors import EXIT_OK
from ess_graph.store.generation import open_store
from tests.conftest import CommandLine

RULE = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
CONSTRUCT { ?b skos:narrower ?a } WHERE { ?a skos:broader ?b }
"""
ROWS = 300


def tiny_source(folder: Path, word: str = "mot", rows: int = ROWS) -> Path:
    """Write a source of one table, one ontology file and one rule."""
    for name in ("data", "ontology", "queries/rules"):
        (folder / name).mkdir(parents=True)
    columns = [
        {"name": "id", "required": True, "propertyUrl": "skos:notation"},
        {"name": "label", "lang": "fr", "propertyUrl": "skos:prefLabel"},
        {"name": "broader", "propertyUrl": "skos:broader", "valueUrl": "../concept/{broader}"},
    ]
    schema = {
        "aboutUrl": "../concept/{id}",
        "columns": columns,
        "primaryKey": "id",
        "foreignKeys": [
            {"columnReference": "broader", "reference": {"resource": "t.csv", "columnReference": "id"}}
        ],
    }
    metadata = {"tables": [{"url": "t.csv", "tableSchema": schema}]}
    (folder / "data" / "csv-metadata.json").write_text(json.dumps(metadata), "utf-8")
    lines = ["id,label,broader", f"a0,{word},", *(f"a{i},{word} {i},a{i // 2}" for i in range(1, rows))]
    (folder / "data" / "t.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "ontology" / "o.ttl").write_text(
        '<def#T> <http://www.w3.org/2000/01/rdf-schema#label> "T"@fr .', "utf-8"
    )
    (folder / "queries" / "rules" / "10-narrower.rq").write_text(RULE, "utf-8")
    return folder


def manifest(store: Path) -> bytes:
    return (open_store(store).folder / "manifest.json").read_bytes()


def leftovers(store: Path) -> list[str]:
    return [path.name for path in store.rglob(".*")]


def generations(store: Path) -> list[str]:
    return sorted(path.name for path in (store / "generations").iterdir())


def assert_answers(store: Path, before: bytes, cli: CommandLine) -> None:
    """Check that the store is the one of ``before`` and answers whole."""
    opened = open_store(store)
    assert (opened.folder / "manifest.json").read_bytes() == before
    counted = json.loads(before)
    assert sum(1 for _ in opened.store) == counted["asserted"] + counted["inferred"]
    ran = cli("search", "mot", "-f", "json", "-n", "3", store=store)
    assert (ran.code, ran.err) == (EXIT_OK, "")
    assert [row["label"] for row in json.loads(ran.out)][:1] == ["mot"]
