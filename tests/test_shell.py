"""``ess-graph shell``: queries over several lines, commands, completion, history."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from ess_graph.cli.shell import COMMANDS, completer, make_session, run_shell
from ess_graph.store.generation import OpenStore
from ess_graph.text import set_language
from tests.conftest import CommandLine, run_process


@pytest.fixture
def keyboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PipeInput]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    set_language("en")
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe


def typed(keyboard: PipeInput, opened: OpenStore, text: str) -> None:
    keyboard.send_text(text.replace("\n", "\r") + "\x04")  # Return, and Ctrl-D at the end
    run_shell(opened, make_session(opened))


def test_a_query_ends_with_a_semicolon_or_an_empty_line(
    keyboard: PipeInput, small: OpenStore, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(keyboard, small, "ASK {\n ?s a ess:Kit ;\n dct:title ?t }\n;\nASK\n{ FILTER(false) }\n\nASK {};\n")
    assert capsys.readouterr().out == "ask\ntrue\nask\nfalse\nask\ntrue\n"


def test_an_error_is_told_and_the_shell_goes_on(
    keyboard: PipeInput, small: OpenStore, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(keyboard, small, "\nSELEC;\n.nothing\n.run\n.run practices\n.run pratiques nonsense\nASK {};\n")
    shown = capsys.readouterr()
    assert shown.out == "ask\ntrue\n"
    for said in ("starts with SELECT", ".nothing", ".run NAME", "practices", "nonsense"):
        assert said in shown.err


def test_interrupting_gives_up_the_query_and_not_the_shell(
    keyboard: PipeInput, small: OpenStore, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(keyboard, small, "SELECT nonsense {\n\x03ASK {};\n.quit\nASK {};\n")
    shown = capsys.readouterr()
    assert shown.out == "ask\ntrue\n"
    assert "nonsense" not in shown.err


def test_the_commands(keyboard: PipeInput, small: OpenStore, capsys: pytest.CaptureFixture[str]) -> None:
    typed(keyboard, small, ".help\n.queries\n.prefixes\n.run pratiques theme=alimentation\n")
    shown = capsys.readouterr()
    assert ".queries" in shown.err
    assert "pratiques-par-mode" in shown.out
    assert "http://www.w3.org/2004/02/skos/core#" in shown.out
    assert "https://w3id.org/ess-graph/id/pratique/" in shown.out


def test_history_is_kept_for_this_user_only(keyboard: PipeInput, small: OpenStore, tmp_path: Path) -> None:
    typed(keyboard, small, "ASK {};\n")
    (file,) = (tmp_path / "state").rglob("sparql-history")
    assert "ASK {};" in file.read_text("utf-8")
    assert file.stat().st_mode & 0o077 == 0


def test_a_home_that_cannot_be_written_takes_no_history(
    keyboard: PipeInput, small: OpenStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")
    typed(keyboard, small, "ASK {};\n")
    assert capsys.readouterr().out == "ask\ntrue\n"


@pytest.mark.parametrize(
    ("start", "wanted"),
    [
        ("SELECT * { ?s a ess:Prac", "ess:Practice"),
        ("SELECT * { ?s sko", "skos:"),
        (".run pratiques-par-m", "pratiques-par-mode"),
        (".pre", ".prefixes"),
        ("sel", "SELECT"),
        ("SELECT * { ?s ess:serv", "ess:serviceType"),
    ],
)
def test_completion(small: OpenStore, start: str, wanted: str) -> None:
    found = completer(small).get_completions(Document(start), CompleteEvent(completion_requested=True))
    assert wanted in {one.text for one in found}


def test_without_the_library_one_line_tells_how_to_get_it(
    small: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ess_graph.errors import SystemProblem

    monkeypatch.setitem(sys.modules, "prompt_toolkit", None)
    with pytest.raises(SystemProblem, match="pip install"):
        make_session(small)


def test_without_a_screen_one_line_tells_what_to_use(small_path: Path) -> None:
    ran = run_process("shell", "--store", small_path)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "ess-graph sparql" in ran.err


def test_help_names_no_command_twice(cli: CommandLine) -> None:
    assert len(set(COMMANDS)) == len(COMMANDS)
    assert cli("shell", "--help").code == 0
