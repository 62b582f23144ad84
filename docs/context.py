"""Make the JSON-LD terms from what the tables and the ontology say of each property.

A term takes the local name of its property when no other property, prefix or keyword has it, else the prefixed name.
Values of one kind only are coerced: IRIs, texts with a language, or one datatype.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from ess_graph.config import DEFAULT_BASE
from ess_graph.model.compiled import compile_emitters
from ess_graph.model.metadata import read_metadata
from ess_graph.rdf.formats import SYNTAXES
from ess_graph.rdf.names import compact
from ess_graph.rdf.namespaces import EXTERNAL, RDF_TYPE, SKOS, XSD, prefixes
from ess_graph.rdf.reading import read_quads
from ess_graph.rdf.writing.context import KEYWORDS, document

#: What only rules or a cell say: links between concepts, each an owl:ObjectProperty (SKOS Reference, §4.3, 8.3, 10.3).
RELATIONS = (
    "broadMatch",
    "broaderTransitive",
    "closeMatch",
    "exactMatch",
    "hasTopConcept",
    "narrowMatch",
    "narrower",
    "relatedMatch",
    "topConceptOf",
)


def _kind(term: Literal | NamedNode | BlankNode | object) -> str:
    if not isinstance(term, Literal):
        return "@id"
    return "@language" if term.language else term.datatype.value


def kinds(source: Path, base: str) -> dict[str, set[str]]:
    """Return the kinds of values of each property: ``@id``, ``@language`` or the IRI of a datatype."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in RELATIONS:
        found[SKOS + name].add("@id")
    group = read_metadata(source / "data" / "csv-metadata.json")
    for table in group.tables:
        for emitter in compile_emitters(table, f"{base}data/{table.url}"):
            if emitter.fixed_prop is None:
                continue
            value = emitter.fixed_value
            if value is None and emitter.make_literal is not None:
                value = emitter.make_literal("")
            found[emitter.fixed_prop.value].add("@id" if emitter.value is not None else _kind(value))
    declared = NamedNode(EXTERNAL["owl"] + "ObjectProperty")
    for path in sorted((source / "ontology").glob("*.ttl")):
        for quad in read_quads(path, SYNTAXES["ttl"], base):
            found[quad.predicate.value].add(_kind(quad.object))
            if quad.object == declared and isinstance(quad.subject, NamedNode):
                found[quad.subject.value].add("@id")
    found.pop(RDF_TYPE, None)
    return found


def terms(source: Path) -> dict[str, Any]:
    """Return the definitions of all terms, by name."""
    base = DEFAULT_BASE
    known = prefixes(base)
    of = {iri: compact(iri, known) for iri in kinds(source, base)}
    found = {iri: value for iri, value in kinds(source, base).items() if ":" in of[iri] and of[iri] != iri}
    locals_ = [of[iri].partition(":")[2] for iri in found]
    made: dict[str, Any] = {}
    for iri, values in found.items():
        local = of[iri].partition(":")[2]
        alone = locals_.count(local) == 1 and local not in known and local not in KEYWORDS
        made[local if alone else of[iri]] = _definition(of[iri], values, known)
    return dict(sorted(made.items()))


def _definition(name: str, values: set[str], known: dict[str, str]) -> Any:
    if values == {"@id"}:
        return {"@id": name, "@type": "@id"}
    if values <= {"@language", XSD + "string"} and "@language" in values:
        return {"@id": name, "@container": "@language"}
    if len(values) == 1 and XSD + "string" not in values:
        return {"@id": name, "@type": compact(values.pop(), known)}
    return name


def terms_file(source: Path) -> str:
    """Return the text of ``ontology/terms.json``, one term a line."""
    lines = (f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in terms(source).items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def context_file(base: str = DEFAULT_BASE) -> str:
    """Return the published context for a base."""
    whole = document(prefixes(base))["@context"]
    lines = (f"    {json.dumps(name)}: {json.dumps(value)}" for name, value in whole.items())
    return '{\n  "@context": {\n' + ",\n".join(lines) + "\n  }\n}\n"
