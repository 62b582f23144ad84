"""Make a small source from the published one: every editorial table, and the territories it mentions."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from ess_graph.catalogue.run import list_queries

#: EPCI whose competences are kept.
KEPT_EPCI_COMPETENCES = 20

Rows = list[dict[str, str]]


def read(path: Path) -> Rows:
    """Return the rows of a table."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(path: Path, rows: Rows, header: list[str]) -> None:
    """Write the rows of a table."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def example_values() -> set[str]:
    """Return every value that an example of a bundled query names: what it asks for must be there."""
    found: set[str] = set()
    for query in list_queries():
        for value in query.example.values():
            found.update([value] if isinstance(value, str) else value)
    return found


def make_small_source(whole: Path, target: Path) -> Path:
    """Copy the resources to ``target`` with the reference tables cut down, and return it."""
    for folder in ("ontology", "queries", "shapes", "data"):
        shutil.copytree(whole / folder, target / folder, ignore=shutil.ignore_patterns("examples"))
    data = target / "data"
    tables = {path.name: read(path) for path in data.glob("*.csv")}

    def values(table: str, column: str) -> set[str]:
        return {value for row in tables[table] for value in row[column].split(";") if value}

    named = example_values()
    bodies = values("practices.csv", "communes") | values("arrangements.csv", "communes")
    epci = values("practices.csv", "epcis") | values("arrangements.csv", "epcis")
    epci |= values("public_bodies.csv", "replaced_by_epcis") | values("public_bodies.csv", "member_of_epcis")
    communes = values("departements.csv", "chef_lieu") | values("regions.csv", "chef_lieu")
    communes |= values("public_bodies.csv", "communes")
    former_codes = {row["former_code"]: row["current_code"] for row in tables["communes_former_codes.csv"]}
    communes |= {former_codes.get(code, code) for code in named}
    communes |= {row["commune"] for row in tables["commune_bodies.csv"] if row["body"] in bodies}
    kept = {
        "communes.csv": [row for row in tables["communes.csv"] if row["code"] in communes],
        "commune_bodies.csv": [row for row in tables["commune_bodies.csv"] if row["commune"] in communes],
    }
    epci |= {row["epci"] for row in kept["commune_bodies.csv"] if row["epci"]}
    epci |= named & {row["siren"] for row in tables["epci.csv"]}
    of_examples = {row["epci"] for row in kept["commune_bodies.csv"] if row["commune"] in named} | named
    kept["epci.csv"] = [row for row in tables["epci.csv"] if row["siren"] in epci]
    some = set(sorted(epci)[:KEPT_EPCI_COMPETENCES]) | of_examples
    kept["epci_competences.csv"] = [row for row in tables["epci_competences.csv"] if row["epci"] in some]
    former = [row for row in tables["communes_former_codes.csv"] if row["current_code"] in communes]
    kept["communes_former_codes.csv"] = former
    for name, rows in kept.items():
        write(data / name, rows, list(tables[name][0]))
    return target
