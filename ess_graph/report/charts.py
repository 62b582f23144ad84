"""A bar chart of a result: one bar a row, in the order of the rows."""

from __future__ import annotations

from typing import IO, Any, Final

from ess_graph.errors import UsageProblem
from ess_graph.report.columns import label_column, number_column
from ess_graph.report.listing import Listing, for_a_person, number, term_at
from ess_graph.report.plot import INK, SOFT_INK, drawing, figure_of, save, wrapped
from ess_graph.text import message

#: More bars than that are no picture any more.
MAX_BARS: Final = 40
#: Dark enough for a contrast of 5 : 1 on white, and told from its neighbours by every eye.
_BAR: Final = "#1f5f99"
_BELOW_ZERO: Final = "#b3541e"
_WIDTH: Final = 9.6
_LINE: Final = 0.17
_LABEL: Final = 40


def write_chart(listing: Listing, wanted: str, form: str, out: IO[bytes]) -> None:
    """Write the bar chart of a listing.

    Args:
        listing: the result.
        wanted: ``""`` to find the columns, the key of the numbers, or the keys of the labels and of the numbers with
            a comma between.
        form: ``svg`` or ``png``.
        out: a binary stream.

    Raises:
        UsageProblem: no row, or no such columns.
        SystemProblem: the plotting library is not installed.
    """
    if not listing.rows:
        raise UsageProblem("output.nothing_to_draw")
    first, comma, second = (part.strip() for part in wanted.partition(","))
    numbers = number_column(listing, second if comma else first)
    labels = label_column(listing, first if comma else "")
    bars = [
        (for_a_person(row[labels]), value)
        for index, row in enumerate(listing.rows)
        if (value := number(row[numbers], term_at(listing, index, numbers))) is not None
    ]
    notes = [listing.about.source] if listing.about.source else []
    if len(bars) > MAX_BARS:
        notes.insert(0, message("output.more_bars", shown=MAX_BARS, left=figure_of(len(bars) - MAX_BARS)))
    _draw(listing, bars[:MAX_BARS], listing.titles[numbers], notes, form, out)


def _draw(
    listing: Listing,
    bars: list[tuple[str, int | float]],
    measure: str,
    notes: list[str],
    form: str,
    out: IO[bytes],
) -> None:
    about = listing.about
    labels = [wrapped(label, _LABEL, 2) for label, _ in bars]
    title = wrapped(about.title, 82, 3) if about.title else ""
    details = wrapped(about.details, 110, 2) if about.details else ""
    foot = "\n".join(wrapped(note, 125, 2) for note in notes)
    # Every bar gets the room of its label, in inches; head and foot get theirs.
    heights = [_LINE * (1.6 + label.count("\n")) for label in labels]
    head = (
        0.3
        + 0.24 * (title.count("\n") + 1 if title else 0)
        + 0.2 * (details.count("\n") + 1 if details else 0)
    )
    below = 0.62 + 0.17 * (foot.count("\n") + 1 if foot else 0)
    height = head + sum(heights) + below
    left = 0.25 + 0.078 * max(len(line) for label in labels for line in label.split("\n"))
    with drawing(_WIDTH, height) as figure:
        axes = figure.add_axes(
            (left / _WIDTH, below / height, (_WIDTH - left - 0.75) / _WIDTH, sum(heights) / height)
        )
        centres = [-sum(heights[:place]) - one / 2 for place, one in enumerate(heights)]
        _draw_bars(axes, bars, centres)
        axes.set_yticks(centres, labels, fontsize=9, linespacing=1.05)
        axes.set_ylim(-sum(heights), 0)
        axes.set_xlabel(wrapped(measure, 70, 1), fontsize=9)
        top = 1 - 0.16 / height
        if title:
            figure.text(0.2 / _WIDTH, top, title, fontsize=13, fontweight="bold", va="top", linespacing=1.15)
            top -= 0.25 * (title.count("\n") + 1) / height
        if details:
            figure.text(0.2 / _WIDTH, top, details, fontsize=9.5, color=SOFT_INK, va="top")
        if foot:
            figure.text(0.2 / _WIDTH, 0.1 / height, foot, fontsize=8, color=SOFT_INK, va="bottom")
        tips = {
            f"bar-{place}": message("output.pair", name=label, value=figure_of(value))
            for place, (label, value) in enumerate(bars, start=1)
        }
        save(figure, form, about, out, tips)


def _draw_bars(axes: Any, bars: list[tuple[str, int | float]], centres: list[float]) -> None:
    values = [value for _, value in bars]
    drawn = axes.barh(
        centres,
        values,
        height=_LINE * 1.1,
        color=[_BAR if value >= 0 else _BELOW_ZERO for value in values],
    )
    for place, (bar, value, centre) in enumerate(zip(drawn, values, centres, strict=True), start=1):
        bar.set_gid(f"bar-{place}")
        axes.annotate(
            figure_of(value),
            (value, centre),
            xytext=(4 if value >= 0 else -4, 0),
            textcoords="offset points",
            ha="left" if value >= 0 else "right",
            va="center",
            fontsize=9,
            color=INK,
            # The lines of the grid do not go through a figure.
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )
    # The bars begin at zero, and the figures beside them have room.
    low, high = min(0, *values), max(0, *values)
    room = (high - low or 1) * 0.08
    axes.set_xlim(low - room if low < 0 else 0, high + room if high > 0 else 0 if low < 0 else 1)
    axes.xaxis.set_major_formatter(lambda value, _: figure_of(round(value, 9)))
    axes.xaxis.get_major_locator().set_params(
        integer=all(float(value).is_integer() for value in values), nbins=6
    )
    axes.grid(axis="x", color="#d9d9d9", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(axis="both", length=0)
    axes.tick_params(axis="x", labelsize=8.5)
    axes.axvline(0, color=SOFT_INK, linewidth=0.8)
    for side in axes.spines.values():
        side.set_visible(False)
