"""Bind parameters: a ``VALUES`` block of serialised terms where the query says ``# @params``.

Not Oxigraph's ``substitutions`` alone: it plans the query before it substitutes, and goes through all 35,000 communes
to find one (measured: 1.3 s against 0.01 s; docs/decisions/0006-parameters.md). A term is made by pyoxigraph and
written by pyoxigraph, which escapes it: a hostile value is just a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ess_graph.errors import SystemProblem
from ess_graph.text import LANGUAGES

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

#: The comment, on a line of its own in the group that the parameters restrict, that the block replaces.
MARK: Final = "# @params\n"


def with_values(text: str, terms: Mapping[str, Sequence[NamedNode | Literal]]) -> str:
    r"""Return the query with each variable bound to its terms.

    Args:
        text: a query of ours; it may hold the mark several times, in groups of their own.
        terms: terms by variable name, without the question mark.

    Raises:
        SystemProblem: there are terms to bind but no mark.

    >>> from pyoxigraph import Literal
    >>> with_values("SELECT * WHERE { # @params\n ?s ?p ?o }", {"o": [Literal('"} DROP ALL')]})
    'SELECT * WHERE { VALUES ?o { "\\"} DROP ALL" }\n ?s ?p ?o }'
    """
    if terms and MARK not in text:
        raise SystemProblem("system.query", query=", ".join(sorted(terms)), reason=MARK.strip())
    block = "".join(
        f"VALUES ?{name} {{ {' '.join(map(str, few))} }}\n" for name, few in sorted(terms.items())
    )
    return text.replace(MARK, block)


def with_language(text: str, lang: str) -> str:
    """Return the query with ``?lang`` replaced by one of our languages, wherever it stands.

    A ``VALUES`` block would not reach into sub-queries; the language is one of two words of ours, no text of a person.

    Raises:
        ValueError: ``lang`` is none of our languages.

    >>> with_language("FILTER (LANG(?label) = ?lang)", "fr")
    'FILTER (LANG(?label) = "fr")'
    """
    if lang not in LANGUAGES:
        raise ValueError(f"lang must be one of {LANGUAGES}, not {lang!r}")
    return re.sub(r"\?lang\b", f'"{lang}"', text)
