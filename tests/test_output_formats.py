"""Every form of a result parses back to the same rows, whatever the cells hold."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, RdfFormat, Triple, parse
from pyoxigraph import parse_query_results as read_results

from ess_graph.errors import EXIT_OK, EXIT_USAGE, SystemProblem
from ess_graph.report.graph import GRAPH_FORMATS, write_graph
from ess_graph.report.needed import needed
from ess_graph.report.rows import (
    FORMATS,
    RESULT_FORMATS,
    About,
    Listing,
    listing,
    save_listing,
    text_of,
    write_listing,
)
from ess_graph.text import catalogue, set_language
from tests.conftest import CommandLine

XSD = "http://www.w3.org/2001/XMLSchema#"
HOSTILE = [
    "=1+1",
    "+A1",
    "-A1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "a|b\nc\r\nd\re",
    '<script>alert("1")</script>&amp;&',
    "back\\slash `code` *star* _line_ [x](y) ~~z~~ $x$",
    "x\x00\x1b]0;t\x07\u202e\x85",
    '"; DROP',
    "javascript:alert(1)",
    "",
    "é ﷽ 😀 e\u0301",
]
MODE = "https://w3id.org/ess-graph/concept/mode-gestion/dsp"


def hostile() -> Listing:
    rows = [(text, index, NamedNode(MODE)) for index, text in enumerate(HOSTILE)]
    terms = [(Literal(text), Literal(index), iri) for text, index, iri in rows]
    return listing(
        ("label", "n", "mode"),
        ("Label | <b>", "N", "=Mode"),
        [(text, index, iri.value) for text, index, iri in rows],
        terms=terms,
        about=About("A <title> | [of]: this/that", "theme : a & b", "Source : <ess-graph>"),
    )


def saved(found: Listing, form: str) -> bytes:
    out = io.BytesIO()
    save_listing(found, form, out)
    return out.getvalue()


# CSV and TSV


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_no_cell_of_separated_values_begins_as_a_formula(form: str, delimiter: str) -> None:
    text = text_of(hostile(), form)
    # As a spreadsheet reads the file: a lone carriage return ends a line too.
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    assert "\r" not in text
    assert len(rows) == len(HOSTILE) + 1
    for row in rows:
        assert len(row) == 3
        assert not row[0].startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert rows[1][0] == "'=1+1"
    assert rows[8][0] == ("a|b\nc\nd\ne" if form == "csv" else "a|b c d e")


def test_a_number_is_no_formula() -> None:
    cells = ["-12.5", "+3", "-1,5", "1e5", "-1_0", "-inf", "+33 6", "-1-1"]
    found = text_of(listing(("v",), ("V",), [(cell,) for cell in cells]), "csv").splitlines()[1:]
    assert found == ["-12.5", "+3", '"-1,5"', "1e5", "'-1_0", "'-inf", "'+33 6", "'-1-1"]


# The W3C formats


def results_of(found: Listing, form: str) -> list[list[Any]]:
    known = {"srj": QueryResultsFormat.JSON, "xml": QueryResultsFormat.XML}
    solutions = read_results(saved(found, form), format=known[form])
    names = [variable.value for variable in solutions.variables]  # type: ignore[union-attr]
    assert names == list(found.keys)
    return [[row[name] for name in names] for row in solutions]  # type: ignore[union-attr]


@pytest.mark.parametrize("form", ["srj", "xml"])
def test_terms_come_back_from_the_results_formats_as_they_were(form: str) -> None:
    terms = [
        (NamedNode("https://example.org/a?b=1&c=2"), Literal("x", language="fr"), BlankNode("b0")),
        (Literal("2.50", datatype=NamedNode(XSD + "decimal")), None, Literal("a\r\nb\tc <&> \"'")),
        (Literal(True), Literal(7), Literal("2024-01-01", datatype=NamedNode(XSD + "date"))),
    ]
    rows = [[None if term is None else getattr(term, "value", "") for term in row] for row in terms]
    found = results_of(listing(("a", "b", "c"), ("A", "B", "C"), rows, terms=terms), form)
    assert [list(row[:2]) for row in found] == [list(row[:2]) for row in terms]
    assert isinstance(found[0][2], BlankNode)
    assert [found[1][2], found[2][2]] == [terms[1][2], terms[2][2]]


@pytest.mark.parametrize("form", ["srj", "xml"])
def test_plain_rows_become_literals_of_their_kind(form: str) -> None:
    found = results_of(listing(("a", "b"), ("A", "B"), [("é", 3), (True, None), (0.5, "")]), form)
    half = Literal("0.5", datatype=NamedNode(XSD + "double"))
    assert found == [[Literal("é"), Literal(3)], [Literal(True), None], [half, Literal("")]]


def test_a_triple_term_is_written_by_the_book() -> None:
    triple = Triple(NamedNode("http://e/s"), NamedNode("http://e/p"), Literal("o", language="en"))
    found = listing(("t",), ("T",), [("t",)], terms=[(triple,)])
    (row,) = json.loads(text_of(found, "srj"))["results"]["bindings"]
    assert row["t"]["value"]["object"] == {"type": "literal", "value": "o", "xml:lang": "en"}
    tree = ElementTree.fromstring(text_of(found, "xml"))
    assert tree.findtext(".//{*}triple/{*}predicate/{*}uri") == "http://e/p"


def test_xml_holds_whatever_a_literal_holds() -> None:
    tree = ElementTree.fromstring(saved(hostile(), "xml"))
    texts = [one.text or "" for one in tree.iterfind(".//{*}binding[@name='label']/{*}literal")]
    assert texts == [re.sub("[\x00\x1b\x07]", "\ufffd", text) for text in HOSTILE]


# For people


class Page(HTMLParser):
    """Collects the tags, the links and the cells of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.rows: list[list[str]] = []
        self.attributes: dict[str, dict[str, str | None]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.setdefault(tag, dict(attrs))
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        elif tag == "br" and self.rows and self.rows[-1]:
            self.rows[-1][-1] += "\n"
        elif tag == "a":
            self.links.append(dict(attrs)["href"] or "")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1] and data != "\n":
            self.rows[-1][-1] += data


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_page_stands_alone_and_runs_nothing(lang: str) -> None:
    set_language(lang)
    page = Page(text_of(hostile(), "html"))
    assert page.attributes["html"] == {"lang": lang}
    assert {"caption", "title", "footer"} <= set(page.tags)
    assert not {"script", "b", "link", "img"} & set(page.tags)
    assert page.attributes["th"] == {"scope": "col"}
    assert set(page.links) == {MODE}
    assert page.rows[0] == ["Label | <b>", "N", "=Mode"]
    assert page.rows[9][:2] == ['<script>alert("1")</script>&amp;&', "8"]
    assert [len(row) for row in page.rows] == [3] * (len(HOSTILE) + 1)


def test_a_prefixed_name_leads_to_its_iri() -> None:
    found = listing(("a",), ("A",), [("c:dsp",)], terms=[(NamedNode(MODE),)])
    assert f'<a href="{MODE}" rel="noreferrer">c:dsp</a>' in text_of(found, "html")
    assert f"[c:dsp](<{MODE}>)" in text_of(found, "md")
    urn = listing(("a",), ("A",), [("javascript:x",)], terms=[(NamedNode("javascript:x"),)])
    assert "<a " not in text_of(urn, "html")
    assert text_of(urn, "md").splitlines()[2] == "| javascript:x |"


def test_a_table_of_markdown_keeps_its_columns() -> None:
    lines = text_of(hostile(), "md").splitlines()
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines]
    assert len(lines) == len(HOSTILE) + 2
    assert {len(row) for row in cells} == {3}
    assert cells[1] == [" --- ", " ---: ", " --- "]
    assert cells[9][0] == r" a\|b<br>c<br>d<br>e "
    assert cells[10][0] == r' \<script\>alert("1")\</script\>\&amp;\& '
    assert cells[2][2] == f" <{MODE}> "


@pytest.mark.parametrize(("lang", "yes"), [("fr", "oui"), ("en", "yes")])
@pytest.mark.parametrize("form", ["table", "md", "html"])
def test_a_person_reads_yes_and_no(form: str, lang: str, yes: str) -> None:
    set_language(lang)
    text = saved(listing(("a", "b"), ("A", "B"), [(True, False)]), form).decode()
    assert yes in text
    assert "True" not in text


def test_a_table_does_not_cut_a_name_while_there_is_room() -> None:
    name, long = "c:mode-gestion/mise-a-disposition-locaux", "un texte assez long " * 12
    wide = saved(listing(("a", "b", "c"), ("A", "B", "C"), [(name, long, long)]), "table").decode()
    assert name in wide
    assert max(map(len, wide.splitlines())) <= 120
    many = tuple("abcdef")
    narrow = saved(listing(many, many, [[name] * 6]), "table").decode()
    assert max(map(len, narrow.splitlines())) <= 120


def test_the_spaces_of_french_typography_are_no_control_characters() -> None:
    text = "12\u202f000\u00a0€"
    assert text in saved(listing(("a",), ("A",), [(text,)]), "table").decode()


# Workbooks


def workbook(data: bytes) -> Any:
    return needed("openpyxl", "xlsx").load_workbook(io.BytesIO(data))


def test_a_workbook_has_texts_as_texts_and_numbers_as_numbers() -> None:
    sheet = workbook(saved(hostile(), "xlsx")).active
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == ["Label | <b>", "N", "=Mode"]
    assert all(cell.font.bold and cell.data_type == "s" for cell in sheet[1])
    for index, row in enumerate(sheet.iter_rows(min_row=2)):
        assert row[0].data_type == "s" or row[0].value is None
        assert (row[1].value, row[1].data_type) == (index, "n")
    assert sheet["A2"].value == "=1+1"
    assert 8 <= sheet.column_dimensions["B"].width < sheet.column_dimensions["C"].width <= 60
    archive = zipfile.ZipFile(io.BytesIO(saved(hostile(), "xlsx")))
    assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_workbook_keeps_codes_decimals_long_numbers_and_long_texts() -> None:
    decimal = Literal("2.50", datatype=NamedNode(XSD + "decimal"))
    row = ("01", "2.50", 10**17, "x" * 40_000, True, None)
    terms = (Literal("01"), decimal, None, None, None, None)
    sheet = workbook(saved(listing("abcdef", "ABCDEF", [row], terms=[terms]), "xlsx")).active
    code, half, long, text, truth, nothing = [cell.value for cell in sheet[2]]
    assert (code, half, long, truth, nothing) == ("01", 2.5, str(10**17), True, None)
    assert len(text) == 32_767


def test_a_missing_library_is_one_line_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(SystemProblem, match=r"pip install 'ess-graph\[xlsx\]'"):
        saved(hostile(), "xlsx")


# Statements


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_statements_come_back_and_name_only_the_prefixes_in_use(form: str) -> None:
    ours = {"ess": "https://w3id.org/ess-graph/def#", "skos": "http://www.w3.org/2004/02/skos/core#"}
    one = Triple(NamedNode(MODE), NamedNode(ours["skos"] + "prefLabel"), Literal("é\n", language="fr"))
    out = io.BytesIO()
    write_graph([one, one], form, ours, out)
    found = list(parse(out.getvalue(), format=getattr(RdfFormat, GRAPH_FORMATS[form])))
    assert [quad.triple for quad in found] == [one]
    assert b"def#" not in out.getvalue()


# The command line

QUERY = ("query", "pratiques-par-mode")


@pytest.mark.parametrize("form", [form for form in RESULT_FORMATS if form != "table"])
def test_a_file_has_the_form_of_its_extension(
    cli: CommandLine, small_path: Path, tmp_path: Path, form: str
) -> None:
    target = tmp_path / f"out.{form}"
    ran = cli(*QUERY, "-o", target, store=small_path)
    assert (ran.code, ran.out, ran.err) == (EXIT_OK, "", "")
    same = tmp_path / "other"
    assert cli(*QUERY, "-f", form, "-o", same, store=small_path).code == EXIT_OK
    if form != "xlsx":
        assert target.read_bytes() == same.read_bytes()
        assert target.read_text("utf-8") == cli(*QUERY, "-f", form, store=small_path).out
    else:
        rows = [list(row) for row in workbook(target.read_bytes()).active.iter_rows(values_only=True)]
        plain = json.loads(cli(*QUERY, "-f", "json", store=small_path).out)
        assert rows[1:] == [list(row.values()) for row in plain]
    assert {path.name for path in tmp_path.iterdir()} == {target.name, "other"}


def test_a_page_of_the_command_line_has_title_source_and_short_names(
    cli: CommandLine, small_path: Path
) -> None:
    ran = cli(
        "query", "pratiques", "-p", "theme=alimentation", "-f", "html", "--lang", "en", store=small_path
    )
    assert "alimentation</small></caption>" in ran.out
    assert "Source: ess-graph, query pratiques" in ran.out
    assert ">pratique:" in ran.out


def test_the_list_of_queries_takes_every_form(cli: CommandLine, tmp_path: Path) -> None:
    assert cli("query", "--list", "-f", "md").out.startswith("| Nom |")
    ran = cli("query", "--list", "-f", "ttl")
    assert (ran.code, ran.out) == (EXIT_USAGE, "")
    assert catalogue("fr")["output.rows_form"].format(form="ttl") in ran.err


def test_a_file_that_cannot_be_written_is_one_line(
    cli: CommandLine, small_path: Path, tmp_path: Path
) -> None:
    ran = cli(*QUERY, "-o", tmp_path / "no" / "x.csv", store=small_path)
    assert ran.code != EXIT_OK
    assert len(ran.err.splitlines()) == 1


def test_a_workbook_does_not_go_to_a_terminal(small_path: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "ess_graph", *QUERY, "-f", "xlsx", "--store", str(small_path)],
        stdout=theirs,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == EXIT_USAGE
    assert "-o" in done.stderr.decode("utf-8")


def test_every_command_keeps_its_forms() -> None:
    assert set(FORMATS) <= set(RESULT_FORMATS)
    out = io.StringIO()
    write_listing(listing(("a",), ("A",), [(1,)]), None, out)
    assert out.getvalue() == "a\n1\n"
