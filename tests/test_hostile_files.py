"""Hostile files through the real commands, in a child process: one line, exit 3, nothing written, little memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ess_graph.errors import EXIT_INPUT, EXIT_OK, EXIT_USAGE
from tests.conftest import CommandLine
from tests.hostile_files import FILES, MIB, TRIPLE, Hostile

#: Peak memory of the process, with Python and Oxigraph in it, in MiB.
MOST_MEMORY = 200
#: No measure: what hangs must end.
HANGS = 60
#: The command line in a process of its own, which writes its peak memory at the end (VmHWM: of this program alone).
CHILD = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
from ess_graph.cli.main import main
code = main(sys.argv[2:])
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
open(sys.argv[1], "w").write(peak)
sys.exit(code)
"""
linux = pytest.mark.skipif(sys.platform != "linux", reason="/proc tells the peak memory")


@linux
@pytest.mark.parametrize("hostile", FILES, ids=[one.name for one in FILES])
def test_a_hostile_file_is_refused_in_one_line_within_memory(hostile: Hostile, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    hostile.make(folder / hostile.name)
    target = tmp_path / "out.nq"
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            CHILD,
            tmp_path / "peak",
            "--lang",
            "en",
            "convert",
            folder / hostile.name,
            target,
        ],
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (EXIT_INPUT, "", 1), ran.stderr
    assert str(folder / hostile.name) in ran.stderr
    assert hostile.says in ran.stderr
    assert int((tmp_path / "peak").read_text()) < MOST_MEMORY * 1024
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in", "peak"]


SMALL = [
    one for one in FILES if one.name in ("laughs.rdf", "context.jsonld", "bomb.nt.gz", "utf16.ttl", "loop.nt")
]


@pytest.mark.parametrize("hostile", SMALL, ids=[one.name for one in SMALL])
@pytest.mark.parametrize("command", ["validate", "query", "shapes"])
def test_every_command_that_reads_files_has_the_same_guards(
    hostile: Hostile, command: str, tmp_path: Path, cli: CommandLine
) -> None:
    path = tmp_path / hostile.name
    hostile.make(path)
    good = tmp_path / "good.ttl"
    good.write_text(TRIPLE + "<a:c> .", "utf-8")
    commands = {
        "validate": ("validate", path),
        "query": ("query", "textes", path),
        "shapes": ("validate", good, "--shapes", path),
    }
    ran = cli("--lang", "en", *commands[command])
    assert (ran.code, ran.err.count("\n")) == (EXIT_INPUT, 1), ran.err
    assert hostile.says in ran.err


def test_a_file_that_only_looks_dangerous_is_read(tmp_path: Path, cli: CommandLine) -> None:
    import gzip

    texts = {
        "mark.nt": b"\xef\xbb\xbf" + f"{TRIPLE}<a:c> .".encode(),
        "mark.jsonld": b'\xef\xbb\xbf{"@id": "a:a", "a:b": {"@id": "a:c"}}',
        "brackets.ttl": f'{TRIPLE}"{"[(" * 1000}" , <a:c> .'.encode(),
        "literal.nt": TRIPLE.encode() + b'"' + b"x" * (9 * MIB) + b'" .',
        "same.nt.gz": gzip.compress(f"{TRIPLE}<a:c> .\n".encode() * 600_000),
        "empty.ttl": b"",
    }
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text)
        ran = cli("convert", tmp_path / name, tmp_path / "out.nq")
        assert (ran.code, ran.err) == (EXIT_OK, ""), name


def test_a_person_who_knows_a_file_may_raise_or_lower_what_is_unpacked(
    tmp_path: Path, cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gzip

    path = tmp_path / "a.nt.gz"
    path.write_bytes(gzip.compress(b"\n" * (20 * MIB)))
    for chosen, code in (("", EXIT_INPUT), ("10", EXIT_INPUT), ("30", EXIT_OK), ("much", EXIT_USAGE)):
        monkeypatch.setenv("ESS_GRAPH_UNPACK_MAX", chosen)
        ran = cli("convert", path, tmp_path / "out.nq")
        assert (ran.code, ran.err.count("\n")) == (code, int(code != EXIT_OK)), (chosen, ran.err)
