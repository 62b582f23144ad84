"""The RDF syntaxes we read and write, by the short names people use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from ess_graph.errors import UsageProblem

if TYPE_CHECKING:
    from pyoxigraph import RdfFormat


@dataclass(frozen=True, slots=True)
class Syntax:
    """One syntax: our name, the attribute of ``pyoxigraph.RdfFormat``, extensions, and what it holds."""

    name: str
    oxigraph: str
    extensions: tuple[str, ...]
    media_type: str
    has_graphs: bool

    @property
    def rdf_format(self) -> RdfFormat:
        """The syntax as pyoxigraph knows it."""
        from pyoxigraph import RdfFormat

        found: RdfFormat = getattr(RdfFormat, self.oxigraph)
        return found


SYNTAXES: Final = {
    syntax.name: syntax
    for syntax in (
        Syntax("ttl", "TURTLE", ("ttl", "turtle"), "text/turtle", False),
        Syntax("jsonld", "JSON_LD", ("jsonld", "json"), "application/ld+json", True),
        Syntax("nt", "N_TRIPLES", ("nt",), "application/n-triples", False),
        Syntax("rdfxml", "RDF_XML", ("rdf", "xml", "owl"), "application/rdf+xml", False),
        Syntax("trig", "TRIG", ("trig",), "application/trig", True),
        Syntax("nq", "N_QUADS", ("nq",), "application/n-quads", True),
    )
}


def syntax_named(name: str) -> Syntax:
    """Return the syntax of a short name.

    Raises:
        UsageProblem: when no syntax has that name.
    """
    try:
        return SYNTAXES[name.lower()]
    except KeyError:
        raise UsageProblem("usage.syntax", found=name, known=", ".join(SYNTAXES)) from None


def syntax_of(path: str | PurePath) -> Syntax:
    """Return the syntax that a file name tells; ``.gz`` is looked through.

    Raises:
        UsageProblem: when the extension is not known.

    >>> syntax_of("graph.jsonld.gz").name
    'jsonld'
    """
    pure = PurePath(path)
    if pure.suffix == ".gz":
        pure = pure.with_suffix("")
    extension = pure.suffix.lstrip(".").lower()
    for syntax in SYNTAXES.values():
        if extension in syntax.extensions:
            return syntax
    raise UsageProblem("usage.extension", path=str(path), known=", ".join(SYNTAXES))
