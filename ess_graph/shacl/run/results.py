"""Results of validation before they are worded (SHACL §3.6.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ess_graph.report.finding import Finding, Terms, no_details
from ess_graph.shacl.plan.graph import SH
from ess_graph.shacl.plan.paths import Predicate, display
from ess_graph.shacl.plan.sparql import SPARQL, Sparql
from ess_graph.text import LANGUAGES, message

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Node, Term
    from ess_graph.shacl.plan.shapes import Constraint, Shape

_IRI: Final = SH + "{}ConstraintComponent"


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """One result: the shape, what did not hold, where.

    Attributes:
        path: the path of the result when it is not that of the shape.
        messages: what the constraint says, when the shape says nothing.
        parameter: the value of the parameter, as text, for when nobody says anything.
    """

    shape: Shape
    component: str
    focus: Term
    value: Term | None = None
    path: str | None = None
    messages: Mapping[str, str] | None = None
    parameter: str = ""


def finding(
    hit: Hit, constraint: Constraint, details: Callable[[], Iterable[Finding]] = no_details
) -> Finding:
    """Return the finding that a result is reported as.

    Args:
        hit: the result.
        constraint: what did not hold.
        details: gives the results that explain it.
    """
    shape = hit.shape
    own = "" if shape.path is None else display(shape.path)
    return Finding(
        severity=shape.severity,
        focus=hit.focus.value,
        path=own if hit.path is None else hit.path,
        value="" if hit.value is None else hit.value.value,
        component=hit.component,
        shape=shape.node.value,
        code=shape.code,
        messages=shape.messages or hit.messages or _default(hit),
        terms=Terms(
            hit.focus,
            hit.value,
            shape.path if hit.path is None else Predicate(hit.path),
            shape.node,
            *_component(hit, constraint),
            details,
        ),
    )


def _component(hit: Hit, constraint: Constraint) -> tuple[str, Node | None]:
    """Return the IRI of the component and, for a query of ``sh:sparql``, the constraint."""
    if isinstance(constraint, Sparql):
        if constraint.component != SPARQL:
            return constraint.source.value, None
        return _IRI.format(SPARQL), constraint.source
    return _IRI.format(hit.component), None


def _default(hit: Hit) -> dict[str, str]:
    """Return what is said when the shapes say nothing: the parameter that is not respected."""
    name = hit.component
    parameter = name.lower() if name.isupper() else name[0].lower() + name[1:]
    said = f"sh:{parameter} {hit.parameter}".strip() if ":" not in hit.component else f"<{hit.component}>"
    return {lang: message("shacl.not_respected", lang, parameter=said) for lang in LANGUAGES}
