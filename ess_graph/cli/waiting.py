"""Waiting for long work: a line that tells how far it is, a limit of time, and Ctrl-C that is heard at once.

The work runs in a thread of its own. Oxigraph evaluates a query without Python, so that a query that never ends would
let neither a signal nor a clock be heard in the thread that asks it; the one that waits hears both. Work that is given
up cannot be stopped, but with the process: it ends as soon as the command has said its line.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from ess_graph.cli.base import watched
from ess_graph.errors import EXIT_FAILURE, EXIT_INTERRUPTED, SystemProblem
from ess_graph.text import message

if TYPE_CHECKING:
    from ess_graph.shacl.bounds import Bounds

_T = TypeVar("_T")
#: Seconds between two looks, and before a person is told anything.
_LOOK: Final = 0.2
_PATIENCE: Final = 1.0
#: To the start of the line, and clear it (ECMA-48).
_CLEAR: Final = "\r\x1b[K"


class _Work(threading.Thread, Generic[_T]):
    """A call in a thread that does not keep the process alive."""

    def __init__(self, call: Callable[[], _T]) -> None:
        super().__init__(daemon=True)
        self._call = call
        self._context = copy_context()
        self.done = threading.Event()
        self.given: list[_T] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        """Make the call, and keep what it gives or raises."""
        try:
            self.given.append(self._context.run(self._call))
        except BaseException as error:
            self.error = error
        finally:
            self.done.set()


def wait_for(call: Callable[[], _T], at: Bounds, seconds: float | None) -> _T:
    """Return what a call gives, or raise what it raises.

    Args:
        call: the work.
        at: where it is; a person who watches standard error is told.
        seconds: the most time that it may take.

    Raises:
        SystemProblem: it takes more.
        KeyboardInterrupt: a person does not want to wait.
    """
    work = _Work(call)
    started = time.monotonic()
    told = False
    work.start()
    try:
        while not work.done.wait(_LOOK if seconds is None else min(_LOOK, seconds)):
            spent = time.monotonic() - started
            if seconds is not None and spent >= seconds:
                _give_up(EXIT_FAILURE)
                raise SystemProblem("system.too_long", limit=f"{seconds:g}")
            if spent >= _PATIENCE and watched():
                told = True
                sys.stderr.write(f"{_CLEAR}{_line(at, spent)}")
                sys.stderr.flush()
    except KeyboardInterrupt:
        _give_up(EXIT_INTERRUPTED)
        raise
    finally:
        if told:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
    if work.error is not None:
        raise work.error
    return work.given[0]


def _line(at: Bounds, spent: float) -> str:
    fields = {"count": f"{len(at.data):,}".replace(",", "\u202f"), "done": at.done, "total": at.total}
    return message(f"progress.{at.stage or 'plan'}", seconds=f"{spent:.0f}", **fields)


def _give_up(code: int) -> None:
    """End the process without waiting for the thread, once everything is said.

    Python would let the thread meet its end inside of Oxigraph, which is not made for it.
    """
    atexit.register(_leave, code)


def _leave(code: int) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
