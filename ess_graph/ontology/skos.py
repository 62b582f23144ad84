"""The integrity conditions of SKOS and the checks of qSKOS.

Source: https://www.w3.org/TR/skos-reference/ (S9, S13, S14, S27, S37, S46) and the quality issues of qSKOS.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final

from ess_graph.ontology import terms as t
from ess_graph.ontology.criterion import Found, criterion, found
from ess_graph.ontology.languages import OUR_LANGUAGES, languages
from ess_graph.ontology.oops_structure import cycles
from ess_graph.ontology.vocabulary import Vocabulary
from ess_graph.rdf.fold import fold

_LABELS: Final = tuple(t.SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel"))
_NOTES: Final = tuple(
    t.SKOS + name
    for name in ("definition", "note", "scopeNote", "example", "changeNote", "historyNote", "editorialNote")
)
_BROADER: Final = t.SKOS + "broader"
_CLASSES: Final = {name: t.SKOS + name for name in ("Concept", "ConceptScheme", "Collection")}
_RELATIONS: Final = tuple(
    t.SKOS + name for name in ("broader", "narrower", "related", "broaderTransitive", "narrowerTransitive")
)


def hierarchy(vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """Return the pairs (narrower, broader), whichever way they are said."""
    said = vocabulary.statements
    down = [(b, a) for a, b in said.pairs(t.SKOS + "narrower")]
    return sorted({*said.pairs(_BROADER), *said.pairs(t.SKOS + "broaderTransitive"), *down})


def schemes_of(vocabulary: Vocabulary) -> dict[str, set[str]]:
    """Return the schemes of each concept; a top concept is in its scheme (S7, S8)."""
    said = vocabulary.statements
    found_: dict[str, set[str]] = defaultdict(set)
    for relation in ("inScheme", "topConceptOf"):
        for concept, scheme in said.pairs(t.SKOS + relation):
            found_[concept].add(scheme)
    for scheme, concept in said.pairs(t.SKOS + "hasTopConcept"):
        found_[concept].add(scheme)
    return found_


def tops(vocabulary: Vocabulary) -> set[tuple[str, str]]:
    """Return the pairs (concept, scheme) of top concepts."""
    said = vocabulary.statements
    return {*said.pairs(t.SKOS + "topConceptOf"), *((c, s) for s, c in said.pairs(t.SKOS + "hasTopConcept"))}


@criterion("SKOS-S9")
def scheme_is_no_concept(vocabulary: Vocabulary) -> Found:
    """S9, S37: concepts, schemes and collections are apart."""
    kinds = {
        "Concept": set(vocabulary.concepts),
        "ConceptScheme": set(vocabulary.schemes),
        "Collection": set(
            vocabulary.statements.typed({_CLASSES["Collection"], t.SKOS + "OrderedCollection"})
        ),
    }
    counted = Counter(one for members in kinds.values() for one in members)
    return found(counted, [one for one, n in counted.items() if n > 1])


@criterion("SKOS-S13")
def labels_disjoint(vocabulary: Vocabulary) -> Found:
    """S13: a text is one kind of label of a concept."""
    faults = []
    for one in vocabulary.concepts:
        texts = [{str(x) for x in vocabulary.statements.texts(one, kind)} for kind in _LABELS]
        both = (texts[0] & texts[1]) | (texts[0] & texts[2]) | (texts[1] & texts[2])
        faults += [f"{one} ({text})" for text in both]
    return found(vocabulary.concepts, faults)


@criterion("SKOS-S14")
def one_preferred_label(vocabulary: Vocabulary) -> Found:
    """S14: one preferred label in a language."""
    faults = []
    things = [*vocabulary.concepts, *vocabulary.schemes]
    for one in things:
        said = Counter((x.language or "").lower() for x in vocabulary.statements.texts(one, _LABELS[0]))
        faults += [f"{one} ({lang or '-'})" for lang, n in said.items() if n > 1]
    return found(things, faults)


@criterion("SKOS-S27")
def related_is_not_above(vocabulary: Vocabulary) -> Found:
    """S27: related concepts are not above one another, at any distance."""
    above = defaultdict(set)
    for lower, upper in hierarchy(vocabulary):
        above[lower].add(upper)

    def reaches(start: str, goal: str) -> bool:
        seen, pending = set(), [start]
        while pending:
            for one in above.get(pending.pop(), ()):
                if one == goal:
                    return True
                if one not in seen:
                    seen.add(one)
                    pending.append(one)
        return False

    pairs = vocabulary.statements.pairs(t.SKOS + "related")
    return found(pairs, [f"{a} / {b}" for a, b in pairs if reaches(a, b) or reaches(b, a)])


@criterion("SKOS-S46")
def exact_is_not_broader(vocabulary: Vocabulary) -> Found:
    """S46: an exact match is neither a broader, a narrower nor a related one."""
    said = vocabulary.statements
    exact = {frozenset(pair) for pair in said.pairs(t.SKOS + "exactMatch")}
    others = [
        (name, pair)
        for name in ("broadMatch", "narrowMatch", "relatedMatch")
        for pair in said.pairs(t.SKOS + name)
    ]
    return found(exact, [f"{' / '.join(pair)} ({name})" for name, pair in others if frozenset(pair) in exact])


@criterion("QSKOS-CYCLE")
def no_cycle(vocabulary: Vocabulary) -> Found:
    """Cyclic hierarchical relations."""
    pairs = hierarchy(vocabulary)
    return found(pairs, cycles(pairs, {one for pair in pairs for one in pair}))


@criterion("QSKOS-ORPHAN")
def orphans(vocabulary: Vocabulary) -> Found:
    """Orphan concepts: related to no other and at the top of no scheme."""
    said = vocabulary.statements
    tied = {one for relation in _RELATIONS for pair in said.pairs(relation) for one in pair}
    tied |= {concept for concept, _ in tops(vocabulary)}
    return found(vocabulary.concepts, [one for one in vocabulary.concepts if one not in tied])


@criterion("QSKOS-SCHEME")
def in_scheme(vocabulary: Vocabulary) -> Found:
    """A concept in no scheme, or in one that is not there."""
    schemes, known = schemes_of(vocabulary), set(vocabulary.schemes)
    return found(
        vocabulary.concepts, [one for one in vocabulary.concepts if not schemes.get(one, set()) & known]
    )


@criterion("QSKOS-TOP")
def scheme_has_top(vocabulary: Vocabulary) -> Found:
    """Omitted top concepts: a scheme with concepts and no way in."""
    entered = {scheme for _, scheme in tops(vocabulary)}
    filled = {scheme for schemes in schemes_of(vocabulary).values() for scheme in schemes}
    things = [one for one in vocabulary.schemes if one in filled]
    return found(things, [one for one in things if one not in entered])


@criterion("QSKOS-TOPBROADER")
def top_is_top(vocabulary: Vocabulary) -> Found:
    """Top concepts that have broader concepts in their scheme."""
    schemes, above = schemes_of(vocabulary), defaultdict(set)
    for lower, upper in hierarchy(vocabulary):
        above[lower].add(upper)
    pairs = tops(vocabulary)
    faults = [c for c, s in pairs if any(s in schemes.get(upper, ()) for upper in above.get(c, ()))]
    return found(pairs, faults)


@criterion("QSKOS-UNDEFINED")
def relations_lead_somewhere(vocabulary: Vocabulary) -> Found:
    """A relation to a concept that no file describes."""
    known = set(vocabulary.concepts)
    ends = [target for relation in _RELATIONS for _, target in vocabulary.statements.pairs(relation)]
    return found(ends, [one for one in ends if one not in known])


@criterion("QSKOS-DOC")
def documented(vocabulary: Vocabulary) -> Found:
    """Undocumented concepts: neither definition nor note."""
    faults = [one for one in vocabulary.concepts if not vocabulary.statements.values(one, *_NOTES)]
    return found(vocabulary.concepts, faults)


@criterion("QSKOS-LABEL")
def labelled(vocabulary: Vocabulary) -> Found:
    """Missing labels."""
    things = [*vocabulary.concepts, *vocabulary.schemes]
    said = (*t.LABELS, *t.any_of("dct:title", "dc:title"))
    return found(things, [one for one in things if not vocabulary.statements.texts(one, *said)])


@criterion("QSKOS-EMPTY")
def no_empty_label(vocabulary: Vocabulary) -> Found:
    """Empty labels."""
    predicates = (*_LABELS, *_NOTES)
    faults = [
        one
        for one in vocabulary.concepts
        for value in vocabulary.statements.values(one, *predicates)
        if not getattr(value, "value", "x").strip()
    ]
    return found(vocabulary.concepts, faults)


@criterion("QSKOS-COVERAGE")
def language_coverage(vocabulary: Vocabulary) -> Found:
    """Incomplete language coverage: a language that the scheme speaks for some concepts only."""
    spoken = {one: languages(vocabulary, one, _LABELS[:1]) - {""} for one in vocabulary.concepts}
    by_scheme: dict[str, set[str]] = defaultdict(set)
    schemes = schemes_of(vocabulary)
    for one, said in spoken.items():
        for scheme in schemes.get(one) or {""}:
            by_scheme[scheme] |= said
    faults = [
        f"{one} ({', '.join(sorted(lacking))})"
        for one, said in spoken.items()
        if (lacking := {lang for scheme in schemes.get(one) or {""} for lang in by_scheme[scheme]} - said)
    ]
    return found(spoken, faults)


@criterion("LANG-CONCEPTS")
def concepts_in_both(vocabulary: Vocabulary) -> Found:
    """Preferred labels in French and in English."""
    faults = []
    for one in vocabulary.concepts:
        said = languages(vocabulary, one, t.LABELS)
        if lacking := [lang for lang in OUR_LANGUAGES if lang not in said]:
            faults.append(f"{one} ({', '.join(lacking)})")
    return found(vocabulary.concepts, faults)


@criterion("QSKOS-OVERLAP")
def overlapping_labels(vocabulary: Vocabulary) -> Found:
    """Overlapping labels: two concepts of a scheme with one preferred label in a language."""
    named: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    schemes = schemes_of(vocabulary)
    for one in vocabulary.concepts:
        for text in vocabulary.statements.texts(one, _LABELS[0]):
            for scheme in schemes.get(one) or {""}:
                named[scheme, text.language or "", fold(text.value)].add(one)
    return found(
        vocabulary.concepts, [" = ".join(sorted(group)) for group in named.values() if len(group) > 1]
    )


@criterion("QSKOS-NOTATION")
def notations(vocabulary: Vocabulary) -> Found:
    """SKOS §6.5: a notation names one concept of its scheme."""
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    schemes = schemes_of(vocabulary)
    for one in vocabulary.concepts:
        for text in vocabulary.statements.texts(one, t.SKOS + "notation"):
            for scheme in schemes.get(one, ()):
                named[scheme, str(text)].add(one)
    return found(named, [" = ".join(sorted(group)) for group in named.values() if len(group) > 1])


@criterion("QSKOS-VALUELESS")
def valueless_relations(vocabulary: Vocabulary) -> Found:
    """Valueless associative relations: siblings said to be related too."""
    above = defaultdict(set)
    for lower, upper in hierarchy(vocabulary):
        above[lower].add(upper)
    pairs = vocabulary.statements.pairs(t.SKOS + "related")
    return found(pairs, [f"{a} / {b}" for a, b in pairs if above.get(a, set()) & above.get(b, set())])
