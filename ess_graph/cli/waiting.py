"""Waiting for long work: a line that tells how far it is, a limit of time, and Ctrl-C that is heard at once.

The work runs in a thread of its own. Oxigraph evaluates a query without Python, so that a query that never ends would
let neither a signal nor a clock be heard in the thread that asks it; the one that waits hears both. pySHACL is Python
alone, and its regular expressions hold all threads: it asks to be run by the one that waits, where signals are heard
inside of them. Work that is given up cannot be stopped, but with the process: ``main.run`` ends it as soon as
the line is said.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from contextvars import copy_context
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from ess_graph.cli.abandoned import give_up
from ess_graph.cli.base import watched
from ess_graph.errors import SystemProblem
from ess_graph.text import message

if TYPE_CHECKING:
    from ess_graph.shacl.bounds import Bounds

_T = TypeVar("_T")
_U = TypeVar("_U")
#: Seconds between two looks, and before a person is told anything.
_LOOK: Final = 0.2
_PATIENCE: Final = 1.0
#: To the start of the line, and clear it (ECMA-48).
_CLEAR: Final = "\r\x1b[K"


class _TimeUp(BaseException):
    """The limit of time, inside of Python code that may catch every ``Exception``."""


class _Work(threading.Thread, Generic[_T]):
    """A call in a thread that does not keep the process alive."""

    def __init__(self, call: Callable[[], _T]) -> None:
        super().__init__(daemon=True)
        self._call = call
        self._context = copy_context()
        #: What the one who waits is to call; ``None`` when the work is done.
        self.asked: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self.given: list[_T] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        """Make the call, and keep what it gives or raises."""
        try:
            self.given.append(self._context.run(self._call))
        except BaseException as error:
            self.error = error
        finally:
            self.asked.put(None)

    def in_front(self, call: Callable[[], _U]) -> _U:
        """Return what a call gives in the thread of the one who waits, who hears signals inside of Python code."""
        answer: Future[_U] = Future()

        def answered() -> None:
            try:
                answer.set_result(call())
            except Exception as error:
                answer.set_exception(error)

        self.asked.put(answered)
        return answer.result()


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
    at.in_front = work.in_front
    work.start()
    try:
        _look_after(work, at, seconds)
    except _TimeUp:
        give_up()
        raise SystemProblem("system.too_long", limit=f"{seconds:g}") from None
    except KeyboardInterrupt:
        give_up()
        raise
    if work.error is not None:
        raise work.error
    return work.given[0]


def _look_after(work: _Work[_T], at: Bounds, seconds: float | None) -> None:
    """Wait until work is done, and do what it asks for.

    Raises:
        _TimeUp: it takes more time than it may.
    """
    started = time.monotonic()
    with ExitStack() as last:
        told = False
        while True:
            spent = time.monotonic() - started
            left = None if seconds is None else seconds - spent
            if left is not None and left <= 0:
                raise _TimeUp
            try:
                asked = work.asked.get(timeout=_LOOK if left is None else min(_LOOK, left))
            except Empty:
                if spent >= _PATIENCE and watched():
                    if not told:
                        last.callback(_show, "")
                        told = True
                    _show(_line(at, spent))
                continue
            if asked is None:
                return
            with _alarm(left):
                asked()


def _show(text: str) -> None:
    """Write a line in the place of the one before."""
    sys.stderr.write(_CLEAR + text)
    sys.stderr.flush()


@contextmanager
def _alarm(seconds: float | None) -> Iterator[None]:
    """Raise :class:`_TimeUp` in a block of Python code that takes more seconds; a regular expression hears it too."""
    if seconds is None:
        yield
        return

    def ring(*_: object) -> None:
        raise _TimeUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _line(at: Bounds, spent: float) -> str:
    fields = {"count": f"{len(at.data):,}".replace(",", "\u202f"), "done": at.done, "total": at.total}
    return message(f"progress.{at.stage or 'plan'}", seconds=f"{spent:.0f}", **fields)
