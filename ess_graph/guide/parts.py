"""What the guide is asked, and what every line of its answer is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: What a person may ask for, best first when two match alike.
TopicKind = Literal["need", "service", "theme", "competence"]
#: Tiers of a place.
Tier = Literal["commune", "epci", "departement", "region"]


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with its label in the reader's language."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a line comes from: an address, or a text; and how sure it is (a label)."""

    address: str | None = None
    text: str | None = None
    confidence: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence as its message key and fields, and written out in the reader's language."""

    key: str
    text: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Topic:
    """What was asked, and the concepts around it that practices are sought by."""

    iri: str
    kind: TopicKind
    label: str
    needs: tuple[str, ...]
    services: tuple[str, ...]
    themes: tuple[str, ...]
    competences: tuple[str, ...]
    also: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """A public body; ``source`` is given when the body itself is described by a page or from memory."""

    iri: str
    label: str
    type: str
    type_label: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A territory with the bodies that govern it."""

    tier: Tier
    iri: str
    name: str
    code: str
    population: int | None = None
    body: Body | None = None
    epci: Body | None = None
    departements: tuple[Named, ...] = ()
    departement_bodies: tuple[Body, ...] = ()
    regions: tuple[Named, ...] = ()
    region_bodies: tuple[Body, ...] = ()
    overseas: bool = False
    remarks: tuple[Remark, ...] = ()
