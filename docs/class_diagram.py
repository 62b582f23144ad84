"""The diagram of the classes, ``docs/classes.svg``: boxes and links from the ontology and the shapes, places by hand.

Text is text, in whatever sans-serif face the reader has: a letter is counted wider than in usual ones, so that no
box overflows. The same bytes each time: nothing depends on fonts, locale or order of hashing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

from docs.class_layout import ARROWS, PLACES, TERRITORIES, Arrow, Place
from ess_graph.config import DEFAULT_BASE
from ess_graph.ontology import terms as t
from ess_graph.ontology.vocabulary import Statements
from ess_graph.rdf.formats import SYNTAXES
from ess_graph.rdf.names import compact, expand
from ess_graph.rdf.namespaces import prefixes
from ess_graph.rdf.reading import read_quads
from ess_graph.resources import folder

#: Sizes in user units; the page is WIDTH wide.
WIDTH: Final = 1120
MARGIN, BOX, GAP, STACK = 20, 260, 150, 46
LINE, PAD, HEAD = 17, 10, 62
SMALL, BOLD = 12, 15
#: How wide a letter is at most, on average, as a share of its size: in Arial and its like, plain and bold.
LETTER: Final = {SMALL: 0.5, BOLD: 0.51}
#: The same in bold, in the widest faces.
WIDE_LETTER: Final = 0.7
LIST_COLUMNS: Final = 3
_STYLE: Final = (
    "text{font-family:'Helvetica Neue',Arial,'Liberation Sans','DejaVu Sans',sans-serif;fill:#1a1a1a}"
    ".n{font-size:15px;font-weight:700}.e{font-size:13px;font-style:italic;fill:#444}"
    ".i{font-size:12px;fill:#00558b}.r{font-size:12px}.l{font-size:12px;fill:#7a2e00}.h{font-size:17px;font-weight:700}"
    ".ours{fill:#eef5fb;stroke:#00558b}.other{fill:#f6f4ee;stroke:#77705c}.list{fill:#f3f8f0;stroke:#4d7a33}"
    "path{fill:none;stroke:#7a2e00;stroke-width:1.4}"
)


@dataclass(frozen=True)
class Rect:
    """A rectangle on the page."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Rect) -> bool:
        """Tell whether two rectangles share more than an edge."""
        across = self.x < other.x + other.width and other.x < self.x + self.width
        return across and self.y < other.y + other.height and other.y < self.y + self.height


@dataclass(frozen=True)
class Box:
    """A class on the page: where, its names, and its links to lists as lines."""

    name: str
    rect: Rect
    kind: str
    fr: str
    en: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """An arrow on the page: its corners, its label and where that stands."""

    arrow: Arrow
    points: tuple[tuple[float, float], ...]
    words: tuple[str, ...]
    label: Rect


def text_width(text: str, size: int) -> float:
    """Return a width that the text does not exceed in a usual sans-serif face."""
    return len(text) * size * LETTER[size]


class Diagram:
    """The model as boxes and links, laid out."""

    def __init__(self) -> None:
        self._ontology = _statements("ontology")
        self._shapes = _statements("shapes")
        self._known = prefixes(DEFAULT_BASE)
        above = self._ontology.subjects(t.RDFS + "subClassOf", t.SKOS + "Concept")
        self.lists = sorted(self._short(one) for one in above if one.startswith(f"{DEFAULT_BASE}def#"))
        self._links = sorted(set(self._linked()))
        self.boxes = self._place()
        self.concepts, self.height = self._place_lists()
        self.links = [self._route(arrow) for arrow in ARROWS]

    def _short(self, iri: str) -> str:
        return compact(iri, self._known)

    def iri(self, name: str) -> str:
        """Return the IRI of a prefixed name."""
        return expand(name, self._known, DEFAULT_BASE)

    def label(self, name: str, lang: str) -> str:
        """Return the label of a class in a language, or nothing."""
        found = self._ontology.texts(self.iri(name), t.RDFS + "label")
        return next((text.value for text in found if text.language == lang), "")

    def _linked(self) -> Iterator[tuple[str, str, str]]:
        """Yield what the shapes say: class, property, class of the values."""
        said = self._shapes
        for shape, target in said.pairs(t.SH + "targetClass"):
            for one in said.nodes(shape, t.SH + "property"):
                for path in said.nodes(one, t.SH + "path"):
                    for value in said.nodes(one, t.SH + "class"):
                        yield self._short(target), self._short(path), self._short(value)

    def _lines(self, name: str) -> tuple[str, ...]:
        if name == TERRITORIES[0]:
            return TERRITORIES[1:]
        return tuple(
            f"{path} → {value.rpartition(':')[2]}"
            for source, path, value in self._links
            if source == name and (value in self.lists or value == name)
        )

    def _place(self) -> dict[str, Box]:
        rows = 1 + max(place.row + place.rows - 1 for place in PLACES)
        lines = {place.name: self._lines(place.name) for place in PLACES}
        heights = [
            max(
                (_height(lines[place.name]) for place in PLACES if place.row == row and place.rows == 1),
                default=0,
            )
            for row in range(rows)
        ]
        tops = [MARGIN + sum(heights[:row]) + row * STACK for row in range(rows)]
        boxes = {}
        for place in PLACES:
            last = place.row + place.rows - 1
            height = (
                tops[last] + heights[last] - tops[place.row] if place.rows > 1 else _height(lines[place.name])
            )
            rect = Rect(MARGIN + place.column * (BOX + GAP), tops[place.row], BOX, height)
            boxes[place.name] = self._box(place, rect, lines[place.name])
        return boxes

    def _box(self, place: Place, rect: Rect, lines: tuple[str, ...]) -> Box:
        ours = place.name.startswith("ess:")
        fr = self.label(place.name, "fr") if ours else place.fr
        en = self.label(place.name, "en") if ours else place.en
        return Box(place.name, rect, "ours" if ours else "other", fr, en, lines)

    def _place_lists(self) -> tuple[list[Box], float]:
        top = max(box.rect.y + box.rect.height for box in self.boxes.values()) + STACK + 34
        gap = 14.0
        width = (WIDTH - 2 * MARGIN - (LIST_COLUMNS - 1) * gap) / LIST_COLUMNS
        boxes = []
        for index, name in enumerate(self.lists):
            row, column = divmod(index, LIST_COLUMNS)
            rect = Rect(MARGIN + column * (width + gap), top + row * (HEAD + gap), width, HEAD)
            boxes.append(Box(name, rect, "list", self.label(name, "fr"), self.label(name, "en"), ()))
        return boxes, boxes[-1].rect.y + HEAD + MARGIN

    def _route(self, arrow: Arrow) -> Link:
        source, target = self.boxes[arrow.source].rect, self.boxes[arrow.target].rect
        (side, out), (into, at) = arrow.out, arrow.into
        start = _on(source, side, out)
        whole = text_width(arrow.name, SMALL)
        if side == "bottom":  # straight down: the label stands beside
            end = _on(target, into, at or 0)
            label = Rect(start[0] + 8, (start[1] + end[1]) / 2 - 8, whole, 16)
            return Link(arrow, (start, (start[0], end[1])), (arrow.name,), label)
        if side == "top":  # up into the gap between two rows, along it, and up again
            end, level = _on(target, into, at or 0), source.y - STACK / 2
            points = (start, (start[0], level), (end[0], level), end)
            return Link(arrow, points, (arrow.name,), Rect(start[0] + 8, level - 18, whole, 16))
        words = tuple(arrow.name.replace(":", ": ", 1).split(" "))
        width = max(text_width(word, SMALL) for word in words)
        x = start[0] + 10 if side == "right" else start[0] - 10 - width
        label = Rect(x, start[1] - 5 - 15 * len(words), width, 15 * len(words))
        edge = target.x if into == "left" else target.x + target.width
        if at is None:
            return Link(arrow, (start, (edge, start[1])), words, label)
        end = _on(target, into, at)
        turn = start[0] + (GAP if side == "right" else -GAP) * arrow.turn
        return Link(arrow, (start, (turn, start[1]), (turn, end[1]), end), words, label)


def _statements(name: str) -> Statements:
    files = sorted(folder(name).glob("*.ttl"))
    return Statements(
        quad.triple for path in files for quad in read_quads(path, SYNTAXES["ttl"], DEFAULT_BASE)
    )


def _height(lines: tuple[str, ...]) -> float:
    return HEAD + (len(lines) * LINE + PAD if lines else 0)


def _on(rect: Rect, side: str, at: float) -> tuple[float, float]:
    """Return a point on a side of a rectangle, as ``Arrow`` says where."""
    if side in ("left", "right"):
        return (rect.x if side == "left" else rect.x + rect.width, rect.y + at)
    return (rect.x + rect.width * at, rect.y if side == "top" else rect.y + rect.height)


def class_diagram() -> str:
    """Return the diagram as SVG."""
    diagram = Diagram()
    title = "Classes de l'ontologie ess-graph — Classes of the ess-graph ontology"
    told = " ; ".join(f"{link.arrow.source} {link.arrow.name} {link.arrow.target}" for link in diagram.links)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {diagram.height:.0f}" width="{WIDTH}" '
        f'height="{diagram.height:.0f}" role="img" aria-labelledby="title desc" lang="fr">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(told)}</desc>',
        f"<style>{_STYLE}</style>",
        '<defs><marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
        'orient="auto-start-reverse"><path d="M0,1 L9,5 L0,9" /></marker></defs>',
        f'<rect width="{WIDTH}" height="{diagram.height:.0f}" fill="#ffffff" />',
    ]
    for link in diagram.links:
        corners = " L".join(f"{x:.1f},{y:.1f}" for x, y in link.points)
        parts.append(f'<path d="M{corners}" marker-end="url(#a)" />')
        for index, word in enumerate(link.words):
            parts.append(_text("l", link.label.x, link.label.y + 12 + 15 * index, word))
    for box in diagram.boxes.values():
        parts += _drawn(box)
    heading = diagram.concepts[0].rect.y - 14
    parts.append(_text("h", MARGIN, heading, "Listes de concepts (skos:Concept) — Lists of concepts"))
    for box in diagram.concepts:
        parts += _drawn(box)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _drawn(box: Box) -> Iterator[str]:
    rect = box.rect
    yield (
        f'<g><rect class="{box.kind}" x="{rect.x:.1f}" y="{rect.y:.1f}" width="{rect.width:.1f}" '
        f'height="{rect.height:.1f}" rx="5" />'
    )
    yield _text("n", rect.x + PAD, rect.y + 20, box.fr, room=rect.width - 2 * PAD)
    yield _text("e", rect.x + PAD, rect.y + 37, box.en, lang="en")
    yield _text("i", rect.x + PAD, rect.y + 54, box.name)
    for index, line in enumerate(box.lines):
        yield _text("r", rect.x + PAD, rect.y + HEAD + 12 + LINE * index, line)
    yield "</g>"


def _text(kind: str, x: float, y: float, text: str, *, lang: str = "", room: float = 0) -> str:
    """Return a text; one that a wide face would push out of its room is held to a length."""
    said = f' lang="{lang}"' if lang else ""
    if room and len(text) * BOLD * WIDE_LETTER > room:
        said += f' textLength="{min(room, text_width(text, BOLD)):.0f}" lengthAdjust="spacingAndGlyphs"'
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}"{said}>{escape(text)}</text>'
