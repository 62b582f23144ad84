"""A finding is a typed value; its wording is rendered late, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode

    Node: TypeAlias = "NamedNode | BlankNode"
    Term: TypeAlias = "NamedNode | BlankNode | Literal"

VIOLATION: Final = "Violation"
WARNING: Final = "Warning"
INFO: Final = "Info"
SEVERITIES: Final = (VIOLATION, WARNING, INFO)


def kind_of(severity: str) -> str:
    """Return the severity of SHACL that one counts as: itself, or a violation.

    >>> kind_of("Warning"), kind_of("http://example.org/Grave")
    ('Warning', 'Violation')
    """
    return severity if severity in SEVERITIES else VIOLATION


class PathText(Protocol):
    """A property path of SHACL, which the report layer hands on and does not look into."""

    def text(self) -> str:
        """Return the path in SPARQL."""


def no_details() -> Iterable[Finding]:
    """Return the details of a result that has none."""
    return ()


@dataclass(frozen=True, slots=True)
class Terms:
    """A result in the terms of the data and the shapes graph, for a report that is RDF (SHACL §3.6.2).

    Attributes:
        focus: the focus node.
        value: the value, if there is one.
        path: the path, if there is one.
        shape: the shape, if there is one.
        component: the IRI of the constraint component.
        constraint: the value of ``sh:sparql`` that the result is of (§5.3.2), if it is of one.
        details: gives the results of nested shapes (§3.6.2.6); it is asked late, as most results are never asked.
    """

    focus: Term
    value: Term | None
    path: PathText | None
    shape: Node | None
    component: str
    constraint: Node | None = None
    details: Callable[[], Iterable[Finding]] = no_details


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of validation (SHACL §3.6.2): what was found, where, by which rule.

    Attributes:
        severity: ``Violation``, ``Warning`` or ``Info``, or the IRI of one that the shapes define themselves.
        focus: the focus node, an IRI or a blank node.
        path: the property path, an IRI or its SPARQL text, ``""`` for a node constraint.
        value: the value that was found, as text, ``""`` when a value is missing.
        component: local name of the constraint component, ``MinCount``.
        shape: the IRI of the shape.
        code: the stable code of the rule, ``""`` when the shapes give none.
        messages: text by language.
        terms: the terms behind the texts; two findings that say the same are equal whatever these are.
    """

    severity: str
    focus: str
    path: str
    value: str
    component: str
    shape: str
    code: str
    messages: Mapping[str, str]
    terms: Terms | None = field(default=None, compare=False, repr=False)

    def message(self, lang: str) -> str:
        """Return the message in ``lang``, else in French, else the first."""
        for wanted in (lang, "fr", ""):
            if wanted in self.messages:
                return self.messages[wanted]
        return next(iter(self.messages.values()), "")


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one validation and what was checked.

    Attributes:
        findings: what was found, in a stable order.
        checked: how many statements were read.
        engine: the name of the SHACL engine.
        seconds: how long it took.
        notice: why another engine than usual was needed, ``""`` when it was not.
        left_out: how many more findings there are than ``findings`` holds, by severity of SHACL.
    """

    findings: tuple[Finding, ...]
    checked: int
    engine: str
    seconds: float
    notice: str = ""
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def conforms(self) -> bool:
        """SHACL §3.6: conforms when there is no result of severity Violation; lesser ones do not count here."""
        return self.count(VIOLATION) == 0

    def count(self, severity: str) -> int:
        """Return how many findings have a severity of SHACL; another one counts as a violation."""
        kept = sum(1 for finding in self.findings if kind_of(finding.severity) == severity)
        return kept + self.left_out.get(severity, 0)
