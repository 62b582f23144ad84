"""The texts of results (SHACL §2.1.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal

from ess_graph.rdf.namespaces import XSD
from ess_graph.shacl.plan.graph import SH
from ess_graph.shacl.plan.problem import ill_formed

if TYPE_CHECKING:
    from ess_graph.shacl.plan.graph import ShapesGraph
    from ess_graph.shacl.plan.problem import Node


def read_messages(graph: ShapesGraph, node: Node) -> dict[str, str]:
    """Return the values of ``sh:message`` by language, ``""`` for none.

    Raises:
        InputProblem: one is no text.
    """
    found: dict[str, str] = {}
    for value in sorted(graph.objects(node, SH + "message"), key=lambda one: str(one.value)):
        if not isinstance(value, Literal) or not (value.language or value.datatype.value == XSD + "string"):
            raise ill_formed(node, "2.1.5", "shacl.not_text", name="message", found=value)
        found[value.language or ""] = value.value
    return found
