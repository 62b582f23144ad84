"""A table of practices with ten faults of ten kinds, as a workbook, as CSV of a French Excel, and where they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ess_graph.report.needed import needed

HEADER: Final = (
    "Identifiant",
    "Titre",
    "Description",
    "Besoin exprimé",
    "Nature",
    "Thème",
    "Besoins",
    "Types de service",
    "Compétences",
    "Effets",
    "Communes",
    "EPCI",
    "Autres personnes publiques",
    "Département",
    "Année de départ",
    "Adresse de la source",
    "Confiance",
    "Avis perso",
)
GOOD: Final = {
    "Titre": "Épicerie d'{id}",
    "Description": "La ville confie l'épicerie {id} à une association, qui vend à petit prix.",
    "Besoin exprimé": "Manger bien et local à petit prix",
    "Nature": "pratique-ess",
    "Thème": "Alimentation",
    "Besoins": "manger-petit-budget",
    "Types de service": "aide-alimentaire",
    "Compétences": "action-sociale",
    "Effets": "justice-sociale",
    "Communes": "47001",
    "Département": "47",
    "Année de départ": "2023",
    "Adresse de la source": "https://www.agglo-agen.net/{id}",
    "Confiance": "high",
}
#: Row by row, from row 2 on: what is changed in the good row; ``id`` is the identifier.
ROWS: Final[tuple[dict[str, str], ...]] = (
    {"id": "agen"},
    {"id": "sans-titre", "Titre": ""},
    {"id": "zero", "Département": "1", "Communes": "210102620"},
    {"id": "annee", "Année de départ": "31/12/2024"},
    {"id": "theme", "Thème": "Alimentasion"},
    {"id": "cle", "Communes": "", "EPCI": "200054808"},
    {"id": "fusion", "Communes": "69159", "Département": "69"},
    {"id": "agen"},
    {"id": "adresse", "Adresse de la source": "www.agglo-agen.net/adresse"},
    {"id": "autorite", "Communes": "", "Autres personnes publiques": "ville-imaginaire"},
)
#: Code and cell of each fault, in the order of the report.
FAULTS: Final = (
    ("HDR-UNKNOWN", "R1"),
    ("CEL-REQUIRED", "B3"),
    ("CEL-ZERO", "N4"),
    ("CEL-YEAR", "O5"),
    ("CEL-CODE", "F6"),
    ("CEL-KEY", "L7"),
    ("CEL-FORMER", "K8"),
    ("DUP-ROW", "9"),
    ("CEL-URL", "P10"),
    ("CEL-REFERENCE", "M11"),
)


def table(rows: Sequence[dict[str, str]] = ROWS, header: Sequence[str] = HEADER) -> list[list[str]]:
    """Return the cells of the table, the header first."""
    filled = [
        {**{name: text.format(id=row["id"]) for name, text in GOOD.items()}, "Identifiant": row["id"], **row}
        for row in rows
    ]
    return [list(header), *([row.get(name, "") for name in header] for row in filled)]


def write_workbook(path: Path, cells: Sequence[Sequence[str]]) -> Path:
    """Write cells as the sheet "Pratiques" of a workbook, all of them texts."""
    book = needed("openpyxl", "xlsx").Workbook()
    book.active.title = "Pratiques"
    for row in cells:
        book.active.append([text or None for text in row])
    book.save(path)
    return path


def write_french_csv(path: Path, cells: Sequence[Sequence[str]]) -> Path:
    """Write cells as a French Excel writes CSV: semicolons, Windows-1252, CRLF."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(cells)
    path.write_bytes(out.getvalue().encode("cp1252"))
    return path
