"""The forms of an answer, and the command: whatever the data hold stays text."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ess_graph.guide.answer import comment_faire
from ess_graph.guide.forms import as_html, as_json, as_markdown, as_text, web_address
from ess_graph.guide.model import Guide
from ess_graph.guide.parts import Source
from ess_graph.store.generation import OpenStore
from tests.conftest import CommandLine, run_process

HOSTILE = "<script>alert(1)</script> [x](javascript:1) `a` **b** \x1b[31m | # h & \"q' ={7*7}\n- item"
BAD = (
    Source("javascript:alert(1)", HOSTILE, HOSTILE),
    Source('https://example.org/"><script>(a)</script>', None, None),
    Source(None, None, HOSTILE),
)


class _Page(HTMLParser):
    """Collects the tags and links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.lang = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = dict(attrs)
        self.links += [found["href"] or ""] if "href" in found else []
        self.lang = found.get("lang") or self.lang


@pytest.fixture
def guide(whole: OpenStore) -> Guide:
    return comment_faire(whole, "cantine bio", "Rennes")


@pytest.fixture
def hostile(guide: Guide) -> Guide:
    """An answer whose labels and sources are attacks."""
    practices = tuple(
        replace(guide.practices[0], title=HOSTILE, description=HOSTILE, source=source) for source in BAD
    )
    place = replace(guide.place, name=HOSTILE)
    return replace(guide, place=place, practices=practices, topic=replace(guide.topic, label=HOSTILE))


def test_json_has_the_names_of_the_model(guide: Guide) -> None:
    answer = json.loads(as_json(guide))
    assert set(answer) == {
        "lang",
        "topic",
        "place",
        "domains",
        "modes",
        "levers",
        "practices",
        "actors",
        "sheets",
        "unknown",
    }
    assert answer["practices"][0]["reasons"][0]["key"].startswith("guide.reason.")
    assert answer["domains"][0]["rules"][0]["sources"][0]["address"].startswith("http")


def test_the_page_is_whole_and_says_its_language(guide: Guide) -> None:
    page = _Page(as_html(guide))
    assert page.tags.count("h1") == 1
    assert page.lang == "fr"
    assert page.tags[:2] == ["html", "head"]
    assert all(link.startswith(("http://", "https://")) for link in page.links)
    assert len(page.links) > 20
    assert "script" not in page.tags
    assert "link" not in page.tags


def test_hostile_labels_are_text_in_a_page(hostile: Guide, guide: Guide) -> None:
    page, tame = _Page(as_html(hostile)), _Page(as_html(guide))
    assert set(page.tags) == set(tame.tags)
    assert all(link.startswith(("http://", "https://")) for link in page.links)


def test_hostile_labels_are_text_in_markdown(hostile: Guide) -> None:
    text = as_markdown(hostile)
    assert "<script>" not in text
    assert "](javascript:" not in text.replace("\\](", "")
    assert "**b**" not in text
    assert "\n- item" not in text
    assert "%22" in text or '"%3E%3Cscript%3E%28a%29' in text


def test_hostile_labels_drive_no_terminal(hostile: Guide) -> None:
    text = as_text(hostile)
    assert "\x1b" not in text
    assert "\\x1b[31m" in text


@pytest.mark.parametrize("width", [10, 60, 200])
def test_lines_fit_the_terminal_but_addresses_are_never_cut(guide: Guide, width: int) -> None:
    lines = as_text(guide, width).splitlines()
    start = lines.index("SOURCES")
    assert all(len(line) <= max(width, 40) for line in lines[:start])
    addresses = [line for line in lines[start + 1 :] if "http" in line]
    assert len(addresses) > 15


def test_every_number_in_the_text_has_its_source(guide: Guide) -> None:
    text = as_text(guide)
    body, _, sources = text.partition("\nSOURCES\n")
    count = len(sources.splitlines())
    assert f"[{count}" in body
    assert f"[{count + 1}" not in body


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("http://a.org", True),
        ("HTTPS://a.org", True),
        ("ftp://a.org", False),
        ("data:text/html,x", False),
        (None, False),
    ],
)
def test_links_lead_to_the_web_only(address: str | None, kept: bool) -> None:
    assert (web_address(address) == address) is (kept or address is None)


@pytest.mark.parametrize("name", ["comment-faire", "how-to"])
def test_the_command_and_its_alias(cli: CommandLine, whole_path: Path, name: str) -> None:
    ran = cli(name, "cantine", "bio", "--ici", "Rennes", store=whole_path)
    assert ran.code == 0, ran.err
    assert ran.out.startswith("Comment faire : Manger bio et local à la cantine — Rennes")
    assert "\nSOURCES\n" not in ran.out
    whole = cli(name, "cantine", "bio", "--ici", "Rennes", "--long", store=whole_path)
    assert "\nSOURCES\n[1] https://" in whole.out


@pytest.mark.parametrize(
    ("form", "start"), [("md", "# Comment faire"), ("json", "{"), ("html", "<!DOCTYPE html>")]
)
def test_the_command_writes_each_form(cli: CommandLine, whole_path: Path, form: str, start: str) -> None:
    ran = cli("comment-faire", "crèche", "--ici", "35", "-f", form, store=whole_path)
    assert ran.code == 0, ran.err
    assert ran.out.startswith(start)


def test_the_command_speaks_english(cli: CommandLine, whole_path: Path) -> None:
    ran = cli("how-to", "nursery", "--ici", "Rennes", "--lang", "en", store=whole_path)
    assert ran.out.startswith("How to do it: Finding childcare for a young child — Rennes")


@pytest.mark.parametrize(
    ("need", "place", "told"),
    [("crèche", "Saint-Denis", "93066"), ("xyzzy", "Rennes", "Proches"), ("crèche", "Renes", "35238 Rennes")],
)
def test_what_cannot_be_answered_is_one_line_and_exit_2(
    cli: CommandLine, whole_path: Path, need: str, place: str, told: str
) -> None:
    ran = cli("comment-faire", need, "--ici", place, store=whole_path)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert told in ran.err


def test_the_place_must_be_said(cli: CommandLine) -> None:
    ran = cli("comment-faire", "crèche")
    assert ran.code == 2
    assert "TERRITOIRE" in ran.err or "--ici" in ran.err


def test_the_answer_loads_no_slow_library(whole_path: Path) -> None:
    code = (
        "import sys; from ess_graph.cli.main import main; "
        f"main(['comment-faire', 'crèche', '--ici', 'Rennes', '--store', {str(whole_path)!r}]); "
        "print(sorted({'rdflib', 'rich', 'yaml', 'pyshacl'} & set(sys.modules)))"
    )
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert run_process("how-to", "-h").code == 0
