"""The OOPS! pitfalls about axioms that say something else than what is meant.

Source: https://oops.linkeddata.es/catalogue.jsp (Poveda-Villalón et al.); a critical pitfall is a MUST here.
"""

from __future__ import annotations

from typing import Final

from ess_graph.ontology import terms as t
from ess_graph.ontology.criterion import Found, criterion, found
from ess_graph.ontology.vocabulary import Vocabulary

_DOMAIN: Final = t.RDFS + "domain"
_RANGE: Final = t.RDFS + "range"
_INVERSE: Final = t.OWL + "inverseOf"


@criterion("OOPS-P02")
def synonyms_as_classes(vocabulary: Vocabulary) -> Found:
    """P02: two own classes said to be equivalent: one of them is a synonym."""
    own = set(vocabulary.classes)
    pairs = vocabulary.statements.pairs(t.OWL + "equivalentClass")
    faults = [f"{a} = {b}" for a, b in pairs if a in own and b in own and a != b]
    return found(vocabulary.classes if vocabulary.uses_owl else [], faults)


@criterion("OOPS-P05")
def wrong_inverses(vocabulary: Vocabulary) -> Found:
    """P05: two inverses whose domains and ranges do not cross, where they are stated."""
    said = vocabulary.statements
    pairs = [pair for pair in said.pairs(_INVERSE) if not pair[0].startswith("_:")]
    faults = []
    for one, other in pairs:
        for first, second in ((_DOMAIN, _RANGE), (_RANGE, _DOMAIN)):
            here, there = set(said.nodes(one, first)), set(said.nodes(other, second))
            if here and there and here != there:
                faults.append(f"{one} / {other}")
    return found(pairs, faults)


@criterion("OOPS-P19")
def several_domains(vocabulary: Vocabulary) -> Found:
    """P19: several domains or ranges: they are all meant at once, not one or the other."""
    said = vocabulary.statements
    faults = [
        f"{one} ({name})"
        for one in vocabulary.properties
        for name, relation in (("rdfs:domain", _DOMAIN), ("rdfs:range", _RANGE))
        if len(said.values(one, relation)) > 1
    ]
    return found(vocabulary.properties, faults)


@criterion("OOPS-P24")
def recursive_definitions(vocabulary: Vocabulary) -> Found:
    """P24: a class that its own definition by an expression names."""
    said = vocabulary.statements
    faults = []
    for one in vocabulary.classes:
        pending = [node for node in said.nodes(one, t.OWL + "equivalentClass") if node.startswith("_:")]
        pending += [node for node in said.nodes(one, t.RDFS + "subClassOf") if node == one]
        seen: set[str] = set()
        while pending:
            node = pending.pop()
            if node == one:
                faults.append(one)
                break
            if node.startswith("_:") and node not in seen:
                seen.add(node)
                pending += [n for predicate in said.by_subject[node] for n in said.nodes(node, predicate)]
    return found(vocabulary.classes if vocabulary.uses_owl else [], faults)


@criterion("OOPS-P25")
def inverse_of_itself(vocabulary: Vocabulary) -> Found:
    """P25: a property that is its own inverse is a symmetric one."""
    pairs = vocabulary.statements.pairs(_INVERSE)
    return found(pairs, [one for one, other in pairs if one == other])


@criterion("OOPS-P26")
def inverse_of_symmetric(vocabulary: Vocabulary) -> Found:
    """P26: a symmetric property has no other inverse."""
    said = vocabulary.statements
    symmetric = set(said.subjects(t.RDF + "type", t.OWL + "SymmetricProperty"))
    pairs = said.pairs(_INVERSE)
    return found(
        symmetric, [one for pair in pairs for one in pair if one in symmetric and pair[0] != pair[1]]
    )


@criterion("OOPS-P27")
def wrong_equivalent_properties(vocabulary: Vocabulary) -> Found:
    """P27: two properties said to be equivalent, of different kinds, domains or ranges."""
    said = vocabulary.statements
    kinds = {
        **dict.fromkeys(said.typed(t.OBJECT_TYPES), "object"),
        **dict.fromkeys(said.typed(t.DATATYPE_TYPES), "datatype"),
    }
    pairs = said.pairs(t.OWL + "equivalentProperty")
    faults = []
    for one, other in pairs:
        kind = {kinds[x] for x in (one, other) if x in kinds}
        ends = [
            (set(said.nodes(one, relation)), set(said.nodes(other, relation)))
            for relation in (_DOMAIN, _RANGE)
        ]
        if len(kind) > 1 or any(a and b and a != b for a, b in ends):
            faults.append(f"{one} = {other}")
    return found(pairs, faults)


def _ends_differ(vocabulary: Vocabulary, kind: str) -> Found:
    said = vocabulary.statements
    things = [one for one in said.typed({t.OWL + kind}) if one.startswith(vocabulary.namespaces or "_")]
    faults = []
    for one in things:
        domain, range_ = set(said.nodes(one, _DOMAIN)), set(said.nodes(one, _RANGE))
        if domain and range_ and domain != range_:
            faults.append(one)
    return found(things, faults)


@criterion("OOPS-P28")
def wrong_symmetric(vocabulary: Vocabulary) -> Found:
    """P28: a symmetric property goes from a class to that class."""
    return _ends_differ(vocabulary, "SymmetricProperty")


@criterion("OOPS-P29")
def wrong_transitive(vocabulary: Vocabulary) -> Found:
    """P29: a transitive property goes from a class to that class."""
    return _ends_differ(vocabulary, "TransitiveProperty")


@criterion("OOPS-P31")
def wrong_equivalent_classes(vocabulary: Vocabulary) -> Found:
    """P31, where it can be seen: two classes both equivalent and disjoint, or one below the other."""
    said = vocabulary.statements
    pairs = [
        (a, b)
        for a, b in said.pairs(t.OWL + "equivalentClass")
        if not a.startswith("_:") and not b.startswith("_:")
    ]
    apart = {frozenset(pair) for pair in said.pairs(t.OWL + "disjointWith")}
    apart |= {frozenset(pair) for pair in said.pairs(t.RDFS + "subClassOf")}
    return found(pairs, [f"{a} = {b}" for a, b in pairs if frozenset((a, b)) in apart])


@criterion("OOPS-P33")
def short_chains(vocabulary: Vocabulary) -> Found:
    """P33: a chain of one property: that is a subproperty."""
    said = vocabulary.statements
    chains = said.pairs(t.OWL + "propertyChainAxiom")
    faults = [one for one, chain in chains if said.nodes(chain, t.RDF + "rest") == [t.RDF + "nil"]]
    return found(chains, faults)


@criterion("ONT-KIND")
def one_kind(vocabulary: Vocabulary) -> Found:
    """OWL 2 §5.8.1, OWL 2 DL: a name is that of a class or of a datatype, of one kind of property, not of two."""
    said = vocabulary.statements
    sorts = [
        set(said.typed(kinds))
        for kinds in (
            t.OBJECT_TYPES,
            t.DATATYPE_TYPES,
            t.ANNOTATION_TYPES,
            t.CLASS_TYPES,
            {t.RDFS + "Datatype"},
        )
    ]
    faults = [one for one in vocabulary.declared if sum(one in sort for sort in sorts) > 1]
    return found(vocabulary.declared if vocabulary.uses_owl else [], faults)
