"""One typed parameter of a query, as its header declares it.

The keys of a parameter in the header::

    name, label {fr, en}    required
    type                    one of PARAMETER_TYPES
    scheme                  concept: the scheme whose concepts are allowed
    class                   iri: the class, as a prefixed name, whose instances are allowed
    allowed                 a list of values
    allowed_query           a SELECT of one column: its terms are the allowed values
    default, required, many what is bound when nothing is given; whether it must be given; whether it may be repeated
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ess_graph.errors import InputProblem

#: What a parameter may be. ``code`` is a plain string, ``token`` an ``xsd:token`` (the codes of INSEE), ``number`` a
#: decimal, ``year`` an ``xsd:gYear``, ``language`` one of ours.
PARAMETER_TYPES: Final = (
    "concept",
    "iri",
    "code",
    "token",
    "text",
    "integer",
    "number",
    "date",
    "year",
    "language",
)
_KEYS: Final = {
    "name",
    "type",
    "scheme",
    "class",
    "allowed",
    "allowed_query",
    "default",
    "required",
    "many",
    "label",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One typed parameter of a query."""

    name: str
    type: str
    scheme: str | None
    class_name: str | None
    allowed: tuple[str, ...]
    allowed_query: str | None
    default: str | None
    required: bool
    many: bool
    label: Mapping[str, str]


def read_parameter(raw: Mapping[str, Any], path: Path) -> Parameter:
    """Return a parameter from its part of a header.

    Raises:
        InputProblem: it has a key or a type that we do not know, or contradicts itself.
    """
    name = str(raw.get("name"))
    if raw.get("type") not in PARAMETER_TYPES:
        raise InputProblem("input.header", path=path, reason=f"{name}: {PARAMETER_TYPES}")
    if not set(raw) <= _KEYS or set(raw.get("label", {})) != {"fr", "en"}:
        raise InputProblem("input.header", path=path, reason=f"{name}: {sorted(_KEYS)}")
    if (raw["type"] == "concept") != ("scheme" in raw):
        raise InputProblem("input.header", path=path, reason=f"{name}: concept + scheme")
    default = raw.get("default")
    return Parameter(
        name=name,
        type=raw["type"],
        scheme=raw.get("scheme"),
        class_name=raw.get("class"),
        allowed=tuple(str(value) for value in raw.get("allowed", ())),
        allowed_query=raw.get("allowed_query"),
        default=None if default is None else str(default),
        required=bool(raw.get("required", False)),
        many=bool(raw.get("many", False)),
        label=raw["label"],
    )
