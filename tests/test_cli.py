"""The command line: help in two languages, one line an error, and answers that other programs can read."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from ess_graph import __version__
from ess_graph.cli import main as entry
from ess_graph.cli.main import COMMANDS
from ess_graph.errors import EXIT_FAILURE, EXIT_INPUT, EXIT_INTERRUPTED, EXIT_OK, EXIT_USAGE
from ess_graph.report.rows import FORMATS, listing, write_listing
from ess_graph.text import catalogue
from tests.conftest import CommandLine, run_process

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


# Answers


@pytest.mark.parametrize("name", LISTINGS)
@pytest.mark.parametrize("form", ["json", "csv", "tsv"])
def test_a_program_can_read_every_listing(cli: CommandLine, small_path: Path, name: str, form: str) -> None:
    ran = cli(*LISTINGS[name], "-f", form, store=small_path)
    assert (ran.code, ran.err) == (EXIT_OK, "")
    assert ran.out.endswith("\n")
    if form == "json":
        assert json.loads(ran.out)
        return
    text = ran.out.partition("\n\n")[2] if name == "query-describe" and "\n\n" in ran.out else ran.out
    rows = list(csv.reader(io.StringIO(text), delimiter="," if form == "csv" else "\t"))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert all(re.fullmatch("[a-z_]+", key) for key in rows[0])


@pytest.mark.parametrize("name", LISTINGS)
def test_a_person_can_read_every_listing_as_a_table(cli: CommandLine, small_path: Path, name: str) -> None:
    ran = cli(*LISTINGS[name], "-f", "table", store=small_path)
    assert (ran.code, ran.err) == (EXIT_OK, "")
    assert "───" in ran.out
    assert ESCAPE not in ran.out


@pytest.mark.parametrize("name", ["query", "query-list", "search"])
def test_every_form_holds_the_same_rows(cli: CommandLine, small_path: Path, name: str) -> None:
    found = {form: cli(*LISTINGS[name], "-f", form, store=small_path).out for form in ("json", "csv", "tsv")}
    objects = json.loads(found["json"])
    assert len(objects) > 1
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        rows = list(csv.DictReader(io.StringIO(found[form]), delimiter=delimiter))
        assert len(rows) == len(objects)
        assert list(rows[0]) == list(objects[0])


def test_a_pipe_gets_tab_separated_values(cli: CommandLine, small_path: Path) -> None:
    assert cli("stats", store=small_path).out == cli("stats", "-f", "tsv", store=small_path).out


def test_an_empty_answer_is_said_in_a_table_and_has_only_a_header_elsewhere(
    cli: CommandLine, small_path: Path
) -> None:
    nothing = ("search", "zzzzqqqqxxxx")
    assert cli(*nothing, "-f", "table", store=small_path).out.strip() == catalogue("fr")["table_head.no_rows"]
    assert cli(*nothing, "-f", "csv", store=small_path).out == "name,label,type,score\n"
    assert json.loads(cli(*nothing, "-f", "json", store=small_path).out) == []


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("no_color", [None, "1"])
def test_a_pipe_gets_no_colour(small_path: Path, form: str, no_color: str | None) -> None:
    env = {"ESS_GRAPH_STORE": str(small_path), "TERM": "xterm-256color"}
    if no_color:
        env["NO_COLOR"] = no_color
    ran = run_process("stats", "-f", form, env=env)
    assert ran.code == EXIT_OK
    assert "ess:Practice" in ran.out
    assert ESCAPE not in ran.out + ran.err


def _in_a_terminal(env: dict[str, str], *arguments: str) -> str:
    """Return what a command writes on a terminal."""
    ours, theirs = pty.openpty()
    program = [sys.executable, "-m", "ess_graph", *arguments]
    running = subprocess.Popen(program, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, **env})
    os.close(theirs)
    pieces = []
    # Linux answers the end of a terminal with an error.
    with contextlib.suppress(OSError), os.fdopen(ours, "rb", buffering=0) as stream:
        while piece := stream.read(65536):
            pieces.append(piece)
    assert running.wait(timeout=60) == EXIT_OK
    return b"".join(pieces).decode("utf-8")


def test_a_terminal_gets_a_table_and_no_escape_when_colour_is_refused(small_path: Path) -> None:
    env = {"ESS_GRAPH_STORE": str(small_path), "TERM": "xterm-256color"}
    styled = _in_a_terminal(env, "stats")
    plain = _in_a_terminal({**env, "NO_COLOR": "1"}, "stats")
    assert "───" in plain
    assert ESCAPE in styled
    assert ESCAPE not in plain


def test_a_cell_that_a_spreadsheet_would_run_is_made_text() -> None:
    cells = ["=1+1", "+A1", "-A1", "@SUM(A1)", "-12.5", "+3", "plain"]
    rows = listing(("v",), ("V",), [(cell,) for cell in cells])
    out = io.StringIO()
    write_listing(rows, "csv", out)
    found = [row[0] for row in csv.reader(io.StringIO(out.getvalue()))]
    assert found == ["v", "'=1+1", "'+A1", "'-A1", "'@SUM(A1)", "-12.5", "+3", "plain"]


def test_a_tab_or_a_line_break_does_not_break_a_row() -> None:
    out = io.StringIO()
    write_listing(listing(("a", "b"), ("A", "B"), [("x\ty", "one\ntwo"), ("\t=1", None)]), "tsv", out)
    assert out.getvalue() == "a\tb\nx y\tone two\n'=1\t\n"


def test_control_characters_are_shown_in_a_table_and_do_not_drive_the_terminal() -> None:
    out = io.StringIO()
    write_listing(listing(("a",), ("A",), [("x\x1b]0;title\x07\x1b[31mred\u202e",)]), "table", out)
    assert "x\\x1b]0;title\\x07\\x1b[31mred\\x202e" in out.getvalue()
    assert not set(out.getvalue()) & {ESCAPE, "\x07", "\u202e"}


def test_markup_in_the_data_is_text() -> None:
    out = io.StringIO()
    write_listing(listing(("a",), ("A",), [("[bold]x[/bold]",)]), "table", out)
    assert "[bold]x[/bold]" in out.getvalue()


# Around the program


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_completion_script(cli: CommandLine, shell: str) -> None:
    ran = cli("completion", shell)
    assert (ran.code, ran.err) == (EXIT_OK, "")
    assert f"_ESS_GRAPH_COMPLETE={shell}_complete" in ran.out


def test_completion_offers_the_commands() -> None:
    env = {"_ESS_GRAPH_COMPLETE": "bash_complete", "COMP_WORDS": "ess-graph s", "COMP_CWORD": "1"}
    code = "import sys; sys.argv[0] = 'ess-graph'; from ess_graph.cli.main import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **env}, capture_output=True, check=False, timeout=60
    )
    assert sorted(done.stdout.decode().split()) == [
        f"plain,{name}" for name in sorted(COMMANDS) if name.startswith("s")
    ]


@pytest.mark.parametrize(
    ("arguments", "reader"),
    [
        ("export -f nt", "head -1"),
        ("stats", "true"),
        ("-h", "true"),
        ("search cantine", "true"),
        ("query --list -f table", "head -1"),
    ],
)
def test_a_reader_that_leaves_early_is_no_error(small_path: Path, arguments: str, reader: str) -> None:
    program = f"{shlex.quote(sys.executable)} -m ess_graph {arguments}"
    env = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        ["bash", "-c", f"{program} | {reader} > /dev/null; echo ${{PIPESTATUS[0]}}"],
        env={**env, "ESS_GRAPH_STORE": str(small_path)},
        capture_output=True,
        check=True,
        timeout=120,
    )
    assert (done.stdout, done.stderr) == (b"0\n", b"")


def test_a_full_disk_behind_the_output_is_one_line_and_a_failure(small_path: Path) -> None:
    env = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ess_graph", "stats"],
            env={**env, "ESS_GRAPH_STORE": str(small_path)},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=120,
        )
    assert done.returncode == EXIT_FAILURE
    assert "No space left" in _one_line(done.stderr.decode("utf-8"))


def test_the_module_and_the_entry_point_are_the_same_program(cli: CommandLine) -> None:
    ran = run_process("--version")
    assert (ran.code, ran.out) == (EXIT_OK, cli("--version").out)
