"""A map of the départements of France, coloured by a column of numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any, Final

from ess_graph.errors import UsageProblem
from ess_graph.report.classes import Class, classes
from ess_graph.report.columns import departement_column, number_column
from ess_graph.report.listing import Listing, number, term_at
from ess_graph.report.outlines import OVERSEAS, PARIS, Outline, Ring, bounds, outlines
from ess_graph.report.plot import SOFT_INK, drawing, figure_of, save, wrapped
from ess_graph.text import message

_WIDTH: Final = 9.6
_MAP: Final = 7.0
_MAP_HEIGHT: Final = 6.68
_BOX: Final = 1.4
#: Seen on the lightest and on the darkest colour.
_EDGE: Final = "#8a8a8a"
_NO_DATA: Final = {"facecolor": "#efefef", "hatch": "/////", "edgecolor": "#9a9a9a"}


def write_map(listing: Listing, wanted: str, form: str, out: IO[bytes]) -> None:
    """Write the map of a listing.

    Args:
        listing: a result with a column of codes or IRIs of départements.
        wanted: the key of the numbers, ``""`` to find them.
        form: ``svg`` or ``png``.
        out: a binary stream.

    Raises:
        UsageProblem: no row, no such columns, or a département that comes twice.
        SystemProblem: the plotting library is not installed.
    """
    if not listing.rows:
        raise UsageProblem("output.nothing_to_draw")
    shapes = outlines()
    _, codes = departement_column(listing, list(shapes))
    numbers = number_column(listing, wanted)
    values: dict[str, int | float] = {}
    elsewhere = []
    for index, (code, row) in enumerate(zip(codes, listing.rows, strict=True)):
        value = number(row[numbers], term_at(listing, index, numbers))
        if not code or value is None:
            continue
        if code in values:
            raise UsageProblem("output.twice", code=code)
        if code in shapes:
            values[code] = value
        else:
            elsewhere.append(code)
    if not values:
        raise UsageProblem("output.nothing_to_draw")
    notes = [listing.about.source] if listing.about.source else []
    notes.append(message("output.map_source"))
    if elsewhere:
        notes.insert(0, message("output.off_map", codes=", ".join(sorted(elsewhere))))
    _draw(listing, values, listing.titles[numbers], notes, form, out)


def _draw(
    listing: Listing,
    values: dict[str, int | float],
    measure: str,
    notes: list[str],
    form: str,
    out: IO[bytes],
) -> None:
    about = listing.about
    title = wrapped(about.title, 82, 3) if about.title else ""
    details = wrapped(about.details, 110, 2) if about.details else ""
    foot = "\n".join(wrapped(note, 125, 2) for note in notes)
    head = (
        0.3
        + 0.25 * (title.count("\n") + 1 if title else 0)
        + 0.2 * (details.count("\n") + 1 if details else 0)
    )
    below = 0.28 + 0.17 * (foot.count("\n") + 1)
    row = _BOX + 0.4
    height = head + _MAP_HEIGHT + row + below
    shapes = outlines()
    scale = classes(list(values.values()))
    painted = _Painter(values, scale)
    with drawing(_WIDTH, height) as figure:
        main = figure.add_axes((0.15 / _WIDTH, (below + row) / height, _MAP / _WIDTH, _MAP_HEIGHT / height))
        painted.fill(main, [one for code, one in shapes.items() if code not in OVERSEAS], "departement")
        boxes: list[tuple[str, str, tuple[Outline, ...]]] = [
            (shapes[code].name, "departement", (shapes[code],)) for code in OVERSEAS
        ]
        boxes.append((message("output.paris"), "zoom", tuple(shapes[code] for code in PARIS)))
        step = (_WIDTH - 0.3) / len(boxes)
        for place, (name, family, members) in enumerate(boxes):
            inset = figure.add_axes(
                ((0.15 + place * step + 0.05) / _WIDTH, below / height, (step - 0.1) / _WIDTH, _BOX / height)
            )
            painted.fill(inset, members, family)
            middle = (0.15 + (place + 0.5) * step) / _WIDTH
            figure.text(middle, (below + _BOX + 0.06) / height, name, fontsize=8.5, ha="center", va="bottom")
        corner = ((_MAP + 0.2) / _WIDTH, (below + row + _MAP_HEIGHT * 0.62) / height)
        _legend(figure, corner, measure, scale, len(shapes) > len(values))
        top = 1 - 0.16 / height
        if title:
            figure.text(0.2 / _WIDTH, top, title, fontsize=13, fontweight="bold", va="top", linespacing=1.15)
            top -= 0.25 * (title.count("\n") + 1) / height
        if details:
            figure.text(0.2 / _WIDTH, top, details, fontsize=9.5, color=SOFT_INK, va="top")
        figure.text(0.2 / _WIDTH, 0.1 / height, foot, fontsize=8, color=SOFT_INK, va="bottom")
        save(figure, form, about, out, painted.tips)


class _Painter:
    """Fills départements with the colour of their class, and keeps what each tells when pointed at."""

    def __init__(self, values: dict[str, int | float], scale: list[Class]) -> None:
        self._values = values
        self._scale = scale
        self.tips: dict[str, str] = {}

    def fill(self, axes: Any, members: Iterable[Outline], family: str) -> None:
        """Draw départements to fill the axes, each as one element named ``{family}-{code}``."""
        from ess_graph.report.needed import needed

        paths = needed("matplotlib.path", "charts")
        patches = needed("matplotlib.patches", "charts")
        every: list[Ring] = []
        for one in members:
            path = paths.Path.make_compound_path(
                *(paths.Path([*ring, ring[0]], closed=True) for ring in one.rings)
            )
            value = self._values.get(one.code)
            look = _NO_DATA if value is None else {"facecolor": self._colour(value), "edgecolor": _EDGE}
            patch = patches.PathPatch(path, **{"linewidth": 0.4, **look})
            patch.set_gid(f"{family}-{one.code}")
            axes.add_patch(patch)
            told = message("output.no_data") if value is None else figure_of(value)
            self.tips[f"{family}-{one.code}"] = message(
                "output.pair", name=f"{one.name} ({one.code})", value=told
            )
            every += one.rings
        left, top, right, bottom = bounds(every)
        rim = 0.02 * max(right - left, bottom - top)
        axes.set_xlim(left - rim, right + rim)
        # y goes downwards in the outlines.
        axes.set_ylim(bottom + rim, top - rim)
        axes.set_aspect("equal")
        axes.axis("off")

    def _colour(self, value: float) -> str:
        return next(one.colour for one in self._scale if value <= one.greatest)


def _legend(figure: Any, corner: tuple[float, float], measure: str, scale: list[Class], gaps: bool) -> None:
    from ess_graph.report.needed import needed

    patches = needed("matplotlib.patches", "charts")
    handles = [
        patches.Patch(facecolor=one.colour, edgecolor=_EDGE, linewidth=0.5, label=one.label)
        for one in reversed(scale)
    ]
    if gaps:
        handles.append(patches.Patch(**_NO_DATA, label=message("output.no_data")))
    legend = figure.legend(
        handles=handles,
        title=wrapped(measure, 26, 4),
        loc="lower left",
        bbox_to_anchor=corner,
        frameon=False,
        fontsize=9,
        title_fontsize=9.5,
        alignment="left",
        handlelength=1.8,
        handleheight=1.3,
        borderaxespad=0,
    )
    legend.get_title().set_fontweight("bold")
