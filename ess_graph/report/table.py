"""A table on a screen, drawn by rich: width of the terminal, long text on several lines."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, TextIO

from ess_graph.report.listing import Listing, for_a_person

if TYPE_CHECKING:
    from rich.table import Table

#: The width of a table that goes to a pipe or a file.
PIPE_WIDTH: Final = 120
#: A name or an address up to this long stays whole, where there is room.
_WHOLE_WORD: Final = 44


def rich_table(listing: Listing, width: int | None = None) -> Table:
    """Return a listing as a table of rich.

    Args:
        listing: what to draw.
        width: how wide it will be, so that names are not cut while there is room; ``None`` when unknown.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    cells = [[for_a_person(value) for value in row] for row in listing.rows]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for title, least in zip(listing.titles, _least_widths(listing, cells, width), strict=True):
        table.add_column(title, overflow="fold", min_width=least)
    for row in cells:
        table.add_row(*map(Text, row))
    return table


def _least_widths(listing: Listing, cells: list[list[str]], width: int | None) -> list[int | None]:
    """Return the longest word of each column, when all of them fit side by side."""
    if width is None:
        return [None] * len(listing.keys)
    least = []
    for place, title in enumerate(listing.titles):
        words = [word for text in (title, *(row[place] for row in cells)) for word in text.split()]
        least.append(min(max(map(len, words), default=1), _WHOLE_WORD))
    # rich puts three columns of space and rule between two cells.
    return [*least] if sum(least) + 3 * len(least) <= width else [None] * len(least)


def write_table(listing: Listing, stream: TextIO) -> None:
    """Write a listing as a table, or the sentence that there is nothing."""
    if not listing.rows:
        stream.write(f"{listing.empty}\n")
        return
    from rich.console import Console

    # rich follows the width of the terminal by itself, a pipe gets 120 columns; and with NO_COLOR it would still
    # write escapes, for bold.
    console = Console(
        file=stream,
        width=None if stream.isatty() else PIPE_WIDTH,
        highlight=False,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
    )
    console.print(rich_table(listing, console.width))
