"""The problems of contributed tables: every code that was ever published, with all that a person is told of it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import ess_graph
from ess_graph.contribution.codes import CELL_CODES, CODES, HEADER_CODES, severity_of
from ess_graph.report.finding import SEVERITIES
from ess_graph.tables.problem import TABLE_CODES, Correction, Problem, title
from ess_graph.text import LANGUAGES, catalogue

#: A code stays here for ever: reports, scripts and pages name it.
PUBLISHED = [
    "CEL-AMBIGUOUS",
    "CEL-BOOLEAN",
    "CEL-CODE",
    "CEL-DATE",
    "CEL-DATE-FORM",
    "CEL-ERROR",
    "CEL-FORM",
    "CEL-FORMER",
    "CEL-KEY",
    "CEL-NUMBER",
    "CEL-REFERENCE",
    "CEL-REQUIRED",
    "CEL-SEPARATOR",
    "CEL-SEVERAL",
    "CEL-UNKNOWN",
    "CEL-URL",
    "CEL-YEAR",
    "CEL-ZERO",
    "HDR-AMBIGUOUS",
    "HDR-MISSING",
    "HDR-NEAR",
    "HDR-NO-TABLE",
    "HDR-TWICE",
    "HDR-UNKNOWN",
    "TAB-COLUMN-UNNAMED",
    "TAB-ENCODING",
    "TAB-EXTENSION",
    "TAB-FORMULA",
    "TAB-HEADER-MERGED",
    "TAB-HEADER-TWICE",
    "TAB-LONG",
    "TAB-NUL",
    "TAB-RAGGED",
    "TAB-ROW-EMPTY",
    "TAB-ROW-SHORT",
    "TAB-ROWS-ABOVE",
    "TAB-SHEET-EMPTY",
    "TAB-SHEET-HIDDEN",
]
PACKAGE = Path(ess_graph.__file__).parent
TESTS = Path(__file__).parent


def test_the_codes_are_those_that_were_published() -> None:
    assert sorted(CODES) == PUBLISHED
    assert len(CODES) == len(TABLE_CODES) + len(HEADER_CODES) + len(CELL_CODES)


def test_every_code_has_a_severity_of_shacl() -> None:
    assert {severity_of(code) for code in CODES} == set(SEVERITIES)


def test_the_program_uses_every_code_and_no_other() -> None:
    used = set()
    for folder in ("tables", "contribution"):
        for path in (PACKAGE / folder).glob("*.py"):
            if path.name not in ("problem.py", "codes.py"):
                constants = (
                    one.value
                    for one in ast.walk(ast.parse(path.read_text("utf-8")))
                    if isinstance(one, ast.Constant)
                )
                used |= {
                    text
                    for text in constants
                    if isinstance(text, str) and re.fullmatch("(TAB|HDR|CEL)-[A-Z-]+", text)
                }
    assert used == set(CODES)


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_test_meets_every_code(code: str) -> None:
    met = [
        path
        for path in TESTS.glob("test_contribut*.py")
        if path.name != Path(__file__).name and f'"{code}"' in path.read_text("utf-8")
    ]
    assert met


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", sorted(CODES))
def test_a_code_has_a_name_a_sentence_and_an_advice(code: str, lang: str) -> None:
    told = catalogue(lang)
    assert title(code, lang)
    assert told[f"problem.{code}"].endswith(".")
    assert not told[f"problem_title.{code}"].endswith(".")
    assert told[f"problem_fix.{code}"]


def test_a_problem_is_worded_in_the_language_that_is_asked() -> None:
    problem = Problem("HDR-NEAR", "a.csv", value="Besions", params={"near.fr": "Besoins", "near.en": "Needs"})
    assert "Besoins" in problem.message("fr")
    assert "Needs" in problem.message("en")


@pytest.mark.parametrize(
    ("fix", "advice"),
    [
        (Correction("01001", certain=True), "Write “01001”."),
        (Correction("01001", certain=False), "Perhaps “01001”: to be checked."),
        (Correction("", certain=False), "Clear the cell."),
    ],
)
def test_the_advice_is_what_to_write_when_that_is_known(fix: Correction, advice: str) -> None:
    assert Problem("CEL-ZERO", "a.csv", value="1001", fix=fix).advice("en") == advice


def test_a_value_in_braces_is_no_template() -> None:
    problem = Problem("CEL-URL", "a.csv", value="{0.__class__}", params={"form": "{x}"})
    assert "{0.__class__}" in problem.message("fr")
    assert "{x}" in problem.advice("fr")
