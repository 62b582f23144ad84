"""What the set-up of the W3C suites accepts into the cache: the pinned archive, whole, and nothing beside it."""

from __future__ import annotations

import hashlib
import io
import re
import tarfile
from pathlib import Path

import platformdirs
import pytest

from docs.conformance import scores
from tests.suites import SUITES, Archive, SuiteProblemError, ensure, unpack

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _name: tmp_path / "cache")


def packed(path: Path, *members: tarfile.TarInfo | str) -> Archive:
    """Write an archive and return it as it would be pinned."""
    with tarfile.open(path, "w:gz") as tar:
        for one in members:
            info = tarfile.TarInfo(one) if isinstance(one, str) else one
            info.size = 0 if info.issym() else 3
            tar.addfile(info, None if info.issym() else io.BytesIO(b"abc"))
    return Archive("x", "1.0", hashlib.sha256(path.read_bytes()).hexdigest(), ("test/a/", "test/b"))


def test_only_the_folders_asked_for_are_unpacked_and_once(tmp_path: Path) -> None:
    file = tmp_path / "x-1.0.tar.gz"
    archive = packed(file, "x-1.0/test/a/one", "x-1.0/test/b-manifest", "x-1.0/test/c/no", "other/test/a/no")
    unpack(file, archive)
    found = [one.relative_to(archive.place).as_posix() for one in archive.place.rglob("*") if one.is_file()]
    assert sorted(found) == ["test/a/one", "test/b-manifest"]
    # The second time nothing is asked of anybody: this archive is in no registry.
    assert ensure(archive) == archive.place
    assert [one.name for one in archive.place.parent.iterdir()] == [archive.place.name]


def test_another_archive_than_the_pinned_one_is_refused_whole(tmp_path: Path) -> None:
    file = tmp_path / "x-1.0.tar.gz"
    archive = packed(file, "x-1.0/test/a/one", "x-1.0/test/b")
    file.write_bytes(file.read_bytes() + b"\0")
    with pytest.raises(SuiteProblemError, match="sha256"):
        unpack(file, archive)
    assert not (tmp_path / "cache").exists()


def test_an_archive_without_a_folder_that_is_asked_for_leaves_nothing(tmp_path: Path) -> None:
    archive = packed(tmp_path / "x", "x-1.0/test/a/one")
    with pytest.raises(SuiteProblemError, match="test/b"):
        unpack(tmp_path / "x", archive)
    assert list(archive.place.parent.iterdir()) == []


def link(name: str, target: str) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = tarfile.SYMTYPE, target
    return info


@pytest.mark.parametrize(
    "member",
    [
        tarfile.TarInfo("x-1.0/test/a/../../../../../out"),
        link("x-1.0/test/a/link", "../../../../../out"),
        link("x-1.0/test/a/link", "/etc/passwd"),
    ],
    ids=["name", "link", "absolute"],
)
def test_a_member_that_leads_out_of_the_folder_is_refused(tmp_path: Path, member: tarfile.TarInfo) -> None:
    archive = packed(tmp_path / "x", "x-1.0/test/b", member)
    with pytest.raises(tarfile.FilterError):
        unpack(tmp_path / "x", archive)
    assert list(archive.place.parent.iterdir()) == []


def test_the_suites_are_those_of_the_constraints_and_of_the_page() -> None:
    pins = dict(re.findall(r"(?m)^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text("utf-8")))
    assert {one.name: one.version for one in SUITES}.items() <= pins.items()
    assert {one.source for one in scores().values()} == {f"{one.name} {one.version}" for one in SUITES}


def test_the_test_command_lays_the_suites_first() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(r"^test: .*\bsuites\b", text, re.MULTILINE)
    assert "python -m tests.suites" in text
