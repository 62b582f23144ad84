"""Everything the graph says of one thing, each statement with where it comes from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ess_graph.errors import UsageProblem
from ess_graph.rdf.names import compact, expand
from ess_graph.rdf.namespaces import EXTERNAL, INFERRED_GRAPH, PROV
from ess_graph.store.generation import OpenStore
from ess_graph.store.provenance import CONTRIBUTION_GRAPH
from ess_graph.store.terms import label

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad

#: Why a statement is believed.
ORIGIN_CONTRIBUTION: Final = "contribution"
ORIGIN_SOURCE: Final = "source"
ORIGIN_EDITORIAL: Final = "editorial"
ORIGIN_RULE: Final = "rule"
ORIGIN_VOCABULARY: Final = "vocabulary"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: predicate, value, and its origin with the addresses that support it."""

    predicate: str
    predicate_name: str
    value: str
    value_name: str
    value_is_iri: bool
    value_label: str | None
    lang: str | None
    datatype: str | None
    origin: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Incoming:
    """How many things point here through one predicate, and the first of them."""

    predicate: str
    predicate_name: str
    count: int
    examples: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Description:
    """One thing and what is said of it."""

    iri: str
    name: str
    label: str | None
    statements: tuple[Statement, ...]
    incoming: tuple[Incoming, ...]


def describe(opened: OpenStore, name: str, *, lang: str = "fr", examples: int = 5) -> Description:
    """Describe a thing named by its IRI or a prefixed name.

    Args:
        opened: the store.
        name: ``pratique:mangeons-24``, an IRI, or a path under the base.
        lang: language of the labels.
        examples: how many incoming links are shown for each predicate.

    Raises:
        UsageProblem: the prefix is not known, or the graph says nothing of the thing.
    """
    from pyoxigraph import NamedNode

    iri = expand(name, opened.prefixes, opened.base)
    try:
        node = NamedNode(iri)
    except ValueError as error:
        raise UsageProblem("usage.iri", found=name, reason=error) from error
    quads = list(opened.store.quads_for_pattern(node, None, None, None))
    incoming = _incoming(opened, node, lang, examples)
    if not quads and not incoming:
        raise UsageProblem("usage.nothing", found=name)
    origins = _Origins(opened, node, quads)
    statements = sorted(
        (_statement(opened, quad, origins, lang) for quad in quads),
        key=lambda s: (s.predicate, s.value, s.lang or ""),
    )
    statements.sort(key=lambda s: s.predicate != EXTERNAL["rdf"] + "type")
    return Description(
        iri, compact(iri, opened.prefixes), label(opened.store, iri, lang), tuple(statements), incoming
    )


class _Origins:
    """Finds the origin of each statement about one subject."""

    def __init__(self, opened: OpenStore, node: NamedNode, quads: list[Quad]) -> None:
        from pyoxigraph import NamedNode

        store, base = opened.store, opened.base
        self._rules = f"{base}{INFERRED_GRAPH}/"
        self._contributions = f"{base}{CONTRIBUTION_GRAPH}/"
        derived = NamedNode(PROV + "wasDerivedFrom")
        self._subject = tuple(sorted(_value(q) for q in quads if q.predicate == derived))
        self._single: dict[str, list[str]] = defaultdict(list)
        about = NamedNode(f"{base}def#about")
        for link in store.quads_for_pattern(None, about, node, None):
            evidence = link.subject
            on = store.quads_for_pattern(evidence, NamedNode(f"{base}def#onProperty"), None, None)
            properties = [_value(quad) for quad in on]
            for quad in store.quads_for_pattern(evidence, derived, None, None):
                for one in properties:
                    self._single[one].append(_value(quad))
        self._editorial = {
            quad.subject.value
            for quad in store.quads_for_pattern(None, NamedNode(f"{base}def#editorial"), None, None)
            if isinstance(quad.subject, NamedNode)
        }
        self._classification = f"{base}id/source/classement-ess-graph"

    def of(self, quad: Quad) -> tuple[str, tuple[str, ...]]:
        from pyoxigraph import NamedNode

        graph = quad.graph_name
        predicate = quad.predicate.value
        if isinstance(graph, NamedNode) and graph.value.startswith(self._rules):
            return ORIGIN_RULE, (graph.value,)
        if isinstance(graph, NamedNode) and graph.value.startswith(self._contributions):
            return ORIGIN_CONTRIBUTION, (graph.value, *self._single.get(predicate, self._subject))
        if predicate in self._single:
            return ORIGIN_SOURCE, tuple(sorted(self._single[predicate]))
        if predicate in self._editorial and self._subject:
            return ORIGIN_EDITORIAL, (self._classification,)
        if self._subject:
            return ORIGIN_SOURCE, self._subject
        return ORIGIN_VOCABULARY, ()


def _statement(opened: OpenStore, quad: Quad, origins: _Origins, lang: str) -> Statement:
    from pyoxigraph import Literal, NamedNode

    value = quad.object
    is_iri = isinstance(value, NamedNode)
    text = _value(quad)
    origin, sources = origins.of(quad)
    predicate = quad.predicate.value
    return Statement(
        predicate=predicate,
        predicate_name=compact(predicate, opened.prefixes),
        value=text,
        value_name=compact(text, opened.prefixes) if is_iri else text,
        value_is_iri=is_iri,
        value_label=label(opened.store, text, lang) if is_iri else None,
        lang=value.language if isinstance(value, Literal) else None,
        datatype=value.datatype.value if isinstance(value, Literal) else None,
        origin=origin,
        sources=sources,
    )


def _incoming(opened: OpenStore, node: NamedNode, lang: str, examples: int) -> tuple[Incoming, ...]:
    from pyoxigraph import NamedNode

    by_predicate: dict[str, set[str]] = defaultdict(set)
    for quad in opened.store.quads_for_pattern(None, None, node, None):
        if isinstance(quad.subject, NamedNode):
            by_predicate[quad.predicate.value].add(quad.subject.value)
    found = []
    for predicate, subjects in sorted(by_predicate.items()):
        first = sorted(subjects)[:examples]
        shown = tuple((one, label(opened.store, one, lang) or compact(one, opened.prefixes)) for one in first)
        found.append(Incoming(predicate, compact(predicate, opened.prefixes), len(subjects), shown))
    return tuple(found)


def _value(quad: Quad) -> str:
    value = getattr(quad.object, "value", None)
    return str(quad.object) if value is None else str(value)
