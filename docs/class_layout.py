"""Where each class of the diagram stands, and which links are drawn as arrows: laid out by hand, for the eye.

Things stand on a grid of three columns; links between them are arrows. Links to a list of concepts would cross the
whole page: they are lines of text in the box of their class, and the lists stand below. What a box holds comes from
the ontology and the shapes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Place:
    """A box: its class, its cell, the rows it spans; names where the class is not ours."""

    name: str
    column: int
    row: int
    rows: int = 1
    fr: str = ""
    en: str = ""


@dataclass(frozen=True)
class Arrow:
    """A link: out of a side of a box, into a side of another.

    The number is a height in the box on its left or right side, a share of its breadth at its top or bottom;
    ``None`` is level with the other end. ``turn`` is where, in the gap beside the source, an arrow that is not level
    turns (0 to 1).
    """

    source: str
    name: str
    target: str
    out: tuple[str, float]
    into: tuple[str, float | None]
    turn: float = 0.5


PLACES: Final = (
    Place("ess:Kit", 0, 0),
    Place("ess:KitEdition", 1, 0),
    Place("ess:Sheet", 2, 0),
    Place("ess:Effect", 0, 1),
    Place("ess:Practice", 1, 1),
    Place("cv:PublicOrganisation", 2, 1, 3, "Organisme public", "Public body"),
    Place("ess:Participation", 0, 2),
    Place("ess:ServiceArrangement", 1, 2),
    Place("ess:EssOrganisation", 0, 3),
    Place("cpsv:PublicService", 1, 3, 1, "Service public d'un lieu", "Public service of a place"),
    Place("ess:LegalAttribution", 0, 4),
    Place("ess:CompetenceAssignment", 1, 4),
    Place("igeo:Commune", 2, 4, 1, "Territoire", "Territory"),
    Place("eli:LegalResource", 0, 5, 1, "Texte de droit", "Legal text"),
    Place("ess:Evidence", 1, 5),
)
#: The territory is one of these.
TERRITORIES: Final = (
    "igeo:Commune",
    "igeo:Intercommunalite",
    "igeo:Departement",
    "igeo:Region",
    "igeo:CollectiviteDOutreMer",
)
ARROWS: Final = (
    Arrow("ess:Kit", "dct:hasVersion", "ess:KitEdition", ("right", 46), ("left", None)),
    Arrow("ess:KitEdition", "dct:hasPart", "ess:Sheet", ("right", 46), ("left", None)),
    Arrow("ess:Practice", "dct:isReferencedBy", "ess:Sheet", ("top", 0.6), ("bottom", 0.5)),
    Arrow("ess:Practice", "ess:effect", "ess:Effect", ("left", 46), ("right", None)),
    Arrow("ess:Practice", "ess:authority", "cv:PublicOrganisation", ("right", 46), ("left", None)),
    Arrow("ess:Practice", "ess:arrangement", "ess:ServiceArrangement", ("bottom", 0.5), ("top", 0.5)),
    Arrow(
        "ess:Practice", "prov:qualifiedAssociation", "ess:Participation", ("left", 150), ("right", 20), 0.8
    ),
    Arrow("ess:Participation", "prov:agent", "ess:EssOrganisation", ("bottom", 0.5), ("top", 0.5)),
    Arrow(
        "ess:ServiceArrangement",
        "cv:hasEconomicOperator",
        "ess:EssOrganisation",
        ("left", 90),
        ("right", 40),
        0.15,
    ),
    Arrow(
        "ess:ServiceArrangement",
        "cv:hasContractingAuthority",
        "cv:PublicOrganisation",
        ("right", 46),
        ("left", None),
    ),
    Arrow(
        "ess:ServiceArrangement", "ess:concernsService", "cpsv:PublicService", ("bottom", 0.5), ("top", 0.5)
    ),
    Arrow(
        "cpsv:PublicService",
        "cv:hasCompetentAuthority",
        "cv:PublicOrganisation",
        ("right", 46),
        ("left", None),
    ),
    Arrow(
        "ess:CompetenceAssignment", "ess:authority", "cv:PublicOrganisation", ("top", 0.6), ("bottom", 0.3)
    ),
    Arrow("cv:PublicOrganisation", "dct:spatial", "igeo:Commune", ("bottom", 0.6), ("top", 0.6)),
    Arrow("ess:LegalAttribution", "ess:legalBasis", "eli:LegalResource", ("bottom", 0.5), ("top", 0.5)),
)
