"""What a chart and a map share: the plotting library, words and numbers for a reader, and a file that never varies."""

from __future__ import annotations

import io
import logging
import re
import textwrap
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, Final
from xml.sax.saxutils import escape

from ess_graph.report.listing import About, visible
from ess_graph.report.needed import needed
from ess_graph.text import current_language

#: The forms of a drawing, by the extension of the file.
DRAWINGS: Final = ("svg", "png")
INK: Final = "#1b1b1b"
SOFT_INK: Final = "#555555"
#: Dots per inch of a PNG.
DPI: Final = 150
_SETTINGS: Final = {
    # Texts stay texts in SVG: they can be searched, copied and read aloud.
    "svg.fonttype": "none",
    # Names inside the file would be random without it.
    "svg.hashsalt": "ess-graph",
    "font.family": ["DejaVu Sans", "sans-serif"],
    "font.size": 10,
    # A dollar in the data is no formula.
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": SOFT_INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.6,
}


@contextmanager
def drawing(width: float, height: float) -> Iterator[Any]:
    """Give an empty figure, in inches, under our settings and not the user's.

    Raises:
        SystemProblem: matplotlib is not installed.
    """
    # It would tell a person about its font cache.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    matplotlib = needed("matplotlib", "charts")
    figures = needed("matplotlib.figure", "charts")
    with warnings.catch_warnings(), matplotlib.rc_context():
        # A sign that the font has not is drawn as a box: no reason to speak to the reader of a chart.
        warnings.simplefilter("ignore")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        # No pyplot: it would look for a screen.
        yield figures.Figure(figsize=(width, height), facecolor="white")


def save(
    figure: Any, form: str, about: About, out: IO[bytes], notes: Mapping[str, str] | None = None
) -> None:
    """Write a figure: the same figure is the same bytes.

    Args:
        figure: the figure of ``drawing``.
        form: one of ``DRAWINGS``.
        about: its title names the image for who cannot see it.
        out: a binary stream.
        notes: what an element of an SVG tells when it is pointed at, by its identifier.
    """
    title = visible(about.title or "ess-graph")
    whole = io.BytesIO()
    if form == "png":
        figure.savefig(whole, format="png", dpi=DPI, metadata={"Title": title, "Software": "ess-graph"})
        out.write(whole.getvalue())
        return
    # The title is written below, beside its identifier.
    metadata = {"Date": None, "Creator": "ess-graph", "Title": title, "Language": current_language()}
    figure.savefig(whole, format="svg", metadata=metadata)
    text = whole.getvalue().decode("utf-8")
    text = text.replace("<svg ", f'<svg role="img" lang="{current_language()}" ', 1)
    for name, note in (notes or {}).items():
        opening = f'<g id="{name}">'
        text = text.replace(opening, f"{opening}<title>{escape(visible(note))}</title>", 1)
    out.write(text.encode("utf-8"))


def figure_of(value: float) -> str:
    """Return a number as the reader writes it.

    >>> from ess_graph.text import set_language
    >>> set_language("en"); figure_of(12345), figure_of(0.5)
    ('12,345', '0.5')
    >>> set_language("fr"); figure_of(12345) == "12\N{NARROW NO-BREAK SPACE}345", figure_of(0.5)
    (True, '0,5')
    >>> set_language(None)
    """
    text = f"{int(value):,}" if float(value).is_integer() else f"{value:,.6g}"
    if current_language() == "en":
        return text
    return text.replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ",")


def wrapped(text: str, width: int, most: int) -> str:
    r"""Return a text on at most ``most`` lines of ``width`` characters; what is cut is shown by an ellipsis.

    >>> wrapped("Mise à disposition de locaux", 12, 2)
    'Mise à\ndisposition…'
    """
    # Not every kind of space: the narrow one inside a number stays.
    flat = re.sub(r"[ \t\r\n]+", " ", visible(text)).strip()
    return "\n".join(textwrap.wrap(flat, width, max_lines=most, placeholder="…")) or " "
