"""The command line: help in two languages, one line an error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ess_graph import __version__
from ess_graph.cli import main as entry
from ess_graph.cli.main import COMMANDS
from ess_graph.errors import EXIT_FAILURE, EXIT_INPUT, EXIT_INTERRUPTED, EXIT_OK, EXIT_USAGE
from ess_graph.text import catalogue
from tests.conftest import CommandLine

PRACTICE = "pratique:agy-le-tronquay-captage"
ESCAPE = "\x1b"
#: Every command that gives rows.
LISTINGS = {
    "query": ("query", "pratiques", "-p", "theme=alimentation"),
    "query-list": ("query", "--list"),
    "query-describe": ("query", "pratiques", "--describe"),
    "show": ("show", PRACTICE),
    "search": ("search", "cantine"),
    "stats": ("stats",),
}


def _one_line(text: str) -> str:
    lines = text.splitlines()
    assert len(lines) == 1, text
    return lines[0]


def _flat(text: str) -> str:
    """Return a help text without the line breaks of its columns."""
    return " ".join(text.split())


# Help, version, language


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_the_language_asked(
    cli: CommandLine, command: str, lang: str
) -> None:
    other = "en" if lang == "fr" else "fr"
    ran = cli(command, "--lang", lang, "-h")
    assert (ran.code, ran.err) == (EXIT_OK, "")
    assert _flat(catalogue(lang)[f"help.{command}.summary"]) in _flat(ran.out)
    assert _flat(catalogue(other)[f"help.{command}.summary"]) not in _flat(ran.out)
    assert catalogue(lang)["help.help"] in _flat(ran.out)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("command", COMMANDS)
def test_help_explains_every_argument_and_option(cli: CommandLine, command: str, lang: str) -> None:
    ran = cli(command, "--lang", lang, "-h")
    for key, text in catalogue(lang).items():
        if key.startswith(f"help.{command}."):
            assert _flat(text) in _flat(ran.out), key


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_general_help_lists_every_command_with_what_it_does(cli: CommandLine, lang: str) -> None:
    ran = cli("--lang", lang, "-h")
    assert ran.code == EXIT_OK
    assert catalogue(lang)["help.group"] in _flat(ran.out)
    for command in COMMANDS:
        assert f"{command} {catalogue(lang)[f'help.{command}.summary']}" in _flat(ran.out)


def test_both_spellings_of_help_say_the_same(cli: CommandLine) -> None:
    assert cli("stats", "-h").out == cli("stats", "--help").out != ""


def test_the_version_is_told_on_one_line(cli: CommandLine) -> None:
    ran = cli("--version")
    assert (ran.code, ran.out, ran.err) == (EXIT_OK, f"ess-graph {__version__}\n", "")


def test_no_argument_shows_the_help_and_is_a_mistake(cli: CommandLine) -> None:
    ran = cli()
    assert ran.code == EXIT_USAGE
    assert ran.out.rstrip() == cli("-h").out.rstrip()


@pytest.mark.parametrize(
    ("variable", "value", "lang"),
    [
        ("ESS_GRAPH_LANG", "en", "en"),
        ("ESS_GRAPH_LANG", "fr", "fr"),
        ("LC_ALL", "en_GB.UTF-8", "en"),
        ("LC_ALL", "fr_FR.UTF-8", "fr"),
        ("LC_MESSAGES", "en_US.UTF-8", "en"),
        ("LANG", "en_US.UTF-8", "en"),
        ("LANG", "C", "fr"),
    ],
)
def test_the_environment_chooses_the_language(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, lang: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert catalogue(lang)["help.stats.summary"] in _flat(cli("stats", "-h").out)


def test_french_is_spoken_when_nobody_chooses(cli: CommandLine) -> None:
    assert catalogue("fr")["help.stats.summary"] in _flat(cli("stats", "-h").out)


def test_the_option_wins_over_our_variable_which_wins_over_the_locale(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.setenv("ESS_GRAPH_LANG", "en")
    assert catalogue("en")["help.stats.summary"] in _flat(cli("stats", "-h").out)
    assert catalogue("fr")["help.stats.summary"] in _flat(cli("stats", "-h", "--lang", "fr").out)


def test_the_labels_follow_the_language_too(cli: CommandLine, small_path: Path) -> None:
    french = json.loads(cli("stats", "-f", "json", store=small_path).out)["counts"]
    english = json.loads(cli("--lang", "en", "stats", "-f", "json", store=small_path).out)["counts"]
    assert [one["count"] for one in french] == [one["count"] for one in english]
    assert [one["label"] for one in french] != [one["label"] for one in english]


# Mistakes


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("qeury",), "query"),
        (("statz",), "stats"),
        (("query", "--descrbe"), "--describe"),
        (("query", "pratique"), "pratiques"),
        (("query", "pratiques", "-f", "yaml"), "table, json, csv, tsv"),
        (("completion", "powershell"), "bash, zsh, fish"),
        (("export", "-f", "n3"), "ttl, jsonld, nt"),
        (("query", "pratiques", "-p", "theme"), "--param"),
        (("query",), "query --list"),
        (("show",), "show -h"),
        (("search",), "search -h"),
        (("convert", "a.ttl"), "convert -h"),
        (("completion",), "completion -h"),
        (("export",), "export -h"),
        (("--nothing-like-it",), "-h"),
        (("stats", "too", "much"), "stats -h"),
        (("search", "x", "-n", "0"), "1–1000"),
    ],
)
def test_a_mistake_is_one_line_that_says_what_would_do(
    cli: CommandLine, arguments: tuple[str, ...], said: str, lang: str
) -> None:
    ran = cli("--lang", lang, *arguments)
    assert (ran.code, ran.out) == (EXIT_USAGE, "")
    line = _one_line(ran.err)
    assert line.startswith("ess-graph :" if lang == "fr" else "ess-graph:")
    assert said in line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("query", "pratiques", "-p", "them=alimentation"), "theme"),
        (("query", "pratiques", "-p", "theme=alimentatio"), "alimentation"),
        (("show", "pratiqe:agy"), "pratique"),
        (("show", "pratique:nothing-of-the-kind"), "ess-graph search"),
        (("show", "<http://exa mple/>"), "<http://exa mple/>"),
    ],
)
def test_a_value_that_the_graph_does_not_know_is_one_line_with_the_nearest(
    cli: CommandLine, small_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    ran = cli(*arguments, store=small_path)
    assert (ran.code, ran.out) == (EXIT_USAGE, "")
    assert said in _one_line(ran.err)


def test_an_unknown_language_is_refused_with_the_two_that_are_spoken(cli: CommandLine) -> None:
    ran = cli("stats", "--lang", "de")
    assert ran.code == EXIT_USAGE
    assert "fr, en" in _one_line(ran.err)


@pytest.mark.parametrize(
    "arguments", [("stats",), ("show", PRACTICE), ("search", "cantine"), ("export", "-f", "nt")]
)
def test_a_store_that_is_not_there_is_one_line_that_says_how_to_build_it(
    cli: CommandLine, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    ran = cli(*arguments, store=tmp_path / "nowhere")
    assert (ran.code, ran.out) == (EXIT_INPUT, "")
    assert "ess-graph build" in _one_line(ran.err)
    assert not (tmp_path / "nowhere").exists()


def test_an_unexpected_failure_is_one_line_and_its_own_exit_code(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("the moon is full")

    monkeypatch.setattr(entry.app, "main", fail)
    ran = cli("stats")
    assert (ran.code, ran.out) == (EXIT_FAILURE, "")
    assert "RuntimeError: the moon is full" in _one_line(ran.err)


def test_an_unexpected_failure_is_shown_whole_to_who_asks(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("the moon is full")

    monkeypatch.setattr(entry.app, "main", fail)
    monkeypatch.setenv("ESS_GRAPH_DEBUG", "1")
    with pytest.raises(RuntimeError, match="the moon is full"):
        cli("stats")


@pytest.mark.parametrize("error", [KeyboardInterrupt, EOFError])
def test_an_interruption_is_told_and_has_its_own_exit_code(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, small_path: Path, error: type[BaseException]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("ess_graph.cli.stats.stats", interrupt)
    ran = cli("stats", store=small_path)
    assert (ran.code, ran.out) == (EXIT_INTERRUPTED, "")
    # click ends the line on which the terminal wrote ^C.
    assert _one_line(ran.err.strip("\n")).endswith(catalogue("fr")["system.interrupted"])
