"""The W3C tests of each RDF syntax, through our reading and conversion, with pyoxigraph alone beside it.

``docs/conformance.toml`` names what fails and why; this file holds it to its word.
"""

from __future__ import annotations

import pytest

from docs.conformance import reasons, scores
from ess_graph.text import LANGUAGES
from tests.w3c_manifest import SYNTAX_SUITES, Entry, entries
from tests.w3c_verdict import Verdict, bare, not_run, ours

ALL = [entry for suite in SYNTAX_SUITES.values() for entry in entries(suite)]
SCORES = scores()
BESIDE = "remote-context-refused"


def record(entry: Entry) -> tuple[str | None, str | None]:
    """Return why a test is said to fail, and why it is said not to be run."""
    score = SCORES[entry.suite.name]
    return score.failures.get(entry.name), score.not_run.get(entry.name)


@pytest.mark.parametrize("entry", ALL, ids=[f"{entry.suite.name}-{entry.name}" for entry in ALL])
def test_a_test_of_the_w3c_ends_as_the_page_says(entry: Entry) -> None:
    failure, left_out = record(entry)
    reason = not_run(entry)
    if reason is not None:
        assert (failure, left_out) == (None, reason)
        return
    verdict, said = ours(entry)
    expected = Verdict.FAILED if failure else Verdict.BESIDE if left_out == BESIDE else Verdict.PASSED
    assert verdict is expected, said
    assert left_out in (None, BESIDE)
    # No worse than the parser behind; "beside" it is the parser itself that refuses.
    assert verdict is not Verdict.FAILED or not bare(entry)


@pytest.mark.parametrize("name", SYNTAX_SUITES)
def test_the_suites_are_there_whole_and_the_scores_are_true(name: str) -> None:
    found = entries(SYNTAX_SUITES[name])
    assert found, "the W3C suites are not in the cache; run: make suites (or python -m tests.suites)"
    names = {entry.name for entry in found}
    assert len(names) == len(found)
    score = SCORES[name]
    run = [entry for entry in found if entry.name not in score.not_run]
    assert (score.run, score.oxigraph) == (len(run), sum(map(bare, run)))
    assert set(score.failures) | set(score.not_run) <= names
    assert score.failures.keys().isdisjoint(score.not_run)


def test_a_refused_file_of_the_suites_is_named_in_one_line() -> None:
    refused = [(entry, ours(entry)[1]) for entry in ALL if entry.negative and not not_run(entry)]
    assert refused
    for entry, said in refused:
        assert said.startswith(str(entry.action)), said
        assert "\n" not in said


def test_every_reason_is_used_and_told_in_both_languages() -> None:
    used = {why for score in SCORES.values() for why in (*score.failures.values(), *score.not_run.values())}
    assert used == set(reasons())
    assert all(set(texts) == set(LANGUAGES) and all(texts.values()) for texts in reasons().values())
