"""Fixtures: a small store of one's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ess_graph.store.build import build
from tests.building.tiny import tiny_source


@pytest.fixture
def store(tmp_path: Path, small_path: Path) -> Path:
    """A copy of the small store."""
    return shutil.copytree(small_path, tmp_path / "store")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A source of a few hundred rows."""
    return tiny_source(tmp_path_factory.mktemp("tiny") / "source")


@pytest.fixture(scope="module")
def tiny_built(tiny: Path) -> Path:
    """A store built from it, to be copied."""
    build(tiny.parent / "store", source=tiny)
    return tiny.parent / "store"


@pytest.fixture
def tiny_store(tmp_path: Path, tiny_built: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(tiny_built, tmp_path / "store")
