"""What a test needs of the machine: it is skipped without, and never in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable

import pytest


def need(*programs: str) -> None:
    """Skip the test when a program is not installed."""
    need_all(program for program in programs if shutil.which(program) is None)


def need_all(missing: Iterable[str]) -> None:
    """Skip the test when something is missing."""
    if found := ", ".join(missing):
        assert os.environ.get("CI") != "true", f"CI must have {found}"
        pytest.skip(f"not installed: {found} (tests/integration/install.sh)")
