"""Waiting for a validation: memory whatever is found, a limit of time, Ctrl-C, and a line for a person only."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ess_graph.errors import EXIT_FAILURE, EXIT_INTERRUPTED, EXIT_NOT_CONFORM
from tests.conftest import CommandLine, Ran
from tests.shacl_random import PREFIXES

#: Three times each statement beside each other: no machine ends it while a test waits.
ENDLESS = """ex:S sh:targetNode ex:a ; sh:sparql [ sh:select '''SELECT $this WHERE { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z
  FILTER(CONCAT(STR(?x), STR(?y), STR(?z)) = "no") }''' ] ."""

#: A shell that runs tests in the background has its children ignore Ctrl-C.
HEARING = ("env", "--default-signal=INT")


@pytest.fixture
def endless(tmp_path: Path) -> list[str]:
    """A validation whose query never ends, as a command line; what it leaves behind would lie in tmp_path/scratch."""
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data.write_text(PREFIXES + "".join(f"ex:n{number} ex:p {number} .\n" for number in range(3000)), "utf-8")
    shapes.write_text(PREFIXES + ENDLESS, "utf-8")
    (tmp_path / "scratch").mkdir()
    return [sys.executable, "-m", "ess_graph", "shacl", str(data), "--shapes", str(shapes), "--lang", "en"]


def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(tmp_path / "scratch")}


def test_a_query_that_never_ends_is_stopped_in_time(endless: list[str], tmp_path: Path) -> None:
    before = time.monotonic()
    done = subprocess.run(
        [*endless, "--timeout", "0.5"],
        capture_output=True,
        env=environment(tmp_path),
        timeout=60,
        check=False,
    )
    assert time.monotonic() - before < 30
    assert (done.returncode, done.stdout) == (EXIT_FAILURE, b"")
    (line,) = done.stderr.decode().splitlines()
    assert "0.5 s" in line
    assert "--timeout" in line
    assert list((tmp_path / "scratch").iterdir()) == []


def test_ctrl_c_is_heard_inside_a_query_and_leaves_nothing(endless: list[str], tmp_path: Path) -> None:
    running = subprocess.Popen(
        [*HEARING, *endless],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path),
    )
    time.sleep(1.5)
    assert running.poll() is None
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (EXIT_INTERRUPTED, b"")
    (line,) = err.decode().strip().splitlines()
    assert "Interrupted" in line
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_person_is_told_how_far_it_is_and_a_program_is_not(endless: list[str], tmp_path: Path) -> None:
    command = [*endless, "--timeout", "2"]
    ours, theirs = pty.openpty()
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, env=environment(tmp_path))
    os.close(theirs)
    seen = b""
    # Linux answers the end of a terminal with an error.
    with contextlib.suppress(OSError), os.fdopen(ours, "rb", buffering=0) as stream:
        while piece := stream.read(65536):
            seen += piece
    assert running.wait(timeout=30) == EXIT_FAILURE
    said = seen.decode()
    assert "checking: shape 0 of 1" in said
    assert said.rstrip().rpartition("\x1b[K")[2].startswith("ess-graph: Validation stopped"), (
        "the line is cleared"
    )
    piped = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert b"checking" not in piped.stderr


@pytest.fixture
def backtracking(tmp_path: Path) -> list[str]:
    """A validation by a pattern that only pySHACL knows, and that it would try for ages."""
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data.write_text(f'{PREFIXES} ex:a ex:p "{"a" * 60}!" .', "utf-8")
    pattern = 'sh:pattern "^(?=a)(a+)+$"'
    shapes.write_text(
        f"{PREFIXES} ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; {pattern} ] .", "utf-8"
    )
    (tmp_path / "scratch").mkdir()
    return [sys.executable, "-m", "ess_graph", "shacl", str(data), "--shapes", str(shapes), "--lang", "en"]


def test_a_pattern_that_backtracks_in_pyshacl_is_stopped_too(backtracking: list[str], tmp_path: Path) -> None:
    done = subprocess.run([*backtracking, "--timeout", "2"], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (EXIT_FAILURE, b"")
    (line,) = done.stderr.decode().splitlines()
    assert "2 s" in line
    running = subprocess.Popen([*HEARING, *backtracking], stderr=subprocess.PIPE)
    time.sleep(2)
    assert running.poll() is None
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=30)
    assert running.returncode == EXIT_INTERRUPTED
    assert "Interrupted" in err.decode()


@pytest.fixture
def many(tmp_path: Path) -> list[str]:
    """A validation of few data with 100 000 findings."""
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data.write_text(PREFIXES + "".join(f"ex:n{number} a ex:C .\n" for number in range(500)), "utf-8")
    each = "".join(f"ex:S sh:property [ sh:path ex:p{number} ; sh:minCount 1 ] .\n" for number in range(200))
    shapes.write_text(f"{PREFIXES}ex:S sh:targetClass ex:C .\n{each}", "utf-8")
    return ["shacl", str(data), "--shapes", str(shapes), "-f", "json", "--lang", "en"]


def limited(arguments: list[str], most: int) -> Ran:
    """Run a command whose own data may take so many bytes."""
    done = subprocess.run(
        [sys.executable, "-m", "ess_graph", *arguments],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (most, most)),
        timeout=120,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def test_memory_does_not_grow_with_what_is_found_beyond_what_is_kept(many: list[str]) -> None:
    most = 120 << 20
    ran = limited([*many, "--max-findings", "1000"], most)
    assert (ran.code, ran.err) == (EXIT_NOT_CONFORM, "")
    found = json.loads(ran.out)
    assert len(found["findings"]) == 1000
    assert found["leftOut"] == {"Violation": 99_000}
    everything = limited([*many, "--max-findings", "1000000"], most)
    assert everything.code == EXIT_FAILURE, "the limit would be met if all were kept"
    assert len(everything.err.splitlines()) == 1


def test_a_limit_of_time_or_number_that_is_none_is_refused(cli: CommandLine, many: list[str]) -> None:
    for option, value in (("--timeout", "0"), ("--timeout", "x"), ("--max-findings", "-1")):
        ran = cli(*many, option, value)
        assert (ran.code, len(ran.err.splitlines())) == (2, 1)
