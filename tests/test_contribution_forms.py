"""The report for programs: each form follows the schema that its readers go by."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from functools import cache
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st

from ess_graph.report.finding import SEVERITIES, VIOLATION
from ess_graph.report.findings.flat import KEYS
from ess_graph.report.findings.forms import text_of
from ess_graph.report.findings.json_report import schema
from ess_graph.report.located import Fix, LocatedFinding, Place, Rule
from ess_graph.report.verdict import ContributionReport, file_verdict
from ess_graph.report.wording import Wording, worded
from tests.contributed import DAY, RULES, findings, report, verdict
from tests.suites import CFN_LINT, XMLRUNNER

#: Every name of a field that the JSON report has ever had; one that is taken away breaks its readers.
FIELDS = {
    *(
        "format",
        "formatVersion",
        "tool",
        "name",
        "version",
        "date",
        "failOn",
        "conforms",
        "exitCode",
        "counts",
    ),
    *("Violation", "Warning", "Info", "files", "file", "rows", "statements", "rules", "leftOut", "notices"),
    *("findings", "code", "severity", "place", "related", "message", "subject", "path", "value", "rule"),
    *("expected", "text", "figures", "fix", "replacement", "certain", "causes", "title", "help", "address"),
    *(
        "sheet",
        "row",
        "column",
        "letter",
        "cell",
        "header",
        "line",
        "character",
        "pointer",
        "words",
        "fr",
        "en",
    ),
}


@cache
def sarif_schema() -> Any:
    path = CFN_LINT.place / "test/fixtures/schemas/sarif/schema-2.1.0.json"
    assert path.is_file(), "the schema of SARIF is not in the cache; run: make suites"
    return jsonschema.Draft7Validator(json.loads(path.read_text("utf-8")))


@cache
def junit_schema() -> xmlschema.XMLSchema:
    found = sorted(XMLRUNNER.place.rglob("junit-10.xsd"))
    assert found, "the schema of JUnit is not in the cache; run: make suites"
    return xmlschema.XMLSchema(str(found[0]))


@cache
def our_schema() -> Any:
    return jsonschema.Draft202012Validator(
        schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def sarif(whole: ContributionReport, lang: str = "fr") -> Any:
    log = json.loads(text_of(whole, "sarif", lang))
    sarif_schema().validate(log)
    return log["runs"][0]


def test_our_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_no_field_of_the_json_report_is_renamed_or_taken_away() -> None:
    named: set[str] = set()

    def walk(node: object) -> None:
        if isinstance(node, dict):
            named.update(node.get("properties", {}))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(schema())
    assert named == FIELDS


def test_the_json_report_follows_its_schema_and_is_the_same_in_each_language() -> None:
    text = text_of(report(), "json", "fr")
    assert text == text_of(report(), "json", "en")
    whole = json.loads(text)
    our_schema().validate(whole)
    zero = next(one for one in whole["files"][0]["findings"] if one["code"] == "CEL-ZERO")
    assert zero["place"] == {
        "file": "pratiques.xlsx",
        "sheet": "Nos pratiques",
        "row": 4,
        "column": 4,
        "letter": "D",
        "cell": "D4",
        "header": "Commune",
        "words": {
            "fr": "feuille Nos pratiques, ligne 4, colonne D « Commune »",
            "en": "sheet Nos pratiques, row 4, column D “Commune”",
        },
    }
    assert zero["fix"]["replacement"] == "01001"
    assert zero["fix"]["certain"] is True
    long = next(one for one in whole["files"][0]["findings"] if one["code"] == "SHP-LENGTH")
    assert long["expected"] == {
        "text": {"fr": "500 lignes contrôlées", "en": "500 rows checked"},
        "figures": {"count": 500},
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"formatVersion": 2},
        {"date": "27/11/2026"},
        {"exitCode": 3},
        {"surprise": True},
        {"counts": {"Violation": -1, "Warning": 0, "Info": 0}},
    ],
    ids=str,
)
def test_our_schema_refuses_what_is_no_report(wrong: dict[str, object]) -> None:
    whole = json.loads(text_of(report(), "json", "fr")) | wrong
    with pytest.raises(jsonschema.ValidationError):
        our_schema().validate(whole)


def test_the_csv_has_a_row_for_each_finding() -> None:
    rows = list(csv.DictReader(io.StringIO(text_of(report(), "csv", "fr"))))
    assert tuple(rows[0]) == KEYS
    assert [(one["column"], one["row"]) for one in rows] == [
        ("" if one.place.column is None else one.place.cell.rstrip("0123456789"), str(one.place.row))
        for one in findings("pratiques.xlsx")
    ]
    assert [one["certain"] for one in rows if one["replacement"]] == [
        "non",
        "oui",
        "oui",
        "oui",
        "non",
        "oui",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_csv_is_run_by_a_spreadsheet(start: str) -> None:
    evil = f"{start}cmd|' /C calc'!A0"
    place = Place(evil, evil, 2, 0, evil)
    one = LocatedFinding(evil, VIOLATION, place, worded(evil), value=evil, fix=Fix(worded(evil), evil))
    rows = list(csv.reader(io.StringIO(text_of(report(file_verdict(evil, [one], rules=1)), "csv", "fr"), "")))
    assert not [cell for cell in rows[1] if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    assert sum("cmd" in cell for cell in rows[1]) == 9


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_sarif_log_follows_the_schema_of_oasis(lang: str) -> None:
    run = sarif(report(), lang)
    other = {"fr": "en", "en": "fr"}[lang]
    driver = run["tool"]["driver"]
    assert driver["language"] == lang
    assert [one["language"] for one in run["translations"]] == [other]
    assert [one["id"] for one in driver["rules"]] == [one["id"] for one in run["translations"][0]["rules"]]
    assert [one["ruleId"] for one in run["results"]] == [one.code for one in findings("a")]
    for one in run["results"]:
        assert driver["rules"][one["ruleIndex"]]["id"] == one["ruleId"]
    texts = {one["id"]: one["help"]["text"] for one in driver["rules"]}
    assert texts["CEL-CODE"] == RULES["CEL-CODE"].help.text(lang)
    assert texts["CEL-ZERO"] == RULES["CEL-ZERO"].title.text(lang)


def test_a_sarif_result_names_the_cell_and_its_row() -> None:
    zero = next(one for one in sarif(report())["results"] if one["ruleId"] == "CEL-ZERO")
    assert zero["level"] == "error"
    assert zero["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "pratiques.xlsx", "index": 0},
                "region": {"startLine": 4},
            },
            "logicalLocations": [
                {"fullyQualifiedName": "'Nos pratiques'!D4", "kind": "cell", "name": "Commune"}
            ],
        }
    ]
    # Replacing characters of a workbook would damage it: the value is told, and no fix that a tool would apply.
    assert "fixes" not in zero
    assert zero["properties"]["replacement"] == "01001"


def test_a_sarif_result_of_a_text_has_line_column_and_fix() -> None:
    place = Place("dossier é/a.ttl", line=3, character=7)
    one = LocatedFinding(
        "X",
        VIOLATION,
        place,
        worded("faux"),
        value="1001",
        fix=Fix(worded("ainsi"), "01001", raw=('"1001"', '"01001"')),
    )
    result = sarif(report(file_verdict("dossier é/a.ttl", [one], rules=1)))["results"][0]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 7}
    change = result["fixes"][0]["artifactChanges"][0]
    assert change["artifactLocation"]["uri"] == "dossier%20%C3%A9/a.ttl"
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 3, "startColumn": 7, "endColumn": 13},
            "insertedContent": {"text": '"01001"'},
        }
    ]


def test_a_sarif_result_of_json_has_a_pointer() -> None:
    one = LocatedFinding("X", VIOLATION, Place("a.jsonld", pointer="/@graph/3"), worded("faux"))
    result = sarif(report(file_verdict("a.jsonld", [one], rules=1)))["results"][0]
    assert result["locations"][0]["logicalLocations"] == [
        {"fullyQualifiedName": "/@graph/3", "kind": "value"}
    ]


def test_a_fingerprint_stays_when_rows_are_added_above_and_tells_equal_findings_apart() -> None:
    def marks(*rows: int) -> list[str]:
        found = [
            LocatedFinding(
                "X", VIOLATION, Place("a.csv", row=row, column=0, line=row), worded("f"), value="v"
            )
            for row in rows
        ]
        run = sarif(report(file_verdict("a.csv", found, rules=1)))
        return [one["partialFingerprints"]["essGraphFinding/v1"] for one in run["results"]]

    assert marks(2, 3) == marks(12, 30)
    assert len(set(marks(2, 3))) == 2


def test_the_junit_report_follows_the_schema_of_jenkins() -> None:
    good = file_verdict("bon.csv", [], rows=1, rules=1)
    text = text_of(report(verdict(), good), "junit", "fr")
    junit_schema().validate(text)
    root = ElementTree.fromstring(text)
    assert (root.get("tests"), root.get("failures")) == ("11", "7")
    suites = {one.get("name"): one for one in root}
    assert [suites[name].get("failures") for name in ("pratiques.xlsx", "bon.csv")] == ["7", "0"]
    # Warnings pass here, and say what they have to say.
    cases = suites["pratiques.xlsx"].findall("testcase")
    assert sum(one.find("failure") is not None for one in cases) == 7
    assert sum(one.find("system-out") is not None for one in cases) == 3


def test_the_severity_that_fails_decides_what_a_junit_failure_is() -> None:
    root = ElementTree.fromstring(text_of(report(fail_on="Info"), "junit", "en"))
    assert root.get("failures") == "10"


def test_annotations_are_escaped_as_the_toolkit_of_actions_does() -> None:
    place = Place("a,b:c%.csv", row=2, column=0, line=3, character=4)
    one = LocatedFinding("X", "Warning", place, worded("50 % :: faux\nfin\r"))
    text = text_of(report(file_verdict("a,b:c%.csv", [one], rules=1)), "github", "en")
    assert text == (
        "::warning file=a%2Cb%3Ac%25.csv,line=3,col=4,title=X X::"
        "row 2, column A, line 3 of the file%0A50 %25 :: faux%0Afin%0D\n"
    )


words = st.text(max_size=12)
numbers = st.none() | st.integers(1, 10**6)
places = st.builds(
    Place,
    file=st.text(min_size=1, max_size=8),
    sheet=st.none() | words,
    row=numbers,
    column=st.none() | st.integers(0, 20_000),
    header=st.none() | words,
    line=numbers,
    pointer=st.none() | words,
)
located = st.builds(
    LocatedFinding,
    code=st.text("ABC-", min_size=1, max_size=4),
    severity=st.sampled_from([*SEVERITIES, "https://example.org/Grave"]),
    place=places,
    message=st.builds(worded, words),
    related=st.lists(places, max_size=2).map(tuple),
    subject=words,
    path=words,
    value=words,
    rule=words,
    expected=st.just(Wording()) | st.builds(worded, words),
    fix=st.none() | st.builds(Fix, st.builds(worded, words), st.none() | words, st.booleans()),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(located, max_size=4), words, st.sampled_from(["fr", "en"]))
def test_whatever_a_contribution_holds_each_form_stays_in_form(
    found: list[LocatedFinding], name: str, lang: str
) -> None:
    one = file_verdict(name, found, rules=1, notices=[worded(name)])
    rules = {"A": Rule("A", worded(name), worded(name), name)}
    whole = ContributionReport((one,), DAY, "1.2.3", VIOLATION, rules)
    our_schema().validate(json.loads(text_of(whole, "json", lang)))
    sarif(whole, lang)
    junit_schema().validate(text_of(whole, "junit", lang))
    assert len(list(csv.reader(io.StringIO(text_of(whole, "csv", lang), "")))) == len(found) + 1
    assert text_of(whole, "github", lang).count("\n") == len(found)
    for form in ("terminal", "html", "md"):
        assert text_of(whole, form, lang).endswith("\n")


def test_nested_causes_are_in_the_json_report_at_any_depth() -> None:
    first = findings("a.xlsx")[5]
    nested = dataclasses.replace(first, causes=(dataclasses.replace(first, code="SHP-OUTER"),))
    whole = json.loads(text_of(report(file_verdict("a.xlsx", [nested], rules=1)), "json", "fr"))
    our_schema().validate(whole)
    outer = whole["files"][0]["findings"][0]["causes"][0]
    assert (outer["code"], outer["causes"][0]["code"]) == ("SHP-OUTER", "SHP-COUNT")
    assert [one["code"] for one in whole["rules"]] == ["CEL-REQUIRED", "SHP-COUNT", "SHP-OUTER"]
