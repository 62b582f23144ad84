"""The published tables, read once a file of tests."""

from __future__ import annotations

import pytest

from tests.facts.published import TABLES, Rows, rows


@pytest.fixture(scope="module")
def tables() -> dict[str, Rows]:
    return {name: rows(name) for name in TABLES}
