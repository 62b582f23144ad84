"""Which queries a server is not trusted with."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from ess_graph.shacl.plan.query import tokens

_COUNTING: Final = {"COUNT", "SUM", "AVG", "GROUP_CONCAT", "SAMPLE", "GROUP", "HAVING", "LIMIT", "OFFSET"}


def repeats(query: str) -> bool:
    """Tell whether a query has a path that repeats; a product or a sum of names is taken for one.

    >>> repeats("SELECT $this WHERE { $this a/ex:p* ?o }"), repeats("SELECT (COUNT(*) AS ?n) WHERE { $this a ?o }")
    (True, False)
    """
    return any(
        sign in ("*", "+", "?") and (kind in ("iri", "name") or before == ")")
        for (kind, before, _), (_, sign, _) in pairwise(tokens(query))
    )


def counts(query: str) -> bool:
    """Tell whether a statement that comes twice may change what a query finds, beyond a row that comes twice too.

    >>> counts("SELECT $this WHERE { $this ex:count ?o }"), counts("SELECT (COUNT(*) AS ?n) WHERE { $this a ?o }")
    (False, True)
    """
    return any(kind == "name" and word.upper() in _COUNTING for kind, word, _ in tokens(query))
