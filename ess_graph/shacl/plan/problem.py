"""What is wrong with shapes: ill-formed ones are refused, those beyond this engine are said to be so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from ess_graph.errors import InputProblem
from ess_graph.text import message

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode

    Node: TypeAlias = "NamedNode | BlankNode"
    Term: TypeAlias = "NamedNode | BlankNode | Literal"


#: The most characters of what a message names.
_WIDEST: Final = 200


class BeyondEngine(InputProblem):
    """Shapes that are valid SHACL, or may be, and that another engine must decide."""


def no_triple_term(term: object) -> None:
    """Refuse a triple term of RDF 1.2, which SHACL 1.0 does not know.

    Raises:
        InputProblem: it is one.
    """
    from pyoxigraph import Triple

    if isinstance(term, Triple):
        raise InputProblem("input.shapes", reason=message("shacl.triple_term", found=str(term)))


def ill_formed(shape: Term, clause: str, key: str, **fields: object) -> InputProblem:
    """Return the refusal of a shape.

    Args:
        shape: the shape, or the node in the place of one.
        clause: the section of the SHACL Recommendation that it does not respect, such as ``4.2.1``.
        key: that of the sentence, ``shacl.*``.
        fields: what the sentence names.
    """
    return InputProblem(
        "input.shape",
        shape=str(shape),
        clause=clause,
        reason=message(key, **{name: _short(str(value)) for name, value in fields.items()}),
    )


def _short(text: str) -> str:
    """Return a text that leaves a message one line: a parser may list all that it would have taken."""
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…"


def beyond(shape: Term, clause: str, key: str, **fields: object) -> BeyondEngine:
    """Return the notice that a shape needs another engine; the arguments are those of :func:`ill_formed`."""
    return BeyondEngine(
        "input.shape_beyond",
        shape=str(shape),
        clause=clause,
        reason=message(key, **{name: _short(str(value)) for name, value in fields.items()}),
    )
