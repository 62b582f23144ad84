"""The diagram of the classes: whole, legible, the same each time, and nothing on top of anything else."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from docs.class_diagram import BOLD, PAD, SMALL, WIDTH, Diagram, Link, Rect, class_diagram, text_width
from docs.class_layout import ARROWS
from ess_graph.ontology import terms as t
from ess_graph.ontology.judge import read_vocabulary
from ess_graph.resources import folder
from tests.conftest import BASE

SVG = "{http://www.w3.org/2000/svg}"
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def diagram() -> Diagram:
    return Diagram()


def _segments(link: Link) -> list[Rect]:
    """Return the strokes of an arrow as thin rectangles."""
    pairs = zip(link.points, link.points[1:], strict=False)
    return [
        Rect(min(ax, bx) - 1, min(ay, by) - 1, abs(ax - bx) + 2, abs(ay - by) + 2)
        for (ax, ay), (bx, by) in pairs
    ]


def _inside(rect: Rect) -> Rect:
    """Return a rectangle without its edge, where arrows may end."""
    return Rect(rect.x + 2, rect.y + 2, rect.width - 4, rect.height - 4)


def test_every_class_of_the_ontology_is_drawn(diagram: Diagram) -> None:
    vocabulary = read_vocabulary(sorted(folder("ontology").glob("*.ttl")), BASE)
    drawn = {diagram.iri(name) for name in (*diagram.boxes, *diagram.lists)}
    assert set(vocabulary.classes) <= drawn
    assert len(vocabulary.classes) > 30


def test_every_box_has_a_name_in_both_languages(diagram: Diagram) -> None:
    for box in (*diagram.boxes.values(), *diagram.concepts):
        assert box.fr
        assert box.en


def test_every_arrow_is_a_property_that_the_ontology_declares(diagram: Diagram) -> None:
    vocabulary = read_vocabulary(sorted(folder("ontology").glob("*.ttl")), BASE)
    properties = set(vocabulary.statements.typed(t.OBJECT_TYPES))
    assert {arrow.name for arrow in ARROWS if diagram.iri(arrow.name) not in properties} == set()


def test_no_two_boxes_overlap_and_none_leaves_the_page(diagram: Diagram) -> None:
    boxes = [box.rect for box in (*diagram.boxes.values(), *diagram.concepts)]
    assert [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])] == []
    assert all(rect.x >= 0 and rect.x + rect.width <= WIDTH and rect.y >= 0 for rect in boxes)
    assert all(rect.y + rect.height <= diagram.height for rect in boxes)


def test_no_text_is_wider_than_its_box(diagram: Diagram) -> None:
    for box in (*diagram.boxes.values(), *diagram.concepts):
        room = box.rect.width - 2 * PAD
        assert text_width(box.fr, BOLD) <= room + 1, box.fr
        assert all(text_width(line, SMALL) <= room for line in (box.name, box.en, *box.lines)), box.name


def test_no_arrow_crosses_a_box_or_another_arrow(diagram: Diagram) -> None:
    boxes = {name: _inside(box.rect) for name, box in diagram.boxes.items()}
    for link in diagram.links:
        for stroke in _segments(link):
            assert [name for name, rect in boxes.items() if stroke.overlaps(rect)] == [], link.arrow
    for one, other in combinations(diagram.links, 2):
        crossed = [a for a in _segments(one) for b in _segments(other) if a.overlaps(b)]
        assert crossed == [], (one.arrow, other.arrow)


def test_no_label_lies_on_a_box_an_arrow_or_another_label(diagram: Diagram) -> None:
    boxes = [box.rect for box in diagram.boxes.values()]
    strokes = [stroke for link in diagram.links for stroke in _segments(link)]
    for link in diagram.links:
        assert not any(link.label.overlaps(rect) for rect in boxes), link.arrow
        assert not any(link.label.overlaps(stroke) for stroke in strokes), link.arrow
    assert [
        pair for pair in combinations((link.label for link in diagram.links), 2) if pair[0].overlaps(pair[1])
    ] == []


def test_an_overlap_would_be_seen() -> None:
    assert Rect(0, 0, 10, 10).overlaps(Rect(9, 9, 10, 10))
    assert not Rect(0, 0, 10, 10).overlaps(Rect(10, 0, 10, 10))


def test_the_drawing_is_text_with_a_title_and_a_description() -> None:
    root = ElementTree.fromstring(class_diagram())
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title")
    described = root.findtext(f"{SVG}desc") or ""
    assert all(arrow.name in described for arrow in ARROWS)
    texts = {one.text for one in root.iter(f"{SVG}text")}
    assert {"Pratique", "Practice", "ess:Practice", "ess:need → Need"} <= texts
    assert "http" not in class_diagram().replace("http://www.w3.org/2000/svg", "")


def test_the_same_bytes_come_out_whatever_the_hash_seed_and_the_locale() -> None:
    script = "import sys; from docs.class_diagram import class_diagram as svg; sys.stdout.buffer.write(svg().encode())"
    for seed, locale in (("1", "C"), ("2", "tr_TR.UTF-8")):
        done = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONPATH": str(ROOT)},
        )
        assert done.stdout == class_diagram().encode()
