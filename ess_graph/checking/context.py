"""A contribution in the graph that it would make, without making it: it, what it touches, and what the rules infer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple

from ess_graph.checking.published import Published
from ess_graph.checking.statements import Statements
from ess_graph.store.rules import rule_files
from ess_graph.store.sparql import construct

if TYPE_CHECKING:
    from collections.abc import Iterable

#: From a contributed thing, so many steps to what shapes look at: practice → participation → actor → type.
STEPS: Final = 3


def surroundings(said: Statements, published: Published) -> list[Triple]:
    """Return what is published about the nodes of a contribution, and about those that these lead to.

    Args:
        said: the contribution.
        published: what is published.
    """
    found: dict[Triple, None] = {}
    seen: set[str] = set()
    pending = list(dict.fromkeys((*said.subjects, *said.objects, *published.alike(said.keys))))
    for _ in range(STEPS):
        seen.update(pending)
        following: dict[str, None] = {}
        for triple in published.about(pending):
            found[triple] = None
            if isinstance(triple.object, NamedNode) and triple.object.value not in seen:
                following[triple.object.value] = None
        pending = list(following)
    return list(found)


def inferred(said: Statements, near: Iterable[Triple], rules: Path, base: str) -> list[Triple]:
    """Return what the rules infer of a contribution and its surroundings, and is not there yet.

    A statement that no longer follows because of the contribution is not looked for: none that a contribution may make
    takes one away, but for the name of a body, which is then said twice.

    Args:
        said: the contribution.
        near: what is published around it.
        rules: the folder of the rules.
        base: the base of our IRIs.

    Raises:
        SystemProblem: a rule is no valid SPARQL.
    """
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in near)
    if said.file is None:
        store.bulk_extend(Quad(*triple) for triple in said)
    else:
        store.bulk_load(path=str(said.file), format=RdfFormat.N_TRIPLES)
    found: list[Triple] = []
    for rule in rule_files(rules):
        made = construct(store, rule.read_text("utf-8"), base, name=rule.name)
        new = [one for one in dict.fromkeys(made) if Quad(*one) not in store]
        store.extend(Quad(*one) for one in new)
        found += new
    return found


def everything(said: Statements, *others: Iterable[Triple]) -> Iterator[Triple]:
    """Yield a contribution that is in memory, and what goes with it; the same statement comes once."""
    seen = set(said)
    yield from dict.fromkeys(said)
    for triples in others:
        for one in triples:
            if one not in seen:
                yield one
