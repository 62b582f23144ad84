"""What SPARQL defines is decided by Oxigraph, for many values in one query: comparison and regular expressions.

SHACL §4.3 and §4.5 ask for the operators of SPARQL, §4.4.3 for its REGEX. Oxigraph's expressions are linear in the
text: no pattern of anybody's can hold the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, Store

from ess_graph.shacl.run.batches import batches
from ess_graph.shacl.run.lexical import well_formed
from ess_graph.shacl.run.plain_pattern import plain

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Term

_BATCH: Final = 10_000


@cache
def _empty() -> Store:
    return Store()


def _kept(rows: Iterable[str], variables: str, condition: str) -> Iterator[int]:
    """Yield the numbers of the rows for which a condition is true."""
    numbered = (f"({number} {row})" for number, row in enumerate(rows))
    for batch in batches(numbered, _BATCH):
        text = f"SELECT ?n WHERE {{ VALUES (?n {variables}) {{ {' '.join(batch)} }} FILTER({condition}) }}"
        for solution in _empty().query(text):  # type: ignore[union-attr]
            yield int(solution["n"].value)


def contradicted(pairs: Iterable[tuple[Literal, Literal]], operator: str) -> set[tuple[Literal, Literal]]:
    """Return the pairs for which ``a operator b`` is not true: false, or an error of SPARQL."""
    # Oxigraph takes "300"^^xsd:byte for a number; SPARQL 1.1 §17.1 compares no ill-typed literal.
    every = dict.fromkeys(pairs)
    known = [pair for pair in every if _typed(pair[0]) and _typed(pair[1])]
    wrong = set(every).difference(known)
    rows = (f"{first} {second}" for first, second in known)
    # Few are wrong: it is they that come back.
    wrong.update(known[number] for number in _kept(rows, "?a ?b", f"COALESCE(!(?a {operator} ?b), true)"))
    return wrong


def _typed(one: Literal) -> bool:
    return well_formed(one.value, one.datatype.value)


def unmatched(values: Iterable[Term], pattern: str, flags: str) -> set[str]:
    """Return which of the texts of values do not match a pattern, one that is :func:`understood`."""
    known = list(dict.fromkeys(one.value for one in values))
    simple = plain(pattern, flags)
    if simple is not None:
        return {one for one in known if simple.search(one) is None}
    condition = f"!REGEX(?a, {Literal(pattern)}, {Literal(flags)})"
    return {known[number] for number in _kept((str(Literal(one)) for one in known), "?a", condition)}


@cache
def understood(pattern: str, flags: str) -> bool:
    """Tell whether a pattern is one for Oxigraph: an invalid one is an error, which FILTER would hide."""
    rows = list(
        _empty().query(f'SELECT (REGEX("", {Literal(pattern)}, {Literal(flags)}) AS ?r) WHERE {{}}')  # type: ignore[arg-type]
    )
    return rows[0]["r"] is not None
