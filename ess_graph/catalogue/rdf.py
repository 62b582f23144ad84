"""The catalogue as RDF: each query an ``sh:SPARQLExecutable``, after the convention of the SIB SPARQL examples.

The text is the one of the query's example, ready to run on an endpoint: its parameters bound, relative IRIs resolved
by a ``BASE`` line.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ess_graph.catalogue.binding import bind
from ess_graph.catalogue.header import BundledQuery
from ess_graph.catalogue.values import with_language, with_values
from ess_graph.rdf.formats import SYNTAXES
from ess_graph.rdf.namespaces import EXTERNAL, RDF_TYPE, XSD, prefixes
from ess_graph.rdf.writing.document import write_statements
from ess_graph.store.source import Answer
from ess_graph.text import LANGUAGES

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Triple

_SH: Final = EXTERNAL["sh"]
_RDFS: Final = EXTERNAL["rdfs"]
_KEYWORDS: Final = EXTERNAL["schema"] + "keywords"
#: By form: the class, and the property that holds the text.
_FORMS: Final = {
    "select": ("SPARQLSelectExecutable", "select"),
    "construct": ("SPARQLConstructExecutable", "construct"),
}


@dataclass(frozen=True, slots=True)
class _Trusting:
    """A source that holds nothing and finds every value: the examples are checked by tests, on the graph."""

    base: str

    @property
    def prefixes(self) -> Mapping[str, str]:
        return prefixes(self.base)

    def select(self, text: str, *, name: str) -> Answer:
        return Answer(("item",), ((None,),))

    def construct(self, text: str, *, name: str) -> tuple[Triple, ...]:
        return ()


def example_text(query: BundledQuery, base: str, lang: str = "fr") -> str:
    """Return the SPARQL of a query's example, complete in itself.

    Args:
        query: the query.
        base: the base of our IRIs.
        lang: the language of the labels that it asks for.
    """
    bound = with_values(with_language(query.text, lang), bind(_Trusting(base), query, query.example))
    return f"BASE <{base}>\n{bound}"


def catalogue_turtle(queries: Iterable[BundledQuery], base: str) -> str:
    """Return some queries as Turtle.

    Args:
        queries: the queries.
        base: the base of our IRIs; a query is ``{base}query/NAME``.
    """
    triples = [triple for query in queries for triple in _query(query, base)]
    known = {
        name: space
        for name, space in prefixes(base).items()
        if name in ("rdf", "rdfs", "schema", "sh", "xsd")
    }
    known["query"] = f"{base}query/"
    triples += _prefixes(base)
    out = io.BytesIO()
    write_statements(triples, SYNTAXES["ttl"], out, known)
    return out.getvalue().decode()


def _query(query: BundledQuery, base: str) -> Iterable[Triple]:
    from pyoxigraph import Literal, NamedNode, Triple

    node = NamedNode(f"{base}query/{query.name}")
    kind, text = _FORMS[query.form]
    for name in ("SPARQLExecutable", kind):
        yield Triple(node, NamedNode(RDF_TYPE), NamedNode(_SH + name))
    for lang in LANGUAGES:
        yield Triple(node, NamedNode(f"{_RDFS}label"), Literal(query.title[lang], language=lang))
        yield Triple(
            node, NamedNode(f"{_RDFS}comment"), Literal(query.description[lang].strip(), language=lang)
        )
    for tag in query.tags:
        yield Triple(node, NamedNode(_KEYWORDS), Literal(tag))
    yield Triple(node, NamedNode(f"{_SH}prefixes"), _set(base))
    yield Triple(node, NamedNode(_SH + text), Literal(example_text(query, base)))


def _set(base: str) -> NamedNode:
    from pyoxigraph import NamedNode

    return NamedNode(f"{base}query/prefixes")


def _prefixes(base: str) -> Iterable[Triple]:
    """Yield the declarations that ``sh:prefixes`` points to, each with an IRI of its own."""
    from pyoxigraph import Literal, NamedNode, Triple

    for name, space in prefixes(base).items():
        one = NamedNode(f"{base}query/prefix-{name}")
        yield Triple(_set(base), NamedNode(f"{_SH}declare"), one)
        yield Triple(one, NamedNode(f"{_SH}prefix"), Literal(name))
        yield Triple(one, NamedNode(f"{_SH}namespace"), Literal(space, datatype=NamedNode(f"{XSD}anyURI")))
