"""A Virtuoso of one's own: in a temporary folder, on loopback, with one dataset, gone when the block ends."""

from __future__ import annotations

import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = ("virtuoso-t", "isql-vt")
#: Virtuoso has no default graph of its own: what was asserted lies in this one, and a query sees all graphs.
ASSERTED = "https://w3id.org/ess-graph/graph/asserted"
START = 90
_SETTINGS = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
Striping = 0
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
MaxCheckpointRemap = 2000
Striping = 0
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
MaxMemPoolSize = 200000000
MaxQueryMem = 512M
ThreadsPerQuery = 1
SchedulerInterval = 10
DirsAllowed = {data}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = {rows}
"""


@contextmanager
def virtuoso(folder: Path, nquads: Path, *, rows: int = 10_000) -> Iterator[str]:
    """Start a server, load an N-Quads file, and give the address of its endpoint."""
    sql, http = _free_ports()
    settings = folder / "virtuoso.ini"
    settings.write_text(
        _SETTINGS.format(folder=folder, data=nquads.parent, sql=sql, http=http, rows=rows), "utf-8"
    )
    with (folder / "output.log").open("wb") as log:
        server = subprocess.Popen(
            ["virtuoso-t", "+foreground", "+configfile", str(settings)], cwd=folder, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{http}/sparql"
    try:
        _wait(server, address, folder)
        _load(sql, nquads)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as two:
        for opened in (one, two):
            opened.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]


def _wait(server: subprocess.Popen[bytes], address: str, folder: Path) -> None:
    for _ in range(START * 5):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"Virtuoso does not start: {(folder / 'output.log').read_text('utf-8')[-2000:]}")


def _load(port: int, nquads: Path) -> None:
    commands = (
        f"ld_dir('{nquads.parent}', '{nquads.name}', '{ASSERTED}');\n"
        "rdf_loader_run();\n"
        "select concat('state ', cast(ll_state as varchar), coalesce(ll_error, '')) from DB.DBA.load_list;\n"
    )
    done = subprocess.run(
        ["isql-vt", f"127.0.0.1:{port}", "dba", "dba", "ERRORS=STDOUT"],
        input=commands.encode(),
        capture_output=True,
        timeout=300,
        check=True,
    )
    # 2: loaded; an error would stand behind it.
    assert re.search(rb"^state 2\s*$", done.stdout, re.MULTILINE), done.stdout.decode()
