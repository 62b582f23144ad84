"""A workbook of practices with ten faults of ten kinds, and the report that a check of it gives."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from ess_graph.report.finding import INFO, VIOLATION, WARNING
from ess_graph.report.located import Fix, LocatedFinding, Place, Rule
from ess_graph.report.needed import needed
from ess_graph.report.verdict import ContributionReport, FileVerdict, file_verdict
from ess_graph.report.wording import Wording

DAY: Final = date(2026, 11, 27)
SHEET: Final = "Nos pratiques"
HEADERS: Final = (
    "Code",
    "Titre",
    "Forme",
    "Commune",
    "SIREN",
    "Début",
    "Fin",
    "Description",
    "Page",
    "Avis perso",
)
LONG: Final = "Très long. " * 60
#: The rows under the header; row 9 is row 2 again.
ROWS: Final[tuple[tuple[object, ...], ...]] = (
    ("jardin", "Jardin partagé", "SCIC", "35238", "732829320", "2020-01-01", None, "Un jardin.", None, None),
    ("atelier", "Atelier vélo", "SCIX", "35238", None, "2021-03-01", None, "Un atelier.", None, None),
    ("four", "Four à pain", "SCIC", 1001, None, "2019-05-01", None, "Un four.", None, "à revoir"),
    ("halle", "Halle", "SCIC", "35238", None, "31/12/2024", None, "Une halle.", None, None),
    (
        "moulin",
        "Moulin",
        "Société coopérative d'intérêt colectif",
        "35238",
        None,
        None,
        None,
        "Moulin.",
        None,
        None,
    ),
    ("sans-titre", None, "SCIC", "35238", None, None, None, "Sans titre.", None, None),
    ("epicerie", "Épicerie", "SCIC", "35238", "732829321", None, None, "Une épicerie.", None, None),
    ("jardin", "Jardin partagé", "SCIC", "35238", "732829320", "2020-01-01", None, "Un jardin.", None, None),
    ("ferme", "Ferme", "SCIC", "69159", None, None, None, "Une ferme.", None, None),
    ("cuisine", "Cuisine", "SCIC", "35238", None, None, None, LONG, None, "=1+1"),
)


def _said(fr: str, en: str) -> Wording:
    return Wording(texts={"fr": fr, "en": en})


def _rule(code: str, fr: str, en: str, help_fr: str = "", help_en: str = "") -> Rule:
    return Rule(
        code, _said(fr, en), _said(help_fr, help_en) if help_fr else Wording(), f"https://example.org/{code}"
    )


RULES: Final[Mapping[str, Rule]] = {
    one.code: one
    for one in (
        _rule(
            "CEL-CODE",
            "Valeur hors de la liste",
            "Value not in the list",
            "La forme se choisit dans la liste des formes juridiques.",
            "The form is taken from the list of legal forms.",
        ),
        _rule("CEL-ZERO", "Zéro perdu", "Lost zero"),
        _rule("CEL-DATE-FORM", "Date dans une autre forme", "Date in another form"),
        _rule("CEL-LABEL", "Libellé inconnu", "Unknown label"),
        _rule("CEL-REQUIRED", "Cellule obligatoire vide", "Empty mandatory cell"),
        _rule("CEL-KEY", "Numéro SIREN faux", "Wrong SIREN number"),
        _rule("DUP-ROW", "Ligne en double", "Row given twice"),
        _rule("CEL-FORMER", "Ancien code de commune", "Former code of a commune"),
        _rule("SHP-LENGTH", "Texte trop long", "Text too long"),
        _rule("HDR-UNKNOWN", "Colonne inconnue", "Unknown column"),
    )
}


def findings(file: str, sheet: str | None = SHEET) -> tuple[LocatedFinding, ...]:
    """Return ten findings of ten kinds in the workbook, or in the same rows as CSV."""

    def at(row: int, column: int | None = None) -> Place:
        header = None if column is None else HEADERS[column]
        return Place(file, sheet, row, column, header, None if sheet else row)

    def write(value: str, certain: bool = True) -> Fix:
        said = _said(f"Écrivez « {value} ».", f"Write “{value}”.")
        maybe = _said(f"Peut-être « {value} » : à vérifier.", f"Maybe “{value}”: to be checked.")
        return Fix(said if certain else maybe, value, certain)

    return (
        LocatedFinding(
            "HDR-UNKNOWN",
            WARNING,
            at(1, 9),
            _said(
                "« Avis perso » n'est pas une colonne des pratiques : elle n'est pas lue.",
                "“Avis perso” is no column of practices: it is not read.",
            ),
            value="Avis perso",
            fix=Fix(_said("Retirez-la si elle n'est que pour vous.", "Remove it if it is only for you.")),
        ),
        LocatedFinding(
            "CEL-CODE",
            VIOLATION,
            at(3, 2),
            _said(
                "« SCIX » n'est pas dans la liste « Formes juridiques ».",
                "“SCIX” is not in the list “Legal forms”.",
            ),
            value="SCIX",
            expected=_said("SCIC, SCOP ou association", "SCIC, SCOP or association"),
            path="https://w3id.org/ess-graph/def#legalForm",
            rule="https://w3id.org/ess-graph/shapes#PracticeShape",
            fix=write("SCIC", certain=False),
        ),
        LocatedFinding(
            "CEL-ZERO",
            VIOLATION,
            at(4, 3),
            _said("Le code « 1001 » a perdu le zéro du début.", "The code “1001” lost its leading zero."),
            value="1001",
            fix=write("01001"),
        ),
        LocatedFinding(
            "CEL-DATE-FORM",
            WARNING,
            at(5, 5),
            _said(
                "La date « 31/12/2024 » n'est pas dans la forme attendue.",
                "The date “31/12/2024” is not in the expected form.",
            ),
            value="31/12/2024",
            fix=write("2024-12-31"),
        ),
        LocatedFinding(
            "CEL-LABEL",
            VIOLATION,
            at(6, 2),
            _said("Ce libellé n'est pas dans la liste.", "This label is not in the list."),
            value="Société coopérative d'intérêt colectif",
            fix=write("Société coopérative d'intérêt collectif"),
        ),
        LocatedFinding(
            "CEL-REQUIRED",
            VIOLATION,
            at(7, 1),
            _said(
                "La cellule « Titre » est vide, elle est obligatoire.",
                "The cell “Titre” is empty, it is mandatory.",
            ),
            subject="https://w3id.org/ess-graph/id/practice/sans-titre",
            causes=(
                LocatedFinding(
                    "SHP-COUNT",
                    VIOLATION,
                    at(7, 1),
                    _said("0 valeur trouvée, 1 attendue au moins.", "0 values found, at least 1 expected."),
                ),
            ),
            fix=Fix(_said("Remplissez-la.", "Fill it in.")),
        ),
        LocatedFinding(
            "CEL-KEY",
            VIOLATION,
            at(8, 4),
            _said(
                "Le numéro « 732829321 » est faux : avec ces chiffres, le dernier serait 0.",
                "The number “732829321” is wrong: with these digits the last would be 0.",
            ),
            value="732829321",
            fix=write("732829320", certain=False),
        ),
        LocatedFinding(
            "DUP-ROW",
            VIOLATION,
            at(9),
            _said("Cette ligne dit la même chose qu'une autre.", "This row says the same as another."),
            related=(at(2),),
            fix=Fix(_said("Supprimez l'une des deux.", "Delete one of the two.")),
        ),
        LocatedFinding(
            "CEL-FORMER",
            VIOLATION,
            at(10, 3),
            _said(
                "69159 est devenue 69114 le 15 mars 2024.",
                "69159 became 69114 on 15 March 2024.",
            ),
            value="69159",
            fix=write("69114"),
        ),
        LocatedFinding(
            "SHP-LENGTH",
            INFO,
            at(11, 7),
            _said("Le texte a 660 caractères, 500 au plus.", "The text has 660 characters, 500 at most."),
            value=LONG[:40],
            expected=Wording("checked_many.row", {"count": 500}),
            fix=Fix(_said("Raccourcissez-le.", "Shorten it.")),
        ),
    )


def verdict(file: str = "pratiques.xlsx", sheet: str | None = SHEET) -> FileVerdict:
    """Return the verdict on the workbook."""
    return file_verdict(file, findings(file, sheet), rows=len(ROWS), rules=12)


def report(*files: FileVerdict, fail_on: str = VIOLATION) -> ContributionReport:
    """Return the report on files, the workbook when there are none."""
    return ContributionReport(files or (verdict(),), DAY, "1.2.3", fail_on, RULES)


def workbook() -> bytes:
    """Return the contributor's workbook: styles, a comment of theirs, a formula and a second sheet."""
    styles = needed("openpyxl.styles", "xlsx")
    book: Any = needed("openpyxl", "xlsx").Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append(HEADERS)
    for row in ROWS:
        sheet.append(row)
    sheet["J11"].data_type = "s"
    for cell in sheet[1]:
        cell.font = styles.Font(bold=True, color="FF224466")
        cell.fill = styles.PatternFill("solid", fgColor="FFDDE8F0")
    sheet["B2"].font = styles.Font(italic=True)
    sheet["D4"].comment = needed("openpyxl.comments", "xlsx").Comment("À vérifier avec Paul", "Marie")
    sheet["D4"].number_format = "0"
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["B"].width = 24
    notes = book.create_sheet("Calculs")
    notes["A1"], notes["A2"] = 40, "=A1+2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(separator: str = ";", line_end: str = "\r\n") -> str:
    """Return the same rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=line_end)
    writer.writerow(HEADERS)
    writer.writerows(ROWS)
    return out.getvalue()
