"""Draw the README's pictures from a real answer: ``python -m docs.picture`` with a built store."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from ess_graph.guide.answer import comment_faire
from ess_graph.guide.screen import as_screen
from ess_graph.store.generation import open_store

FOLDER: Final = Path(__file__).parent
COMMANDS: Final = {"fr": "comment-faire", "en": "how-to"}
WIDTH: Final = 108
#: What a title is marked with on its way through rich.
_MARK: Final = "\x00"


def draw(lang: str, target: Path) -> None:
    """Write the picture of one language."""
    guide = comment_faire(open_store(), "cantine bio", "Rennes", lang=lang)
    console = Console(record=True, width=WIDTH + 2, file=io.StringIO(), highlight=False)
    console.print(Text(f'$ ess-graph {COMMANDS[lang]} "cantine bio" --ici Rennes'))
    for line in as_screen(guide, WIDTH, lambda text: _MARK + text).splitlines():
        text = Text(line.removeprefix(_MARK), style="bold" if line.startswith(_MARK) else "")
        text.highlight_regex(r"\[[^\]]+\.[a-z]{2,}[^\]]*\]$", "cyan")
        console.print(text)
    picture = console.export_svg(title="ess-graph")
    # rich asks a font from another host: a reader's machine has a fixed-width one.
    target.write_text(re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL), "utf-8")


if __name__ == "__main__":
    for lang, name in {"fr": "answer.fr.svg", "en": "answer.svg"}.items():
        draw(lang, FOLDER / name)
