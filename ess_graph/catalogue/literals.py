"""From the text of a value to the literal of its type; what is none of its type is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from ess_graph.errors import UsageProblem
from ess_graph.rdf.namespaces import XSD
from ess_graph.text import LANGUAGES

if TYPE_CHECKING:
    from pyoxigraph import Literal

#: As many digits as a 64-bit integer, and the decimals of Oxigraph, hold for sure.
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})", re.ASCII)
_YEAR: Final = re.compile(r"[0-9]{4}", re.ASCII)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


#: By type: the datatype (none for a plain string), whether a text is of the type, and the error when it is not.
_TYPES: Final[dict[str, tuple[str | None, Callable[[str], object], str]]] = {
    "text": (None, lambda text: True, ""),
    "code": (None, lambda text: True, ""),
    # igeo:codeINSEE is an xsd:token: a plain "35238" does not join with it.
    "token": ("token", lambda text: True, ""),
    "integer": ("integer", _INTEGER.fullmatch, "usage.integer"),
    "number": ("decimal", _NUMBER.fullmatch, "usage.number"),
    "date": ("date", _is_date, "usage.date"),
    "year": ("gYear", lambda text: _YEAR.fullmatch(text) and text != "0000", "usage.year"),
    "language": (None, LANGUAGES.__contains__, "usage.language"),
}


def literal(name: str, kind: str, text: str) -> Literal:
    """Return the literal of a value.

    Args:
        name: the parameter, for the error.
        kind: a parameter type that is a literal.
        text: the value as it was given.

    Raises:
        UsageProblem: the text is none of the type.

    >>> str(literal("depuis", "year", "2015"))
    '"2015"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    """
    from pyoxigraph import Literal, NamedNode

    datatype, accepts, problem = _TYPES[kind]
    if not accepts(text):
        raise UsageProblem(problem, name=name, found=text)
    if kind == "integer":
        text = str(int(text))
    return Literal(text) if datatype is None else Literal(text, datatype=NamedNode(XSD + datatype))
