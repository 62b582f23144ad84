"""Results of validation before they are worded (SHACL §3.6.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ess_graph.report.finding import Finding
from ess_graph.shacl.plan.paths import display
from ess_graph.text import LANGUAGES, message

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Term
    from ess_graph.shacl.plan.shapes import Shape


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


def finding(hit: Hit) -> Finding:
    """Return the finding that a result is reported as."""
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
    )


def _default(hit: Hit) -> dict[str, str]:
    """Return what is said when the shapes say nothing: the parameter that is not respected."""
    name = hit.component
    parameter = name.lower() if name.isupper() else name[0].lower() + name[1:]
    said = f"sh:{parameter} {hit.parameter}".strip() if ":" not in hit.component else f"<{hit.component}>"
    return {lang: message("shacl.not_respected", lang, parameter=said) for lang in LANGUAGES}
