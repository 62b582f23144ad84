"""What a change of the store is, statement by statement: what comes, what goes, and what gets another value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ess_graph.rdf.namespaces import INFERRED_GRAPH
from ess_graph.store.provenance import CONTRIBUTION_GRAPH

if TYPE_CHECKING:
    from pyoxigraph import Quad

ADDED: Final = "added"
CHANGED: Final = "changed"
REMOVED: Final = "removed"
KNOWN: Final = "known"
_ORDER: Final = (ADDED, CHANGED, REMOVED, KNOWN)


@dataclass(frozen=True, slots=True)
class Change:
    """One statement that comes, goes, gets another value, or is stated already.

    Attributes:
        kind: :data:`ADDED`, :data:`CHANGED`, :data:`REMOVED` or :data:`KNOWN`.
        by: the contribution, the rule, or ``provenance``.
        subject: its IRI.
        predicate: its IRI.
        value: the value, as text.
        before: the value that it had, ``""`` unless it changed.
    """

    kind: str
    by: str
    subject: str
    predicate: str
    value: str
    before: str = ""


def changes(
    added: Iterable[bytes], removed: Iterable[bytes], known: Iterable[bytes], base: str
) -> list[Change]:
    """Return the changes between two sets of canonical lines.

    One value that goes and one that comes for the same subject and property are one change.

    Args:
        added: the lines that come.
        removed: the lines that go.
        known: lines of a contribution that are stated already.
        base: the base of our IRIs.
    """
    comes, goes = _by_subject(added, base), _by_subject(removed, base)
    found = []
    for key, new in comes.items():
        # A statement that another contribution says from now on neither comes nor goes.
        both = {value for _, value in new} & {value for _, value in goes.get(key, ())}
        new = [one for one in new if one[1] not in both]  # noqa: PLW2901 - those that are new
        old = goes[key] = [one for one in goes.get(key, ()) if one[1] not in both]
        if len(new) == len(old) == 1:
            del goes[key]
            found.append(Change(CHANGED, new[0][0], *key[:2], new[0][1], old[0][1]))
            continue
        found += [Change(ADDED, by, *key[:2], value) for by, value in new]
    found += [Change(REMOVED, by, *key[:2], value) for key, old in goes.items() for by, value in old]
    for key, values in _by_subject(known, base).items():
        found += [Change(KNOWN, by, *key[:2], value) for by, value in values]
    # What was contributed comes before what the graph says about the contribution.
    about = f"{base}{CONTRIBUTION_GRAPH}/"
    return sorted(
        found,
        key=lambda one: (
            one.subject.startswith(about),
            _ORDER.index(one.kind),
            one.subject,
            one.predicate,
            one.value,
        ),
    )


_Key = tuple[str, str, str]


def _by_subject(lines: Iterable[bytes], base: str) -> dict[_Key, list[tuple[str, str]]]:
    """Return who says which values, by subject, property and the kind of graph."""
    from pyoxigraph import RdfFormat, parse

    found: dict[_Key, list[tuple[str, str]]] = defaultdict(list)
    for quad in parse(b"".join(sorted(lines)), format=RdfFormat.N_QUADS):
        by = _by(quad, base)
        key = (_text(quad.subject), quad.predicate.value, by[0])
        found[key].append((by[1], _text(quad.object)))
    return found


def _by(quad: Quad, base: str) -> tuple[str, str]:
    path = str(getattr(quad.graph_name, "value", "")).removeprefix(base)
    for kind in (CONTRIBUTION_GRAPH, INFERRED_GRAPH):
        if path.startswith(f"{kind}/"):
            return kind, path.removeprefix(f"{kind}/")
    return path, path.rpartition("/")[2]


def _text(term: object) -> str:
    return str(getattr(term, "value", term))
