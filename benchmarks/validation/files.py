"""The data of each size as files: made once, kept in the user's cache."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from benchmarks.validation.faults import FAULTS, Expected
from benchmarks.validation.organisation import BASE, ESS, FORMS, SOURCES, concept, iri, organisation
from ess_graph.rdf.namespaces import DCT, EXTERNAL, SKOS

HERE: Final = Path(__file__).parent
SHAPES: Final = HERE / "shapes.ttl"


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made.

    Attributes:
        organisations: how many; about 21 statements each.
        communes: how many places they lie in.
        every: one organisation of so many has a fault.
    """

    organisations: int
    communes: int
    every: int


SIZES: Final = {
    "small": Size(480, 100, 12),
    "middle": Size(48_000, 2_000, 100),
    "large": Size(480_000, 35_000, 100),
}


def pieces(size: Size, expected: list[Expected]) -> Iterator[str]:
    """Yield the text of the data in pieces, and add to ``expected`` what is to be found in it."""
    a, label, title = f"<{EXTERNAL['rdf']}type>", f"<{SKOS}prefLabel>", f"<{DCT}title>"
    commune, code = f"<{EXTERNAL['igeo']}Commune>", f"<{EXTERNAL['igeo']}codeINSEE>"
    subclass = f"<{EXTERNAL['rdfs']}subClassOf>"
    yield f"<{ESS}CooperativeForm> {subclass} <{ESS}LegalForm> .\n"
    for form in (*FORMS, "scic-sa"):
        kind = "CooperativeForm" if form.startswith(("sc", "coop")) else "LegalForm"
        name = concept(f"forme-juridique/{form}")
        yield f'{name} {a} <{ESS}{kind}> .\n{name} {label} "{form}"@fr .\n'
    for number in range(SOURCES):
        yield f'{iri(f"id/source/essai-{number}")} {title} "Source {number}"@fr .\n'
    yield f'{iri("id/source/sans-titre")} {label} "Sans titre"@fr .\n'
    yield f"{iri('id/departement/00')} {a} <{EXTERNAL['igeo']}Departement> .\n"
    for number in range(size.communes):
        name = iri(f"id/commune/{number:05d}")
        yield f'{name} {a} {commune} .\n{name} {code} "{number:05d}" .\n'
    planted = 0
    for number in range(size.organisations):
        one = organisation(number, size.communes)
        if number % size.every == size.every - 1:
            expected.extend(FAULTS[planted % len(FAULTS)](one))
            planted += 1
        yield one.lines()


def folder() -> Path:
    """Return where the data are kept; another generator is another folder."""
    text = b"".join((HERE / name).read_bytes() for name in ("faults.py", "files.py", "organisation.py"))
    return (
        platformdirs.user_cache_path("ess-graph")
        / "benchmarks"
        / hashlib.sha256(text + BASE.encode()).hexdigest()[:12]
    )


def made(name: str, where: Path | None = None) -> Path:
    """Return the folder of the data of a size, which are made unless they are there.

    Args:
        name: one of :data:`SIZES`.
        where: the folder to lay it in, the user's cache by default.
    """
    place = (where or folder()) / name
    if place.is_dir():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=place.parent, prefix=".new-"))
    try:
        expected: list[Expected] = []
        with (aside / "data.nt").open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(pieces(SIZES[name], expected))
        lines = sorted("\t".join(one) for one in expected)
        (aside / "expected.tsv").write_text("".join(f"{line}\n" for line in lines), "utf-8")
        aside.replace(place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return place


def expected(place: Path) -> list[Expected]:
    """Return what is to be found in the data of a folder."""
    lines = (place / "expected.tsv").read_text("utf-8").splitlines()
    return [Expected(*line.split("\t")) for line in lines]
