"""The answer on one screen: short, every line with its source, nothing half said without saying so."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from docs.transcripts_generate import PLACES, SERVICES
from ess_graph.guide.answer import comment_faire
from ess_graph.guide.model import Guide
from ess_graph.guide.parts import Source
from ess_graph.guide.screen import as_screen
from ess_graph.store.generation import OpenStore

#: Rows of a full-screen terminal.
SCREEN = 60


@pytest.fixture
def guide(whole: OpenStore) -> Guide:
    return comment_faire(whole, "cantine bio", "Rennes")


def _things(text: str) -> list[str]:
    """Return each bulleted thing with the rows that belong to it, joined."""
    return [thing.replace("\n  ", " ") for thing in re.findall(r"^• .*(?:\n {2}.*)*", text, re.MULTILINE)]


@pytest.mark.parametrize("place", PLACES.values())
@pytest.mark.parametrize("service", SERVICES)
def test_each_service_in_each_place_fits_one_screen(whole: OpenStore, service: str, place: str) -> None:
    text = as_screen(comment_faire(whole, service, place))
    lines = text.splitlines()
    assert len(lines) <= SCREEN
    assert max(map(len, lines)) <= 110
    # Of each section something is shown, or it is said that nothing is known.
    for section in ("QUI EST", "MODES", "LEVIERS", "PRATIQUES", "QUI PEUT", "FICHES", "CE QUE"):
        (start, *_) = (number for number, line in enumerate(lines) if line.startswith(section))
        assert lines[start + 1].startswith(("• ", "  ")), section


def test_every_thing_that_is_shown_has_its_source(guide: Guide) -> None:
    text = as_screen(guide)
    told, _, unknown = text.partition("CE QUE LE GRAPHE NE SAIT PAS")
    without = [thing for thing in _things(told) if not re.search(r"\[[a-z0-9.-]+\.[a-z]+(, \w+)?\]", thing)]
    # Two sentences say what is not known, and there is no source for that.
    assert all(thing.startswith(("• Pas de code BANATIC", "• Aucune règle relevée")) for thing in without)
    assert len(_things(told)) - len(without) > 15
    assert "vérifiez sur Légifrance" in unknown


def test_what_is_cut_says_so_and_keeps_who_is_competent_and_by_which_text(guide: Guide) -> None:
    rule = guide.domains[0].rules[0]
    long_rule = replace(rule, detail="mot " * 200)
    text = as_screen(replace(guide, domains=(replace(guide.domains[0], rules=(long_rule,)),)))
    (thing,) = (one for one in _things(text) if one.startswith(f"• {rule.authority}"))
    assert " … [" in thing
    assert rule.capacity.lower() in thing
    assert rule.reference is not None
    assert rule.reference in thing


@pytest.mark.parametrize("width", [10, 72, 90, 200])
def test_no_row_is_wider_than_the_terminal(guide: Guide, width: int) -> None:
    for line in as_screen(guide, width).splitlines():
        assert len(line) <= max(width, 72)


def test_a_link_is_made_of_a_web_address_only_and_drives_no_terminal(guide: Guide) -> None:
    bad = (
        Source("javascript:alert(1)", "texte", None),
        Source("https://example.org/\x1b]8;;evil\x07a b", None, None),
        Source("https://user@exam\x1b[31mple.org/", None, None),
        Source(None, None, None),
    )
    practices = tuple(replace(guide.practices[0], source=source) for source in bad)[:3]
    made: list[str] = []

    def link(text: str, address: str) -> str:
        made.append(address)
        return f"<{text}>"

    text = as_screen(replace(guide, practices=practices), link=link)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert all(re.fullmatch(r"https?://[!-~]+", address) for address in made)
    assert any("%1B" in address for address in made)
    assert not any(address.startswith("javascript") for address in made)


def test_the_practices_shown_are_the_first_and_one_comparison(guide: Guide) -> None:
    text = as_screen(guide)
    shown = [one for one in guide.practices if one.title in text]
    assert [one.comparison for one in shown].count(False) == 3
    assert [one.comparison for one in shown].count(True) == 1
    assert text.count("pour comparer : gestion publique directe") == 1
