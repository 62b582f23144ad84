"""A finding is a typed value; its wording is rendered late, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

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
    """

    severity: str
    focus: str
    path: str
    value: str
    component: str
    shape: str
    code: str
    messages: Mapping[str, str]

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
    """

    findings: tuple[Finding, ...]
    checked: int
    engine: str
    seconds: float
    notice: str = ""

    @property
    def conforms(self) -> bool:
        """SHACL §3.6: conforms when there is no result of severity Violation; lesser ones do not count here."""
        return self.count(VIOLATION) == 0

    def count(self, severity: str) -> int:
        """Return how many findings have a severity of SHACL; another one counts as a violation."""
        return sum(1 for finding in self.findings if kind_of(finding.severity) == severity)
