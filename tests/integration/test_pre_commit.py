"""The hook as pre-commit installs and runs it: from a clone of this repository, in an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checking.planted import ROWS, table, write_french_csv

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.integration
def test_a_commit_with_a_wrong_table_is_stopped(tmp_path: Path) -> None:
    contributions = tmp_path / "contributions"
    contributions.mkdir()
    environment = {
        **os.environ,
        "PRE_COMMIT_HOME": str(tmp_path / "hooks"),
        "ESS_GRAPH_STORE": str(tmp_path / "store"),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "safe.directory",
        "GIT_CONFIG_VALUE_0": "*",
    }

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=contributions, env=environment, capture_output=True, text=True, check=False
        )

    def hook(name: str) -> subprocess.CompletedProcess[str]:
        run("git", "add", name)
        return run(
            sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), "ess-graph-validate", "--files", name
        )

    assert run("git", "init", "-q").returncode == 0
    write_french_csv(contributions / "right.csv", table(ROWS[:1]))
    write_french_csv(contributions / "wrong.csv", table())
    right, wrong = hook("right.csv"), hook("wrong.csv")
    assert right.returncode == 0, right.stdout + right.stderr
    assert wrong.returncode == 1, wrong.stdout + wrong.stderr
    assert "Titre" in wrong.stdout
