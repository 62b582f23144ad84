"""Anchored look-ups of the store: each takes about 20 µs, whatever the size of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ess_graph.guide.parts import Body, Named, Remark, Source
from ess_graph.rdf.namespaces import XSD
from ess_graph.store.generation import OpenStore
from ess_graph.store.terms import best_language, label
from ess_graph.text import message

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode


class Facts:
    """Reads one store in one language; remembers what it read.

    Args:
        opened: the store.
        lang: ``"fr"`` or ``"en"``.
    """

    def __init__(self, opened: OpenStore, lang: str) -> None:
        self.opened = opened
        self.lang = lang
        self.base = opened.base
        self._store = opened.store
        self._prefixes = opened.prefixes
        self._predicates: dict[str, NamedNode] = {}
        self._labels: dict[str, str] = {}
        self._objects: dict[tuple[str, str], tuple[str, ...]] = {}

    def iri(self, path: str) -> str:
        """Return the IRI of a path under the base."""
        return self.base + path

    def objects(self, subject: str, predicate: str) -> tuple[str, ...]:
        """Return the values of a predicate (``ess:need``), IRIs and texts alike, sorted."""
        from pyoxigraph import NamedNode

        if (subject, predicate) not in self._objects:
            quads = self._store.quads_for_pattern(NamedNode(subject), self._predicate(predicate), None, None)
            found = {str(getattr(quad.object, "value", quad.object)) for quad in quads}
            self._objects[subject, predicate] = tuple(sorted(found))
        return self._objects[subject, predicate]

    def asserted(self, subject: str, predicate: str) -> tuple[str, ...]:
        """Return the values that a source states, without those that a rule adds, sorted."""
        from pyoxigraph import DefaultGraph, NamedNode

        quads = self._store.quads_for_pattern(
            NamedNode(subject), self._predicate(predicate), None, DefaultGraph()
        )
        return tuple(sorted({str(getattr(quad.object, "value", quad.object)) for quad in quads}))

    def first(self, subject: str, predicate: str) -> str | None:
        """Return the first value of a predicate, if there is one."""
        return next(iter(self.objects(subject, predicate)), None)

    def text(self, subject: str, predicate: str) -> str | None:
        """Return the text of a predicate in the reader's language, else in another."""
        from pyoxigraph import Literal, NamedNode

        found: dict[str, str] = {}
        quads = self._store.quads_for_pattern(NamedNode(subject), self._predicate(predicate), None, None)
        for quad in quads:
            if isinstance(quad.object, Literal):
                found.setdefault(quad.object.language or "", quad.object.value)
        return best_language(found, self.lang) if found else None

    def subjects(self, predicate: str, value: str) -> tuple[str, ...]:
        """Return the things that have this IRI as the value of a predicate, sorted."""
        from pyoxigraph import NamedNode

        return self._subjects(predicate, NamedNode(value))

    def holders(self, predicate: str, text: str, datatype: str = "string") -> tuple[str, ...]:
        """Return the things that have this text as the value of a predicate, sorted."""
        from pyoxigraph import Literal, NamedNode

        return self._subjects(predicate, Literal(text, datatype=NamedNode(XSD + datatype)))

    def known(self, iri: str) -> bool:
        """Tell whether the graph says something of a thing; an IRI that is none is not known."""
        from pyoxigraph import NamedNode

        try:
            node = NamedNode(iri)
        except ValueError:
            return False
        return any(True for _ in self._store.quads_for_pattern(node, None, None, None))

    def label(self, iri: str) -> str:
        """Return the label of a thing in the reader's language, else the last part of its IRI."""
        if iri not in self._labels:
            self._labels[iri] = label(self._store, iri, self.lang) or iri.rpartition("/")[2]
        return self._labels[iri]

    def named(self, iri: str) -> Named:
        """Return a thing with its label."""
        return Named(iri, self.label(iri))

    def source(self, subject: str) -> Source:
        """Return where a thing comes from, and how sure it is."""
        level = self.first(subject, "ess:confidence")
        address = self.first(subject, "prov:wasDerivedFrom")
        confidence = self.label(level) if level else None
        if address is not None and address.startswith(self.iri("id/source/")):
            return Source(self.first(address, "foaf:page"), self.label(address), confidence)
        return Source(address, None, confidence)

    def body(self, iri: str) -> Body:
        """Return a public body."""
        kind = self.first(iri, "org:classification") or ""
        source = self.source(iri)
        return Body(
            iri=iri,
            label=self.label(iri),
            type=kind.rpartition("/")[2],
            type_label=self.label(kind) if kind else "",
            source=source if source.confidence else None,
        )

    def remark(self, key: str, **fields: str) -> Remark:
        """Return a sentence in the reader's language."""
        return Remark(key, message(key, self.lang, **fields), fields)

    def _subjects(self, predicate: str, value: NamedNode | Literal) -> tuple[str, ...]:
        from pyoxigraph import NamedNode

        quads = self._store.quads_for_pattern(None, self._predicate(predicate), value, None)
        return tuple(sorted({q.subject.value for q in quads if isinstance(q.subject, NamedNode)}))

    def _predicate(self, name: str) -> NamedNode:
        from pyoxigraph import NamedNode

        if name not in self._predicates:
            prefix, _, local = name.partition(":")
            self._predicates[name] = NamedNode(self._prefixes[prefix] + local)
        return self._predicates[name]
