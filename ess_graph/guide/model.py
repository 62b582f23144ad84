"""What the guide answers, as typed data: the forms of output only lay it out.

Every thing that is said carries its source; what is not known is a sentence too, never a blank.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ess_graph.guide.parts import Named, Place, Remark, Source, Topic

#: What is known of a competence domain at an EPCI.
TAKEN_OVER: Final = "taken-over"
NOT_LISTED: Final = "not-listed"
NO_CODE: Final = "no-code"
NO_RECORD: Final = "no-record"
NO_EPCI: Final = "no-epci"


@dataclass(frozen=True, slots=True)
class Rule:
    """What the law gives to one tier: to whom, in which capacity, and what."""

    authority_types: tuple[str, ...]
    authority: str
    capacity: str
    detail: str
    reference: str | None
    texts: tuple[Source, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A BANATIC code of a domain, and whether the EPCI exercises it according to the record."""

    iri: str
    code: str
    label: str
    exercised: bool


@dataclass(frozen=True, slots=True)
class Exercise:
    """What the record of BANATIC says of an EPCI and a domain: never that it is not competent."""

    status: str
    text: str
    codes: tuple[Code, ...]
    valid: str | None
    source: Source | None


@dataclass(frozen=True, slots=True)
class Domain:
    """A competence domain: the rules of law, and what the EPCI of the place exercises."""

    iri: str
    label: str
    rules: tuple[Rule, ...]
    silent: tuple[str, ...]
    exercise: Exercise | None


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode of management: how many practices of the need use it, and what it takes."""

    iri: str
    label: str
    practices: int
    forms: tuple[str, ...]
    instrument: str | None
    risk: str | None
    reference: str | None
    page: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class Lever:
    """A lever, or what the ESS can do within one competence of one tier."""

    iri: str
    label: str
    text: str
    practices: int
    reference: str | None
    sheet: Named | None
    source: Source


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice and why it is shown; a comparison is run by the authority itself."""

    iri: str
    title: str
    description: str
    kind: str
    comparison: bool
    authorities: tuple[Named, ...]
    departement: str | None
    year: str | None
    modes: tuple[str, ...]
    operators: tuple[str, ...]
    sheet: Source | None
    points: int
    reasons: tuple[Remark, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who can help, and why."""

    iri: str
    name: str
    kind: str
    form: str | None
    role: str | None
    website: str | None
    reasons: tuple[Remark, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to read, and why."""

    iri: str
    title: str
    edition: str
    number: str | None
    reasons: tuple[Remark, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Guide:
    """The answer."""

    lang: str
    topic: Topic
    place: Place
    domains: tuple[Domain, ...]
    modes: tuple[Mode, ...]
    levers: tuple[Lever, ...]
    practices: tuple[Practice, ...]
    actors: tuple[Actor, ...]
    sheets: tuple[Sheet, ...]
    unknown: tuple[Remark, ...]
