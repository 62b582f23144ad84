"""String-based constraint components (SHACL §4.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from ess_graph.shacl.plan.graph import SH
from ess_graph.shacl.plan.problem import ill_formed

if TYPE_CHECKING:
    from ess_graph.shacl.plan.graph import ShapesGraph
    from ess_graph.shacl.plan.problem import Node

PARAMETERS: Final = ("minLength", "maxLength", "pattern", "languageIn", "uniqueLang")


@dataclass(frozen=True, slots=True)
class MinLength:
    """§4.4.1 ``sh:minLength``: the text of each value has at least so many characters."""

    length: int
    component: str = "MinLength"


@dataclass(frozen=True, slots=True)
class MaxLength:
    """§4.4.2 ``sh:maxLength``: the text of each value has at most so many characters."""

    length: int
    component: str = "MaxLength"


@dataclass(frozen=True, slots=True)
class Pattern:
    """§4.4.3 ``sh:pattern``: the text of each value matches the regular expression of SPARQL."""

    pattern: str
    flags: str
    component: str = "Pattern"


@dataclass(frozen=True, slots=True)
class LanguageIn:
    """§4.4.4 ``sh:languageIn``: the language tag of each value matches one of the ranges."""

    ranges: tuple[str, ...]
    component: str = "LanguageIn"


@dataclass(frozen=True, slots=True)
class UniqueLang:
    """§4.4.5 ``sh:uniqueLang``: no two values have the same language tag."""

    component: str = "UniqueLang"


StringBased: TypeAlias = "MinLength | MaxLength | Pattern | LanguageIn | UniqueLang"


def read(graph: ShapesGraph, shape: Node, is_property: bool) -> Iterator[StringBased]:
    """Yield the constraints of this section that a shape has.

    Raises:
        InputProblem: a parameter is ill-formed, or ``sh:uniqueLang`` stands in a node shape.
    """
    if (length := graph.integer(shape, "minLength", "4.4.1")) is not None:
        yield MinLength(length)
    if (length := graph.integer(shape, "maxLength", "4.4.2")) is not None:
        yield MaxLength(length)
    flags = graph.one(shape, "flags", "4.4.3")
    said = "" if flags is None else graph.text(shape, "flags", flags, "4.4.3")
    for value in graph.objects(shape, SH + "pattern"):
        yield Pattern(graph.text(shape, "pattern", value, "4.4.3"), said)
    if (head := graph.one(shape, "languageIn", "4.4.4")) is not None:
        members = graph.members(shape, "languageIn", head, "4.4.4")
        yield LanguageIn(tuple(graph.text(shape, "languageIn", one, "4.4.4") for one in members))
    if graph.objects(shape, SH + "uniqueLang"):
        if not is_property:
            raise ill_formed(shape, "4.4.5", "shacl.property_only", name="uniqueLang")
        graph.boolean(shape, "uniqueLang", "4.4.5")
        # "1"^^xsd:boolean is no "true" here: the condition is on the term (test uniqueLang-002 of the W3C).
        if [getattr(one, "value", "") for one in graph.objects(shape, SH + "uniqueLang")] == ["true"]:
            yield UniqueLang()
