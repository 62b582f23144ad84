"""The answers of the command line: for a person and for another program."""

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

from ess_graph.cli.main import COMMANDS
from ess_graph.errors import EXIT_FAILURE, EXIT_OK
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
    (line,) = done.stderr.decode("utf-8").splitlines()
    assert "No space left" in line


def test_the_module_and_the_entry_point_are_the_same_program(cli: CommandLine) -> None:
    ran = run_process("--version")
    assert (ran.code, ran.out) == (EXIT_OK, cli("--version").out)
