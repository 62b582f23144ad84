"""Fixtures: a small store of one's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def store(tmp_path: Path, small_path: Path) -> Path:
    """A copy of the small store."""
    return shutil.copytree(small_path, tmp_path / "store")
