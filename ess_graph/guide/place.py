"""From what a person calls a place to one territory, or to a question back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain, islice
from typing import Final

from ess_graph.errors import UsageProblem
from ess_graph.guide.candidates import Candidate, named_like, of_body, wide
from ess_graph.guide.facts import Facts
from ess_graph.guide.naming import (
    Asked,
    bare,
    core,
    is_epci_name,
    spelt,
    ways_to_read,
)
from ess_graph.guide.parts import Place, Tier
from ess_graph.guide.territory import bodies_of, place
from ess_graph.guide.words import alike

#: Candidates that a question back lists; the others are counted.
_LISTED: Final = 8
#: Likeness under which a name is not proposed, and how many are.
_PROPOSED: Final = 60.0
_PROPOSALS: Final = 5
_CLOSE: Final = 0.8


def resolve_place(facts: Facts, text: str) -> Place:
    """Return the territory that a person names.

    Args:
        facts: the store.
        text: a name, an INSEE code (even a former one), a SIREN or a postal code; ``departement:35``, ``région
            Bretagne``, ``insee:35238``, ``Montreuil (93)`` say more.

    Raises:
        UsageProblem: nothing has this name, or several have: they are listed with the code to ask again with.
    """
    for asked in ways_to_read(text):
        found = _distinct(facts, _candidates(facts, asked))
        regions = [one for one in found if one.tier == "region"]
        if len(found) == 1 or (len(regions) == 1 and all(one.tier in ("commune", "region") for one in found)):
            # A région is better known than the villages that bear its name; they are told.
            return _chosen(facts, (regions or found)[0], found)
        if found:
            raise UsageProblem("guide.place_several", found=text, list=_listed(facts, found))
    raise UsageProblem("guide.place_unknown", found=text, near=_near(facts, text))


def _chosen(facts: Facts, one: Candidate, found: list[Candidate]) -> Place:
    chosen = place(facts, one.tier, one.iri)
    others = [other for other in found if other != one]
    if not others:
        return chosen
    remark = facts.remark("guide.place_also", list=_listed(facts, others))
    return replace(chosen, remarks=(remark, *chosen.remarks))


def _candidates(facts: Facts, asked: Asked) -> list[Candidate]:
    code = re.sub(r"[\s.]", "", asked.text).upper()
    is_code = re.fullmatch(r"\d[\dAB]\d{0,7}", code)
    found = _by_code(facts, code, asked.qualifier) if is_code else _by_name(facts, asked)
    return [one for one in found if asked.tier in (None, one.tier)]


def _by_code(facts: Facts, code: str, qualifier: str) -> list[Candidate]:
    if len(code) == 9:
        return [one for body in facts.holders("ess:siren", code) for one in of_body(facts, body)]
    if len(code) == 5:
        communes = [] if qualifier == "cp" else list(_communes(facts, code))
        if qualifier != "insee":
            communes += facts.holders("ess:postalCode", code)
        return [Candidate("commune", iri) for iri in dict.fromkeys(communes)]
    tier: Tier = "region" if qualifier == "region" else "departement"
    iri = facts.iri(f"id/{tier}/{code}")
    return [Candidate(tier, iri)] if facts.known(iri) else []


def _communes(facts: Facts, code: str) -> Iterable[str]:
    """Yield the commune of an INSEE code, or the one that took its place."""
    for iri in facts.holders("igeo:codeINSEE", code, "token"):
        if iri.startswith(facts.iri("id/commune/")):
            yield from facts.objects(iri, "dct:isReplacedBy") or (iri,)


def _by_name(facts: Facts, asked: Asked) -> list[Candidate]:
    """Return the territories of a name: the very name, else without articles, else without the type of the EPCI."""
    text, within = asked.text, ""
    if match := re.fullmatch(r"(.+?)[\s,]*\(?\b(\d[\dABab]\d?)\)?", text):
        text, within = match[1], match[2].upper()
    name = spelt(text)
    if not name:
        return []
    named = [(way, one) for way, one in named_like(facts, name) if asked.tier in (None, one.tier)]
    if within:
        area = facts.iri(f"id/departement/{within}")
        named = [(label, one) for label, one in named if area in facts.objects(one.iri, "igeo:subdivisionDe")]
    typed = asked.tier == "epci" or is_epci_name(name)
    exact = [one for label, one in named if label == name]
    shorter = [one for label, one in named if bare(label) == bare(name)]
    cores = [one for label, one in named if one.tier == "epci" and core(label) == core(name) != ""]
    return exact or (typed and cores) or shorter or cores


def _distinct(facts: Facts, found: list[Candidate]) -> list[Candidate]:
    """Return the candidates that differ: one body over two territories of a name is one; one without a body yields."""
    distinct: dict[tuple[str, ...], Candidate] = {}
    unique = list(dict.fromkeys(found))
    for one in unique:
        bodies = bodies_of(facts, one.tier, one.iri)
        if bodies or len(unique) == 1:
            distinct.setdefault(bodies, one)
    return list(distinct.values())


def _listed(facts: Facts, found: list[Candidate]) -> str:
    """Return the candidates, the most populous first, each with what to type to mean it."""
    places = [place(facts, one.tier, one.iri) for one in found]
    places.sort(key=lambda one: (-(one.population or 0), one.code))
    shown = [_told(facts, one) for one in places[:_LISTED]]
    if len(places) > _LISTED:
        shown.append(facts.remark("guide.more", count=str(len(places) - _LISTED)).text)
    return " ; ".join(shown)


def _told(facts: Facts, one: Place) -> str:
    code = one.code
    if one.tier == "commune" and facts.holders("ess:postalCode", code):
        code = f"insee:{code}"
    elif one.tier in ("departement", "region"):
        code = f"{one.tier}:{code}"
    where = one.departements[0].label if one.tier in ("commune", "epci") and one.departements else ""
    kind = facts.label(facts.iri(f"concept/type-collectivite/{one.tier}"))
    if one.tier == "departement" and one.body:
        kind = one.body.type_label
    return facts.remark("guide.candidate", code=code, name=one.name, where=where or kind.lower()).text


def _near(facts: Facts, text: str) -> str:
    """Return the territories whose names are spelt nearly so, départements and régions first."""
    types = [facts.opened.prefixes["cv"] + "PublicOrganisation"]
    areas = dict(wide(facts))
    close = get_close_matches(spelt(text), areas, n=1, cutoff=_CLOSE)
    found = alike(facts.opened, types, text, _PROPOSED, whole=True)
    near = chain((areas[name] for name in close), (one for each in found for one in of_body(facts, each.iri)))
    return (
        " ; ".join(_told(facts, place(facts, one.tier, one.iri)) for one in islice(near, _PROPOSALS)) or "—"
    )
