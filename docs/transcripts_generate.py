"""Write the transcripts: what the guide answers for the seven services of the introduction in five places.

Run it by hand, then read the pages: ``python -m docs.transcripts_generate STORE``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from ess_graph.guide.answer import comment_faire
from ess_graph.guide.forms import as_markdown
from ess_graph.store.generation import open_store

FOLDER: Final = Path(__file__).parent / "transcripts"
#: The services that the introduction names, as a person would type them.
SERVICES: Final = (
    "crèche",
    "autonomie énergétique",
    "centre de loisirs",
    "habitat social innovant",
    "mobilité partagée",
    "gaspillage alimentaire",
    "cantine bio",
)
#: A small rural commune, a big city, a CC, a département, an overseas commune.
PLACES: Final = {
    "petite-commune-rurale": "Gentioux-Pigerolles",
    "grande-ville": "Rennes",
    "communaute-de-communes": "CC du Kreiz-Breizh",
    "departement": "Gironde",
    "commune-outre-mer": "Cayenne",
}


def main(store: str) -> None:
    """Write one page for each place."""
    opened = open_store(store)
    FOLDER.mkdir(exist_ok=True)
    for name, place in PLACES.items():
        pages = []
        for service in SERVICES:
            command = f'```sh\ness-graph comment-faire "{service}" --ici "{place}" -f md\n```\n'
            pages.append(f"{command}\n{as_markdown(comment_faire(opened, service, place))}")
        (FOLDER / f"{name}.md").write_text("\n".join(pages), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
