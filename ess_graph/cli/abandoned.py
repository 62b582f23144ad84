"""Whether work was given up that still runs: the process must then end without waiting for it."""

from __future__ import annotations

import threading

_GIVEN_UP = threading.Event()


def give_up() -> None:
    """Say that a thread is left behind that nobody waits for."""
    _GIVEN_UP.set()


def given_up() -> bool:
    """Tell whether one is."""
    return _GIVEN_UP.is_set()
