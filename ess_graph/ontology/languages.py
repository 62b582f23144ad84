"""Whether readers are served in their language: W3C's advice on tags, and French and English."""

from __future__ import annotations

import re
from typing import Final

from ess_graph.ontology import terms as t
from ess_graph.ontology.criterion import Found, criterion, found
from ess_graph.ontology.vocabulary import Vocabulary

_TEXTS: Final = (*t.LABELS, *t.DEFINITIONS, t.SKOS + "altLabel", t.SKOS + "scopeNote", t.SKOS + "example")
#: BCP 47 §2.1, the shapes that occur: language, script, region, variants.
_TAG: Final = re.compile(
    r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-[a-z\d]{5,8})*(-x(-[a-z\d]{1,8})+)?", re.IGNORECASE
)
OUR_LANGUAGES: Final = ("fr", "en")


def languages(vocabulary: Vocabulary, one: str, predicates: tuple[str, ...]) -> set[str]:
    """Return the primary language of each text of a thing."""
    found_ = vocabulary.statements.texts(one, *predicates)
    return {(text.language or "").partition("-")[0].lower() for text in found_}


@criterion("LANG-TAG")
def tagged(vocabulary: Vocabulary) -> Found:
    """Each label and definition says its language, in a tag of BCP 47."""
    faults = [
        one
        for one in _things(vocabulary)
        for text in vocabulary.statements.texts(one, *_TEXTS)
        if not text.language or not _TAG.fullmatch(text.language)
    ]
    return found(_things(vocabulary), faults)


@criterion("LANG-ONE")
def one_label(vocabulary: Vocabulary) -> Found:
    """A term has one label in a language: which one is shown must not be chance."""
    faults = []
    for one in vocabulary.terms:
        for predicate in t.LABELS:
            said = [text.language for text in vocabulary.statements.texts(one, predicate)]
            if len(said) > len(set(said)):
                faults.append(one)
    return found(vocabulary.terms, faults)


@criterion("LANG-HEADER")
def header_in_both(vocabulary: Vocabulary) -> Found:
    """Title and description in French and in English."""
    from ess_graph.ontology.foops import DESCRIPTION, TITLE

    return _in_both(vocabulary, vocabulary.headers, TITLE, DESCRIPTION)


@criterion("LANG-BOTH")
def terms_in_both(vocabulary: Vocabulary) -> Found:
    """Labels and definitions in French and in English."""
    return _in_both(vocabulary, vocabulary.terms, t.LABELS, t.DEFINITIONS)


def _in_both(vocabulary: Vocabulary, things: list[str], *groups: tuple[str, ...]) -> Found:
    faults = []
    for one in things:
        lacking = {
            lang
            for group in groups
            for lang in OUR_LANGUAGES
            if lang not in languages(vocabulary, one, group)
        }
        if lacking:
            faults.append(f"{one} ({', '.join(sorted(lacking))})")
    return found(things, faults)


def _things(vocabulary: Vocabulary) -> list[str]:
    return [*vocabulary.headers, *vocabulary.terms, *vocabulary.concepts]
