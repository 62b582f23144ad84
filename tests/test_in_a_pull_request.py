"""Where contributors work: the hook of pre-commit and the action that marks a pull request, run as they would be."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ess_graph.errors import EXIT_NOT_CONFORM, EXIT_OK
from tests.checking.planted import ROWS, table, write_french_csv, write_workbook
from tests.conftest import CommandLine

ROOT = Path(__file__).parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))


def run_action(store: Path, folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the last step of the action in a folder, with what its inputs say."""
    step = ACTION["runs"]["steps"][-1]
    given = {name: str(one.get("default", "")) for name, one in ACTION["inputs"].items()} | {
        name.replace("_", "-"): text for name, text in inputs.items()
    }
    values = {
        name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: given[found[1]], text)
        for name, text in step["env"].items()
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env={**os.environ, **values, "PATH": path, "ESS_GRAPH_STORE": str(store)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_action_marks_each_fault_at_its_line_and_fails(small_path: Path, tmp_path: Path) -> None:
    write_french_csv(tmp_path / "a.csv", table())
    ran = run_action(small_path, tmp_path, files="a.csv\n")
    assert ran.returncode == EXIT_NOT_CONFORM, ran.stderr
    marks = [line for line in ran.stdout.splitlines() if line.startswith("::error ")]
    lines = [int(found[1]) for one in marks if (found := re.search(r"file=a\.csv,line=(\d+)", one))]
    assert sorted(lines) == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert "La cellule « Titre »" in ran.stdout


def test_the_action_passes_when_nothing_is_wrong(small_path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "nos tables"
    folder.mkdir()
    write_french_csv(folder / "a b.csv", table(ROWS[:1]))
    ran = run_action(small_path, tmp_path, files="nos tables\n", lang="en")
    assert (ran.returncode, "::error" in ran.stdout) == (EXIT_OK, False), ran.stdout + ran.stderr


def test_the_action_runs_nothing_that_its_inputs_say(small_path: Path, tmp_path: Path) -> None:
    name = "$(touch taken).csv"
    write_french_csv(tmp_path / name, table(ROWS[:1]))
    run_action(small_path, tmp_path, files=f"{name}\n`touch taken`\n; touch taken\n--help\n")
    assert not (tmp_path / "taken").exists()


@pytest.mark.parametrize("hook", HOOKS, ids=[hook["id"] for hook in HOOKS])
def test_a_hook_checks_the_files_that_it_says(
    hook: dict[str, Any], small_path: Path, tmp_path: Path, cli: CommandLine
) -> None:
    wrong = {
        "ess-graph-validate": [
            write_workbook(tmp_path / "a.xlsx", table()),
            write_french_csv(tmp_path / "a.csv", table()),
        ],
        "ess-graph-validate-rdf": [tmp_path / "a.ttl"],
    }[hook["id"]]
    (tmp_path / "a.ttl").write_text("<javascript:x> a <https://w3id.org/ess-graph/def#Practice> .\n", "utf-8")
    program, *arguments = shlex.split(hook["entry"])
    assert program == "ess-graph"
    for file in wrong:
        assert re.search(hook["files"], file.name), file
        ran = cli(*arguments, file, store=small_path)
        assert ran.code == EXIT_NOT_CONFORM, (file, ran.err)
    assert not re.search(hook["files"], "README.md")
