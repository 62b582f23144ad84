"""The published tables as they lie, and what is looked at in the graph."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ess_graph.model.metadata import read_metadata
from ess_graph.resources import folder
from ess_graph.store.generation import OpenStore

Rows = list[dict[str, str]]

DATA = folder("data")
TABLES = sorted(path.name for path in DATA.glob("*.csv"))
GROUP = read_metadata(DATA / "csv-metadata.json")
SOURCED = [
    table.url for table in GROUP.tables if "source_url" in {column.name for column in table.file_columns}
]
#: Tables whose rows follow something else than their key: their order is the one of these columns.
ORDER = {
    "commune_bodies.csv": ("commune",),
    "insee_legal_categories.csv": ("level", "code"),
    "sheets.csv": ("edition", "number"),
}
#: Territories without an ordinary commune: INSEE gives them a code, and no public body answers to it.
WITHOUT_BODY = {
    "97701",
    "97801",
    "98411",
    "98412",
    "98413",
    "98414",
    "98415",
    "98611",
    "98612",
    "98613",
    "98901",
}
#: The legal forms of the legal survey the tables were made from.
FORMS = frozenset(
    """
    association-declaree association-non-declaree association-rup association-alsace-moselle cooperative
    scop scic cae cooperative-agricole union-cooperatives-agricoles cuma cooperative-artisanale
    cooperative-consommateurs cooperative-commercants-detaillants cooperative-bancaire cooperative-hlm
    cooperative-maritime cooperative-transport union-cooperatives union-economie-sociale
    societe-cooperative-europeenne mutuelle mutuelle-livre-ii mutuelle-livre-iii union-mutualiste
    societe-assurance-mutuelle caisse-assurance-mutuelle-agricole fondation-rup fondation-entreprise
    fonds-dotation fondation-abritee fondation-universitaire fondation-partenariale
    societe-commerciale-ess societe-commerciale commune communaute-communes communaute-agglomeration
    communaute-urbaine metropole metropole-lyon etablissement-public-territorial sivu sivom
    syndicat-mixte-ferme syndicat-mixte-ouvert petr departement region ccas cias regie-personnalisee-epl
    spl-forme sem-forme semop-forme entreprise-publique-locale gip-forme
    """.split()  # noqa: SIM905 - a list of 57 lines says no more
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\d/-])(?:\+33[ .]?(?:\(0\))?[1-9]|0[1-9])(?:[ .-]?\d{2}){4}(?!\d)")
INSEE_COMMUNE = re.compile(r"(?:\d\d|2[AB])\d{3}")
SIREN = re.compile(r"\d{9}")
POSTAL_CODE = re.compile(r"\d{5}")


@dataclass(frozen=True)
class Cell:
    """One value of a table and where it stands."""

    table: str
    row: int
    column: str
    value: str


def rows(table: str) -> Rows:
    """Return the rows of a table."""
    with (DATA / table).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def cells(tables: dict[str, Rows]) -> Iterator[Cell]:
    for table, found in tables.items():
        separators = {column.name: column.separator for column in GROUP.table(table).file_columns}
        for number, row in enumerate(found, 2):
            for column, text in row.items():
                separator = separators[column]
                for value in text.split(separator) if separator else [text]:
                    yield Cell(table, number, column, value)


def luhn(number: str) -> bool:
    """Tell whether the last digit of a number is its Luhn check digit (ISO/IEC 7812-1, annex B)."""
    digits = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(number))]
    return sum(digit - 9 if digit > 9 else digit for digit in digits) % 10 == 0


def node(opened: OpenStore, path: str) -> NamedNode:
    return NamedNode(opened.base + path)


def subjects(opened: OpenStore, predicate: str, value: NamedNode | Literal | None = None) -> set[str]:
    found = opened.store.quads_for_pattern(None, NamedNode(predicate), value, None)
    return {quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)}


def objects(opened: OpenStore, subject: str, predicate: str) -> set[str]:
    found = opened.store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, None)
    return {quad.object.value for quad in found if isinstance(quad.object, NamedNode | Literal)}
