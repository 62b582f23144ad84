"""What BANATIC's record says of an EPCI and a competence domain, and what it does not say."""

from __future__ import annotations

from collections.abc import Iterable

from ess_graph.guide.facts import Facts
from ess_graph.guide.model import NO_CODE, NO_EPCI, NO_RECORD, NOT_LISTED, TAKEN_OVER, Code, Exercise
from ess_graph.guide.parts import Body, Place
from ess_graph.text import message


def exercise(facts: Facts, domain: str, place: Place) -> Exercise | None:
    """Return what BANATIC says of the EPCI and a domain; ``None`` where the place holds many EPCI.

    Args:
        facts: the store.
        domain: the IRI of the domain.
        place: where.
    """
    if place.tier not in ("commune", "epci"):
        return None
    if place.epci is None:
        return Exercise(NO_EPCI, facts.remark("guide.exercise.no_epci").text, (), None, None)
    epci = place.epci
    nomenclature = facts.iri("concept/banatic-2021/")
    related = [one for one in facts.objects(domain, "skos:relatedMatch") if one.startswith(nomenclature)]
    if not related:
        return Exercise(NO_CODE, facts.remark("guide.exercise.no_code").text, (), None, None)
    if facts.first(epci.iri, "ess:exercises") is None:
        return Exercise(
            NO_RECORD, facts.remark("guide.exercise.no_record", epci=epci.label).text, (), None, None
        )
    record = _assignment(facts, epci, facts.first(epci.iri, "ess:exercises") or "")
    valid = facts.first(record, "dct:valid") or ""
    codes = []
    for iri in related:
        exercised = facts.known(_assignment(facts, epci, iri))
        codes.append(Code(iri, iri.rpartition("/")[2], facts.label(iri), exercised))
    some = any(code.exercised for code in codes)
    all_of_them = all(code.exercised for code in codes)
    key = "guide.exercise.taken_over_part" if some else "guide.exercise.not_listed"
    if all_of_them:
        key = "guide.exercise.taken_over"
    told = facts.remark(
        key,
        epci=epci.label,
        yes=_codes(code for code in codes if code.exercised),
        no=_codes(code for code in codes if not code.exercised),
        date=month(valid, facts.lang),
    )
    return Exercise(TAKEN_OVER if some else NOT_LISTED, told.text, tuple(codes), valid, facts.source(record))


def _assignment(facts: Facts, epci: Body, code: str) -> str:
    """Return the IRI of the assignment of a competence to an EPCI."""
    return facts.iri(f"id/affectation/{epci.iri.rpartition('/')[2]}-{code.rpartition('/')[2]}")


def month(date: str, lang: str) -> str:
    """Return a month of a year in words.

    >>> month("2024-09", "fr")
    'septembre 2024'
    """
    year, _, number = date.partition("-")
    names = message("guide.months", lang).split()
    return f"{names[int(number) - 1]} {year}" if number.isdigit() and 0 < int(number) <= len(names) else date


def _codes(codes: Iterable[Code]) -> str:
    return " ; ".join(f"{code.code} {code.label}" for code in codes) or "—"
