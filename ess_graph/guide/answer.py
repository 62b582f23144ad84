"""« Comment faire ici ? »: one answer, from what was asked and where."""

from __future__ import annotations

from ess_graph.guide.competence import domains
from ess_graph.guide.facts import Facts
from ess_graph.guide.model import Domain, Guide, Practice
from ess_graph.guide.modes import levers, modes, modes_of
from ess_graph.guide.need import resolve_need
from ess_graph.guide.parts import Place, Remark
from ess_graph.guide.place import resolve_place
from ess_graph.guide.practices import Pool, pool, practices
from ess_graph.guide.support import actors, sheets
from ess_graph.store.generation import OpenStore


def comment_faire(opened: OpenStore, need: str, place: str, *, lang: str = "fr") -> Guide:
    """Tell how a need can be met in a place: who is competent, how it can be run, who did it, who helps.

    Args:
        opened: the store.
        need: a need, a type of service, a theme, a competence, or free words.
        place: a commune, an EPCI, a département or a région, by name or by code.
        lang: ``"fr"`` or ``"en"``; texts of law and of sources stay in French.

    Returns:
        The answer; every line has its source, and ``unknown`` says what the graph does not know.

    Raises:
        UsageProblem: nothing is called so, or several places are; what to type next is told.
        StoreProblem: the index of labels is missing or damaged.
    """
    facts = Facts(opened, lang)
    topic = resolve_need(facts, need)
    where = resolve_place(facts, place)
    around = pool(facts, topic)
    # A need with no practice of its own is answered with those of its neighbours.
    examples = around.asked or tuple(around.level)
    found_domains = domains(facts, topic, where, examples)
    found_levers = levers(facts, topic, where, examples)
    of_theme = not any(lever.practices for lever in found_levers)
    if of_theme:
        found_levers = levers(facts, topic, where, tuple(around.level))
    found_practices = practices(facts, topic, where, around)
    unknown = _unknown(facts, where, around, found_domains, found_practices)
    if of_theme and found_levers:
        unknown = (facts.remark("guide.unknown.levers"), *unknown)
    return Guide(
        lang=lang,
        topic=topic,
        place=where,
        domains=found_domains,
        modes=modes(facts, examples),
        levers=found_levers,
        practices=found_practices,
        actors=actors(facts, topic, found_practices),
        sheets=sheets(facts, topic, where, found_levers, found_practices),
        unknown=unknown,
    )


def _unknown(
    facts: Facts, place: Place, around: Pool, domains: tuple[Domain, ...], shown: tuple[Practice, ...]
) -> tuple[Remark, ...]:
    """Return what the graph does not know, for this answer."""
    remarks = list(place.remarks)
    if not domains:
        remarks.append(facts.remark("guide.unknown.domain"))
    if not around.asked:
        remarks.append(facts.remark("guide.unknown.practice"))
    modeless = [iri for iri in around.asked if not modes_of(facts, iri)]
    if modeless:
        counts = {"count": str(len(modeless)), "total": str(len(around.asked))}
        remarks.append(facts.remark("guide.unknown.modes", **counts))
    if place.tier in ("departement", "region"):
        remarks.append(facts.remark("guide.unknown.population"))
    if shown and not any(practice.sheet for practice in shown):
        remarks.append(facts.remark("guide.unknown.sheets"))
    remarks.append(facts.remark("guide.unknown.law"))
    return tuple(remarks)
