"""Draw the README's picture from a real answer: ``python -m docs.picture`` with a built store."""

from __future__ import annotations

import io
import re
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console

from ess_graph.catalogue.run import run_query
from ess_graph.report.rows import listing, rich_table
from ess_graph.store.generation import open_store

COMMAND = "ess-graph query pratiques --param besoin=cantine-bio-locale"
COLUMNS = ("title", "authorities", "modes", "year", "source")


def draw(target: Path) -> None:
    """Write the picture."""
    result = run_query(open_store(), "pratiques", {"besoin": "cantine-bio-locale"})
    index = [result.columns.index(name) for name in COLUMNS]
    titles = [result.query.columns[name]["fr"] for name in COLUMNS]
    rows = [[row[i].value if row[i] is not None else "" for i in index] for row in result.rows]
    short = [[*row[:-1], urlsplit(row[-1]).netloc.removeprefix("www.")] for row in rows]
    console = Console(record=True, width=118, file=io.StringIO(), highlight=False)
    console.print(f"$ {COMMAND}")
    console.print(rich_table(listing(COLUMNS, titles, short)))
    picture = console.export_svg(title="ess-graph")
    # rich asks a font from another host: a reader's machine has a fixed-width one.
    target.write_text(re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL), "utf-8")


if __name__ == "__main__":
    draw(Path(__file__).parent / "answer.svg")
