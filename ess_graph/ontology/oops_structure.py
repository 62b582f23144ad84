"""The OOPS! pitfalls about what is declared and how terms hang together.

Source: https://oops.linkeddata.es/catalogue.jsp (Poveda-Villalón et al.); a critical pitfall is a MUST here.
"""

from __future__ import annotations

from typing import Final

from ess_graph.ontology import terms as t
from ess_graph.ontology.criterion import Found, criterion, found
from ess_graph.ontology.foops import LICENCE
from ess_graph.ontology.vocabulary import Vocabulary

_SUBCLASS: Final = t.RDFS + "subClassOf"
_DOMAIN: Final = t.RDFS + "domain"
_RANGE: Final = t.RDFS + "range"
#: Constraint components of SHACL that say what a value is (SHACL §4).
_SAYS_WHAT: Final = frozenset(
    t.SH + name
    for name in (
        "datatype", "class", "nodeKind", "node", "in", "or", "xone", "and", "hasValue", "pattern", "languageIn",
    )
)  # fmt: skip
#: Relations of a term that do not tie it to the rest of an ontology.
_NO_TIE: Final = frozenset({t.RDF + "type", t.RDFS + "isDefinedBy", t.RDFS + "seeAlso", t.VS + "term_status"})


@criterion("OOPS-P04")
def unconnected(vocabulary: Vocabulary) -> Found:
    """P04: a class or a property that nothing ties to another; a shape that uses it is a tie."""
    said = vocabulary.statements
    tied = set()
    for subject, predicate, value in said:
        tied.add(predicate)  # what a statement uses is tied by that use
        target = getattr(value, "value", "") if type(value).__name__ in ("NamedNode", "BlankNode") else ""
        if not target or target in (subject, vocabulary.header):
            continue
        if predicate == t.RDF + "type":
            tied.add(target)
        elif predicate not in _NO_TIE:
            tied |= {subject, target}
        elif predicate == t.RDFS + "seeAlso" and target.startswith(("http://", "https://")):
            tied.add(subject)
    for _, predicate, value in vocabulary.shapes:
        if predicate.startswith(t.SH):
            tied.add(getattr(value, "value", ""))
    return found(vocabulary.terms, [one for one in vocabulary.terms if one not in tied])


@criterion("OOPS-P06")
def class_cycles(vocabulary: Vocabulary) -> Found:
    """P06: a class below itself."""
    return found(vocabulary.classes, cycles(vocabulary.statements.pairs(_SUBCLASS), set(vocabulary.classes)))


def cycles(pairs: list[tuple[str, str]], among: set[str]) -> list[str]:
    """Return the nodes of ``among`` that a relation leads back to themselves."""
    above: dict[str, set[str]] = {}
    below: dict[str, set[str]] = {}
    for lower, upper in pairs:
        above.setdefault(lower, set()).add(upper)
        below.setdefault(upper, set()).add(lower)
    # What has nothing above it lies on no cycle, nor does what then has nothing left above it: most often, all.
    tops = [one for one in below if one not in above]
    while tops:
        top = tops.pop()
        for lower in below.get(top, ()):
            above[lower].discard(top)
            if not above[lower]:
                del above[lower]
                tops.append(lower)
    back = []
    for start in sorted(among & set(above)):
        seen: set[str] = set()
        pending = list(above.get(start, ()))
        while pending:
            one = pending.pop()
            if one not in seen:
                seen.add(one)
                pending += above.get(one, ())
        if start in seen:
            back.append(start)
    return back


@criterion("OOPS-P08")
def undocumented(vocabulary: Vocabulary) -> Found:
    """P08: a term without a label or without a definition."""
    said = vocabulary.statements
    faults = [
        one
        for one in vocabulary.terms
        if not said.texts(one, *t.LABELS) or not said.texts(one, *t.DEFINITIONS)
    ]
    return found(vocabulary.terms, faults)


@criterion("OOPS-P10")
def disjointness(vocabulary: Vocabulary) -> Found:
    """P10: no class is said to be disjoint with another."""
    said = vocabulary.statements
    classes = vocabulary.classes if vocabulary.uses_owl and len(vocabulary.classes) > 1 else []
    stated = len(said.pairs(t.OWL + "disjointWith")) + len(said.pairs(t.OWL + "disjointUnionOf"))
    stated += len(said.subjects(t.RDF + "type", t.OWL + "AllDisjointClasses"))
    return found(classes[:1], [] if stated else ["owl:disjointWith"], f"{stated} owl:disjointWith")


@criterion("OOPS-P11")
def domain_and_range(vocabulary: Vocabulary) -> Found:
    """P11: a property without domain or range; a shape that says to what and which values stands for them."""
    said, shapes = vocabulary.statements, vocabulary.shapes
    things = sorted({*vocabulary.object_properties, *vocabulary.datatype_properties})
    path, member = t.SH + "path", t.SH + "property"
    with_domain, with_range = set(), set()
    for shape, one in shapes.pairs(path):
        if shapes.subjects(member, shape):
            with_domain.add(one)
        if _SAYS_WHAT & set(shapes.by_subject[shape]):
            with_range.add(one)
    faults = []
    for one in things:
        missing = []
        if one not in with_domain and not said.values(one, _DOMAIN, *t.any_of("schema:domainIncludes")):
            missing.append("rdfs:domain")
        if one not in with_range and not said.values(one, _RANGE, *t.any_of("schema:rangeIncludes")):
            missing.append("rdfs:range")
        if missing:
            faults.append(f"{one} ({', '.join(missing)})")
    return found(things, faults)


@criterion("OOPS-P13")
def inverses(vocabulary: Vocabulary) -> Found:
    """P13: an object property without an inverse; a symmetric one is its own."""
    said = vocabulary.statements
    symmetric = set(said.subjects(t.RDF + "type", t.OWL + "SymmetricProperty"))
    paired = {one for pair in said.pairs(t.OWL + "inverseOf") for one in pair}
    things = vocabulary.object_properties
    return found(things, [one for one in things if one not in symmetric and one not in paired])


@criterion("OOPS-P34")
def untyped_classes(vocabulary: Vocabulary) -> Found:
    """P34: something used as a class that is not declared as one."""
    said = vocabulary.statements
    used = {target for _, target in said.pairs(_SUBCLASS)} | {lower for lower, _ in said.pairs(_SUBCLASS)}
    used |= {one for pair in said.pairs(t.OWL + "disjointWith") for one in pair}
    used |= {one for pair in said.pairs(t.OWL + "equivalentClass") for one in pair}
    used |= {target for _, target in said.pairs(_DOMAIN)}
    kinds = {t.RDFS + "Datatype", *t.CLASS_TYPES}
    return _untyped(vocabulary, used, kinds)


@criterion("OOPS-P35")
def untyped_properties(vocabulary: Vocabulary) -> Found:
    """P35: something used as a property, or said to be one, that is not declared as one."""
    said = vocabulary.statements
    used: set[str] = set()
    for relation in (t.RDFS + "subPropertyOf", t.OWL + "inverseOf", t.OWL + "equivalentProperty"):
        used |= {one for pair in said.pairs(relation) for one in pair}
    used |= {lower for lower, _ in said.pairs(_DOMAIN)} | {lower for lower, _ in said.pairs(_RANGE)}
    used |= {target for _, target in said.pairs(t.OWL + "onProperty")}
    used |= {one for one in said.by_property if one.startswith(vocabulary.namespaces or "_")}
    return _untyped(vocabulary, used, t.PROPERTY_TYPES)


def _untyped(vocabulary: Vocabulary, used: set[str], kinds: set[str] | frozenset[str]) -> Found:
    declared = set(vocabulary.statements.typed(kinds))
    things = sorted(
        one for one in used if one and not one.startswith("_:") and not vocabulary.is_built_in(one)
    )
    return found(things, [one for one in things if one not in declared])


@criterion("OOPS-P38")
def declared(vocabulary: Vocabulary) -> Found:
    """P38: terms without an owl:Ontology that they belong to."""
    things = vocabulary.terms[:1]
    return found(things, [] if vocabulary.ontologies else ["owl:Ontology"], vocabulary.header)


@criterion("OOPS-P41")
def licensed(vocabulary: Vocabulary) -> Found:
    """P41: no licence is said, in any form."""
    faults = [one for one in vocabulary.headers if not vocabulary.statements.values(one, *LICENCE)]
    return found(vocabulary.headers, faults)
