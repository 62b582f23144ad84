"""The report of a checked contribution: the values, the verdict, and what a person reads."""

from __future__ import annotations

import dataclasses
import html
import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from ess_graph.report.finding import INFO, SEVERITIES, VIOLATION, WARNING
from ess_graph.report.findings.forms import EXTENSIONS, FORMS, text_of
from ess_graph.report.findings.terminal import as_terminal
from ess_graph.report.located import UNCHECKED, LocatedFinding, Place
from ess_graph.report.verdict import ContributionReport, FileVerdict, by_rule, file_verdict
from ess_graph.report.wording import Wording, worded
from ess_graph.text import LANGUAGES
from tests.contributed import DAY, findings, report, verdict


def one_finding(severity: str = VIOLATION, text: str = "faux") -> LocatedFinding:
    return LocatedFinding("X-ONE", severity, Place("a.csv", row=2, column=0), worded(text))


@pytest.mark.parametrize(
    ("place", "fr", "en"),
    [
        (
            Place("a.xlsx", "Pratiques", 12, 2, "Code INSEE"),
            "feuille Pratiques, ligne 12, colonne C « Code INSEE »",
            "sheet Pratiques, row 12, column C “Code INSEE”",
        ),
        (
            Place("a.csv", row=12, column=27, line=14),
            "ligne 12, colonne AB, ligne 14 du fichier",
            "row 12, column AB, line 14 of the file",
        ),
        (Place("a.csv", row=12, line=12), "ligne 12", "row 12"),
        (Place("a.ttl", line=3, character=7), "ligne 3, caractère 7", "line 3, character 7"),
        (
            Place("a.jsonld", pointer="/@graph/3/nom"),
            "pointeur JSON /@graph/3/nom",
            "JSON pointer /@graph/3/nom",
        ),
        (Place("a.jsonld", pointer=""), "pointeur JSON /", "JSON pointer /"),
        (Place("a.xlsx", "Pratiques"), "feuille Pratiques", "sheet Pratiques"),
        (Place("a.xlsx"), "", ""),
    ],
)
def test_a_place_says_itself_in_words(place: Place, fr: str, en: str) -> None:
    assert (place.words("fr"), place.words("en")) == (fr, en)


def test_a_reference_quotes_the_name_of_a_sheet_as_a_formula_does() -> None:
    assert Place("a.xlsx", "L'été", 3, 1).reference == "'L''été'!B3"
    assert Place("a.xlsx", "Feuil1", 3, 1).reference == "Feuil1!B3"
    assert Place("a.xlsx", "Feuil1", column=1).reference == "Feuil1!B:B"


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        (VIOLATION, VIOLATION, 1),
        (WARNING, VIOLATION, 0),
        (INFO, VIOLATION, 0),
        (WARNING, WARNING, 1),
        (INFO, WARNING, 0),
        (INFO, INFO, 1),
        ("https://example.org/Grave", VIOLATION, 1),
    ],
)
def test_the_exit_code_follows_the_least_severity_that_fails(severity: str, fail_on: str, code: int) -> None:
    one = file_verdict("a.csv", [one_finding(severity)], rows=1, rules=1)
    assert report(one, fail_on=fail_on).exit_code == code


def test_one_file_that_fails_makes_the_whole_fail_and_leaves_the_others_their_verdict() -> None:
    good = file_verdict("b.csv", [], rows=3, rules=2)
    whole = report(verdict(), good)
    assert [one.conforms() for one in whole.files] == [False, True]
    assert whole.exit_code == 1
    assert whole.counts() == {VIOLATION: 7, WARNING: 2, INFO: 1}


def test_a_file_that_no_rule_looked_at_does_not_pass_for_right() -> None:
    one = file_verdict("notes.csv", [], rows=4)
    assert [(found.code, found.severity) for found in one.findings] == [(UNCHECKED, VIOLATION)]
    assert report(one).exit_code == 1
    assert "notes.csv" in text_of(report(one), "terminal", "fr")


def test_a_report_on_no_file_does_not_conform() -> None:
    empty = ContributionReport((), DAY, "1.2.3")
    assert empty.exit_code == 1
    for form in FORMS:
        assert isinstance(text_of(empty, form, "fr"), str)


def test_findings_that_are_left_out_count() -> None:
    one = file_verdict("a.csv", [one_finding(INFO)], rules=1, left_out={VIOLATION: 5, INFO: 2})
    assert one.counts() == {VIOLATION: 5, WARNING: 0, INFO: 3}
    assert not one.conforms()
    for form in ("terminal", "html", "md", "sarif", "junit"):
        assert re.search(r"[Nn]on montrés : 7|non montrés : 7", text_of(report(one), form, "fr")), form


def test_rules_come_by_severity_and_then_in_the_order_in_which_they_are_met() -> None:
    assert list(by_rule(findings("a.xlsx"))) == [
        "CEL-CODE",
        "CEL-ZERO",
        "CEL-LABEL",
        "CEL-REQUIRED",
        "CEL-KEY",
        "DUP-ROW",
        "CEL-FORMER",
        "HDR-UNKNOWN",
        "CEL-DATE-FORM",
        "SHP-LENGTH",
    ]


def test_a_wording_fills_what_depends_on_the_language() -> None:
    one = Wording("checked.see", {"place.fr": "ici", "place.en": "here"})
    assert one.by_language() == {"fr": "Voir ici.", "en": "See here."}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_report_gives_the_same_text(form: str, lang: str) -> None:
    assert text_of(report(), form, lang) == text_of(report(), form, lang)
    assert set(EXTENSIONS) == set(FORMS)


@pytest.mark.parametrize("form", [form for form in FORMS if form != "json"])
def test_each_form_speaks_both_languages(form: str) -> None:
    french, english = (html.unescape(text_of(report(), form, lang)) for lang in LANGUAGES)
    assert "a perdu le zéro du début" in french
    assert "a perdu le zéro du début" not in english
    assert "lost its leading zero" in english


@pytest.mark.parametrize("form", FORMS)
def test_each_form_tells_every_finding_with_its_cell_and_its_fix(form: str) -> None:
    text = html.unescape(text_of(report(), form, "fr").replace("%0A", "\n"))
    for one in findings("pratiques.xlsx"):
        assert one.code in text
        assert one.message.text("fr").split("«")[0] in text
        assert one.advice("fr") in text


def test_the_screen_shows_a_few_of_each_rule_and_says_how_many_more() -> None:
    many = [dataclasses.replace(one_finding(), place=Place("a.csv", row=n, column=0)) for n in range(2, 27)]
    text = as_terminal(report(file_verdict("a.csv", many, rows=25, rules=1)), "fr", most=10)
    assert "    A11" in text
    assert "    A12" not in text
    assert "et 15 de plus" in text
    assert text.endswith("À corriger : 25 erreurs.\n")


def test_the_screen_shows_rows_in_order_under_their_rule() -> None:
    text = text_of(report(), "terminal", "fr")
    assert [line.split()[0] for line in text.splitlines() if re.match(r"    [A-Z]\d", line)] == [
        "C3",
        "D4",
        "C6",
        "B7",
        "E8",
        "D10",
        "J1",
        "F5",
        "H11",
    ]


def test_no_data_drives_the_terminal() -> None:
    bad = dataclasses.replace(
        one_finding(text="a\x1b[31mb"), value="x\x07\r\nz", place=Place("a\x1b]0;t\x07.csv", row=2, column=0)
    )
    text = as_terminal(report(file_verdict("a\x1b]0;t\x07.csv", [bad], rules=1)), "fr")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)
    assert "\\x1b[31m" in text


def test_the_screen_gets_colours_only_when_it_takes_them() -> None:
    assert "\x1b[" in as_terminal(report(), "fr", color=True)
    assert "\x1b[" not in as_terminal(report(), "fr")


def test_a_conforming_file_is_said_to_conform() -> None:
    text = text_of(report(file_verdict("a.csv", [], rows=1, rules=4)), "terminal", "fr")
    assert text == "a.csv\n  Conforme : aucun constat (1 ligne contrôlée).\n\nConforme : aucun constat.\n"


def test_the_markdown_has_one_table_a_rule_and_marks_in_cells_are_text() -> None:
    bad = dataclasses.replace(one_finding(text="a | b **c** <script>"), value="`x`\n|y")
    text = text_of(report(file_verdict("a_b.csv", [bad], rules=1)), "md", "fr")
    assert r"a \| b \*\*c\*\* \<script\>" in text
    assert r"\`x\`<br>\|y" in text
    assert r"## a\_b.csv" in text
    assert text.count("| --- | --- | --- | --- |") == 1


class _Page(HTMLParser):
    """Collects the elements of a page, with what they refer to."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]


def page(text: str) -> _Page:
    parser = _Page()
    parser.feed(text)
    return parser


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_stands_alone(lang: str) -> None:
    text = text_of(report(), "html", lang)
    found = page(text)
    assert f'<html lang="{lang}">' in text
    assert "default-src 'none'" in text
    assert {tag for tag, _ in found.tags} & {"script", "img", "link", "iframe", "object"} == set()
    assert not any(set(attributes) & {"src", "srcset", "style", "onclick"} for _, attributes in found.tags)
    assert "url(" not in text
    assert "@import" not in text


def test_the_page_can_be_read_by_a_screen_reader() -> None:
    found = page(text_of(report(verdict(), verdict("autre.xlsx")), "html", "fr"))
    assert len(found.ids) == len(set(found.ids))
    labels = [a["aria-labelledby"] for _, a in found.tags if "aria-labelledby" in a]
    links = [str(a["href"])[1:] for tag, a in found.tags if tag == "a" and str(a["href"]).startswith("#")]
    assert set(labels) | set(links) <= set(found.ids)
    heads = [int(tag[1]) for tag, _ in found.tags if re.fullmatch("h[1-6]", tag)]
    assert heads[0] == 1
    assert heads.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(heads))
    assert all("scope" in attributes for tag, attributes in found.tags if tag == "th")


def test_no_text_of_a_contribution_becomes_markup_of_the_page() -> None:
    evil = "<script>alert(1)</script>\"'&"
    bad = dataclasses.replace(one_finding(text=evil), value=evil, place=Place(evil, evil, 2, 0, evil))
    one = file_verdict(evil, [bad], rules=1, notices=[worded(evil)])
    text = text_of(report(one), "html", "fr")
    assert "<script" not in text
    assert text.count("&lt;script&gt;") >= 5


def test_only_web_addresses_of_rules_are_links() -> None:
    whole = report()
    rules = {
        code: dataclasses.replace(rule, address="javascript:alert(1)") for code, rule in whole.rules.items()
    }
    assert "javascript:" not in text_of(dataclasses.replace(whole, rules=rules), "html", "fr")
    assert 'href="https://example.org/CEL-ZERO"' in text_of(whole, "html", "fr")


def test_a_rule_that_nobody_described_is_named_by_its_code() -> None:
    one = file_verdict("a.csv", [one_finding()], rules=1)
    assert '<h3 id="f1r1">X-ONE</h3>' in text_of(ContributionReport((one,), DAY, "1"), "html", "en")


def test_no_form_looks_at_the_clock() -> None:
    early, late = (dataclasses.replace(report(), date=day) for day in (date(2001, 2, 3), date(2026, 11, 27)))
    for form in ("html", "md", "json", "sarif", "junit"):
        text = text_of(early, form, "fr")
        assert "2001-02-03" in text, form
        assert text.replace("2001-02-03", "2026-11-27") == text_of(late, form, "fr")


def test_the_counts_are_of_every_severity() -> None:
    assert set(FileVerdict("a.csv", ()).counts()) == set(SEVERITIES)
