"""A contribution of one practice, and what tests do with it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from ess_graph.store.generation import open_store
from tests.conftest import CommandLine, Ran

PRACTICE = {
    "id": "agen-epicerie-des-halles",
    "title_fr": "Épicerie solidaire des halles d'Agen",
    "description_fr": "La ville confie une épicerie à une association, qui vend à petit prix des produits locaux.",
    "need_fr": "Donner accès à une alimentation de qualité",
    "kind": "pratique-ess",
    "theme": "alimentation",
    "needs": "manger-petit-budget",
    "service_types": "aide-alimentaire",
    "effect_types": "justice-sociale",
    "communes": "214700015",
    "departement": "47",
    "start_year": "2023",
    "source_url": "https://www.agen.fr/epicerie-des-halles",
    "confidence": "high",
}
HEADER = [
    *(
        "id",
        "title_fr",
        "description_fr",
        "need_fr",
        "kind",
        "theme",
        "needs",
        "service_types",
        "competences",
    ),
    *("effect_types", "levers", "communes", "epcis", "bodies", "departement", "start_year", "sheet"),
    *("source_url", "confidence"),
]
TERMS = ("--organisation", "Ville d'Agen", "--licence", "lov2", "--date", "2026-11-27", "--lang", "en")
BASE = "https://w3id.org/ess-graph/"
SUBJECT = f"{BASE}id/pratique/agen-epicerie-des-halles"


def practices(path: Path, *rows: dict[str, str]) -> Path:
    """Write a table of practices: the one above with some cells changed, once for each row."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows({**dict.fromkeys(HEADER, ""), **PRACTICE, **row} for row in rows or ({},))
    return path


def turtle(path: Path, text: str) -> Path:
    """Write a Turtle file with our prefixes."""
    head = (
        f"@base <{BASE}> .\n@prefix ess: <def#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix org: <http://www.w3.org/ns/org#> .\n"
    )
    path.write_text(head + text + "\n", "utf-8")
    return path


def imported(cli: CommandLine, store: Path, *arguments: str | Path) -> dict[str, object]:
    """Import files, which must succeed, and return what the command tells a program."""
    ran = cli("import", *arguments, *TERMS, "-f", "json", store=store)
    assert ran.code == 0, ran.err
    found: dict[str, object] = json.loads(ran.out)
    return found


def dry_run(cli: CommandLine, store: Path, *arguments: str | Path) -> list[dict[str, str]]:
    """Return the rows of a dry run."""
    ran = cli("import", *arguments, *TERMS, "--dry-run", "-f", "json", store=store)
    assert ran.code == 0, ran.err
    found: list[dict[str, str]] = json.loads(ran.out)
    return found


def listed(cli: CommandLine, store: Path) -> list[dict[str, object]]:
    """Return what ``contributions`` lists."""
    ran: Ran = cli("contributions", "-f", "json", store=store)
    assert (ran.code, ran.err) == (0, "")
    found: list[dict[str, object]] = json.loads(ran.out)
    return found


def store_hash(store: Path) -> str:
    """Return the canonical hash of a store, as its manifest has it."""
    return open_store(store).manifest.hash


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, locks left out."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock" and path.name != "LOCK"
    }
