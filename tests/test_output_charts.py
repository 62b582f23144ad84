"""Charts and maps: well-formed, always the same, and with every bar and every département."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pyoxigraph import Literal, NamedNode

from ess_graph.errors import EXIT_OK, EXIT_USAGE, SystemProblem, UsageProblem
from ess_graph.report.charts import MAX_BARS, write_chart
from ess_graph.report.choropleth import write_map
from ess_graph.report.classes import classes
from ess_graph.report.columns import departement_code, departement_column, label_column, number_column
from ess_graph.report.outlines import OVERSEAS, PARIS, outlines
from ess_graph.report.rows import About, Listing, listing
from ess_graph.resources import folder
from ess_graph.text import catalogue, message, set_language
from tests.conftest import CommandLine

SVG = "{http://www.w3.org/2000/svg}"
PNG = b"\x89PNG\r\n\x1a\n"
ABOUT = About("Pratiques <par> $département$ & mode", "Thème : énergie", "Source : ess-graph")


def departements(codes: list[str], **more: Any) -> Listing:
    rows = [(code, f"Nom {code}", "Bretagne", 40 - place, 3) for place, code in enumerate(codes)]
    titles = ("Code", "Département", "Région", "Pratiques", "Thèmes")
    return listing(("code", "name", "region", "practices", "themes"), titles, rows, about=ABOUT, **more)


def drawn(write: Any, found: Listing, wanted: str = "", form: str = "svg") -> bytes:
    out = io.BytesIO()
    write(found, wanted, form, out)
    return out.getvalue()


def groups(svg: bytes, family: str) -> dict[str, ElementTree.Element]:
    tree = ElementTree.fromstring(svg)
    found = {one.get("id", ""): one for one in tree.iter(f"{SVG}g")}
    return {name: one for name, one in found.items() if name.startswith(f"{family}-")}


def texts(svg: bytes) -> list[str]:
    return ["".join(one.itertext()) for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_a_chart_has_one_bar_a_row_with_its_label_and_its_figure() -> None:
    svg = drawn(write_chart, departements(["35", "2A", "971"]))
    bars = groups(svg, "bar")
    assert list(bars) == ["bar-1", "bar-2", "bar-3"]
    assert bars["bar-1"].findtext(f"{SVG}title") == "Nom 35 : 40"
    assert {"Nom 35", "Nom 2A", "Nom 971", "40", "39", "38", "Pratiques", ABOUT.source} <= set(texts(svg))
    tree = ElementTree.fromstring(svg)
    assert tree.findtext(f"{SVG}title") == ABOUT.title
    assert (tree.get("role"), tree.get("lang")) == ("img", "fr")


def test_a_chart_says_how_many_bars_it_leaves_out() -> None:
    rows = [(f"Ligne {place}", 2000 - place) for place in range(MAX_BARS + 1234)]
    svg = drawn(write_chart, listing(("label", "n"), ("L", "N"), rows))
    assert len(groups(svg, "bar")) == MAX_BARS
    left = message("output.more_bars", shown=MAX_BARS, left="1\N{NARROW NO-BREAK SPACE}234")
    assert left in texts(svg)
    assert "2\N{NARROW NO-BREAK SPACE}000" in texts(svg)


def test_a_hostile_label_is_a_label() -> None:
    labels = [
        "$x^2$",
        "<script>",
        "a\x00\x1b[31m\u202e",
        "😀 漢字",
        "",
        "mot " * 80,
        "x" * 300,
        "]]>",
        "&amp;",
    ]
    rows = [(label, place - 4) for place, label in enumerate(labels)]
    svg = drawn(write_chart, listing(("label", "n"), ("<L>", "$N$"), rows, about=ABOUT))
    assert len(groups(svg, "bar")) == len(labels)
    assert {"$x^2$", "<script>", "&amp;", "-4"} <= set(texts(svg))
    assert b"<script" not in svg


@pytest.mark.parametrize("values", [[0, 0], [-3, -1], [0.25, 1e9], [5]])
def test_a_chart_takes_any_numbers(values: list[float]) -> None:
    rows = [(f"l{place}", value) for place, value in enumerate(values)]
    assert len(groups(drawn(write_chart, listing(("l", "n"), ("L", "N"), rows)), "bar")) == len(values)


@pytest.mark.parametrize("form", ["svg", "png"])
@pytest.mark.parametrize("write", [write_chart, write_map])
def test_a_drawing_is_the_same_bytes_each_time(write: Any, form: str) -> None:
    first, second = (drawn(write, departements(["35", "01"]), form=form) for _ in range(2))
    assert first == second
    assert b"<dc:date>" not in first
    assert first.startswith(PNG) == (form == "png")


# Which columns


def test_columns_are_found_or_named() -> None:
    found = departements(["35", "56", "2B"])
    assert found.keys[label_column(found)] == "name"
    assert found.keys[number_column(found)] == "practices"
    assert found.keys[number_column(found, "themes")] == "themes"
    unsorted = listing(("l", "a", "b"), ("L", "A", "B"), [("x", 1, 2), ("y", 2, 3)])
    assert unsorted.keys[number_column(unsorted)] == "b"
    assert "3" in texts(drawn(write_chart, found, "region,themes"))


def test_numbers_come_from_terms_and_labels_come_before_iris() -> None:
    decimal = Literal("1.5", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
    terms = [(NamedNode("https://example.org/a"), Literal("Un"), decimal)]
    found = listing(("iri", "label", "n"), ("I", "L", "N"), [("c:a", "Un", "1.5")], terms=terms)
    assert (label_column(found), number_column(found)) == (1, 2)
    assert {"Un", "1,5"} <= set(texts(drawn(write_chart, found)))


@pytest.mark.parametrize(
    ("wanted", "key"), [("nope", "no_column"), ("name", "not_numbers"), ("nope,practices", "no_column")]
)
def test_a_wrong_column_is_told(wanted: str, key: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        drawn(write_chart, departements(["35"]), wanted)
    assert caught.value.key == f"output.{key}"


@pytest.mark.parametrize(
    ("found", "write", "key"),
    [
        (listing(("a", "n"), ("A", "N"), []), write_chart, "nothing_to_draw"),
        (listing(("a",), ("A",), [("x",)]), write_chart, "no_numbers"),
        (listing(("n",), ("N",), [(1,)]), write_chart, "no_labels"),
        (listing(("a", "n"), ("A", "N"), [("x", 1)]), write_map, "no_departements"),
        (departements(["35", "35"]), write_map, "twice"),
        (listing(("c", "n"), ("C", "N"), [(35, 1)]), write_map, "no_departements"),
    ],
)
def test_what_cannot_be_drawn_is_told(found: Listing, write: Any, key: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        drawn(write, found)
    assert caught.value.key == f"output.{key}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("https://w3id.org/ess-graph/id/departement/2A", "2A"),
        ("departement:974", "974"),
        ("http://id.insee.fr/geo/departement/01", "01"),
        ("2b", "2B"),
        ("20", "20"),
        ("00", ""),
        ("96", ""),
        ("35238", ""),
        ("https://w3id.org/ess-graph/id/region/53", ""),
    ],
)
def test_the_code_of_a_departement_is_read(text: str, code: str) -> None:
    assert departement_code(text) == code


def test_regions_are_not_taken_for_departements() -> None:
    found = listing(("region", "departement", "n"), ("R", "D", "N"), [("53", "35", 2), ("53", "56", 1)])
    assert departement_column(found, list(outlines()))[0] == 1


# The map


def test_the_outlines_are_those_of_the_departements_of_the_dataset() -> None:
    with (folder("data") / "departements.csv").open(encoding="utf-8", newline="") as stream:
        names = {row["code"]: row["name"] for row in csv.DictReader(stream) if row["class"] == "Departement"}
    ours = outlines()
    assert len(ours) == 101
    assert {code: one.name for code, one in ours.items()}.items() <= names.items()
    assert {code for code in names if code < "975" or code == "976"} == set(ours)
    assert all(len(ring) > 3 for one in ours.values() for ring in one.rings)
    licence = Path(sys.modules["ess_graph.report.outlines"].__file__ or "").parent / "assets" / "LICENSE"
    assert "CC BY 4.0" in licence.read_text("utf-8")


def fill(group: ElementTree.Element) -> str:
    style = next(group.iter(f"{SVG}path")).get("style") or ""
    return dict(part.strip().split(": ") for part in style.split(";"))["fill"]


def test_a_map_has_every_departement_and_shows_where_nothing_is_known() -> None:
    svg = drawn(write_map, departements(["35", "2A", "971", "75", "978"]))
    shapes, zoom = groups(svg, "departement"), groups(svg, "zoom")
    assert set(shapes) == {f"departement-{code}" for code in outlines()}
    assert set(zoom) == {f"zoom-{code}" for code in PARIS}
    hatched = {name for name, one in shapes.items() if fill(one).startswith("url(")}
    assert set(shapes) - hatched == {f"departement-{code}" for code in ("35", "2A", "971", "75")}
    assert fill(zoom["zoom-75"]) == fill(shapes["departement-75"]) != fill(shapes["departement-35"])
    assert shapes["departement-35"].findtext(f"{SVG}title") == "Ille-et-Vilaine (35) : 40"
    told = set(texts(svg))
    assert {outlines()[code].name for code in OVERSEAS} <= told
    assert {"Pratiques", message("output.no_data"), message("output.off_map", codes="978")} <= told
    assert message("output.map_source") in told


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_legend_speaks_the_language_of_the_reader(lang: str) -> None:
    set_language(lang)
    found = departements(sorted(outlines())[:30])
    told = set(texts(drawn(write_map, found)))
    scale = classes([row[3] for row in found.rows])
    assert {one.label for one in scale} <= told
    assert {catalogue(lang)["output.no_data"], catalogue(lang)["output.paris"]} <= told


@pytest.mark.parametrize(
    "values", [[1], [1, 2, 3], [1] * 50 + [2, 3, 4, 5, 6, 7], list(range(100)), [-1.5, 0, 1e6, 2, 3, 4]]
)
def test_classes_are_few_hold_every_value_and_do_not_overlap(values: list[float]) -> None:
    scale = classes(values)
    assert 1 <= len(scale) <= 5
    assert all(sum(one.least <= value <= one.greatest for one in scale) == 1 for value in values)
    assert len({one.colour for one in scale}) == len(scale)


# The command line


def test_drawings_go_to_files_and_to_pipes(cli: CommandLine, small_path: Path, tmp_path: Path) -> None:
    query = ("query", "pratiques-par-departement")
    for name in ("chart", "map"):
        png, svg = tmp_path / f"{name}.png", tmp_path / f"{name}.svg"
        for target in (png, svg) if name == "map" else (svg,):
            ran = cli(*query, f"--{name}", "-o", target, store=small_path)
            assert (ran.code, ran.out, ran.err) == (EXIT_OK, "", "")
    assert (tmp_path / "map.png").read_bytes().startswith(PNG)
    assert cli(*query, "--chart", store=small_path).out == (tmp_path / "chart.svg").read_text("utf-8")
    title = ElementTree.parse(tmp_path / "map.svg").getroot().findtext(f"{SVG}title")
    assert title == "Nombre de pratiques par département"


@pytest.mark.parametrize(
    ("options", "key"),
    [
        (("--chart", "--map"), "one_drawing"),
        (("--chart", "-f", "json"), "form_and_drawing"),
        (("--chart", "-o", "x.pdf"), "drawing_file"),
        (("--map", "nope"), "no_column"),
    ],
)
def test_options_that_do_not_fit_are_told_and_write_nothing(
    cli: CommandLine,
    small_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    key: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = cli("query", "pratiques-par-departement", *options, store=small_path)
    assert (ran.code, ran.out) == (EXIT_USAGE, "")
    start = catalogue("fr")[f"output.{key}"].partition("{")[0]
    assert start in ran.err
    assert len(ran.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_missing_library_is_one_line_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(SystemProblem, match=r"pip install 'ess-graph\[charts\]'"):
        drawn(write_chart, departements(["35"]))
