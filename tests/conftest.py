"""Fixtures: a small source made from the published tables, its store, and the whole store, built once each."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from ess_graph.resources import root
from ess_graph.store.build import build
from ess_graph.store.generation import OpenStore, open_store
from ess_graph.text import set_language
from tests.small_source import make_small_source

BASE = "https://w3id.org/ess-graph/"

# The suite says the same twice: its examples are drawn from the tests. HYPOTHESIS_PROFILE=explore draws new ones.
settings.register_profile("suite", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


@dataclass(frozen=True)
class Ran:
    """What a command line gave."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test meets the user's store, base, language, proxy or logins."""
    for name in (
        "ESS_GRAPH_BASE",
        "ESS_GRAPH_CONTRIBUTIONS",
        "ESS_GRAPH_LANG",
        "ESS_GRAPH_DEBUG",
        "LC_ALL",
        "LC_MESSAGES",
        "LANG",
    ):
        monkeypatch.delenv(name, raising=False)
    for name in ("USER", "PASSWORD", "TOKEN"):
        monkeypatch.delenv(f"ESS_GRAPH_ENDPOINT_{name}", raising=False)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("ESS_GRAPH_STORE", str(tmp_path / "no-store"))
    set_language(None)


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a directory of the whole run, which the first process that asks for it makes: others wait."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    path = shared / name
    with FileLock(shared / f"{name}.lock"):
        if not path.exists():
            unfinished = shared / f"{name}.unfinished"
            make(unfinished)
            unfinished.rename(path)
    return path


@pytest.fixture(scope="session")
def small_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A source folder with the editorial tables and just the territories that they mention."""
    return once(tmp_path_factory, "small-source", lambda path: make_small_source(root(), path))


@pytest.fixture(scope="session")
def small_path(small_source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a store built from the small source."""
    return once(tmp_path_factory, "small-store", lambda path: build(path, source=small_source))


@pytest.fixture(scope="session")
def small(small_path: Path) -> OpenStore:
    """The small store, open."""
    return open_store(small_path)


@pytest.fixture(scope="session")
def whole_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a store built from the whole published dataset."""
    return once(tmp_path_factory, "whole-store", build)


@pytest.fixture(scope="session")
def whole(whole_path: Path) -> OpenStore:
    """The whole store, open."""
    return open_store(whole_path)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line, run in this process."""
    return CommandLine(capsys)


class CommandLine:
    """Calls the real entry point and gives back exit code, output and messages."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path, store: Path | None = None) -> Ran:
        from ess_graph.cli.main import main

        set_language(None)
        self._capsys.readouterr()
        given = [str(one) for one in arguments]
        if store is not None:
            given += ["--store", str(store)]
        code = main(given)
        captured = self._capsys.readouterr()
        set_language(None)
        return Ran(code, captured.out, captured.err)


def run_process(*arguments: str | Path, env: dict[str, str] | None = None, stdin: bytes = b"") -> Ran:
    """Run ``python -m ess_graph`` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "ess_graph", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env={**os.environ, **(env or {})},
        timeout=300,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
