"""Fixtures: tiny sources, and a store built from one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ess_graph.store.build import build
from tests.building.tiny import tiny_source


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return tiny_source(tmp_path / "tiny")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return tiny_source(tmp_path / "other", "autre")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store built from the tiny source, to be copied."""
    folder = tmp_path_factory.mktemp("built")
    build(folder / "store", source=tiny_source(folder / "tiny"))
    return folder / "store"


@pytest.fixture
def store(tmp_path: Path, built: Path) -> Path:
    """A store of one's own, built from the tiny source."""
    return shutil.copytree(built, tmp_path / "store")
